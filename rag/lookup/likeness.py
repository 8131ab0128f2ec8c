"""Where words stand in a text, in other words: the stretch that is most like them, and what is different there.

It knows texts as words (`store.normalise`) alone, and nothing of homes, reports or speakers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise

from rapidfuzz.distance import Indel

from rag.words import STOP_WORDS, content_words
from store import lexical
from store.normalise import Words

GAP = 80
"""Words that a reader may have left out at "…"."""
LOST = 0.55
"""How much the words asked for count beside those of a stretch: half of them alone are no rendering of the whole.

On the suite `find`: at 0.5 (Dice) 2 of 24 claims that no report makes have a near place, here 1; at 0.6 none, but a
quote's shorter renderings are lost.
"""
_EDGE = 2
"""Words at an end of a stretch that are taken for renderings of as many asked ones."""
_STRETCHES = 8
"""Stretches of one text that are looked at."""

Change = tuple[str, str]
"""("-", words that the text does not have) or ("+", words that it has instead)."""
_Pair = tuple[int, int]
"""A word that was asked for and the same word of a text, each by its number."""


@dataclass(frozen=True)
class Asked:
    """Words that are looked for. `parts` are what stands between the marks of omission, each a text of its own.

    `weights` says by index term what a word is worth, `foreign` what a word is worth that was not asked for.
    """

    parts: tuple[Words, ...]
    weights: Mapping[str, float]
    foreign: float

    @cached_property
    def keys(self) -> list[str]:
        """All words, in order."""
        return [key for part in self.parts for key in part.keys]

    @cached_property
    def terms(self) -> list[str]:
        """Their index terms."""
        return [stem(key) for key in self.keys]

    @cached_property
    def breaks(self) -> list[int]:
        """Where each part begins, and the end."""
        return list(accumulate((len(part.keys) for part in self.parts), initial=0))

    @cached_property
    def weight(self) -> float:
        """What all words are worth."""
        return sum(self.weights[term] for term in self.terms)


@dataclass(frozen=True, slots=True)
class Like:
    """The words `[first, last)` of a text and how like they are, 0 to 1."""

    first: int
    last: int
    score: float


@lru_cache(maxsize=100_000)
def stem(key: str) -> str:
    """The index term of a word as compared."""
    return lexical.term(key.removesuffix("'s"))


def exact(asked: Asked, text: Words) -> list[Like]:
    """Where all the words stand as they are, the parts in order and at most `GAP` words apart."""
    ends = _runs(text.keys, asked.parts[0].keys)
    for part in asked.parts[1:]:
        after = _runs(text.keys, part.keys)
        ends = {
            end: first
            for first, last in sorted((first, last) for last, first in ends.items())
            if (end := min((e for e, s in after.items() if last <= s <= last + GAP), default=0))
        }
    return [Like(first, last, 1.0) for last, first in ends.items()]


def _runs(keys: Sequence[str], wanted: Sequence[str]) -> dict[int, int]:
    """Where the run ends and begins: end → start, in order."""
    size, first = len(wanted), wanted[0]
    starts = (n for n, one in enumerate(keys) if one == first)
    return {n + size: n for n in starts if tuple(keys[n : n + size]) == tuple(wanted)}


def alike(asked: Asked, text: Words, floor: float) -> list[Like]:
    """The stretches that are like the words, best first, none within another; all score at least `floor`.

    The score is Tversky's (1977): what the words in common weigh by what those asked for and those of the stretch do,
    which count for `LOST` and the rest; words that were left out at a mark of omission weigh nothing. There is none for
    a stretch that has nothing of a part, or but one word that carries meaning: half a pair of words is no rendering.
    """
    terms = [stem(key) for key in text.keys]
    weighed = [asked.weights.get(term, 0.0) for term in terms]
    likes = [_aligned(asked, terms[start:end], start) for start, end in _windows(weighed, asked, floor)]
    found: list[Like] = []
    for like in sorted(likes, key=lambda like: -like.score):
        if like.score >= floor and all(like.last <= other.first or other.last <= like.first for other in found):
            found.append(like)
    return [_with_edges(asked, text, terms, like) for like in found]


def _windows(weighed: Sequence[float], asked: Asked, floor: float) -> list[tuple[int, int]]:
    """The few stretches that hold most of the words, none of which begins in another; each begins with such a word."""
    size = len(asked.keys)
    length = size + size // 2 + 6 + GAP * (len(asked.parts) - 1)
    total = list(accumulate(weighed, initial=0.0))
    sums = {n: total[min(n + length, len(weighed))] - total[n] for n, weight in enumerate(weighed) if weight}
    taken: list[int] = []
    for start in sorted(sums, key=lambda n: (-sums[n], n)):
        if sums[start] < floor * LOST * asked.weight / (1 - floor * (1 - LOST)) or len(taken) == _STRETCHES:
            break
        if all(abs(start - other) >= size / 2 for other in taken):
            taken.append(start)
    return [(start, start + length) for start in taken]


def _aligned(asked: Asked, terms: Sequence[str], offset: int) -> Like:
    """The best stretch of a window, by the longest common subsequence of both."""
    pairs = _pairs(asked.terms, terms)
    if not pairs:
        return Like(offset, offset, 0.0)
    weights = [asked.weights.get(term, 0.1 * asked.foreign if term in STOP_WORDS else asked.foreign) for term in terms]
    for (one, here), (other, there) in pairwise(pairs):
        if any(one < end <= other for end in asked.breaks[1:-1]):
            weights[here + 1 : there] = [0.0] * (there - here - 1)
    total = list(accumulate(weights, initial=0.0))
    common = list(accumulate((asked.weights[asked.terms[one]] for one, _ in pairs), initial=0.0))

    def score(first: int, last: int) -> float:
        stretch = total[pairs[last - 1][1] + 1] - total[pairs[first][1]]
        return (common[last] - common[first]) / (LOST * asked.weight + (1 - LOST) * stretch)

    last = max(range(1, len(pairs) + 1), key=lambda n: score(0, n))
    first = max(range(last), key=lambda n: score(n, last))
    if not _enough(asked, [one for one, _ in pairs[first:last]]):
        return Like(offset, offset, 0.0)
    return Like(offset + pairs[first][1], offset + pairs[last - 1][1] + 1, min(1.0, score(first, last)))


def _enough(asked: Asked, held: Sequence[int]) -> bool:
    """Whether there is something of each part, and two words that carry meaning, or where there is but one, all."""
    parts = all(any(first <= one < last for one in held) for first, last in pairwise(asked.breaks))
    content = {term for term in asked.terms if term not in STOP_WORDS}
    if len(content) < 2:
        return len(held) == len(asked.terms)
    return parts and len(content & {asked.terms[one] for one in held}) > 1


def _pairs(one: Sequence[str], other: Sequence[str]) -> list[_Pair]:
    """The words of a longest common subsequence, each as close before the next as it can stand."""
    equal = (block for block in Indel.opcodes(one, other) if block.tag == "equal")
    pairs = [(b.src_start + n, b.dest_start + n) for b in equal for n in range(b.src_end - b.src_start)]
    for n in range(len(pairs) - 2, -1, -1):
        here, there = pairs[n]
        last = pairs[n + 1][1]
        pairs[n] = here, next(place for place in range(last - 1, there - 1, -1) if other[place] == one[here])
    return pairs


def _with_edges(asked: Asked, text: Words, terms: Sequence[str], like: Like) -> Like:
    """The stretch with the words beside it that stand for the first and last asked words, where these are not in it."""
    pairs = _pairs(asked.terms, terms[like.first : like.last])
    before, after = pairs[0][0], len(asked.terms) - 1 - pairs[-1][0]
    first, last = like.first, like.last
    if len(asked.parts) > 1:
        return like
    if before <= _EDGE and first >= before and _one_sentence(text, first - before, first):
        first -= before
    if after <= _EDGE and last + after <= len(terms) and _one_sentence(text, last - 1, last + after - 1):
        last += after
    return Like(first, last, like.score)


def _one_sentence(text: Words, first: int, last: int) -> bool:
    """Whether nothing stands between the words that ends a sentence, a clause or a quotation."""
    between = (text.text[text.ends[n] : text.starts[n + 1]] for n in range(first, last))
    return not any(mark in gap for gap in between for mark in '.!?;:\n“”"')


def changes(asked: Asked, text: Words, like: Like) -> tuple[Change, ...]:
    """What stands in the text instead of what was asked for, in order, as either writes it."""
    spots = [(part, n) for part in asked.parts for n in range(len(part.keys))]
    keys = text.keys[like.first : like.last]
    pairs = [(-1, -1), *_pairs(asked.keys, keys), (len(spots), len(keys))]
    made: list[Change] = []
    for one, other, here, there in (gap for pair, after in pairwise(pairs) for gap in _gaps(asked, pair, after)):
        lost = " ".join(part.said(n, n + 1) for part, n in spots[one:other])
        new = " ".join(text.said(like.first + here, like.first + there).split())
        made += [change for change in (("-", lost), ("+", new)) if change[1]]
    return tuple(made)


def _gaps(asked: Asked, pair: _Pair, after: _Pair) -> list[tuple[int, int, int, int]]:
    """What lies between two pairs, asked words and the text's: at a mark of omission what stands beside it apart."""
    (one, here), (other, there) = (pair[0] + 1, pair[1] + 1), after
    cut = next((end for end in asked.breaks[1:-1] if one <= end <= other), None)
    if cut is None or other - one > there - here:
        return [(one, other, here, there)]
    left, right = here + cut - one, there - (other - cut)
    return [(one, cut, here, left), (cut, cut, left, right), (cut, other, right, there)]


