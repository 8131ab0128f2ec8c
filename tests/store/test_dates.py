"""Dates in news prose: exact to the character, never a crash, quick on hostile text.

Whether they are right is measured on hand-made sentences, in tests/evals/tasks/test_timeline.py.
"""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.dates import dates
from tests.counting import calls

FRIDAY = "2025-03-14"

WORDS = st.sampled_from(
    "in on since until the last next this may May March Friday 14 31 2014 0000 9999 ago two weeks year of - to , . ’s "
    "early mid- late end will said yesterday 12th 14/03/2025 winter weekend overnight between and \n 1990s "
    "quarter ’68 Christmas Eve".split(" ")
)
TEXTS = st.one_of(st.text(), st.lists(WORDS, max_size=30).map(" ".join))
DAYS = st.one_of(st.none(), st.text(max_size=12), st.dates().map(str))


def read(text: str, published: str | None = FRIDAY) -> list[tuple[str, str, str]]:
    return [(text[w.start : w.end], w.first, w.last) for w in dates(text, published)]


def test_an_expression_says_how_fine_it_is() -> None:
    text = "It fell on Thursday, this week, in 2014, last summer and in May 2020."
    found = dates(text, FRIDAY)
    assert [w.precision for w in found] == ["day", "week", "year", "season", "month"]
    assert [w.grain for w in found] == ["day", "day", "year", "month", "month"]


def test_a_time_and_a_zone_of_publication_leave_its_day() -> None:
    assert read("She left yesterday.", "2025-03-14T00:30:00+03:00") == [("yesterday", "2025-03-13", "2025-03-13")]


@pytest.mark.parametrize("published", [None, "", "soon", "14 March 2025"])
def test_without_a_day_of_publication_only_the_absolute_is_found(published: str | None) -> None:
    text = "On Friday, as in March 2020 and on 3 June, it rained; last week it did not."
    assert read(text, published) == [("in March 2020", "2020-03-01", "2020-03-31")]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Profits fell last quarter.", "2024-10-01", "2024-12-31"),
        ("The mill burned a year ago to the day.", "2024-03-14", "2024-03-14"),
        ("The ferry sank in the summer of ’68.", "1968-06-01", "1968-08-31"),
        ("They met at Christmas 2021.", "2021-12-25", "2021-12-25"),
        ("She resigned on New Year's Eve.", "2024-12-31", "2024-12-31"),
        ("It rained in the week of 12 February.", "2025-02-10", "2025-02-16"),
        ("It rained in the week beginning Monday, March 3, 2025.", "2025-03-03", "2025-03-09"),
    ],
)
def test_a_quarter_a_year_of_two_digits_an_anniversary_a_feast_and_the_week_of_a_day(
    text: str, first: str, last: str
) -> None:
    assert [found[1:] for found in read(text)] == [(first, last)]


def test_a_feast_that_dates_nothing_and_a_quarter_that_is_a_share_are_no_dates() -> None:
    assert read("The Christmas trade was good in the last quarter of the game, a quarter of the town thought.") == []


def test_the_tense_before_an_expression_decides_between_past_and_future() -> None:
    text = "He said on Friday that they will meet on Monday. They met on Monday."
    assert [w.first for w in dates(text, FRIDAY)] == ["2025-03-14", "2025-03-17", "2025-03-10"]


def test_a_year_at_the_end_of_a_stretch_serves_its_beginning() -> None:
    assert read("It ran from December 30 to January 2, 2024.", None) == [
        ("from December 30 to January 2, 2024", "2023-12-30", "2024-01-02")
    ]


def test_the_same_day_is_the_one_named_before_as_long_as_that_is_near() -> None:
    text = "It fell on 3 May 2020. {}The next day they met; hours later it rained."
    assert [w[1] for w in read(text.format(""))] == ["2020-05-03", "2020-05-04", "2020-05-04"]
    assert [w[0] for w in read(text.format("It was wet. " * 60))] == ["on 3 May 2020"]


def test_what_is_a_week_or_a_month_long_has_no_next_day() -> None:
    assert [w[0] for w in read("It began in May 2020. The next day it rained. A year later it ended.")] == [
        "in May 2020",
        "A year later",
    ]


def test_the_coming_days_begin_tomorrow() -> None:
    assert read("They will meet in the coming days.") == [("in the coming days", "2025-03-15", "2025-03-21")]
    assert read("Little has changed in the past days, nor in recent weeks.") == []


@pytest.mark.parametrize(
    ("text", "tense"), [("It fell on Friday.", "past"), ("It will fall on Friday.", "future"), ("Friday.", "")]
)
def test_the_tense_is_told(text: str, tense: str) -> None:
    assert [w.tense for w in dates(text, FRIDAY)] == [tense]


def test_a_leap_day_is_the_nearest_there_is() -> None:
    assert read("He was hired on February 29.") == [("on February 29", "2024-02-29", "2024-02-29")]


@pytest.mark.parametrize("text", ["on 31 April 2020", "in 999 decades ago", "2025-13-40", "Feb. 30", "May 0, 2020"])
def test_a_day_that_is_not_there_is_nothing(text: str) -> None:
    assert read(text) == []


@given(TEXTS, DAYS)
def test_whatever_is_found_is_in_order_and_has_its_days_in_order(text: str, published: str | None) -> None:
    found = dates(text, published)
    assert found == dates(text, published)
    for when in found:
        assert text[when.start : when.end].strip() == text[when.start : when.end] != ""
        assert date.fromisoformat(when.first) <= date.fromisoformat(when.last)
    assert all(one.end <= two.start for one, two in pairwise(found))


@pytest.mark.parametrize(
    "unit", ["Friday ", "between 2014 and ", "12-", "the late ", "March ", " ", "1", "a couple of "]
)
def test_hostile_text_takes_work_in_proportion(unit: str) -> None:
    def work(chars: int) -> int:
        text = (unit * chars)[:chars]
        return calls(lambda: dates(text, FRIDAY))

    assert work(10_000) < 9 * work(1_250)


def test_the_weekend_that_is_told_of_is_the_last_one_unless_it_is_to_come() -> None:
    assert dates("Over the weekend the river burst its banks.", "2025-06-20")[0].first == "2025-06-14"
    assert dates("The fair will open at the weekend.", "2025-06-20")[0].first == "2025-06-21"
