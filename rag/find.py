"""Citation lookup: every place of the coverage where a quote or a claim stands, earliest first.

Words that stand in a report as they are (`exact`) or with some of them changed (`near`) are found without an embedding
model; what only says the same in other words (`paraphrase`) is looked for when nothing else is found, or if asked.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from rag.answer import Filters, ReportedBy, reported_by
from rag.errors import AskError
from rag.lookup.candidates import candidates, weighed
from rag.lookup.likeness import Asked, Change, Like, alike, changes, exact, wordings
from rag.question import MAX_QUESTION_CHARS
from rag.sides.stance import negated
from rag.words import OMITTED
from store import catalogue, spans
from store.article import CITED_KINDS, Article
from store.catalogue import Story
from store.copies import Cited
from store.home import Home, collection
from store.independence import copies_of, independent_reports
from store.names import same
from store.normalise import Stretch, Words, read_words
from store.published import by_clock
from store.spans import SpeechRow, matching_articles
from store.tables import Connection

if TYPE_CHECKING:
    from store.embedder import Embedder

Match = Literal["exact", "near", "paraphrase"]

NEAR = 0.6
"""From this likeness on (`likeness.alike`) other words are those that were asked for, changed.

On the suite `find`: recall 0.99 at a precision of 0.97.
"""
NEAREST = 0.33
"""From this likeness on words are worth showing where nothing is found: of 120 invented quotes 6 have such a place."""
PARAPHRASE = 0.15
"""From this likelihood on (`support.says_it`) a sentence may say what a claim does, headlines left out, which are like
all claims of a subject. A lower one finds more of the claims in `coverage/find.yaml`, and more that no report makes.
"""
CLAIM_WORDS = 4
"""Words of a claim at least; of fewer nobody knows what they say."""
_SENTENCES = 60
"""Sentences that are compared with a claim, the nearest."""
_CONTEXT = 120
"""Characters that are shown on either side of it."""

_QUOTED = re.compile(r"“((?:[^“”]|“[^“”]*”)+)”|\"([^\"]+)\"|„([^„“”]+)[“”]|«([^«»]+)»")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place where it stands: `quote == article.text[start:end]`.

    `changes` leads from the words asked for to these; where parts of an exact match stand apart, it holds the words
    between them. `copy_of` is the article that this one was taken from.
    """

    match: Match
    score: float
    article: Article
    start: int
    end: int
    changes: tuple[Change, ...] = ()
    speaker: str | None = None
    copy_of: str | None = None

    @property
    def quote(self) -> str:
        """The exact words."""
        return self.article.text[self.start : self.end]

    @property
    def turned(self) -> Literal["with", "without"] | None:
        """Whether it stands here with a negation that was not asked for, or without one that was."""
        asked, here = (sum(negated(words) for sign, words in self.changes if sign == which) for which in "-+")
        return None if self.match != "near" or asked == here else "with" if here > asked else "without"

    @property
    def context(self) -> tuple[str, str]:
        """What stands before and behind it in its paragraph, cut to some words."""
        text = self.article.text
        before, after = text[: self.start].rpartition("\n")[2], text[self.end :].partition("\n")[0]
        return (
            before if len(before) <= _CONTEXT else f"…{before[-_CONTEXT:].partition(' ')[2]}",
            after if len(after) <= _CONTEXT else f"{after[:_CONTEXT].rpartition(' ')[0]}…",
        )


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a lookup gives: `occurrences` earliest first, in how many independent reports.

    `nearest` is what comes nearest where there are none.
    """

    query: str
    occurrences: tuple[Occurrence, ...]
    independent: int
    nearest: Occurrence | None = None

    @property
    def reported_by(self) -> ReportedBy:
        """Over how many outlets the occurrences spread."""
        return reported_by(((o.article.outlet, o.article.id) for o in self.occurrences), self.independent)

    @property
    def renderings(self) -> list[str]:
        """How often which words stand in the place of the same ones: `“decent” 2 · “worthy” 1`."""
        spread = wordings([one.changes for one in self.occurrences if one.match != "paraphrase"])
        return [" · ".join(f"“{words}” {times}" for words, times in counted.items()) for counted in spread]


@dataclass(frozen=True, slots=True)
class _Sought:
    """A query as read: as a whole and, if it quotes some words, as these; whether it is a claim and no quotation.

    A reading is the parts between the marks of omission.
    """

    text: str
    readings: tuple[tuple[Words, ...], ...]
    claim: bool


def find(
    home: Home,
    query: str,
    filters: Filters = Filters(),
    paraphrase: bool | None = None,
    embedder: "Callable[[], Embedder] | None" = None,
) -> Lookup:
    """Where the words of a quote or a claim stand, from the reports that pass the filters.

    A query that quotes some words stands for these where it is nowhere itself. Sentences that say a claim in other
    words are looked for if `paraphrase` says so, and unless it forbids, where the words are nowhere; without an
    `embedder` never. Raises AskError for a query without words or a too long one, NotFound for an unknown story.
    """
    sought = _read(query)
    with home.read() as db:
        story = home.story(db)
        within = (filters.outlets, filters.articles, filters.first, filters.last, filters.speaker)
        allowed = matching_articles(db, story, *within) if filters else None
        found, nearest = _best_reading(db, story, sought, allowed)
        found = _told(db, story, found, filters)
        if embedder and (paraphrase or (paraphrase is None and sought.claim and not found)):
            found += _told(db, story, _in_meaning(db, home, story, sought, embedder(), allowed, found), filters)
        nearest = [] if found else _told(db, story, nearest, filters)
        first_cited = {o.article.id: Cited(o.article.id, o.start, o.end) for o in reversed(found)}
        independent = independent_reports(db, first_cited.values())
    ordered = tuple(sorted(found, key=lambda o: (by_clock(o.article.published), o.article.source, o.start)))
    return Lookup(sought.text, ordered, independent, nearest[0] if nearest else None)


def _read(query: str) -> _Sought:
    shown = " ".join(query.split())
    if len(shown) > MAX_QUESTION_CHARS:
        raise AskError(f"{len(shown):,} characters are too many to look up, {MAX_QUESTION_CHARS:,} are allowed")
    quoted = [words for found in _QUOTED.findall(shown) for words in found if len(read_words(words).keys) > 1]
    readings = [_parts([shown]), *([_parts(quoted)] if quoted else [])]
    if not readings[0]:
        raise AskError("there are no words to look up; give a quote or a claim")
    words = sum(len(part.keys) for part in readings[0])
    return _Sought(shown, tuple(readings), not quoted and len(readings[0]) == 1 and words >= CLAIM_WORDS)


def _parts(texts: Sequence[str]) -> tuple[Words, ...]:
    parts = (read_words(part) for text in texts for part in OMITTED.split(text))
    return tuple(part for part in parts if part.keys)


def _best_reading(
    db: Connection, story: Story, sought: _Sought, allowed: set[str] | None
) -> tuple[list[Occurrence], list[Occurrence]]:
    """What the first reading gives that stands somewhere exactly, or that stands anywhere, else the last."""
    gave = []
    for parts in sought.readings:
        asked = weighed(db, story, parts)
        gave.append(_in_words(asked, candidates(db, story, asked, allowed)))
        if any(one.match == "exact" for one in gave[-1][0]):
            return gave[-1]
    return next((given for given in gave if given[0]), gave[-1])


def _in_words(asked: Asked, candidates: Iterable[tuple[Article, Stretch]]) -> tuple[list[Occurrence], list[Occurrence]]:
    """What stands in the articles as asked for or nearly so, and the one place that comes nearest."""
    found: list[Occurrence] = []
    best: list[Occurrence] = []
    for article, (start, end) in candidates:
        uncited = [(s.start, s.end) for s in article.spans if s.kind not in CITED_KINDS]
        text = read_words(article.text, start, end, [s for s in uncited if s[0] < end and start < s[1]])
        same_words = exact(asked, text)
        found += (_occurrence("exact", asked, article, text, like) for like in same_words)
        floor = NEAR if found else best[0].score if best else NEAREST
        for like in alike(asked, text, floor):
            if any(like.first < other.last and other.first < like.last for other in same_words):
                continue
            one = _occurrence("near", asked, article, text, like)
            if like.score >= NEAR:
                found.append(one)
            elif not best or like.score > best[0].score:
                best = [one]
    return found, best


def _occurrence(match: Match, asked: Asked, article: Article, text: Words, like: Like) -> Occurrence:
    start, end = text.starts[like.first], text.ends[like.last - 1]
    return Occurrence(match, round(like.score, 4), article, start, end, changes(asked, text, like))


def _in_meaning(
    db: Connection,
    home: Home,
    story: Story,
    sought: _Sought,
    embedder: "Embedder",
    allowed: set[str] | None,
    found: Sequence[Occurrence],
) -> list[Occurrence]:
    """The sentences that say the same, but for those that hold words found already."""
    from rag.llm.support import crowd, says_it

    vector = embedder.encode([sought.text])[0]
    near = home.index.query(collection(story, "sentence"), vector.tolist(), _SENTENCES, allowed)
    held = spans.passages(db, spans.passages_of_sentences(db, [n.row for n in near]).values()).values()
    rows = {row.row: row for row in spans.sentences_within(db, held) if row.kind != "headline"}
    told = [(rows[n.row], n.cosine) for n in near if n.row in rows]
    beside = crowd(vector, (row.vector for row, _ in told))
    likely = [(row, p) for row, cosine in told if (p := says_it(cosine, beside)) >= PARAPHRASE]
    articles = {a.id: a for a in catalogue.articles(db, story, {row.article for row, _ in likely})}
    made = [Occurrence("paraphrase", round(p, 4), articles[row.article], row.start, row.end) for row, p in likely]
    held_by = [(other.article.id, other.start, other.end) for other in found]
    return [o for o in made if not any((o.article.id == a and o.start < e and s < o.end) for a, s, e in held_by)]


def _told(db: Connection, story: Story, found: Sequence[Occurrence], filters: Filters) -> list[Occurrence]:
    """The occurrences with who says them and what their articles were copied from; those of a filter's speaker."""
    speech = spans.speech_around(db, ((o.article.id, o.start, o.end) for o in found))
    copies = copies_of(db, story) if found else {}
    told = [
        replace(o, speaker=_speaker(o, speech.get(o.article.id, ())), copy_of=copies.get(o.article.id)) for o in found
    ]
    return [o for o in told if not filters.speaker or (o.speaker and same(filters.speaker, o.speaker))]


def _speaker(one: Occurrence, speech: Sequence[SpeechRow]) -> str | None:
    """Who says at least half of it, of two the inner one."""
    shared = {s: min(one.end, s.end) - max(one.start, s.start) for s in speech}
    said = max(shared, key=lambda s: (shared[s], s.start - s.end), default=None)
    return said.speaker if said and 2 * shared[said] >= one.end - one.start else None
