"""How far the words of cited sentences carry a sentence of which no name and no number is missing in them.

Signals and the logistic over them, whose coefficients stand in `calibration_support.json`, made by
`python -m evals.calibrate_support`, which names the data.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
from rapidfuzz.distance import Levenshtein

from rag.evidence import Evidence
from rag.sides.stance import voice
from rag.words import STOP_WORDS, content_words
from store import lexical
from store.article import Sentence
from store.names import is_named
from store.speakers import Attribution, attributions
from store.vectors import Vectors

LONG = 5
"""Letters of a term from which it may be another form of one that it begins."""
AROUND = 2
"""Words around what two sentences share, among which another name may stand in the place of one."""
_SAYS = frozenset(lexical.terms("said according told tells added adds reported reports states noted"))
CROWD, ALIKE = 10, 0.8
"""Sentences that tell how much is said on the matter of a claim, and the cosine from which two of them are one.

Of CLAP NQ's answers they tell a little more than the cosine alone (AUROC 0.987, 0.984); of the claims in
`coverage/find.yaml` much more. The share of the claim's words, by weight, that a sentence holds told less than nothing.
"""
BEHIND = 4
"""Content words behind a negation that it may be about."""

NEGATION = re.compile(
    r"\b(?:not|no|never|nor|neither|none|nobody|nothing|without|cannot|\w+n[’']t|den(?:y|ies|ied|ying|ials?)|refus\w+|fail\w*"
    r"|reject\w*|unable|false\w*|untrue|hardly|barely)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;:.!?”\"](?:\W|$)")
_PRONOUN = re.compile(r"\b(?:he|she|it|they|his|her|its|their|them|him|this|these|those)\b", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being|be|get|got)\b[^,;]{0,40}\bby\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[.,](?=\d)\d+|['’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class SupportSignals:
    """What speaks against a sentence being carried by the cited ones; all 0 where it is one of them word for word.

    Tried and left out, since they told nothing more: cosines by themselves, the length, pairs of words that stand
    together, the best sentence alone, words such as `may` that are left out, that a name stands only beside.
    """

    strange: float  # share of its content words that stand in no cited sentence, times 1 - cosine with all of them
    beside: float  # share that stands in none, but in the passage or title around them
    replaced: float  # 1 if a name stands only there and the best has another in its place, or none cited a pronoun
    polarity: float  # 1 if it negates what they assert, or the other way around
    swapped: float  # 1 if two of its names stand the other way around, or one where a cited sentence has another
    dropped: float  # of its words in the best sentence those that are only somebody's speech whom it does not name


@dataclass(frozen=True, slots=True)
class Support:
    """The coefficients by signal, with the intercept, and the support from which a sentence holds.

    `claim` has those of how likely a sentence says what a claim does (`says_it`).
    """

    coefficients: Mapping[str, float]
    threshold: float
    claim: Mapping[str, float]


@cache
def packaged() -> Support:
    """What comes with Byline."""
    file = json.loads(files("rag").joinpath("calibration_support.json").read_text("utf-8"))
    return Support(file["coefficients"], file["threshold"], file["claim"])


def says_it(cosine: float, crowd: float) -> float:
    """How likely a sentence says what a claim does, 0 to 1: by their cosine, and by how near the claim is to others.

    What is near to all that is said on a matter is of that matter, and no more.
    """
    return _logistic(packaged().claim, {"cosine": cosine, "crowd": crowd})


def crowd(claim: Vectors, near: Iterable[Vectors]) -> float:
    """The mean cosine of a claim and the `CROWD` sentences next to it, nearest first, those alike counted once."""
    kept: list[Vectors] = []
    for vector in near:
        if len(kept) < CROWD and all(float(other @ vector) < ALIKE for other in kept):
            kept.append(vector)
    return sum(float(claim @ vector) for vector in kept) / CROWD


def support(signals: SupportSignals) -> float:
    """How likely the cited words carry the sentence, 0 to 1."""
    return _logistic(packaged().coefficients, asdict(signals))


def _logistic(coefficients: Mapping[str, float], signals: Mapping[str, float]) -> float:
    return 1 / (1 + math.exp(-coefficients["intercept"] - sum(coefficients[n] * v for n, v in signals.items())))


def support_signals(sentence: str, vector: Vectors, cited: Sequence[Evidence]) -> SupportSignals:
    """The signals of a sentence, `vector` its unit embedding, and the evidence that it cites, one piece at least."""
    terms = frozenset(term for _, term in content_words(sentence)) - _SAYS
    lacking = _lacking(terms, voices(cited).union(*(e.terms for e in cited)))
    beside = lacking - _lacking(lacking, frozenset().union(*(e.context for e in cited)))
    best = min(cited, key=lambda e: len(_lacking(terms, e.terms)))
    named = _capitals(sentence) & beside
    other = not _capitals(_clause(best.text, terms)) <= terms
    return SupportSignals(
        strange=len(lacking) / (len(terms) or 1) * (1 - _cosine(vector, cited)),
        beside=len(beside) / (len(terms) or 1),
        replaced=float(bool(named) and (other or not any(_PRONOUN.search(e.text) for e in cited))),
        polarity=float(_turned(sentence, cited)),
        swapped=float(any(_swapped(sentence, e.text) or _exchanged(sentence, e.text) for e in cited)),
        dropped=_dropped(sentence, terms, best),
    )


def voices(cited: Iterable[Evidence]) -> frozenset[str]:
    """The index terms of who is heard in the evidence: its speakers, by their full names, and who publishes it."""
    told = (who for e in cited for who in (e.article.outlet, e.article.author, *(row.speaker for row in e.speech)))
    return frozenset(term for who in told if who for term in lexical.terms(who))


@lru_cache(maxsize=1024)
def spoken(sentence: str) -> tuple[Attribution, ...]:
    """What a sentence that stands alone reports as said."""
    return attributions(sentence, [Sentence(0, 0, "body", 0, len(sentence))])


def _lacking(terms: frozenset[str], held: Set[str]) -> frozenset[str]:
    """The terms without their like among those held."""
    return frozenset(t for t in terms - held if len(t) < LONG or not any(derived(t, other) for other in held))


def _cosine(vector: Vectors, cited: Sequence[Evidence]) -> float:
    summed = np.sum([e.row.vector for e in cited], axis=0)
    return float(summed @ vector / (np.linalg.norm(summed) or 1.0))


def derived(one: str, other: str) -> bool:
    """Whether the shorter of two long terms begins the longer one, as in `support` and `supporter`."""
    return len(min(one, other, key=len)) >= LONG and (one.startswith(other) or other.startswith(one))


@lru_cache(maxsize=4096)
def _places(text: str) -> tuple[tuple[str, int, int], ...]:
    """Every word of a text as an index term, with where it stands."""
    return tuple((lexical.term(lexical.words(m.group())[0]), *m.span()) for m in _WORD.finditer(text))


def _clause(text: str, terms: Set[str]) -> str:
    """The stretch of a text from the first to the last of the terms, with a few words around it."""
    places = _places(text)
    marks = [n for n, (term, _, _) in enumerate(places) if term in terms]
    if not marks:
        return text
    return text[places[max(0, marks[0] - AROUND)][1] : places[min(len(places) - 1, marks[-1] + AROUND)][2]]


def _dropped(sentence: str, terms: Set[str], best: Evidence) -> float:
    """The greatest share of its words in the best sentence that only somebody says whom the sentence does not name."""
    base = best.row.start
    rows = [(s.start - base, s.end - base, s.speaker) for s in best.speech]
    rows = rows or [(s.start, s.end, s.speaker) for s in spoken(best.text)]
    places = [(term, start) for term, start, _ in _places(best.text) if term in terms]
    shares = [0.0]
    for start, end, speaker in rows:
        outside = {term for term, at in places if not start <= at < end}
        inside = {term for term, _ in places} - outside
        if voice(speaker) and not _tells(sentence, speaker, best.text[max(0, start) : max(0, end)]):
            shares.append(len(inside) / (len(inside | outside) or 1))
    return max(shares)


def _tells(sentence: str, speaker: str, said: str) -> bool:
    """Whether a sentence names the speaker, or is mostly what it reports in words that are not themselves said."""
    names = lexical.terms(speaker)
    if frozenset(names[-1:] if is_named(speaker) else names) - STOP_WORDS <= frozenset(lexical.terms(sentence)):
        return True
    inside = frozenset(lexical.terms(said))
    return any(
        2 * (a.end - a.start) > len(sentence) and not inside.issuperset(lexical.terms(a.cue)) for a in spoken(sentence)
    )


def _turned(sentence: str, cited: Sequence[Evidence]) -> bool:
    """Whether what one side negates the other asserts: of the words behind a negation the first that both have."""
    own, other = _negated(sentence), tuple(window for e in cited for window in _negated(e.text))
    words, others = frozenset(lexical.terms(sentence)), frozenset().union(*(e.terms for e in cited))
    return _one_sided(own, others, other) or _one_sided(other, words, own)


def _one_sided(windows: Sequence[tuple[str, ...]], words: frozenset[str], others: Sequence[tuple[str, ...]]) -> bool:
    shared = (next((term for term in window if term in words), None) for window in windows)
    return any(term is not None and not any(term in window for window in others) for term in shared)


@lru_cache(maxsize=4096)
def _negated(text: str) -> tuple[tuple[str, ...], ...]:
    """The content words behind each negation in its clause, `BEHIND` at most."""
    behind = (_CLAUSE_END.split(text[m.end() : m.end() + 80], maxsplit=1)[0] for m in NEGATION.finditer(text))
    return tuple(tuple(term for _, term in content_words(words)[:BEHIND]) for words in behind)


@lru_cache(maxsize=4096)
def _capitals(text: str) -> frozenset[str]:
    """The words with a capital, but for the first, as index terms."""
    return frozenset(term for term, start, _ in _places(text)[1:] if text[start].isupper() and len(term) > 2)


def _swapped(sentence: str, text: str) -> bool:
    """Whether two names of the sentence stand in the text the other way around, and no passive explains it."""
    own, other = _names(sentence), _names(text)
    speakers = {term for a in spoken(sentence) for term in lexical.terms(a.speaker)}
    shared = [name for name in own if name in other and name not in speakers]
    turned = any(other[a] > other[b] for a, b in pairwise(shared))
    return turned and bool(_PASSIVE.search(sentence)) == bool(_PASSIVE.search(text))


def _exchanged(sentence: str, text: str) -> bool:
    """Whether, the words of the two laid side by side, one name alone stands in another's place."""
    own, other = _places(sentence), _places(text)
    steps = list(Levenshtein.opcodes([term for term, _, _ in own], [term for term, _, _ in other]))
    same = [True, *(step.tag == "equal" for step in steps), True]
    one_by_one = (
        (own[step.src_start], other[step.dest_start])
        for before, step, after in zip(same, steps, same[2:], strict=False)
        if before and after and step.tag == "replace" and step.src_end - step.src_start == 1
    )
    names = ((a[0], b[0]) for a, b in one_by_one if _is_name(sentence, a) and _is_name(text, b))
    return any(lexical.sound(a) != lexical.sound(b) for a, b in names)


def _is_name(text: str, place: tuple[str, int, int]) -> bool:
    term, start, _ = place
    return text[start].isupper() and len(term) > 2 and term not in STOP_WORDS


@lru_cache(maxsize=4096)
def _names(text: str) -> dict[str, int]:
    """The words with a capital that stand once in a text, with where."""
    counts: dict[str, list[int]] = {}
    for term, start, _ in _places(text):
        if text[start].isupper():
            counts.setdefault(term, []).append(start)
    return {term: places[0] for term, places in counts.items() if len(places) == 1}
