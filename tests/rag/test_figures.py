"""Numbers and dates of a sentence: which of them a report does not hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.figures import unheld

DAY = "2025-03-14"  # a Friday


def lacking(sentence: str, *texts: str) -> list[str]:
    """What none of the texts, all of one day, holds."""
    return unheld(sentence, [(text, DAY) for text in texts])


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("3 boats", "three boats"),
        ("1,000 boats", "a thousand boats"),
        ("twenty-one boats", "21 boats"),
        ("4.2 million boats", "4,200,000 boats"),
        ("half a million boats", "500,000 boats"),
        ("£5 million", "£5m"),
        ("the 3rd boat", "the third boat"),
        ("12 per cent of it", "12% of it"),
        ("30 dollars", "$30"),
        ("5 kilometres away", "5 km away"),
        ("he is 30", "a 30-year-old"),
        ("on Friday", "on 14 March 2025"),
        ("on March 13", "on Thursday"),
        ("in March 2025", "on 3 March 2025"),
        ("in 1912", "the boat (1912)"),
        ("one of the boats came first", "a boat led"),
        ("yesterday and 2 boats", "two boats on 13 March"),
    ],
)
def test_the_same_amount_is_held_however_it_is_written(sentence: str, text: str) -> None:
    assert lacking(sentence, text) == []


@pytest.mark.parametrize(
    ("sentence", "text", "missing"),
    [
        ("4 boats", "three boats", ["4"]),
        ("3 boats and 3 cars", "3 boats", ["3"]),
        ("3 million boats", "3 billion boats", ["3 million"]),
        ("5% of it", "5 of them", ["5"]),
        ("£5", "$5", ["£5"]),
        ("three days", "three weeks", ["three"]),
        ("-5 degrees", "5 degrees", ["-5"]),
        ("hundreds of boats", "dozens of boats", ["hundreds"]),
        ("14 boats", "on 14 March", ["14"]),
        ("on 3 March 2025", "in March 2025", ["on 3 March 2025"]),
        ("until Friday", "since Friday", ["until Friday"]),
        ("25 hours ago", "24 hours ago", ["25 hours ago"]),
        ("in 1913", "in 1912", ["in 1913"]),
    ],
)
def test_another_one_is_not(sentence: str, text: str, missing: list[str]) -> None:
    assert lacking(sentence, text) == missing


def test_each_is_held_by_any_of_several_texts_by_the_day_of_its_own_report() -> None:
    told = [("5 boats sank on Friday", "2025-03-15"), ("7 cars", None)]
    assert unheld("5 boats and 7 cars on 14 March 2025", told) == []
    assert unheld("5 boats and 7 cars on 7 March 2025", told) == ["on 7 March 2025"]


def test_the_day_of_the_report_is_known_where_a_sentence_tells_when_it_was_reported() -> None:
    assert lacking("The Post reported on 14 March that a boat sank", "A boat sank.") == []
    assert lacking("A boat sank on 14 March", "A boat sank.") == ["on 14 March"]
    assert lacking("The Post reported on 14 March", "A boat sank on 13 March.") == ["on 14 March"]


def test_nothing_holds_an_amount_where_nothing_is_cited() -> None:
    assert unheld("3 boats", []) == ["3"]


@given(st.integers(0, 10**24), st.integers(0, 10**24))
def test_two_numbers_are_one_only_if_they_are_equal(one: int, other: int) -> None:
    assert (lacking(f"{one:,} boats", f"{other} boats") == []) is (one == other)


@given(st.text(alphabet="0123456789,.-–%$ amhundredthousandmillionMarch", max_size=40))
def test_every_text_holds_its_own_amounts(text: str) -> None:
    assert lacking(text, text) == []
