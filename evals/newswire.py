"""A made-up newswire: as many news-like articles as wanted, always the same for the same seed.

Its sentences are those of the sample coverage, with other words in the place of all but the short ones: real words and
pseudo-words drawn by Zipf's law, so that some are in every tenth article and most in a few. It serves for measuring
time and space, not for judging answers: what a model makes of pseudo-words says nothing about real ones.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import accumulate, islice, pairwise
from pathlib import Path
from random import Random

from store.article import Draft

SAMPLE = Path(__file__).parent / "coverage" / "kursk"
WORDS = (250, 450)
"""Fewest and most words of an article."""
_LONGEST_SENTENCE = 45
_PSEUDO_WORDS = 5_000
_LONG = re.compile(r"[^\W\d_]{5,}")
_FIRST_DAY = date(2025, 1, 6)
_DAYS = 80
_ONSETS = "b br c cl d dr f g gr h k l m n p pl r s sh st t tr v w".split()
_CODAS = ("", "", "l", "m", "n", "r", "s")


def articles(count: int, seed: int) -> Iterator[Draft]:
    """The first `count` articles of the newswire; a shorter one is the beginning of a longer one."""
    return (_article(number, Random(f"{seed} {number}")) for number in range(count))


def _article(number: int, rng: Random) -> Draft:
    """Paragraphs of up to three sentences under a headline."""
    sentences: list[str] = []
    target = rng.randint(WORDS[0], WORDS[1] - _LONGEST_SENTENCE)
    while sum(len(sentence.split()) for sentence in sentences) < target:
        sentences.append(_LONG.sub(lambda word: _instead(word[0], rng), rng.choice(_sentences())))
    starts = list(accumulate(rng.choices((1, 2, 3), k=len(sentences)), initial=0))
    paragraphs = (sentences[start:end] for start, end in pairwise(starts))
    words = _vocabulary()
    return Draft(
        source=f"newswire/{number:05}",
        text="\n\n".join(" ".join(paragraph) for paragraph in paragraphs if paragraph) + "\n",
        title=" ".join(_common(rng, words) for _ in range(6)).capitalize(),
        outlet=f"{_common(rng, words[:12])} courier".title(),
        author=f"{_common(rng, words)} {_common(rng, words)}".title(),
        published=str(_FIRST_DAY + timedelta(rng.randrange(_DAYS))),
    )


def _instead(word: str, rng: Random) -> str:
    """Another word, a name for a name."""
    made = _common(rng, _vocabulary())
    return made.capitalize() if word[0].isupper() else made


@cache
def _sentences() -> Sequence[str]:
    texts = (path.read_text("utf-8") for path in sorted(SAMPLE.glob("*.txt")))
    found = (sentence for text in texts for sentence in re.split(r"(?<=[.”]) |\n+", text))
    return [s for s in found if s.endswith((".", ".”")) and 8 < len(s.split()) < _LONGEST_SENTENCE]


@cache
def _vocabulary() -> Sequence[str]:
    """The common before the rare; every tenth is a real word, for as long as there are some."""
    rng = Random(0)
    real = iter(sorted({word.casefold() for sentence in _sentences() for word in _LONG.findall(sentence)}))
    pseudo = dict.fromkeys(_pseudo_word(rng) for _ in range(_PSEUDO_WORDS))
    return [word for n, made in enumerate(pseudo) for word in (made, *([] if n % 9 else islice(real, 1)))]


def _pseudo_word(rng: Random) -> str:
    """Two syllables."""
    return "".join(rng.choice(part) for part in (_ONSETS, "aeiou", _CODAS) * 2)


def _common(rng: Random, ranked: Sequence[str]) -> str:
    """One of them by Zipf's law, flattened at the top as it is in real text (Mandelbrot's 2.7)."""
    return rng.choices(ranked, cum_weights=_zipf(len(ranked)))[0]


@cache
def _zipf(size: int) -> list[float]:
    return list(accumulate(1 / (rank + 2.7) for rank in range(1, size + 1)))
