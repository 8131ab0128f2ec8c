"""The extractive answer: the coverage's own sentences, merged, bounded, ordered and cited."""

import re
from dataclasses import replace
from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evidence import Evidence
from rag.extractive import (
    MOST_FOR_ACCOUNT,
    MOST_FOR_FACT,
    MOST_REPORTS,
    NEARBY,
    Claim,
    choose,
    compose,
    merge,
    shown_text,
)
from rag.question import read_question
from store.spans import SpeechRow
from tests.rag.making import article, evidence

FACT = read_question("Who found the crack in the pivot?")
ACCOUNT = read_question("What happened at the bridge?")
ACROSS = ((1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0))
SAID = "Divers found a crack in the pivot."
TEXT = f"{SAID} Rain fell all week. Nobody was hurt. The quay stood empty. Trade was slow. Buses ran late. Gulls cried."


def sentences_of(id: str, outlet: str | None = "Post", text: str = TEXT) -> list[Evidence]:
    """Every sentence of an article, each at right angles to those beside it."""
    held = article(text, id, outlet)
    words = [f"{part.strip()}." for part in text.split(".") if part.strip()]
    return [evidence(held, w, n, vector=unlike(n)) for n, w in enumerate(words)]


def unlike(number: int) -> list[float]:
    """Vectors of which no two within 16 are near each other."""
    return [float(number % 16 == place) for place in range(16)]


def test_a_fact_takes_two_sentences_at_most_an_account_six() -> None:
    some = sentences_of("a")
    for question, most in ((FACT, MOST_FOR_FACT), (ACCOUNT, MOST_FOR_ACCOUNT)):
        sentences, _ = compose(question, some, [0.95] * len(some))
        assert len(sentences) == most
    assert (MOST_FOR_FACT, MOST_FOR_ACCOUNT) == (2, 6)


def test_one_sentence_that_is_surely_it_is_enough() -> None:
    some = sentences_of("a")
    sentences, citations = compose(FACT, some, [0.99] + [0.001] * (len(some) - 1))
    assert [s.text for s in sentences] == [SAID]
    assert [c.quote for c in citations] == [SAID]


def test_one_claim_of_several_reports_is_said_once_and_cited_from_each() -> None:
    told = [evidence(article(TEXT, id, id.upper()), SAID) for id in "abc"]
    sentences, citations = compose(FACT, told, [0.9, 0.8, 0.7])
    assert [(s.text, s.citations) for s in sentences] == [(SAID, (1, 2, 3))]
    assert [c.outlet for c in citations] == ["A", "B", "C"]


def test_a_sentence_and_its_citations_say_who_speaks_there() -> None:
    told = [replace(evidence(article(TEXT, id, id), SAID), speaker=who) for id, who in (("a", "Ada"), ("b", None))]
    sentences, citations = compose(FACT, told, [0.9, 0.8])
    assert [s.speaker for s in sentences] == ["Ada"]
    assert [c.speaker for c in citations] == ["Ada", None]
    sentences, _ = compose(FACT, told[::-1], [0.9, 0.8])
    assert [s.speaker for s in sentences] == [None]


def test_a_report_is_cited_once_for_a_claim_and_so_many_reports_at_most() -> None:
    again = f"{SAID} Later: {SAID}"
    held = article(again, "a")
    twice = [evidence(held, SAID, 0), evidence(held, f"Later: {SAID}", 1)]
    others = [evidence(article(TEXT, f"b{n}"), SAID) for n in range(9)]
    sentences, citations = compose(FACT, [*twice, *others], [0.9] * 11)
    assert [s.citations for s in sentences] == [tuple(range(1, MOST_REPORTS + 1))]
    assert len({c.article for c in citations}) == MOST_REPORTS


def test_sentences_alike_in_meaning_but_of_other_words_stay_apart() -> None:
    held, other = article(TEXT, "a"), article("The pivot shows damage, inspectors say.", "b")
    apart = [evidence(held, SAID), evidence(other, "The pivot shows damage, inspectors say.")]
    sentences, _ = compose(ACCOUNT, apart, [0.9, 0.9])
    assert len(sentences) == 2


def test_a_claim_is_said_by_a_sentence_that_stands_alone() -> None:
    leaning = evidence(article("He found a crack in the pivot.", "a"), "He found a crack in the pivot.")
    leaning = replace(leaning, context=leaning.context | {"bo", "lund"})
    alone = evidence(article("Bo Lund found a crack in the pivot.", "b"), "Bo Lund found a crack in the pivot.")
    sentences, citations = compose(FACT, [leaning, alone], [0.9, 0.8])
    assert [s.text for s in sentences] == ["Bo Lund found a crack in the pivot."]
    assert {c.article for c in citations} == {"a", "b"}


