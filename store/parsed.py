"""A document's text, and what somebody says of it: the user, `coverage.csv`, a record, the document itself."""

from dataclasses import dataclass

MAX_TEXT_CHARS = 2_000_000
"""Characters of one article's text; a longer one is no news report, and would hold up everything behind it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of an article, as found: neither tidied nor checked. None or blank is nothing."""

    outlet: str | None = None
    published: str | None = None
    author: str | None = None
    url: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed(Said):
    """A document's text, and what it says of itself."""

    text: str
