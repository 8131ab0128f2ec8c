"""A text as its words: what is left when only they matter, and where each of them stands.

Case, punctuation, white space, accents, invisible signs and the Unicode form make no difference; letters, digits,
decimal points, a minus before a number, and the signs of money and percent do.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_UNSEEN = "\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
"""Combining marks and format characters, which stand within words."""
_RUN = rf"[^\W_](?:[^\W_]|[{_UNSEEN}])*+"
_WORD = re.compile(
    r"\[?(?:(?:[^\W\d_]\.)+[^\W\d_](?![^\W_])\.?"  # U.S. is US
    # A decimal number, don't, and what an editor changed: [I]n.
    rf"|{_RUN}(?:(?:(?<=\d)[.,](?=\d)|['’‘ʼ`´](?=[^\W\d_])|[\[\]](?=[^\W\d_])){_RUN})*+)\]?"
    r"|[%‰$£¥¢\u20a0-\u20bf]|(?<![\w.,%)])[-−–](?=[\d$£¥€])"
)
_APOSTROPHE = str.maketrans("’‘ʼ`´", "'''''")
_WITHIN = str.maketrans("", "", "[],")

Stretch = tuple[int, int]
"""`[start, end)` of a text, in code points."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of `text`: `keys[i]` is how the i-th is compared, and it stands at `[starts[i], ends[i])`.

    Places ascend and do not overlap. A key is empty where a word was blanked.
    """

    text: str
    keys: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def said(self, first: int, last: int) -> str:
        """The text from the word `first` up to the word `last`, this one left out; empty where there is none."""
        return self.text[self.starts[first] : self.ends[last - 1]] if first < last else ""


def read_words(text: str, start: int = 0, end: int | None = None, blank: Sequence[Stretch] = ()) -> Words:
    """The words of a text, or of a stretch of it; those that begin in a stretch of `blank` are like no word."""
    found = _WORD.finditer(text, start, len(text) if end is None else end)
    read = [(key(word.group()), *word.span()) for word in found]
    for first, last in blank:
        read = [("" if first <= start < last else word, start, end) for word, start, end in read]
    keys, starts, ends = zip(*read, strict=True) if read else ((), (), ())
    return Words(text, keys, starts, ends)


@lru_cache(maxsize=100_000)
def key(word: str) -> str:
    """How a word is compared with others."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold()).translate(_APOSTROPHE)
    plain = "".join(c for c in letters if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    bare = plain.translate(_WITHIN)
    return ("-" if word in "-−–" else bare if bare[:1].isdigit() else bare.replace(".", "")) or word
