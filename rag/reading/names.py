"""Which outlets of a coverage a text names, told by what people call them. People are `store.names`' matter."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from store import lexical

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


def _parts(outlet: str) -> tuple[str, ...]:
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
