"""Whom a name in a question means: the outlets and the speakers of a coverage, told by what people call them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from store import lexical
from store.speech.people import OFFICES

_GENERIC = frozenset(
    "news media network online television tv radio magazine newspaper international digital english group corp inc ltd "
    "agency service com org net co uk".split()
)
"""What an outlet's name may be shortened by."""
_ORDINARY = frozenset(
    "atlantic conversation economist express fortune globe guardian herald hill independent insider life local mail "
    "metro mirror nation nature observer people post press reason salon science slate standard star sun telegraph time "
    "times today tribune us variety vice week wired world".split()
)
"""Words of the language that outlets are called by: alone they are a name only with a capital."""
_ARTICLES = ("the", "a", "an")
_SMALL = frozenset((*_ARTICLES, *"of for in and at on from to".split()))
_TAIL = re.compile(r"\s+(?:of|for|in|at|from)\s+", re.IGNORECASE)
_NEVER = r"(?!)"


@dataclass(frozen=True, slots=True)
class Outlets:
    """What the outlets of a coverage are called, and whom that means."""

    pattern: re.Pattern[str]
    known: Mapping[str, tuple[str, ...]]

    def within(self, text: str) -> Iterator[tuple[tuple[int, int], tuple[str, ...]]]:
        """Where the text calls outlets, with a `the` before the name, and which; no mere words of the language."""
        capitals = text[1:] != text[1:].lower()
        for found in self.pattern.finditer(text):
            if meant := self._meant(found[0], capitals):
                yield found.span(), meant

    def _meant(self, name: str, capitals: bool) -> tuple[str, ...]:
        plain = _plain(name)
        written = _written(plain)
        if len(written) < 2 and plain[:1].islower() and (capitals or _ORDINARY.issuperset(written)):
            return ()
        key = " ".join(written)
        return (
            self.known.get(plain) or self.known.get(key) or (self.known.get(f"the {key}", ()) if plain != name else ())
        )


@lru_cache(maxsize=8)
def outlet_names(outlets: tuple[str, ...]) -> Outlets:
    """What the outlets may be called; a short form that several share means all of them, a last word only one."""
    known: dict[str, list[str]] = {}
    for shortened in (_whole, _short, _last):
        taken = frozenset(known)
        for outlet in outlets:
            for form in set(shortened(outlet)) - taken:
                known.setdefault(form, []).append(outlet)
    unclear = {form for form, meant in known.items() if form.startswith("the ") and len(meant) > 1}
    forms = sorted({form.removeprefix("the ") for form in known.keys() - unclear}, key=lambda form: (-len(form), form))
    spelt = "|".join(r"[\s.’'-]{0,3}".join(map(re.escape, form.split())) for form in forms)
    pattern = re.compile(rf"(?:\bthe\s)?\b(?:{spelt})\b" if forms else _NEVER, re.IGNORECASE)
    return Outlets(pattern, {form: tuple(meant) for form, meant in known.items() if form not in unclear})


def _plain(name: str) -> str:
    return re.sub(r"^the\s+", "", name, flags=re.IGNORECASE)


def _written(name: str) -> list[str]:
    return [word.casefold() for word in lexical.words(name)]


def _parts(outlet: str) -> list[str]:
    """The words of an outlet's name, without what stands in brackets and a leading article."""
    parts = lexical.words(re.sub(r"\([^()]*\)", " ", outlet))
    return parts[1:] if len(parts) > 1 and parts[0].casefold() in ("the", "www") else parts


def _whole(outlet: str) -> Iterator[str]:
    parts = [part.casefold() for part in _parts(outlet)]
    if parts:
        yield " ".join(parts)


def _short(outlet: str) -> Iterator[str]:
    """`ABC` for ABC News, `News Corp` for News Corp Australia, `BBC` for BBC Sport, `AFP` for its initials."""
    parts = _parts(outlet)
    for end in range(1, len(parts)):
        kept, dropped = parts[:end], parts[end:]
        generic = [part.casefold() in _GENERIC for part in kept]
        acronym = len(kept) == 1 and len(kept[0]) > 1 and kept[0].isupper()
        if (
            acronym
            or (len(kept) > 1 and generic[-1])
            or (not all(generic) and _GENERIC.issuperset(_written(" ".join(dropped))))
        ):
            yield " ".join(kept).casefold()
    initials = "".join(part[0] for part in parts if part[0].isupper())
    if len(initials) > 1:
        yield initials


