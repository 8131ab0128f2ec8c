"""Filters from a person's words."""

import pytest

from rag.answer import Filters
from rag.errors import AskError
from ui.narrow import in_words, read_filters


def test_nothing_said_narrows_nothing() -> None:
    assert read_filters() == read_filters([], [], None, None) == read_filters([], [], "", "") == Filters()


def test_all_that_is_said() -> None:
    read = read_filters(["ABC", "BBC"], ["a.txt"], "2025-03-01", "2025-03-31")
    assert read == Filters(("ABC", "BBC"), ("a.txt",), "2025-03-01", "2025-03-31")


def test_a_speaker() -> None:
    assert read_filters(speaker="Ines Caldera") == Filters(speaker="Ines Caldera")
    assert not read_filters(speaker="")


def test_what_is_narrowed_to_is_said() -> None:
    filters = Filters(("ABC", "BBC", "CBC"), ("a.txt", "b.txt"), "2025-03-01", "2025-03-31")
    assert in_words(filters) == "3 outlets · 2 reports · 1–31 March 2025"
    assert in_words(Filters(("ABC",), last="2025-03-01")) == "ABC · until 1 March 2025"
    assert in_words(Filters()) == ""


def test_one_day_is_a_range() -> None:
    assert read_filters(first="2025-03-01", last="2025-03-01").first == "2025-03-01"


def test_days_are_compared_as_days_however_iso_8601_writes_them() -> None:
    assert read_filters(first="20250301", last="2025-W11-1") == Filters(first="2025-03-01", last="2025-03-10")
    with pytest.raises(AskError, match="2025-03-10"):
        read_filters(first="20250310", last="2025-03-01")


@pytest.mark.parametrize(
    "wrong", ["yesterday", "2025-02-30", "14/03/2025", "2025-3-1", "2025", "2025-03-01T10:00", "\x1b"]
)
def test_what_is_no_date_is_said_with_the_way_to_write_one(wrong: str) -> None:
    for side in ("first", "last"):
        with pytest.raises(AskError, match="write it as YYYY-MM-DD"):
            read_filters(**{side: wrong})  # type: ignore[arg-type]


def test_a_range_that_no_day_is_in() -> None:
    with pytest.raises(AskError, match="no day is both from 2025-03-02 on and up to 2025-03-01"):
        read_filters(first="2025-03-02", last="2025-03-01")
