"""Reads a publication date as people and feeds write it. Knows nothing of files; never guesses what is not there."""

import re
import warnings
from collections.abc import Callable
from datetime import date, datetime, tzinfo
from email.utils import parsedate_to_datetime

from dateutil import parser, tz  # type: ignore[import-untyped]

FORMS = "write it as 2025-03-14, 2025-03-14T15:30:00+00:00, 14 March 2025 or March 14, 2025"
"""The remedy that every refusal of a date ends with."""

_MAX_CHARS = 100
_HOUR = 3600
_OFFSETS = {
    "UTC": 0, "GMT": 0, "Z": 0, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_REGIONS = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
_RFC_2822 = re.compile(r"^(?:[A-Za-z]{3},\s*)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d{1,2}:\d{2}(?::\d{2})?\s+\S+$")
_YEAR_FIRST = re.compile(r"^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?!\d)(.*)$")
_YEAR_LAST = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)(.*)$")
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE)
_FOUR_DIGIT_YEAR = re.compile(r"\b[12]\d{3}\b")


def parse_published(text: str) -> str | None:
    """ISO 8601 of `text`: `YYYY-MM-DD`, or date, time and offset as far as they are given. None for an empty one.

    Takes ISO 8601, RFC 2822, year-first numbers (2025/3/14), and English with the month as a word and a year of four
    digits. ValueError, worded for the user, for anything else; so is 03/04/2025, which is two different days.
    """
    text = " ".join(text.split())
    if not text:
        return None
    if len(text) > _MAX_CHARS:
        raise ValueError(f"a date of {len(text)} characters cannot be read; {FORMS}")
    for read in (_iso, _rfc_2822):
        if found := read(text):
            return found
    return _english(_unambiguous(text), text)


def _iso(text: str) -> str | None:
    forms: tuple[Callable[[str], date], ...] = (date.fromisoformat, datetime.fromisoformat)
    for read in forms:
        try:
            return _isoformat(read(text))
        except ValueError:
            continue
    return None


def _isoformat(moment: date) -> str:
    return moment.isoformat(timespec="seconds") if isinstance(moment, datetime) else moment.isoformat()


def _rfc_2822(text: str) -> str | None:
    if not _RFC_2822.match(text) or text.rsplit(" ", 1)[1].upper() in _REGIONS | _OFFSETS:
        return None  # a named zone goes on to `_zone`, which knows more of them and refuses the unknown
    try:
        return _isoformat(parsedate_to_datetime(text))
    except ValueError:
        return None


def _unambiguous(text: str) -> str:
    """`text` with a numeric date turned year first; ValueError where the day and the month could be swapped."""
    if match := _YEAR_FIRST.match(text):
        return "{}-{:0>2}-{:0>2}{}".format(*match.groups())
    if match := _YEAR_LAST.match(text):
        first, second, year, rest = match.groups()
        if int(first) <= 12 and int(second) <= 12 and int(first) != int(second):
            raise ValueError(
                f"{text!r} could be two different days; write {year}-{second:0>2}-{first:0>2} or "
                f"{year}-{first:0>2}-{second:0>2}"
            )
        day, month = (first, second) if int(first) > 12 else (second, first)
        return f"{year}-{month:0>2}-{day:0>2}{rest}"
    if _MONTH.search(text) and _FOUR_DIGIT_YEAR.search(text):
        return text
    raise _unread(text)


def _english(text: str, original: str) -> str:
    # What the text leaves out is taken from the default: two defaults that share nothing show what was left out.
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            one, other = (
                parser.parse(text, default=default, tzinfos=_zone)
                for default in (datetime(2000, 1, 1, 1), datetime(2004, 2, 2, 2))
            )
    except (ValueError, OverflowError, Warning, AttributeError, TypeError) as error:
        raise _unread(original) from error
    if one.date() != other.date():
        raise ValueError(f"{original!r} does not say the day, the month and the year; {FORMS}")
    return _isoformat(one if one.hour == other.hour else one.date())


def _zone(name: str | None, seconds: int | None) -> tzinfo | int | None:
    if name is None or seconds is not None:
        return seconds
    key = name.upper()
    if key in _REGIONS:
        region: tzinfo | None = tz.gettz(_REGIONS[key])
        return region
    if key in _OFFSETS:
        return _OFFSETS[key] * _HOUR
    raise ValueError(f"unknown time zone {name}")


def _unread(text: str) -> ValueError:
    return ValueError(f"{text!r} cannot be read as a date; {FORMS}")