def test_a_statement_of_several_sentences_is_shown_from_its_beginning_to_its_end() -> None:
    parts = ["“I see two faults.", "The pivot is cracked.", "The cable is worn,” Lund said.", "Trade was slow."]
    held = article(" ".join(parts), "a")
    end, by = held.text.index("Lund"), held.text.index("said")
    said = SpeechRow(1, end - 2, True, "Lund", end, end + 4, "said", by, by + 4, "a")
    every = [evidence(held, part, n, vector=unlike(n)) for n, part in enumerate(parts)]
    told = [replace(e, speech=(said,)) for e in every[:3]] + every[3:]
    for shares in ([0.99, 0.001, 0.9, 0.001], [0.001, 0.001, 0.99, 0.001]):
        sentences, citations = compose(ACCOUNT, told, shares)
        assert [s.text for s in sentences] == [c.quote for c in citations] == [" ".join(parts[:3])]
    alone, _ = compose(FACT, told, [0.99, 0.001, 0.001, 0.001])
    assert [s.text for s in alone] == parts[:1]


def test_a_statement_takes_nothing_that_is_shown_elsewhere_and_no_report_that_lacks_it() -> None:
    parts = [
        "“One gate is shut.",
        "Two are open.",
        "Three leak.",
        "Four hold.",
        "Five creak.",
        "Six are new,” Lund said.",
    ]
    held = article(" ".join(parts), "a")
    end, by = held.text.index("Lund"), held.text.index("said")
    said = SpeechRow(1, end - 2, True, "Lund", end, end + 4, "said", by, by + 4, "a")
    told = [replace(evidence(held, part, n, vector=unlike(n)), speech=(said,)) for n, part in enumerate(parts)]
    also = replace(evidence(article("Two are open.", "b"), "Two are open.", vector=unlike(1)), speaker="Lund")
    _, citations = compose(ACCOUNT, told, [0.99, 0.001, 0.9, 0.001, 0.001, 0.9])
    assert sorted((c.start, c.end) for c in citations) == [(0, 55), (56, len(held.text))]
    sentences, citations = compose(ACCOUNT, [*told, also], [0.9, 0.99, 0.001, 0.001, 0.001, 0.001, 0.95])
    assert {c.quote for c in citations if c.article == "b"} == {"Two are open."}
    assert [s.citations for s in sentences if s.text == "Two are open."] == [(1, 2)]


def test_a_further_relevant_sentence_close_by_is_cited_as_context() -> None:
    some = sentences_of("a")
    shown, citations = compose(FACT, some, [0.9, 0.8, 0.7] + [0.001] * (len(some) - 3))
    assert [s.text for s in shown] == [SAID, "Rain fell all week."]
    assert [[c.quote for c in citations if c.number in s.citations] for s in shown] == [[s.text] for s in shown]
    assert [c.quote for c in citations if c.context] == ["Nobody was hurt."]


def test_a_further_relevant_sentence_far_off_or_in_another_report_is_not() -> None:
    held = article(f"{SAID} Rain fell all week. Nobody was hurt.", "a")
    shown = [evidence(held, SAID, 0, vector=ACROSS[0]), evidence(held, "Rain fell all week.", 1, vector=ACROSS[1])]
    far = evidence(held, "Nobody was hurt.", 2 + NEARBY, vector=ACROSS[2])
    other = evidence(article("Nobody was hurt.", "b"), "Nobody was hurt.", 1, vector=ACROSS[2])
    for further in (far, other):
        _, citations = compose(FACT, [*shown, further], [0.9, 0.9, 0.8])
        assert [c.quote for c in citations] == [SAID, "Rain fell all week."]


def test_a_headline_does_not_answer_where_the_body_does() -> None:
    held = article(f"Crack in the pivot found\n{SAID}", "a")
    some = [
        evidence(held, "Crack in the pivot found", 0, vector=ACROSS[0], kind="headline"),
        evidence(held, SAID, 1, vector=ACROSS[1]),
    ]
    sentences, _ = compose(FACT, some, [0.9, 0.9])
    assert sentences[0].text == SAID


def test_the_likeliest_sentence_comes_first_the_others_report_by_report_in_their_own_order() -> None:
    a, b = sentences_of("a"), sentences_of("b", "Radio", "Cranes stood still. Pilots stayed home.")
    some = [a[4], b[1], a[2], b[0]]
    apart = [evidence(e.article, e.text, e.row.number, vector=v) for e, v in zip(some, ACROSS, strict=True)]
    sentences, _ = compose(ACCOUNT, apart, [0.95, 0.94, 0.93, 0.92])
    assert [s.text for s in sentences] == [
        "Trade was slow.",
        "Nobody was hurt.",
        "Cranes stood still.",
        "Pilots stayed home.",
    ]


