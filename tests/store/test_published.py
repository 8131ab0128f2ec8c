"""A date is read as it is written, whole or not at all."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.published import by_clock, parse_published


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2025-03-14", "2025-03-14"),
        ("20250314", "2025-03-14"),
        ("2025/3/4", "2025-03-04"),
        ("2025.03.04", "2025-03-04"),
        ("2025-03-14T15:30", "2025-03-14T15:30:00"),
        ("2025-03-14T15:30:00Z", "2025-03-14T15:30:00+00:00"),
        ("2025-03-14 15:30:05.250+03:00", "2025-03-14T15:30:05+03:00"),
        ("Fri, 14 Mar 2025 15:30:00 +0100", "2025-03-14T15:30:00+01:00"),
        ("Fri, 14 Mar 2025 15:30:00 GMT", "2025-03-14T15:30:00+00:00"),
        ("14 Mar 2025 15:30 EST", "2025-03-14T15:30:00-05:00"),
        ("14 Mar 2025 15:30 GMT+3", "2025-03-14T15:30:00+03:00"),
        ("15:30, 14 March 2025", "2025-03-14T15:30:00"),
        ("14 March 2025", "2025-03-14"),
        ("  14th  March\n2025 ", "2025-03-14"),
        ("March 14, 2025", "2025-03-14"),
        ("Mar. 14, 2025", "2025-03-14"),
        ("Sept. 4, 2025", "2025-09-04"),
        ("Friday, March 14, 2025 at 3 PM", "2025-03-14T15:00:00"),
        ("March 14, 2025 3:15 PM ET", "2025-03-14T15:15:00-04:00"),
        ("14 March 2025 00:00 UTC", "2025-03-14T00:00:00+00:00"),
        ("25/03/2025", "2025-03-25"),
        ("3/25/2025", "2025-03-25"),
        ("25.03.2025 15:30", "2025-03-25T15:30:00"),
        ("04/04/2025", "2025-04-04"),
    ],
)
def test_reads(written: str, iso: str) -> None:
    assert parse_published(written) == iso


@pytest.mark.parametrize("blank", ["", "  ", "\n"])
def test_an_empty_date_is_an_unknown_one(blank: str) -> None:
    assert parse_published(blank) is None


def test_a_numeric_date_that_means_two_days_is_refused_with_both_spelled_out() -> None:
    with pytest.raises(ValueError, match="two different days; write 2025-04-03 or 2025-03-04"):
        parse_published("03/04/2025")


@pytest.mark.parametrize(
    "written",
    [
        "yesterday",
        "on Friday",
        "March 2025",
        "14 March",
        "14 March 25",
        "2025",
        "2025-03",
        "3/14/25",
        "1741910400",
        "31 February 2025",
        "2025-02-30",
        "2025/13/40",
        "14 March 2025 25:00",
        "14 March 2025 10:00 XYZT",
        "2025-03-14 and more",
        "14 March 2025 " * 20,
        "March \x00 14 2025 \ud800",
    ],
)
def test_what_is_not_a_whole_date_is_refused_with_the_accepted_forms(written: str) -> None:
    with pytest.raises(ValueError, match=r"write it as 2025-03-14"):
        parse_published(written)


@given(st.dates(date(1500, 1, 1), date(2999, 12, 31)))
def test_every_day_written_in_english_comes_back(day: date) -> None:
    assert parse_published(f"{day:%d %B %Y}") == parse_published(f"{day:%B} {day.day}, {day.year}") == day.isoformat()


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_message(text: str) -> None:
    try:
        parse_published(text)
    except ValueError as error:
        assert "write" in str(error)


def test_dates_are_in_order_by_the_clock_and_none_comes_last() -> None:
    ordered = [
        "0001-01-01T00:00:00+05:00",
        "2025-03-14",
        "2025-03-14T23:00:00",
        "2025-03-15T01:00:00+00:00",
        "2025-03-14T23:30:00-05:00",
        "9999-12-31T23:00:00-05:00",
        None,
    ]
    assert sorted(reversed(ordered), key=by_clock) == ordered
