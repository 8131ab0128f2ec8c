"""The nouns of the coverage: articles, the spans inside them, and what a search brings back.

Offsets count Unicode code points in the stored text of one revision, end exclusive: `text[start:end]` is the span.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["headline", "body", "caption", "promo", "boilerplate", "comment"]
"""What a stretch of the stored text is. Nothing is deleted from an article; it is labelled."""

CITED_KINDS: tuple[Kind, ...] = ("headline", "body", "caption")
"""The only kinds that are retrieved and cited: the words a newsroom published as its report."""

MAX_TEXT_CHARS = 2_000_000
"""Characters of one article's text; a longer one is no news report, and would hold up everything behind it."""


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch `[start, end)` of an article's text."""

    kind: Kind
    start: int
    end: int


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


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as extracted from its source, before it has an identity in a home.

    `source` is the path relative to the ingested folder, the `id` of a JSON line, or a URL. `text` is what will be
    stored (line ends `\\n`, no lone surrogates). `published` is ISO 8601, a date or a date with time. None means
    that the source does not say; it is never guessed.
    """

    source: str
    text: str
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One revision of an article in a home. `id` stays the same over revisions, which count from 1."""

    id: str
    source: str
    title: str
    outlet: str | None
    author: str | None
    published: str | None
    url: str | None
    text: str
    spans: tuple[Span, ...]
    revision: int
    revisions: int
    ingested_at: str

    @property
    def words(self) -> int:
        """Number of whitespace-separated words in the stored text."""
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as a span of its article; `number` counts from 0 in reading order, `passage` is its passage's."""

    number: int
    passage: int
    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences as a span of its article; `number` counts from 0 in reading order."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much a story holds. `first` and `last` are ISO dates of publication, None when no article has one."""

    articles: int
    outlets: int
    first: str | None
    last: str | None
