"""Wordings: the same words of one speaker as different reports render them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.evidence import Evidence
from rag.question import Question
from rag.words import STOP_WORDS
from store import lexical
from store.names import same

MOST_WORDS = 8
"""Words of the longest quotation that is compared; longer ones differ in more than their rendering."""

_ASKS = re.compile(
    r"\b(?:word(?:ing|ed|s)?|verbatim|phras(?:e|ed|ing)|literally|quot(?:e|es|ed|ing|ation))\b", re.IGNORECASE
)
_QUOTED = re.compile(r"[“\"„«]([^“”\"„«»]{3,120})[”\"“»]")


def asks_wording(question: Question) -> bool:
    """Whether a question is about the very words, and does not quote them itself."""
    return bool(_ASKS.search(question.asked)) and question.wants == "account" and not question.quotes


def renderings(evidence: Sequence[Evidence]) -> list[tuple[str, list[Evidence]]]:
    """One speaker's quotations that share a content word but not all, each with the sentences that hold it.

    Of several such families the one that most articles share; none where they agree.
    """
    said: dict[frozenset[str], tuple[str, list[Evidence]]] = {}
    for one in evidence:
        for quote in _QUOTED.finditer(one.text):
            at = one.row.start + quote.start(1)
            speaker = next((s.speaker for s in one.speech if s.start <= at < s.end), one.speaker)
            if speaker and len(terms := _content(quote[1])) > 1:
                said.setdefault(terms, (quote[1].strip(" ,.?!"), []))[1].append(replace(one, speaker=speaker))
    families = [[said[terms] for terms in said if word in terms] for word in sorted(frozenset().union(*said))]
    return max((f for f in families if len(f) > 1 and _one_voice(f)), key=_articles, default=[])


def _one_voice(family: Sequence[tuple[str, list[Evidence]]]) -> bool:
    """Whether one speaker says all of it, in more than one article."""
    speakers = [e.speaker for _, held in family for e in held]
    return _articles(family) > 1 and all(s and speakers[0] and same(speakers[0], s) for s in speakers)


def _articles(family: Sequence[tuple[str, list[Evidence]]]) -> int:
    return len({e.article.id for _, held in family for e in held})


def _content(quote: str) -> frozenset[str]:
    """The content terms of a short quotation, none of a long one."""
    words = lexical.words(quote)
    kept = (w for w in words if w.casefold() not in STOP_WORDS)
    return frozenset(map(lexical.term, kept)) if len(words) <= MOST_WORDS else frozenset()
