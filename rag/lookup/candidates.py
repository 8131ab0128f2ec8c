"""Where to look for words: the stretches of reports that the lexical index suggests, and what each word is worth."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator

from rag.lookup.likeness import GAP, Asked, stem
from rag.words import STOP_WORDS
from store import catalogue, lexical, spans
from store.article import Article
from store.catalogue import Story
from store.normalise import Stretch, Words
from store.spans import PassageRow
from store.tables import Connection

_HELD, _ALIKE = 200, 15
"""Passages that are read for all words in their order, and for some of them."""
_RARE = 10
"""Words that are looked up alone, the rarest."""
_WIDE = 8
"""Characters of a word, with the space behind it: how far beyond a passage words are read."""


def weighed(db: Connection, story: Story, parts: tuple[Words, ...]) -> Asked:
    """The words with their inverse document frequencies (natural log, over the story's sentences)."""
    terms = {stem(key) for part in parts for key in part.keys}
    counts = lexical.frequencies(db, story.id, terms)
    sentences = lexical.size(db, story.id)
    weights = {term: math.log((sentences + 1) / (counts.get(term, 0) + 0.5)) for term in terms}
    heavy = [weight for term, weight in weights.items() if term not in STOP_WORDS] or list(weights.values())
    return Asked(parts, weights, sum(heavy) / len(heavy))


def candidates(
    db: Connection, story: Story, asked: Asked, allowed: set[str] | None
) -> Iterator[tuple[Article, Stretch]]:
    """The stretches that may hold the words: those around all of them in order, or around many of the rare ones."""
    rare = sorted(asked.weights, key=lambda term: -asked.weights[term])
    alone = [term for term in rare if term not in STOP_WORDS and term[:1].isalnum()][:_RARE]
    looked_up = ((_phrases(asked.parts), _HELD), (frozenset(alone), _ALIKE))
    rows = [row for terms, most in looked_up for row in lexical.holding(db, story.id, "passage", terms, most, allowed)]
    passages = spans.passages(db, rows)
    held: defaultdict[str, list[PassageRow]] = defaultdict(list)
    for row in (row for row in dict.fromkeys(rows) if row in passages):
        held[passages[row].article].append(passages[row])
    articles = {a.id: a for a in catalogue.articles(db, story, held)}
    wide = _WIDE * (len(asked.keys) + GAP * (len(asked.parts) - 1))
    for article, own in held.items():
        for start, end in _joined((p.start - wide, p.end + wide) for p in sorted(own, key=lambda p: p.start)):
            yield articles[article], _at_spaces(articles[article].text, start, end)


def _phrases(parts: Iterable[Words]) -> frozenset[str]:
    """The terms of each part, in their order, as the index is asked for them; it has no signs."""
    return frozenset(" ".join(stem(key) for key in part.keys if key[0].isalnum()) for part in parts) - {""}


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Stretches in order, those that overlap as one."""
    made: list[Stretch] = []
    for start, end in stretches:
        if made and start <= made[-1][1]:
            start, end = made[-1][0], max(end, made.pop()[1])
        made.append((start, end))
    return made


def _at_spaces(text: str, start: int, end: int) -> Stretch:
    """The stretch, so wide that no word is cut."""
    space = text.find(" ", max(end, 0))
    return text.rfind(" ", 0, max(start, 0)) + 1, len(text) if space < 0 else space
