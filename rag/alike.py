"""Other words for what a question asks: those of the evidence that the embedding model uses alike."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from rag.evidence import Asked, Evidence
from rag.question import Question
from rag.words import STOP_WORDS
from store import lexical
from store.embedder import Embedder
from store.vectors import Vectors

UNLIKE = 0.3
"""Cosine of two words of unlike use, as the names of two animals; `died` and `killed` have 0.6, `troops` and `soldiers`
0.7. On CLAP NQ 0, 0.3 and 0.5 do the same."""


def with_alike(asked: Asked, question: Question, evidence: Sequence[Evidence], embedder: Embedder) -> Asked:
    """The question's words with those of the evidence that are used like them, by how much: 0 at `UNLIKE`."""
    texts = dict.fromkeys(text for e in evidence for text in (e.text, e.article.title))
    spelt = {word: term for text in texts for term, word in _spelt(text)}
    if not (spelt and question.words):
        return asked
    terms = list(spelt.values())
    vectors = embedder.word_vectors([*(word for word, _ in question.words), *spelt])
    own, others = np.split(vectors, [len(question.words)])
    degrees = (own @ others.T - UNLIKE) / (1 - UNLIKE)
    return replace(asked, alike=tuple(_likest(terms, row) for row in degrees))


def _likest(terms: Sequence[str], degrees: Vectors) -> dict[str, float]:
    """Each term by that word of it which is most alike, whichever comes first: `encircled` before `encirclement`."""
    rising = np.argsort(degrees)[np.count_nonzero(degrees <= 0) :]
    return {terms[n]: float(degrees[n]) for n in rising}


@lru_cache(maxsize=20_000)
def _spelt(text: str) -> tuple[tuple[str, str], ...]:
    """The words of a text, each behind its index term; no grammar and no numbers: none of them is alike."""
    said = (word for word in lexical.words(text) if word.casefold() not in STOP_WORDS and not word[0].isdigit())
    return tuple(dict.fromkeys((lexical.term(word), word) for word in said))
