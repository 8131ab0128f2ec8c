"""Reads a publication date as people and feeds write it. Knows nothing of files; never guesses what is not there."""

import re
import warnings
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

from dateutil import parser, tz  # type: ignore[import-untyped]

FORMS = "write it as 2025-03-14, 2025-03-14T15:30:00+00:00, 14 March 2025 or March 14, 2025"
"""The remedy that every refusal of a date ends with."""

_MAX_CHARS = 100
_HOURS = {"BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3,
          "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}  # fmt: skip
_PLACES = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
_ZONES = {name: tz.tzoffset(None, hours * 3600) for name, hours in _HOURS.items()}
_ZONES |= {name: tz.gettz(place) for name, place in _PLACES.items()}
"""The clocks that news reports name, but for UTC, which dateutil knows."""


def parse_published(text: str) -> str | None:
    """ISO 8601 of `text`: `YYYY-MM-DD`, or date, time and offset as far as they are given. None for an empty one.

    Takes ISO 8601, RFC 2822, numbers, and English; the year has four digits. ValueError, worded for the user, for
    anything else; so is 03/04/2025, which is two different days.
    """
    text = " ".join(text.split())
    if not text:
        return None
    with suppress(ValueError):
        return date.fromisoformat(text).isoformat()
    with suppress(ValueError):
        return datetime.fromisoformat(text).isoformat(timespec="seconds")
    if len(text) > _MAX_CHARS or not re.search(r"\b[12]\d{3}\b", text):
        raise ValueError(f"{text[:_MAX_CHARS]!r} cannot be read as a date; {FORMS}")
    text = re.sub(r"\b(?:GMT|UTC) ?(?=[+-]\d)", "", text)  # dateutil takes GMT+3 for three hours behind
    # What the text leaves out is taken from the default: two defaults that share nothing show what was left out.
    one, other = (_parse(text, default) for default in (datetime(2000, 1, 1, 1), datetime(2004, 2, 2, 2)))
    if one.date() != other.date():
        raise ValueError(f"{text!r} does not say the day, the month and the year; {FORMS}")
    swapped = one if re.match(r"\d{4}\b", text) else _parse(text, one, dayfirst=True)
    if swapped.date() != one.date():
        raise ValueError(f"{text!r} could be two different days; write {swapped.date()} or {one.date()}")
    return one.isoformat(timespec="seconds") if one.hour == other.hour else one.date().isoformat()


def by_clock(published: str | None) -> tuple[bool, timedelta]:
    """What sorts publication dates of that form: by the clock, one without a time as the day's beginning, none last."""
    try:
        moment = datetime.fromisoformat(published or "")
    except ValueError:  # none, or a program's own
        return True, timedelta()
    return False, moment.replace(tzinfo=moment.tzinfo or UTC) - datetime(1, 1, 1, tzinfo=UTC)


def _parse(text: str, default: datetime, dayfirst: bool = False) -> datetime:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            moment: datetime = parser.parse(text, default=default, dayfirst=dayfirst, tzinfos=_ZONES)
            return moment
    except (ValueError, OverflowError, Warning, LookupError, AttributeError, TypeError) as error:
        raise ValueError(f"{text!r} cannot be read as a date; {FORMS}") from error
