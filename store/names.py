"""Names of speakers: which of them may mean the same one, however they are spelt or shortened.

`Putin`, `Mr Putin` and `Vladimir Putin`; `Zelensky` and `Zelenskyy`; `the general staff` and `Ukraine’s general staff`.
"""

from collections.abc import Mapping
from functools import lru_cache

from store.lexical import sound, term, words
from store.speech.words import DETERMINERS

# Only words that hardly ever begin the name of an office: a foreign minister's ministry is not just any ministry.
_TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame lord lady sen senator gov governor rep gen col lt maj capt sgt adm "
    "president chancellor premier prime minister".split()
)
_MOST_WORDS = 4
"""Words of a full name at most; a longer one describes somebody."""

Key = tuple[str, ...]
"""A name's words, folded so that the usual spellings of one fall together."""


@lru_cache(maxsize=20_000)
def key(name: str) -> Key:
    """The words that tell a speaker from others, without the titles and articles before them."""
    said = words(name)
    while len(said) > 1 and _stands_before(said[0], said[1]):
        said = said[1:]
    return tuple(sound(term(word)) for word in said)


def _stands_before(word: str, name: str) -> bool:
    """Whether it is an article (not an initial), or a title before a name."""
    low = word.lower()
    return (low in DETERMINERS and word != "A") or (low in _TITLES and name[0].isupper())


@lru_cache(maxsize=20_000)
def surname(name: str) -> str:
    """The last word of a name's key: two names that differ in it are two speakers. Empty for a name without words."""
    return key(name)[-1] if key(name) else ""


def same(one: str, other: str) -> bool:
    """Whether two names may mean one speaker: their last words are the same, and their first where both have more."""
    short, long = sorted((key(one), key(other)), key=len)
    if not short or short[-1] != long[-1]:
        return False
    return long[-len(short) :] == short or _given(short[0], long[0])


def is_lone(name: str) -> bool:
    """Whether it is one word with a capital, such as a surname for which there may be a full name."""
    return name[:1].isupper() and len(key(name)) == 1


def fullest(name: str, known: Mapping[str, int]) -> str:
    """The full name for a lone surname, among names with how often each is used; else the name as it is.

    Where several people have the surname, nobody knows who is meant.
    """
    last = surname(name)
    full = [other for other in known if surname(other) == last and _is_full(other)]
    if not is_lone(name) or not full or any(not same(full[0], other) for other in full):
        return name
    return min(full, key=lambda other: (words(other)[-1] != words(name)[-1], -known[other], other))


@lru_cache(maxsize=20_000)
def _is_full(name: str) -> bool:
    said = words(name)
    capitals = bool(said) and all(w[0].isupper() for w in said) and said[0].lower() not in DETERMINERS
    return capitals and len(said) <= _MOST_WORDS and len(key(name)) > 1


def _given(one: str, other: str) -> bool:
    """Whether two given names may be one, of which either may be an initial."""
    return one == other or (1 in (len(one), len(other)) and one[:1] == other[:1])