def _last(outlet: str) -> Iterator[str]:
    """`the Gazette`, with its article, for the Ellery Gazette."""
    parts = _parts(outlet)
    if len(parts) > 1 and parts[-1].casefold() not in _GENERIC:
        yield f"the {parts[-1].casefold()}"


def find_speaker(name: str, speakers: tuple[str, ...]) -> str | None:
    """The speaker whom the words of a question mean; of several the first that is named in full, else the first."""
    by_head = _by_head(speakers)
    for words in dict.fromkeys((name, _bare(name))):
        meant = [s for s in by_head.get(_name(words).head, ()) if same_speaker(words, s)] or by_head.get(
            _plain(words), []
        )
        if meant:
            return max(meant, key=lambda speaker: min(len(speaker.split()), 2))
    return None


def same_speaker(one: str, other: str) -> bool:
    """Whether two names mean the same speaker, as `Peskov`, `Dmitry Peskov` and `Dmitri Peskov` do.

    Their head nouns must sound alike, and what stands around one must not speak against the other. One word alone can
    mean a person by the full name, no longer description: `the staff` is not `Ukraine’s general staff`.
    """
    a, b = _name(one), _name(other)
    if not a.head or a.head != b.head or not (_within(a.rest, b.rest) and _within(a.tail, b.tail)):
        return False
    if (a.rest, a.tail) == (b.rest, b.tail) or (a.rest and b.rest):
        return True
    brief, full = sorted((a, b), key=lambda name: len(name.rest) + len(name.tail))
    return full.person and not brief.article


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as index terms: its head (by sound), what stands before the head, what follows a preposition."""

    head: str
    rest: tuple[str, ...]
    tail: tuple[str, ...]
    article: bool
    person: bool


@lru_cache(maxsize=20_000)
def _name(text: str) -> _Name:
    front, tail = (*_TAIL.split(text.strip(), maxsplit=1), "")[:2]
    words = [w for w in lexical.words(front) if w.casefold() not in _ARTICLES]
    terms = [lexical.term(w) for w in words]
    article = front.partition(" ")[0].casefold() in _ARTICLES
    person = len(words) > 1 and not article and is_named(front) and not re.search(r"['’]s\b", front)
    behind = tuple(lexical.term(w) for w in lexical.words(tail) if w.casefold() not in _SMALL)
    return _Name(lexical.sound(terms[-1]) if terms else "", tuple(terms[:-1]), behind, article, person)


def is_named(words: str) -> bool:
    """Whether every word is written with a capital."""
    written = lexical.words(words)
    return bool(written) and all(word[0].isupper() for word in written)


def _within(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the shorter's words all have their like in the longer."""
    brief, full = sorted((one, other), key=len)
    return all(any(_alike(a, b) for b in full) for a in brief)


def _alike(one: str, other: str) -> bool:
    """By sound, or as Ukraine and Ukrainian are."""
    brief, full = sorted((one, other), key=len)
    return lexical.sound(one) == lexical.sound(other) or (len(brief) > 4 and full.startswith(brief))


def _bare(name: str) -> str:
    """A name without the office, or whose it is, before it: `Kremlin spokesman Peskov` → `Peskov`."""
    words = name.split()
    last = max((n for n, word in enumerate(words[:-1]) if _leads(word)), default=-1)
    rest = " ".join(words[last + 1 :])
    return rest if is_named(rest) or name.islower() else name


def _leads(word: str) -> bool:
    return word.casefold().rstrip(".") in OFFICES or word.endswith(("'s", "’s"))


@lru_cache(maxsize=8)
def _by_head(speakers: tuple[str, ...]) -> dict[str, list[str]]:
    """Speakers by the sound of their head, and by the initials of a name of several words."""
    found: dict[str, list[str]] = {}
    for speaker in speakers:
        found.setdefault(_name(speaker).head, []).append(speaker)
        initials = "".join(
            word[0] for word in lexical.words(speaker)[speaker[:4].casefold() == "the " :] if word[0].isupper()
        )
        if len(initials) > 1:
            found.setdefault(initials, []).append(speaker)
    return found
