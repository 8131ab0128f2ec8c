"""Filters from a person's words."""

from collections.abc import Sequence
from datetime import date

from rag.answer import Filters
from rag.errors import AskError


def read_filters(
    outlets: Sequence[str] = (), articles: Sequence[str] = (), first: str | None = None, last: str | None = None
) -> Filters:
    """The filters, dates as `YYYY-MM-DD`. Raises AskError for a date that is none, or a range that is empty."""
    for day in filter(None, (first, last)):
        try:
            date.fromisoformat(day)
        except ValueError as error:
            raise AskError(f"{day!r} is no date; write it as YYYY-MM-DD") from error
    if first and last and first > last:
        raise AskError(f"no day is both from {first} on and up to {last}; swap the two dates")
    return Filters(tuple(outlets), tuple(articles), first or None, last or None)