def test_of_two_facts_the_one_with_a_value_of_the_asked_kind_comes_first() -> None:
    text = "The bridge was shut to lorries. Divers counted 14 cracks in it."
    held = article(text)
    shut, counted = (evidence(held, part, n, vector=unlike(n)) for n, part in enumerate(text.split(". ", 1)))
    sentences, _ = compose(read_question("How many cracks are in the bridge?"), [shut, counted], [0.9, 0.6])
    assert [s.text.startswith("Divers counted 14") for s in sentences] == [True, False]


def test_a_value_is_shown_though_two_sentences_without_one_are_likelier() -> None:
    parts = ("The bridge was shut to lorries.", "Divers went down to the bridge.", "Divers counted 14 cracks in it.")
    held = article(" ".join(parts))
    told = [evidence(held, part, n, vector=unlike(n)) for n, part in enumerate(parts)]
    sentences, _ = compose(read_question("How many cracks are in the bridge?"), told, [0.9, 0.8, 0.7])
    assert [s.text for s in sentences] == [parts[2], parts[0]]


def test_the_words_of_whom_the_question_names_come_first_the_newest_before_the_older() -> None:
    told = [
        replace(evidence(replace(article(TEXT, id, id), published=day), part, vector=unlike(n)), speaker=who)
        for n, (id, day, part, who) in enumerate(
            (
                ("a", "2025-03-12", SAID, "Ada Lund"),
                ("b", "2025-03-14", "Nobody was hurt.", "Ada Lund"),
                ("c", "2025-03-15", "Trade was slow.", None),
            )
        )
    ]
    sentences, _ = compose(ACCOUNT, told, [0.9] * 3, speaker="Lund")
    assert [s.text for s in sentences] == ["Nobody was hurt.", SAID, "Trade was slow."]


def test_where_a_speaker_is_asked_for_others_words_stay_away_unless_there_are_none_of_the_speakers() -> None:
    own, others = (
        replace(evidence(article(TEXT, id, id), part, vector=unlike(n)), speaker=who)
        for n, (id, part, who) in enumerate((("a", SAID, "Ada Lund"), ("b", "Nobody was hurt.", "Ivo Brandt")))
    )
    told = [compose(ACCOUNT, given, [0.9] * len(given), speaker="Lund")[0] for given in ([others, own], [others])]
    assert [[s.speaker for s in sentences] for sentences in told] == [["Ada Lund"], ["Ivo Brandt"]]


def test_who_is_meant_by_he_stands_in_brackets_after_it_and_not_in_the_citation() -> None:
    for text, shown in (
        ("He said the pivot would hold.", "He [Ivo Brandt] said the pivot would hold."),
        ("Brandt added that he said so.", "Brandt added that he said so."),
        ("It said the pivot would hold.", "It said the pivot would hold."),
    ):
        held = article(text)
        pronoun = re.search(r"\b[Hh]e\b|It", text)
        assert pronoun
        said = SpeechRow(pronoun.end() + 1, len(text), False, "Ivo Brandt", *pronoun.span(), "said", 0, 1, held.id)
        one = replace(evidence(held, text), speech=(said,), speaker="Ivo Brandt")
        sentences, citations = compose(FACT, [one], [0.9])
        assert [s.text for s in sentences] == [shown]
        assert [c.quote for c in citations] == [text]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("- Divers\n  came.", "Divers came."),
        ("•\tOne\u2028two.", "One two."),
        ("-5 degrees.", "-5 degrees."),
        ("#1 hit.", "#1 hit."),
    ],
)
def test_a_sentence_is_shown_in_one_line_without_its_list_mark(written: str, shown: str) -> None:
    made = evidence(article(written), written)
    assert shown_text(made) == shown
    _, citations = compose(FACT, [made], [0.9])
    assert citations[0].quote == written


@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=8))
def test_the_choice_is_the_first_claims_that_give_the_best_expected_f1(shares: list[float]) -> None:
    words = [f"Word{'xyzuvwst'[n]} stands here." for n in range(len(shares))]
    some = [evidence(article(w, w), w, vector=unlike(n)) for n, w in enumerate(words)]
    claims = merge(list(zip(some, shares, strict=True)))
    assert [c.relevance for c in claims] == sorted(shares, reverse=True)
    chosen = choose(claims)
    f1 = [expected_f1([c.relevance for c in claims], k) for k in range(1, min(len(claims), MOST_FOR_ACCOUNT) + 1)]
    assert chosen == claims[: len(chosen)]
    assert f1[len(chosen) - 1] == pytest.approx(max(f1))


