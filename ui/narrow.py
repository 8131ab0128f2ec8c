"""Filters from a person's words."""

from collections.abc import Sequence
from datetime import date

from rag.answer import Filters
from rag.errors import AskError
from rag.wording import counted, spell_dates


def read_filters(
    outlets: Sequence[str] | None = None,
    articles: Sequence[str] | None = None,
    first: str | None = None,
    last: str | None = None,
    speaker: str | None = None,
) -> Filters:
    """The filters, dates as `YYYY-MM-DD`. Raises AskError for a date that is none, or a range that is empty."""
    begin, end = _day(first), _day(last)
    if begin and end and begin > end:
        raise AskError(f"no day is both from {begin} on and up to {end}; swap the two dates")
    return Filters(tuple(outlets or ()), tuple(articles or ()), begin, end, speaker or None)


def in_words(narrowed: Filters) -> str:
    """What is narrowed to, for a person: `ABC News · from 14 March 2025`; empty where nothing is."""
    day = spell_dates(narrowed.first or narrowed.last, narrowed.last or narrowed.first)
    days = day if narrowed.first and narrowed.last else f"{'from' if narrowed.first else 'until'} {day}" if day else ""
    names = ", ".join(narrowed.outlets) if len(narrowed.outlets) <= 2 else counted(len(narrowed.outlets), "outlet")
    reports = counted(len(narrowed.articles), "report") if narrowed.articles else ""
    return " · ".join(filter(None, (names, reports, days)))


def _day(said: str | None) -> str | None:
    """The day as `YYYY-MM-DD`, however ISO 8601 let it be written: filters compare days as strings."""
    if not said:
        return None
    try:
        return date.fromisoformat(said).isoformat()
    except ValueError as error:
        raise AskError(f"{said!r} is no date; write it as YYYY-MM-DD") from error
