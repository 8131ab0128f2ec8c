"""Evidence: the sentences that could answer a question, each with its article, its context and what speaks for it."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from rag.question import Question
from rag.reading.callings import ASKING, asks_calling, calls
from rag.reading.wanted import about
from rag.retrieve import Found
from rag.words import STOP_WORDS
from store import catalogue, lexical, spans
from store.article import Article
from store.catalogue import Story
from store.dates import dates
from store.lexical import Vocabulary
from store.names import same
from store.spans import SentenceRow, SpeechRow
from store.tables import Connection
from store.vectors import Vectors

LIKE = 0.15
"""How alike (`Asked.alike`) words must be to tell of one thing or event: `damaged` and `destroyed` have 0.33, `hit` and
`struck` 0.16, `killed` and `massacre` 0.10."""
ONLY_ASKS = 0.5
"""What the words that only ask who somebody is (`What is Hale’s profession?`) count for, as a share of their weight.
With it RAMDocs' right answers among the cited words are 0.748, without it 0.740; at 0.2 it is 0.750, but the sample's
claims cited fall by 0.010."""
PASSAGES_READ, READ_WIDELY = 10, 15
"""Passages whose sentences are weighed; more of a question for a time, which a report may give by the way, and of one
for yes or no, for a denial may stand far behind what it denies. With 15 for a time 13 of the sample's 15 disputes are
told, with 10 it is 12; F1 of MTRAG-UN's refusals: 0.634 and 0.642. With 15 for yes or no 13 sides are missing of those
of 52 questions on five real reports, with 10 it is 16."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question's content words as the coverage spells them, with what each is worth.

    `groups` holds a set of equivalent index terms per word, `weights` its inverse document frequency (natural log,
    over the story's sentences), `ceiling` the weight of a word that stands in no sentence; `strangers` are the names
    of the question, as written, that stand in none under any spelling. `alike` has for each word the terms of the
    evidence that are used like it, by how much, 0 to 1; it is empty where nobody has looked for them.
    """

    groups: tuple[frozenset[str], ...]
    weights: tuple[float, ...]
    ceiling: float
    strangers: tuple[str, ...] = ()
    alike: tuple[Mapping[str, float], ...] = ()

    def overlap(self, terms: frozenset[str]) -> float:
        """The share of the question's weight that stands in `terms`, 0 to 1; 1 for a question without words."""
        held = sum(w for group, w in zip(self.groups, self.weights, strict=True) if group & terms)
        return held / (sum(self.weights) or 1.0) if self.groups else 1.0

    def held(self, terms: frozenset[str]) -> list[float]:
        """How far each word stands in `terms`, 0 to 1: 1 for the word itself, less for the one most like it."""
        alike = self.alike or ({},) * len(self.groups)
        return [
            1.0 if group & terms else max((near[t] for t in near.keys() & terms), default=0.0)
            for group, near in zip(self.groups, alike, strict=True)
        ]

    def like(self, terms: frozenset[str]) -> frozenset[str]:
        """Terms of the question with those of the evidence that tell of the same thing or event."""
        near = (alike for group, alike in zip(self.groups, self.alike, strict=False) if group & terms)
        return terms.union(term for of in near for term, degree in of.items() if degree >= LIKE)

    def share(self, terms: frozenset[str], known: frozenset[str] = frozenset()) -> float:
        """The share of the question's weight that `terms` hold, up to words alike and but for words that are `known`.

        1 where no word is left.
        """
        weights = [0.0 if group & known else w for group, w in zip(self.groups, self.weights, strict=True)]
        total = sum(weights)
        return sum(h * w for h, w in zip(self.held(terms), weights, strict=True)) / total if total else 1.0

    def heaviest_missing(self, terms: frozenset[str]) -> float:
        """The greatest weight that `terms` lack of a word, up to words alike, as a share of the ceiling."""
        return (
            max(((1 - h) * w for h, w in zip(self.held(terms), self.weights, strict=True)), default=0.0) / self.ceiling
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a retrieved passage.

    `rank` is its passage's place (0 is best) and `share` that passage's score as a share of the best one's; `cosine`
    compares it with the question, `window` it and the sentences beside it together; `terms` are its index terms, and
    `context` those of its passage and title. `speech` is what the sentence, or a part of it, reports as said;
    `speaker` who says most of it, None for the outlet's own voice.
    """

    row: SentenceRow
    article: Article
    rank: int
    cosine: float
    window: float
    terms: frozenset[str]
    context: frozenset[str]
    speech: tuple[SpeechRow, ...] = ()
    speaker: str | None = None
    share: float = 1.0

    @property
    def text(self) -> str:
        """The exact words."""
        return self.article.text[self.row.start : self.row.end]


def asked_words(db: Connection, story: Story, question: Question, vocabulary: Vocabulary, sentences: int) -> Asked:
    """Weigh the question's words against the story of so many `sentences`."""
    groups = tuple(frozenset((term,)) | vocabulary.variants(term) for _, term in question.words)
    terms = sorted({term for group in groups for term in group})
    lists = lexical.lists(db, story.id, "sentence", terms, vocabulary.lists)
    counts = {term: len(rows) for term, (rows, _) in zip(terms, lists, strict=True)}
    found = [max(counts[term] for term in group) for group in groups]
    light = ASKING if asks_calling(question) else frozenset[str]()
    weights = tuple(
        math.log((sentences + 1) / (count + 0.5)) * (ONLY_ASKS if term in light else 1.0)
        for (_, term), count in zip(question.words, found, strict=True)
    )
    names = lexical.names(question.asked)
    strangers = tuple(
        word for (word, term), count in zip(question.words, found, strict=True) if not count and term in names
    )
    return Asked(groups, weights, math.log((sentences + 1) / 0.5), strangers)


def gather(
    db: Connection, story: Story, found: Found, speaker: str | None = None, passages: int = PASSAGES_READ
) -> tuple[Evidence, ...]:
    """The sentences of the best passages, by passage and reading order; only those of a `speaker`, if one is given."""
    read = found.passages[:passages]
    articles = {a.id: a for a in catalogue.articles(db, story, {p.article for p in read})}
    place = {(p.article, p.number): rank for rank, p in enumerate(read)}
    contexts = [
        index_terms(a.text[p.start : p.end]) | index_terms(a.title) for p in read for a in (articles[p.article],)
    ]
    rows = spans.sentences_within(db, read)
    speech = spans.speech_around(db, ((p.article, p.start, p.end) for p in read))
    vectors = {(row.article, row.number): row.vector for row in rows}
    made = []
    for row in rows:
        article = articles[row.article]
        rank = place[row.article, row.passage]
        share = found.scores[rank] / found.scores[0]
        beside = [v for n in (row.number - 1, row.number + 1) if (v := vectors.get((row.article, n))) is not None]
        cosine, window = float(row.vector @ found.vector), _cosine(sum(beside, row.vector), found.vector)
        terms = index_terms(article.text[row.start : row.end])
        said = tuple(s for s in speech.get(row.article, ()) if s.start < row.end and row.start < s.end)
        says = _speaker(row.start, row.end, said)
        made.append(Evidence(row, article, rank, cosine, window, terms, contexts[rank], said, says, share))
    asked = (e for e in made if speaker is None or (e.speaker and same(speaker, e.speaker)))
    return tuple(sorted(asked, key=lambda e: (e.rank, e.row.number)))


def _speaker(start: int, end: int, speech: Sequence[SpeechRow]) -> str | None:
    """Who says most of `[start, end)`, of two that say as much the inner one; None unless it is at least half of it."""

    def shared(first: int, last: int) -> int:
        return max(0, min(end, last) - max(start, first))

    said = max(speech, key=lambda s: (shared(s.start, s.end), s.start - s.end), default=None)
    if said is None:
        return None
    parts = ((said.start, said.end), (said.speaker_start, said.speaker_end), (said.cue_start, said.cue_end))
    return said.speaker if 2 * sum(shared(*part) for part in parts) >= end - start else None


def _cosine(summed: Vectors, unit: Vectors) -> float:
    return float(summed @ unit / np.linalg.norm(summed))


SCALES = r"(?:dozen|hundred|thousand|million|billion)s?"
_NUMBER = re.compile(
    rf"\d[\d.,]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|{SCALES}|half|twice|several)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:1\d{3}|20\d{2})\b|\b\d{1,2}(?::\d\d)? ?[ap]\.?m\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
    r"|\b(?:jan|feb|mar|apr|aug|sept?|oct|nov|dec)\.? \d|\b\d\d?(?:st|nd|rd|th)\b"
    r"|\b(?:yesterday|today|tomorrow|tonight|overnight|century|ago|last|next|this|since|until|later|earlier)\b",
    re.IGNORECASE,
)
_BESIDE = 4
"""Words between a number and what it counts."""
_COUNTS_OTHER = re.compile(rf"[ -](?!(?:{'|'.join(STOP_WORDS)}|{SCALES})\b)[a-z]")
"""Behind a number: the word for what it counts."""


def holds_value(text: str, question: Question) -> bool:
    """Whether a text holds anything of the kind that the question wants, and that the question did not say itself."""
    if asks_calling(question):
        return calls(text, question)
    if question.wants == "number":
        return counts(text, question.counted and about(question))
    if question.wants == "time":
        return bool(_TIME.search(text))
    if question.wants in ("person", "place"):
        return bool(lexical.names(text) - {term for _, term in question.words})
    return True  # a reason or an account leaves no trace in single words


def holds_quote(text: str, question: Question) -> bool:
    """Whether a text holds a phrase that the question quotes, word for word up to case and punctuation."""
    words = lexical.terms(text) if question.quotes else []
    return any(tuple(words[n : n + len(q)]) == q for q in question.quotes for n in range(len(words) - len(q) + 1))


def counts(text: str, counted: frozenset[str]) -> bool:
    """Whether a number stands in the text that counts what is asked, if the question says that.

    It does where that stands shortly behind with no other plural between (`thousands of Ukrainian soldiers`, but not
    `30-day`), or shortly before a number that counts nothing else (`the dead number 40`, but not `two options`). A date
    counts nothing.
    """
    told = dates(text, "2000-01-01") if counted else ()
    for found in _NUMBER.finditer(text):
        if any(when.start <= found.start() < when.end for when in told):
            continue
        behind = text[found.end() : found.end() + 60]
        after = [lexical.term(word) for word in _until_plural(lexical.words(behind)[:_BESIDE])]
        before = lexical.terms(text[max(0, found.start() - 60) : found.start()])[-_BESIDE:]
        if not counted or counted & set(after[:1] if behind.startswith("-") else after):
            return True
        if counted & set(before) and not _COUNTS_OTHER.match(behind):
            return True
    return False


def _until_plural(words: Sequence[str]) -> Sequence[str]:
    ends = [n for n, word in enumerate(words, start=1) if re.search(r"[^siu]s$", word) and word[0].islower()]
    return words[: ends[0]] if ends else words


def by_cosine(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Nearest to the question first, ties in retrieval order."""
    return sorted(evidence, key=lambda e: -e.cosine)


@lru_cache(maxsize=20_000)
def index_terms(text: str) -> frozenset[str]:
    """The index terms of a text, each once."""
    return frozenset(lexical.terms(text))
