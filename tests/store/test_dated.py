"""Which dates of a report are those of events, when they were said, and what happened then."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.article import Sentence
from store.clean import label
from store.dated import Dated, dated
from store.sentences import split
from store.speakers import attributions

FRIDAY = "2025-03-14"


def read(text: str, published: str | None = FRIDAY) -> tuple[Dated, ...]:
    pieces = split(text, label(text, None))
    sentences = [Sentence(n, 0, kind, start, end) for n, (start, end, kind) in enumerate(pieces)]
    return dated(text, published, sentences, attributions(text, sentences))


def days(text: str, published: str | None = FRIDAY) -> list[str]:
    return [found.first for found in read(text, published)]


def test_a_date_knows_its_words_its_sentence_and_how_fine_it_is() -> None:
    text = "Nobody was hurt. The mill by the weir burned down in May 2020."
    (found,) = read(text)
    assert text[found.start : found.end] == "in May 2020"
    assert (found.sentence, found.first, found.last, found.grain) == (1, "2020-05-01", "2020-05-31", "month")


@pytest.mark.parametrize(
    "text",
    [
        "OSTBY, March 13 (Harbour Wire) - The mill by the weir has burned down.",
        "First published: 12 March 2025. The mill by the weir has burned down.",
        "Updated on 12 March 2025 by the newsroom in Ostby.",
        "Even today the mill grinds flour for the town.",
        "The mill is what today’s town lives on.",
        "He was shaped by the 2008 crisis more than by the war.",
        "In a 2013 video the miller sings of the weir.",
        "If the weir breaks in the coming days, the mill will drown.",
        "Should the weir break in the coming days, he said, the mill will drown.",
        "Sunday, 9 March",
    ],
)
def test_no_event_is_dated_by_a_dateline_a_stamp_nowadays_a_name_or_a_condition(text: str) -> None:
    assert days(text) == []


@pytest.mark.parametrize(
    "text",
    ["The miller resigned today over the fire.", "He was there in the crisis of 2008.", "By 2010, the mill was his."],
)
def test_what_looks_alike_and_dates_an_event(text: str) -> None:
    assert len(days(text)) == 1


def test_what_is_quoted_is_dated_from_the_day_on_which_it_was_said() -> None:
    assert days("“The mill burned down yesterday,” the miller told reporters on Wednesday.") == [
        "2025-03-11",
        "2025-03-12",
    ]
    assert days("“The mill burned down yesterday,” the miller told reporters.") == ["2025-03-13"]


@pytest.mark.parametrize(
    ("text", "announced"),
    [
        ("The town will vote on the weir on Monday.", True),
        ("The town will vote on the weir later on Friday.", True),
        ("The town voted on the weir on Friday.", False),
        ("The lease was due to end in 2020, the town says.", False),
        ("The two mayors could meet in the coming days.", True),
    ],
)
def test_what_is_still_to_come_is_announced(text: str, announced: bool) -> None:
    assert [found.announced for found in read(text)] == [announced]


def test_without_a_day_of_publication_only_absolute_dates_are_read_and_nothing_is_announced() -> None:
    (found,) = read("The mill burned on Friday and will open again in May 2099.", None)
    assert (found.first, found.announced) == ("2099-05-01", False)


def test_the_words_are_those_of_the_dated_part() -> None:
    text = "Hale denied the fraud, but Dorn on Thursday called the ledger forged."
    assert set(read(text)[0].words.split()) >= {"ledger", "forg"}
    assert "fraud" not in read(text)[0].words
    leading = "Just hours after the weir broke, Dorn on Thursday fled the valley."
    assert "weir" not in read(leading)[0].words
    between = "Ines Dorn, who runs the mill, resigned on Thursday."
    assert "resign" in read(between)[0].words


def test_a_speaker_is_told_where_the_date_is_that_of_saying_it() -> None:
    (said,) = read("Ines Dorn said on Thursday that the mill was insured.")
    (told,) = read("Ines Dorn said that the mill burned down on Thursday.")
    (named,) = read("Ines Dorn called Thursday’s fire a crime.")
    assert (said.speaker, told.speaker, named.speaker) == ("Ines Dorn", None, None)


WORDS = st.sampled_from("“ ” said on Friday yesterday today 2014 will if the mill burned . , \n - (".split(" "))


@given(st.lists(WORDS, max_size=40).map(" ".join), st.sampled_from([None, FRIDAY]))
def test_whatever_is_found_stands_in_its_sentence_in_order(text: str, published: str | None) -> None:
    found = read(text, published)
    assert [f.start for f in found] == sorted(f.start for f in found)
    for one in found:
        assert one.first <= one.last
        assert text[one.start : one.end].strip()
