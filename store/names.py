"""Names of speakers: which of them may mean the same one, however they are spelt, shortened or led up to.

`Putin` and `Vladimir Putin`; `Zelensky` and `Zelenskyy`; `the Ukrainian general staff` and `Ukraine’s general staff`.
What outlets are called is `rag.reading.names`' matter.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from store.lexical import sound, term, words
from store.speech.words import DETERMINERS, ROLES

# Only words that hardly ever begin the name of an office: a foreign minister's ministry is not just any ministry.
TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame lord lady sen senator gov governor rep gen col lt maj capt sgt adm "
    "president chancellor premier prime minister".split()
)
_LANDS = {
    term(of): term(land)
    for land, people in {
        "Britain": "British UK", "US": "American America", "France": "French", "Spain": "Spanish",
        "China": "Chinese", "Turkey": "Turkish", "Poland": "Polish", "Sweden": "Swedish", "Denmark": "Danish",
        "Norway": "Norwegian", "Netherlands": "Dutch", "Ireland": "Irish", "Wales": "Welsh", "Greece": "Greek",
        "Switzerland": "Swiss", "Philippines": "Filipino",
    }.items()
    for of in people.split()
}  # fmt: skip
"""What countries are called where it does not begin as the country's name does."""
_TAIL = re.compile(r"\s+(?:of|for|in|at|from)\s+", re.IGNORECASE)
_SMALL = DETERMINERS | frozenset("of for in and at on from to".split())
_MOST_WORDS = 4
"""Words of a full name at most; a longer one describes somebody."""


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as index terms: its head (by sound), what stands before it, what behind a preposition.

    `person`: whether it is written as a full name is; `article`: whether it begins with one, as a description does.
    """

    head: str
    rest: tuple[str, ...]
    tail: tuple[str, ...]
    article: bool
    person: bool


@lru_cache(maxsize=20_000)
def _name(text: str) -> _Name:
    front, tail = (*_TAIL.split(text.strip(), maxsplit=1), "")[:2]
    written = words(front)
    article = len(written) > 1 and _is_article(written[0])
    said = _own(written)
    person = len(said) > 1 and not article and is_named(" ".join(said)) and not re.search(r"['’]s?\b", front)
    terms = [term(word) for word in said]
    behind = tuple(term(word) for word in words(tail) if word.lower() not in _SMALL)
    return _Name(sound(terms[-1]) if terms else "", tuple(terms[:-1]), behind, article, person)


def _own(said: Sequence[str]) -> Sequence[str]:
    """The words without the articles, titles and callings before a name ("the Kremlin spokesman | Peskov")."""
    while len(said) > 1 and (_is_article(said[0]) or (said[0].lower() in TITLES and said[1][0].isupper())):
        said = said[1:]
    called = max((n for n, word in enumerate(said[:-1]) if word in ROLES), default=-1)
    return said[called + 1 :] if is_named(" ".join(said[called + 1 :])) else said


def _is_article(word: str) -> bool:
    return word.lower() in DETERMINERS and word != "A"  # an initial


def is_named(text: str) -> bool:
    """Whether every word is written with a capital."""
    return bool(words(text)) and all(word[0].isupper() for word in words(text))


def surname(name: str) -> str:
    """The word, by its sound, in which all forms of a name agree; empty for a name without words."""
    return _name(name).head


def same(one: str, other: str) -> bool:
    """Whether two names may mean one speaker: their heads sound alike, and nothing around one speaks against the other.

    One word alone can mean a person by the full name, no longer description: `the staff` is not `Ukraine’s general
    staff`.
    """
    a, b = _name(one), _name(other)
    if not a.head or a.head != b.head or not (_within(a.rest, b.rest) and _within(a.tail, b.tail)):
        return False
    if (a.rest, a.tail) == (b.rest, b.tail) or (a.rest and b.rest):
        return True
    brief, full = sorted((a, b), key=lambda name: len(name.rest) + len(name.tail))
    return full.person and not brief.article


def is_lone(name: str) -> bool:
    """Whether it is one word with a capital, such as a surname for which there may be a full name."""
    read = _name(name)
    return name[:1].isupper() and bool(read.head) and not (read.rest or read.tail or read.article)


def fullest(name: str, known: Mapping[str, int]) -> str:
    """The full name for a lone surname, among names with how often each is used; else the name as it is.

    Where several people have the surname, nobody knows who is meant.
    """
    full = [other for other in known if surname(other) == surname(name) and _is_full(other)]
    if not is_lone(name) or not full or any(not same(full[0], other) for other in full):
        return name
    return min(full, key=lambda other: (words(other)[-1] != words(name)[-1], -known[other], other))


def _is_full(name: str) -> bool:
    read = _name(name)
    return read.person and not read.tail and len(words(name)) <= _MOST_WORDS


def find(name: str, speakers: tuple[str, ...]) -> str | None:
    """The speaker whom the words of a question mean; of several the first that is named in full, else the first."""
    by_head = _by_head(speakers)
    for asked in (name, name.split()[-1] if name.islower() else name):  # in a question all small, "spokesman peskov"
        bare = " ".join(_own(words(asked)))
        meant = [s for s in by_head.get(surname(asked), ()) if same(asked, s)] or by_head.get(bare, [])
        if meant:
            return max(meant, key=lambda speaker: min(len(speaker.split()), 2))
    return None


@lru_cache(maxsize=8)
def _by_head(speakers: tuple[str, ...]) -> dict[str, list[str]]:
    """Speakers by the sound of their head, and by the initials of a name of several words."""
    found: dict[str, list[str]] = {}
    for speaker in speakers:
        initials = "".join(word[0] for word in _own(words(speaker)) if word[0].isupper())
        for key in (surname(speaker), initials) if len(initials) > 1 else (surname(speaker),):
            found.setdefault(key, []).append(speaker)
    return found


def _within(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the shorter's words all have their like in the longer."""
    brief, full = sorted((one, other), key=len)
    return all(any(alike(a, b) for b in full) for a in brief)


def alike(one: str, other: str) -> bool:
    """By sound, or as Ukraine and Ukrainian or France and French are, or an initial and its name."""
    brief, full = sorted((_LANDS.get(name, name) for name in (one, other)), key=len)
    return sound(brief) == sound(full) or (len(brief) in (1, *range(5, 99)) and full.startswith(brief))
