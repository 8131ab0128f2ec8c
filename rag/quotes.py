"""Who said what: the speech that the coverage reports, in its exact words, and what several reports have alike."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from rag.words import content_words
from store import catalogue, spans
from store.article import Article
from store.home import Home
from store.independence import copies_of
from store.names import same, surname
from store.published import by_clock
from store.spans import SpeechRow

ALIKE = 0.68
"""Share of the shorter one's content terms from which two sayings of a speaker are one statement, as words are cut:
more than two of three. This and `CUT` were set by reading five reports."""
CUT = 0.35
"""Share of the longer one's terms that the shorter has at least: a speech is no statement."""
SNIPPET = 5
"""Words from which a quotation can be read alone."""


@dataclass(frozen=True, slots=True)
class Quote:
    """One thing that somebody says in an article; `text == article.text[said.start:said.end]`.

    `copy_of` is the id of the article that this one was taken from, if any.
    """

    article: Article
    said: SpeechRow
    copy_of: str | None = None

    @property
    def text(self) -> str:
        """The exact words of what was said."""
        return self.article.text[self.said.start : self.said.end]

    @property
    def alone(self) -> bool:
        """Whether it can be read alone: the speaker's own words, and no mere snippet of them."""
        return self.said.direct and len(self.text.split()) >= SNIPPET

    @property
    def stretch(self) -> tuple[int, int]:
        """Where the words stand; if they cannot be read alone, with the verb before them (“has not said whether …”)."""
        row, text = self.said, self.article.text
        if self.alone or not row.cue or row.cue_start >= row.start or "\n" in text[row.cue_start : row.start]:
            return row.start, row.end
        beside = re.fullmatch(r"\s+((?:[\w’']+ +){0,3})", text[row.speaker_end : row.cue_start])
        return row.cue_start - (len(beside[1]) if beside else 0), row.end

    @property
    def told(self) -> str:
        """The words of the stretch."""
        return self.article.text[slice(*self.stretch)]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a speaker says, in the wordings of all `quotes` that have it, the earliest first; `speaker` by full name."""

    speaker: str
    quotes: tuple[Quote, ...]

    @property
    def reports(self) -> int:
        """In how many articles it stands."""
        return len({q.article.id for q in self.quotes})

    @property
    def independent(self) -> int:
        """In how many, where copies of one article count once with it."""
        return len({q.copy_of or q.article.id for q in self.quotes})


def quotes(home: Home, article: str | None = None, speaker: str | None = None) -> list[Quote]:
    """All that is said in a story (in one article, by id or source; by one speaker), by source and place.

    Raises NotFound for an unknown story or article.
    """
    with home.read() as db:
        story = home.story(db)
        held = catalogue.articles(db, story) if article is None else [catalogue.article(db, story, article)]
        said = spans.speech_by(db, story, speaker, None if article is None else held[0].id)
        copies = copies_of(db, story)
    by_id = {one.id: one for one in held}
    return [Quote(by_id[row.article], row, copies.get(row.article)) for row in said]


def statements(quotes: Iterable[Quote]) -> tuple[Statement, ...]:
    """The quotes, near-same ones of a speaker together, by time; the speaker who is heard most comes first.

    A quote inside another of the same article and speaker is a part of it, and left out.
    """
    made: list[Statement] = []
    for own in _by_speaker(sorted(quotes, key=_order)):
        names = Counter(q.said.speaker for q in own)
        name = max(names, key=lambda one: (min(len(one.split()), 2), names[one]))
        made += (Statement(name, tuple(group)) for group in _alike(list(_outer(own))))
    return tuple(made)


def _order(quote: Quote) -> tuple[tuple[bool, timedelta], str, int, int]:
    start, end = quote.stretch
    return by_clock(quote.article.published), quote.article.source, start, -end


def _by_speaker(quotes: Sequence[Quote]) -> list[list[Quote]]:
    """The quotes of each speaker, by name."""
    heads: defaultdict[str, list[list[Quote]]] = defaultdict(list)
    for q in quotes:
        known = heads[surname(q.said.speaker)]
        own = next((own for own in known if same(own[0].said.speaker, q.said.speaker)), None)
        if own is None:
            known.append([q])
        else:
            own.append(q)
    return sorted((own for known in heads.values() for own in known), key=len, reverse=True)


def _outer(quotes: Iterable[Quote]) -> Iterator[Quote]:
    """The quotes in order, without those inside one before."""
    last: Quote | None = None
    for q in quotes:
        if last is None or q.article.id != last.article.id or q.stretch[1] > last.stretch[1]:
            yield q
            last = q


def _alike(quotes: Sequence[Quote]) -> Iterable[list[Quote]]:
    """Groups in the order of their first ones; a quote goes to the group that has the one most like it."""
    group_of: list[int] = []
    held: list[frozenset[str]] = []
    holding: defaultdict[str, list[int]] = defaultdict(list)
    groups: defaultdict[int, list[Quote]] = defaultdict(list)
    for n, q in enumerate(quotes):
        terms = frozenset(term for _, term in content_words(q.text))
        shared = Counter(other for term in terms for other in holding[term])
        near = max(shared, key=lambda other: _likeness(shared[other], terms, held[other]), default=n)
        group_of.append(group_of[near] if near != n and _likeness(shared[near], terms, held[near]) >= ALIKE else n)
        groups[group_of[n]].append(q)
        held.append(terms)
        for term in terms:
            holding[term].append(n)
    return groups.values()


def _likeness(shared: int, one: frozenset[str], other: frozenset[str]) -> float:
    """Share of the shorter one's terms that the longer has; 0 where it is too short for it."""
    short, long = sorted((len(one), len(other)))
    return shared / short if short >= CUT * long and shared > 1 else 0.0
