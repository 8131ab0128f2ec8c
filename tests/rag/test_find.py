"""Where a quote or a claim stands: in every report, in which words, who says it, and who wrote it first."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer import Filters
from rag.assistant import Assistant
from rag.errors import AskError
from rag.find import Lookup
from rag.lookup.likeness import Change
from store.article import Draft
from tests.rag.making import assistant

AGENCY = (
    "Lorries will be kept off the swing bridge until the first week of April, the harbour board said on Tuesday after "
    "divers had looked at the pivot for the third time since autumn. “Nobody is allowed to drive on a cracked pivot,” "
    "said its chair, Ines Caldera.\n"
)
STORY = (
    Draft("first.txt", AGENCY, "Bridge shut", "Border Wire", published="2025-11-18T06:00:00+01:00"),
    Draft("again.txt", AGENCY, "Lorries kept off", "Ellery Post", published="2025-11-18T09:00:00+01:00"),
    Draft(
        "own.txt",
        "Nobody may drive on the pivot.\n\n“Nobody is permitted to drive on a cracked pivot,” Ines Caldera told this "
        "station.\n\nTomas Brandvold said that nobody is allowed to drive on a cracked pivot in winter.\n\n"
        "ADVERTISEMENT\n\nThe second crack is “as long as a hand”.\n",
        "Hauliers wait",
        "Öresund Radio",
        published="2025-11-18T06:30:00+02:00",
    ),
    Draft("undated.txt", "Nobody is allowed to drive on a cracked pivot. The rest of the text is of no use.\n", "Old"),
)
QUOTE = "Nobody is allowed to drive on a cracked pivot"


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant(tmp_path_factory.mktemp("bridge"), STORY)


def places(found: Lookup) -> list[tuple[str, str, tuple[Change, ...]]]:
    return [(o.article.source, o.match, o.changes) for o in found.occurrences]


def test_every_place_earliest_first_by_the_clock_and_the_undated_last(bridge: Assistant) -> None:
    found = bridge.find(QUOTE)
    permitted = (("-", "allowed"), ("+", "permitted"))
    assert places(found) == [
        ("own.txt", "near", permitted),
        ("own.txt", "exact", ()),
        ("first.txt", "exact", ()),
        ("again.txt", "exact", ()),
        ("undated.txt", "exact", ()),
    ]
    assert all(o.article.text[o.start : o.end] == o.quote for o in found.occurrences)
    assert (found.reported_by.outlets, found.independent, found.nearest) == (4, 3, None)


@pytest.mark.parametrize("published", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:00:00-05:00"])
def test_a_report_of_an_odd_day_is_found_like_any_other(tmp_path: Path, published: str) -> None:
    draft = Draft("odd.txt", AGENCY, "Bridge shut", published=published)
    assert places(assistant(tmp_path, [draft]).find(QUOTE)) == [("odd.txt", "exact", ())]


def test_who_says_it_and_whose_text_it_is(bridge: Assistant) -> None:
    found = bridge.find(QUOTE).occurrences
    speakers = ["Ines Caldera", "Tomas Brandvold", "Ines Caldera", "Ines Caldera", None]
    assert [o.speaker for o in found] == speakers
    assert [o.copy_of for o in found] == [None, None, None, found[2].article.id, None]


def test_its_context_is_the_paragraph_cut_to_some_words(bridge: Assistant) -> None:
    before, after = bridge.find(QUOTE).occurrences[2].context
    assert before.startswith("…") and before.endswith("third time since autumn. “") and len(before) <= 121
    assert after == ",” said its chair, Ines Caldera."


@pytest.mark.parametrize(
    ("filters", "sources"),
    [
        (Filters(outlets=("border wire",)), ["first.txt"]),
        (Filters(articles=("again.txt",)), ["again.txt"]),
        (Filters(speaker="Brandvold"), ["own.txt"]),
        (Filters(first="2025-11-19"), []),
        (Filters(outlets=("None such",)), []),
    ],
)
def test_filters(bridge: Assistant, filters: Filters, sources: list[str]) -> None:
    assert [source for source, _, _ in places(bridge.find(QUOTE, filters))] == sources


@pytest.mark.parametrize(
    "noisy",
    [
        "“NOBODY  is allowed\nto drive on a cracked pivot…”",
        "[Nobody] is al\u00adlowed to drive—on a cracked pivot",
        "… allowed to drive on a cracked pivot",
        "Nobody is allowed … a cracked pivot",
        "Caldera said: “Nobody is allowed to drive on a cracked pivot”",
    ],
)
def test_however_it_is_typed(bridge: Assistant, noisy: str) -> None:
    exact = {source for source, match, _ in places(bridge.find(noisy)) if match == "exact"}
    assert exact == {"first.txt", "again.txt", "own.txt", "undated.txt"}


def test_a_quote_of_two_sentences_and_of_two_paragraphs(bridge: Assistant) -> None:
    (one,) = bridge.find("on a cracked pivot. The rest of").occurrences
    assert (one.article.source, one.quote) == ("undated.txt", "on a cracked pivot. The rest of")
    (one,) = bridge.find("drive on the pivot “Nobody is permitted").occurrences
    assert one.quote == "drive on the pivot.\n\n“Nobody is permitted"


def test_what_no_report_has_is_not_found_and_what_comes_nearest_is_told(bridge: Assistant) -> None:
    found = bridge.find("“Nobody is ever punished for driving on a cracked pivot”")
    assert (found.occurrences, found.reported_by.outlets, found.independent) == ((), 0, 0)
    assert found.nearest is not None and "cracked pivot" in found.nearest.quote


def test_words_that_only_share_some_with_a_report_come_near_nothing(bridge: Assistant) -> None:
    assert bridge.find("“Nobody is ever punished for a cracked pivot of a beautiful old bridge”").nearest is None
    assert bridge.find("“Purple elephants dance tango”").nearest is None


def test_a_claim_is_looked_for_in_other_words_only_where_its_own_are_nowhere(bridge: Assistant) -> None:
    # To the stand-in for the model, texts are alike as far as they have words in common.
    shuffled = "pivot cracked a on drive to allowed is nobody"
    assert {o.match for o in bridge.find(shuffled).occurrences} == {"paraphrase"}
    assert bridge.find(shuffled, paraphrase=False).occurrences == ()
    assert bridge.find(f"“{shuffled}”").occurrences == ()
    both = bridge.find(QUOTE, paraphrase=True).occurrences
    assert [o.match for o in both if o.article.source == "undated.txt"] == ["exact"]


@pytest.mark.parametrize("query", ["", " … ", "“?!”", "x" * 2_001])
def test_what_cannot_be_looked_up(bridge: Assistant, query: str) -> None:
    with pytest.raises(AskError):
        bridge.find(query)


@given(st.text(max_size=60))
def test_whatever_is_asked_the_quotes_are_the_reports_words(bridge: Assistant, query: str) -> None:
    try:
        found = bridge.find(query, paraphrase=False)
    except AskError:
        return
    assert all(o.article.text[o.start : o.end] == o.quote != "" for o in found.occurrences)


def test_the_words_stand_across_the_ends_of_passages(tmp_path: Path) -> None:
    lines = [f"Line {n} tells of gull number {n} and of its egg. " * 4 for n in range(60)]
    text = "".join(lines)
    home = assistant(tmp_path, [Draft("gulls.txt", text, "Gulls")])
    for start in range(0, len(text) - 400, 1_003):
        quote = text[text.index(" ", start) + 1 : text.index(" ", start + 300)]
        assert quote.strip(" .") in [o.quote for o in home.find(quote, paraphrase=False).occurrences]


@pytest.mark.parametrize(
    ("query", "turned"),
    [
        ("Tomas Brandvold never said that nobody is allowed to drive on a cracked pivot in winter", "without"),
        ("Lorries will not be kept off the swing bridge until the first week of April", "without"),
        ("Lorries will soon be kept off the swing bridge until the first week of April", None),
        (QUOTE, None),
    ],
)
def test_a_negation_that_is_put_in_or_left_out_is_told(bridge: Assistant, query: str, turned: str | None) -> None:
    assert {o.turned for o in bridge.find(query, Filters(articles=("first.txt", "own.txt"))).occurrences} >= {turned}


def test_a_negation_that_was_left_out_of_the_quote_is_told(tmp_path: Path) -> None:
    said = "“The harbour board was not warned of the crack before the divers went down,” Ines Caldera said."
    made = assistant(tmp_path, [Draft("one.txt", said, "Warned?", "Ellery Post", published="2025-11-18")])
    (one,) = made.find("The harbour board was warned of the crack before the divers went down").occurrences
    assert (one.match, one.changes, one.turned) == ("near", (("+", "not"),), "with")
