"""Where outlets that make one claim differ in it: in figures, in names, in the words that somebody is quoted with.

Sentences that say the same are laid side by side word by word (`likeness`); what stands in the place of the same words
is compared. Months and years are compared as stretches of time wherever they stand.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from rag.evidence import Evidence
from rag.figures import amounts
from rag.lookup.likeness import Asked, Change, alike, changes, rendered, stem
from rag.timeline import spelled
from rag.wording import listed
from rag.words import STOP_WORDS
from store.dates import When, dates
from store.names import same
from store.normalise import read_words

ALIGNED, QUOTED = 0.75, 0.35
"""Likeness from which two sentences are laid side by side, and from which two that quote somebody. Set by reading."""
LONGEST = 3
"""Words of a rendering; of longer ones nobody knows what stands for what."""

Kind = Literal["figures", "names", "wording", "dates"]


@dataclass(frozen=True, slots=True)
class Contrast:
    """What stands in the same place of one claim, and in which outlets; two readings at least."""

    kind: Kind
    said: tuple[tuple[str, tuple[str, ...]], ...]

    def __str__(self) -> str:
        """`“decent” (Ellery Post and Radio) · “worthy” (Courier)`; dates as they are meant, not as they are written."""
        marks = "{}" if self.kind == "dates" else "“{}”"
        return " · ".join(f"{marks.format(words)} ({listed(outlets)})" for words, outlets in self.said)


def contrasts(told: Sequence[Evidence], outlet_of: Mapping[str, str]) -> list[Contrast]:
    """What the sentences of one claim differ in, beside the one that most of the others can be laid beside."""
    sides = ([_changed(base, e) for e in told] for base in told)
    changed = max(sides, key=lambda side: sum(made is not None for made in side))
    kept = [(e, made) for e, made in zip(told, changed, strict=True) if made is not None]
    beside, whose = [e for e, _ in kept], [outlet_of[e.article.id] for e, _ in kept]
    made = [_contrast(stretch, beside, whose) for stretch in rendered([made for _, made in kept])]
    return [one for one in made if one]


def _changed(base: Evidence, other: Evidence) -> tuple[Change, ...] | None:
    """What leads from the words of the one sentence to those of the other, if they are alike."""
    asked, text = read_words(base.text), read_words(other.text)
    weights = {term: 0.1 if term in STOP_WORDS else 1.0 for term in map(stem, asked.keys)}
    words, quoted = Asked((asked,), weights, 1.0), all(any(s.direct for s in e.speech) for e in (base, other))
    like = next(iter(alike(words, text, QUOTED if quoted else ALIGNED)), None)
    return changes(words, text, like) if like else None


def _contrast(stretch: Mapping[str, Sequence[int]], told: Sequence[Evidence], whose: Sequence[str]) -> Contrast | None:
    kind = _kind(stretch, told)
    if kind is None or any(len(words.split()) > LONGEST for words in stretch):
        return None
    return Contrast(kind, tuple((words, tuple(dict.fromkeys(whose[n] for n in of))) for words, of in stretch.items()))


def _kind(stretch: Mapping[str, Sequence[int]], told: Sequence[Evidence]) -> Kind | None:
    """What the renderings are; of what nobody is quoted with, words are the reporters' own."""
    figures = [frozenset(r for a in amounts(words) for r in a.readings) for words in stretch]
    if all(figures):
        return "figures" if len(set(figures)) > 1 else None
    if all(word[0].isupper() for words in stretch for word in words.split()):
        whole = any(re.search(rf"\b{re.escape(words)}\s+[A-Z]", e.text) for words in stretch for e in told)
        one = all(same(a, b) for a, b in combinations(stretch, 2))
        return None if whole or one else "names"
    quoted = all(any(s.direct for s in told[n].speech) for of in stretch.values() for n in of)
    return "wording" if quoted and not any(figures) else None


def in_time(told: Sequence[Evidence], outlet_of: Mapping[str, str]) -> list[Contrast]:
    """The months or years that outlets name, where none of one outlet's can be any of another's."""
    named: dict[str, list[When]] = {}
    for e in told:
        own = (when for when in dates(e.text, e.article.published) if when.grain != "day")
        named.setdefault(outlet_of[e.article.id], []).extend(own)
    if not any(_apart(one, other) for one, other in combinations(filter(None, named.values()), 2)):
        return []
    said: dict[str, list[str]] = {}
    for outlet, whens in named.items():
        for words in dict.fromkeys(spelled(when.first, when.last) for when in whens):
            said.setdefault(words, []).append(outlet)
    return [Contrast("dates", tuple((words, tuple(of)) for words, of in said.items()))]


def _apart(ours: Iterable[When], theirs: Sequence[When]) -> bool:
    return not any(a.first <= b.last and b.first <= a.last for a in ours for b in theirs)
