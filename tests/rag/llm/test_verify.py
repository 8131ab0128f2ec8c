"""Verification: a sentence of a language model against the words that it cites, each check once right, once wrong."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evidence import Evidence
from rag.llm.support import packaged
from rag.llm.verify import Verdict, verify
from store.article import Draft
from tests.rag.making import EMBEDDER, article, assistant
from tests.rag.making import evidence as made

DRAINED = "Engineers drained three of the 12 chambers of the Orrin dam on Tuesday."
ACCUSED = "Mayor Dalia Renko accused the builder Karl Voss of hiding a leak."
TOLD = "“We were never told about the second crack, and the council knew nothing,” Renko said."
DENIED = "Voss denied that the crack was dangerous."
COST = "The repair will cost 4.2 million crowns, 20 percent of what the town of Lower Orrin spends a year."
OPENED = "The Northern Rivers Council opened the old spillway in 1987."
RAIN = "Heavy rain did not slow the work at the spillway."
PAY = "Karl Voss told Valley Wire that his company would pay for the repair."
ASKED = "She had asked Yevhen Pylypchuk for help on 3 March."
HERALD = (DRAINED, ACCUSED, TOLD, DENIED, COST, OPENED, RAIN)
WIRE = (PAY, ASKED)
STORY = (
    Draft("herald.txt", " ".join(HERALD), "Lake Orrin drained after leak", "Orrin Herald", "Ada Finch", "2025-03-14"),
    Draft("wire.txt", " ".join(WIRE), "Builder to pay for Orrin dam", "Valley Wire", None, "2025-03-15"),
)
SENTENCES = (*HERALD, *WIRE)


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Evidence]:
    """The sentences of both reports, by their words, as retrieval brings them."""
    weighed = assistant(tmp_path_factory.mktemp("dam"), STORY).weigh("What is known about the Orrin dam and its leak?")
    by_text = {e.text: e for e in weighed.evidence}
    assert set(SENTENCES) <= set(by_text)
    return by_text


def judged(sentence: str, *cited: Evidence) -> Verdict:
    """The verdict on a sentence."""
    return verify(sentence, EMBEDDER.encode([sentence])[0], cited)


RIGHT = [
    # what is quoted
    ("Renko said that “we were never told”.", (TOLD,)),
    ("“[W]e were never told … and the council knew nothing,” Renko said.", (TOLD,)),
    # names, as they are spelt, shortened or led up to, and what stands beside
    ("Dalia Renko accused Karl Voss of hiding a leak.", (ACCUSED,)),
    ("The NRC opened the old spillway in 1987.", (OPENED,)),
    ("She had asked Yevhen Pilipchuk for help on 3 March.", (ASKED,)),
    ("The repair of the Orrin dam will cost 4.2 million crowns.", (COST,)),
    # numbers, however they are written
    ("Engineers drained 3 of the twelve chambers of the Orrin dam on Tuesday.", (DRAINED,)),
    ("The repair will cost 4,200,000 crowns, 20% of what the town spends a year.", (COST,)),
    # dates
    ("Engineers drained three chambers of the Orrin dam on 11 March 2025.", (DRAINED,)),
    ("Engineers drained three chambers of the Orrin dam in March 2025.", (DRAINED,)),
    ("The Orrin Herald reported on 14 March that the Northern Rivers Council opened the old spillway.", (OPENED,)),
    # who said it
    ("Voss said that his company would pay for the repair.", (PAY,)),
    ("According to Karl Voss, his company would pay for the repair.", (PAY,)),
    ("Karl Voss denied that the crack was dangerous.", (DENIED,)),
    ("The Orrin Herald reported that Voss denied that the crack was dangerous.", (DENIED,)),
    # roles and negations
    ("Karl Voss was accused by Dalia Renko of hiding a leak.", (ACCUSED,)),
    ("Rain did not slow the work.", (RAIN,)),
    # several citations
    ("Engineers drained three of the 12 chambers, and the repair will cost 4.2 million crowns.", (DRAINED, COST)),
]

WRONG = [
    ("Renko said that “we were never warned”.", (TOLD,), "we were never warned"),
    (
        "“The council knew nothing … we were never told,” Renko said.",
        (TOLD,),
        "The council knew nothing … we were never",
    ),
    ("Dalia Renko accused Karl Brandvold of hiding a leak.", (ACCUSED,), "Brandvold"),
    ("Macron opened the old spillway in 1987.", (OPENED,), "Macron"),
    ("The UNHCR opened the old spillway in 1987.", (OPENED,), "UNHCR"),
    ("Engineers drained four of the 12 chambers of the Orrin dam on Tuesday.", (DRAINED,), "four"),
    ("The repair will cost 4.2 billion crowns.", (COST,), "4.2 billion"),
    ("The repair will cost 20 crowns.", (ACCUSED, COST), None),
    ("The repair will cost 4.2 million crowns, $20 of what the town spends a year.", (COST,), "$20"),
    ("Engineers drained three chambers of the Orrin dam on 12 March 2025.", (DRAINED,), "on 12 March 2025"),
    ("The Northern Rivers Council opened the old spillway in May 1987.", (OPENED,), "in May 1987"),
    ("The Northern Rivers Council opened the old spillway on 14 March.", (OPENED,), "on 14 March"),
    ("Renko said that her company would pay for the repair.", (PAY,), "Renko said"),
    ("According to Dalia Renko, his company would pay for the repair.", (PAY,), "Dalia Renko According to"),
    ("Dalia Renko denied that the crack was dangerous.", (DENIED,), "Dalia Renko denied"),
    ("Karl Voss accused Dalia Renko of hiding a leak.", (ACCUSED,), None),
    ("Rain slowed the work at the spillway.", (RAIN,), None),
    ("Voss said that the crack was dangerous.", (DENIED,), None),
    ("The crack was not dangerous.", (DENIED,), None),
    ("His company will pay for the repair.", (PAY,), None),
    ("The council hid the leak from the engineers for years.", (ACCUSED,), None),
    ("Engineers drained the old spillway of the Orrin dam.", (RAIN,), None),
]


@pytest.mark.parametrize(("sentence", "cited"), RIGHT)
def test_a_sentence_holds_that_its_citations_carry(
    evidence: Mapping[str, Evidence], sentence: str, cited: tuple[str, ...]
) -> None:
    verdict = judged(sentence, *(evidence[text] for text in cited))
    assert verdict.missing == ()
    assert verdict.holds, verdict.support


@pytest.mark.parametrize(("sentence", "cited", "missing"), WRONG)
def test_one_does_not_that_says_anything_else(
    evidence: Mapping[str, Evidence], sentence: str, cited: tuple[str, ...], missing: str | None
) -> None:
    verdict = judged(sentence, *(evidence[text] for text in cited))
    assert not verdict.holds, verdict.support
    if missing:
        assert any(missing in one for one in verdict.missing), verdict.missing
        assert verdict.support == 0


@pytest.mark.parametrize("words", SENTENCES)
def test_the_cited_words_themselves_hold(evidence: Mapping[str, Evidence], words: str) -> None:
    assert judged(words, evidence[words]) == Verdict(1.0)
    assert judged(words, *evidence.values()).holds


@given(st.text(min_size=1, max_size=120))
def test_any_words_hold_by_themselves_and_nothing_breaks_on_others(words: str) -> None:
    cited = made(article(words), words, vector=EMBEDDER.encode([words])[0].tolist())
    assert judged(words, cited).holds
    assert 0 <= judged(f"{words} {words[::-1]} “{words[1:]}", cited).support <= 1


def test_without_a_citation_all_of_it_is_missing() -> None:
    assert judged(DRAINED) == Verdict(0.0, (DRAINED,))


def test_the_support_decides_where_nothing_is_missing() -> None:
    threshold = packaged().threshold
    assert Verdict(threshold).holds
    assert not Verdict(threshold - 0.01).holds
    assert not Verdict(1.0, ("Renko said",)).holds


@given(data=st.data())
def test_a_changed_digit_never_holds(evidence: Mapping[str, Evidence], data: st.DataObject) -> None:
    words = data.draw(st.sampled_from([text for text in SENTENCES if any(map(str.isdigit, text))]))
    at = data.draw(st.sampled_from([n for n, sign in enumerate(words) if sign.isdigit()]))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != words[at]]))
    assert not judged(f"{words[:at]}{digit}{words[at + 1 :]}", *evidence.values()).holds