def expected_f1(shares: list[float], k: int) -> float:
    """The mean F1 of the first k over all answers that there could be, each as likely as its sentences make it."""
    found = 0.0
    for answer in product((False, True), repeat=len(shares)):
        likely = prod(p if belongs else 1 - p for p, belongs in zip(shares, answer, strict=True))
        found += likely * 2 * sum(answer[:k]) / (k + sum(answer))
    return found


def test_however_many_unlikely_sentences_there_are_the_answer_grows_no_longer() -> None:
    shares = [0.9, 0.3, *([0.1] * 8)]
    few, many = (
        choose([Claim(evidence(article(TEXT), SAID), p) for p in (*shares, *([0.1] * more))]) for more in (0, 200)
    )
    assert [c.relevance for c in few] == [c.relevance for c in many]


@pytest.mark.parametrize(
    ("elsewhere", "cited", "sentences"),
    [
        ("On Monday divers found 3 cracks in the pivot.", 2, 1),
        ("Divers found three cracks in the pivot.", 2, 1),
        ("Divers found cracks in the pivot.", 1, 1),
        ("Divers found 14 cracks in the pivot.", 2, 2),
        ("Lund found 3 cracks in the pivot.", 2, 1),
    ],
)
def test_a_report_is_cited_for_a_claim_only_where_it_has_its_figures(
    elsewhere: str, cited: int, sentences: int
) -> None:
    said = "Divers found 3 cracks in the pivot."
    told = [evidence(article(said, "a"), said), evidence(article(elsewhere, "b"), elsewhere)]
    shown, citations = compose(ACCOUNT, told, [0.9, 0.85])
    assert (len(shown), len(citations)) == (sentences, cited)
    assert shown[0].text == said


def test_a_report_that_does_not_name_the_speaker_is_not_cited_for_what_he_said() -> None:
    said = "Harbour chief Ada Lund said the pivot would hold all winter."
    told = [
        evidence(article(text, id), text)
        for id, text in (("a", said), ("b", "The harbour chief said the pivot would hold all winter."))
    ]
    shown, citations = compose(ACCOUNT, told, [0.9, 0.85])
    assert ([s.text for s in shown], [c.quote for c in citations]) == ([said], [said])


WORDS = st.sampled_from(
    ["crack", "pivot", "Zoë", "👩🏽‍🚒", "e\u0301te\u0301", "\u202eabc\u202c", "ships", "na\u0308he", "𝔘nit", "mayor"]
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=8).map(lambda words: f"{' '.join(words)}.")


@given(st.lists(st.lists(SENTENCES, min_size=1, max_size=6), min_size=1, max_size=4), st.data())
def test_whatever_the_evidence_every_sentence_is_cited_to_the_character(
    reports: list[list[str]], data: st.DataObject
) -> None:
    some = []
    for n, said in enumerate(reports):
        held = article("\u2028".join(said), f"a{n}", f"Outlet {n % 2}")
        for number, words in enumerate(said):
            some.append(evidence(held, words, number, vector=data.draw(st.sampled_from(ACROSS))))
    shares = data.draw(st.lists(st.floats(0.01, 0.99), min_size=len(some), max_size=len(some)))
    texts = {e.article.id: e.article.text for e in some}
    for question, most in ((FACT, MOST_FOR_FACT), (ACCOUNT, MOST_FOR_ACCOUNT)):
        sentences, citations = compose(question, some, shares)
        assert 1 <= len(sentences) <= most
        assert [c.number for c in citations] == list(range(1, len(citations) + 1))
        assert [n for s in sentences for n in s.citations] == [c.number for c in citations if not c.context]
        assert all(s.citations and s.text for s in sentences)
        assert all(texts[c.article][c.start : c.end] == c.quote != "" for c in citations)
        assert compose(question, some, shares) == (sentences, citations)


def test_a_timeline_is_what_is_dated_in_the_order_of_the_days_however_likely() -> None:
    text = "Divers left on 12 March 2025. Trade was slow. It cracked on 9 March 2025. It was shut on 10 March 2025."
    some = sentences_of("a", text=text)
    sentences, _ = compose(read_question("What is the timeline of the crack?"), some, [0.1, 0.1, 0.9, 0.1])
    assert [s.text[-14:] for s in sentences] == ["9 March 2025.".rjust(14), "10 March 2025.", "12 March 2025."]