def wordings(reports: Sequence[Sequence[Change]]) -> list[dict[str, int]]:
    """For each stretch that reports render differently: in how many it stands in which words, the most first."""
    counts = ({words: len(of) for words, of in stretch.items()} for stretch in rendered(reports))
    return [dict(sorted(counted.items(), key=lambda words: -words[1])) for counted in counts]


def rendered(reports: Sequence[Sequence[Change]]) -> list[dict[str, list[int]]]:
    """For each stretch that reports render differently: the words that carry meaning, and which reports have them.

    A report is its changes; one that has neither the words asked for nor others instead is not among them.
    """
    stretches = dict.fromkeys(asked for made in reports for asked in _renderings(made))
    return [words for words in (_held(asked, reports) for asked in stretches) if len(words) > 1]


def _held(asked: str, reports: Sequence[Sequence[Change]]) -> dict[str, list[int]]:
    held: dict[str, list[int]] = {}
    for n, made in enumerate(reports):
        kept = "" if any(asked in lost for sign, lost in made if sign == "-") else asked
        bare = " ".join(word for word, _ in content_words(_renderings(made).get(asked, kept)))
        if bare:
            held.setdefault(bare, []).append(n)
    return held


def _renderings(made: Sequence[Change]) -> dict[str, str]:
    """Words asked for and what stands for them."""
    return {lost: new for (sign, lost), (other, new) in pairwise(made) if (sign, other) == ("-", "+")}
