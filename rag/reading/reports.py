"""Which reports a question asks for: "in the … report", "according to …", "which outlets did not mention …"."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.reading.names import outlet_names

Place = tuple[int, int]

_REPORT = (
    r"(?:reports?|reporting|articles?|pieces?|story|stories|coverage|dispatch(?:es)?|accounts?|versions?|write-?ups?)"
)
_PAPERS = (
    r"(?:outlets?|newspapers?|papers?|publications?|newsrooms?|(?:news|media) (?:organi[sz]ations?|sites?|sources?))"
)
_ANY = rf"(?:(?:news|media|press)\s+)?(?:{_PAPERS}|reports|articles|stories)"
_SAY = r"(?:say|report|write|claim|state|mention|note|cover|tell\s+us)"
_SAYS = r"(?:says|reports|writes|claims|states|mentions|notes|covers|said|reported|written|wrote|claimed|stated|noted)"
_SAYING = rf"(?:(?:mentioned|mentioning|reporting|saying|covered|covering|{_SAYS}|{_SAY})\b(?:\s+(?:that|about|on))?)"
_TREAT = (
    r"(?:describe|explain|quote|cite|call|put|present|portray|frame|name|treat|suggest|reveal|compare|differ|agree)"
)
_NOT = r"(?:not|never|fail(?:s|ed)?\s+to|omit(?:s|ted)?|le(?:ave|aves|ft)\s+out|ignore[ds]?|skip(?:s|ped)?)"
_HAVE = r"(?:(?:does|do|did|has|have|had)(?:n['’]t)?)"
_END = (
    r"(?=\s*(?:[,;:.?!)]|$)|\s+(?:who|what|when|where|which|why|how|whose|whom|is|are|was|were|did|do|does|has|have|had"
    r"|can|could|will|would|should|about|on|and|but)\b)"
)
_APART = re.compile(
    r"\b(?:unlike|except|except\s+for|besides|apart\s+from|other\s+than|than|aside\s+from|contrary\s+to|not|outside)\s+$",
    re.IGNORECASE,
)
_SIDE_BY_SIDE = re.compile(
    r"\b(?:each|both|compare[ds]?|differ(?:s|ent(?:ly)?|ence)?|versus|vs|between|leaves?\s+out|omits?)\b", re.I
)


def _shape(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_ABSENT = _shape(
    rf"\b(?:which|what|do\s+any|did\s+any|are\s+there(?:\s+any)?|name\s+the)\s+(?:of\s+the\s+)?(?:other\s+)?{_ANY}\s+"
    rf"(?:(?:that|which|who)\s+)?(?:(?:{_HAVE}|are|were)(?:n['’]t\b\s*|\s+))?"
    rf"(?:(?<=n['’]t)|(?<=n['’]t\s)|{_NOT}\b\s*){_SAYING}?"
)
_COMPARED = tuple(
    map(
        _shape,
        (
            rf"\b(?:(?:in|by)\s+)?(?:which|how\s+many)\s+(?:of\s+the\s+)?(?:other\s+)?{_ANY}\s+(?:that\s+)?(?:{_HAVE}\s+)?"
            rf"(?:{_SAYING}|(?={_TREAT}))",
            rf"\b(?:(?:in|by)\s+)?(?:which|what|how\s+many)\s+(?:of\s+the\s+)?(?:other\s+)?(?:news\s+)?{_PAPERS}\b"
            rf"(?:\s+{_SAYING})?",
            rf"\b(?:(?:what|how)\s+)?{_HAVE}\s+(?:(?:all|both|other|different|various|most)\s+(?:of\s+)?(?:the\s+)?){_ANY}\b"
            rf"(?:\s+(?:all|each|also))?(?:\s+(?:{_SAYING}|{_TREAT}\b))?",
            rf"\b(?:how\s+)?{_HAVE}\s+(?:(?:the|these|any)\s+)?{_ANY}\s+(?:(?:all|each|also)\s+)?"
            r"(?:agree|disagree|differ|conflict|contradict)\b(?:\s+(?:on|about|that|whether|over)\b)?",
            rf"(?:^\W*compare\s+)?\b(?:(?:(?:what|how)\s+)?{_HAVE}|what|how)\s+(?:all\s+)?(?:(?:the|these|any)\s+)?"
            rf"(?:news\s+)?{_PAPERS}\s+(?:{_SAYING}|(?={_TREAT}))",
            rf"\b(?:outlet\s+by\s+outlet|(?:across|between|in\s+(?:each|every))\s+(?:the\s+|all\s+|different\s+)?{_ANY})\b",
            r"^\W*compare\s+(?:the\s+)?(?:coverage|reports|reporting|accounts|versions|articles|outlets)\b(?:\s+(?:of|on)\b)?",
        ),
    )
)


_SOME = r"(?:(?:both|either|an?)\s+)?\ua000+(?:['’]s?)?(?:(?:(?:\s*,)?\s+(?:and|or)|\s*,)\s+\ua000+(?:['’]s?)?){0,9}"
"""Outlets by name, each of whose characters is written as this one (a syllable of Yi)."""
_OF = rf"(?:(?:the|an?|any)\s+)?{_REPORT}\s+(?:published\s+)?(?:by|from|in|of|on)\s+{_SOME}"
_THEIRS = rf"(?:{_SOME}\s+(?:(?:own|latest|first|second|recent|new)\s+)?{_REPORT}\b|{_OF})"
_SOURCE = rf"(?:{_THEIRS}|{_SOME})"
_TOLD = r"(?:according\s+to|as\s+(?:reported|told|described|stated|quoted|published)\s+(?:by|in|on)|as\s+per)"
_OUT = r"(?:leaves?\s+out|omits?|ignores?|skips?|does\s+not\s+mention|doesn['’]t\s+mention)"
_ALONE = r"(?:reporting|saying|claiming|to\s+(?:report|say)|(?:who|that)\s+(?:reports|says))"
_OPENING = r"(?:^\W*(?:and\s+|but\s+)?|\b(?:it\s+says?|reported|published|written|quoted|read|stands?)\s+)"
_CLAUSE = r"(?:^\W*|[.;:,]\s+|\b(?:as|that|what|how|if|whether|where)\s+)"
_ABOUT = rf"(?:^\W*|\b(?:{_HAVE}|is|are|was|were|of|between|summari[sz]e|sum\s+up|show\s+me|give\s+me)\s+)"
_ALSO = r"(?:(?:also|each|both|ever)\s+)?"

_LONE = _shape(rf"\b(?:is|are|was|were)\s+{_SOME}\s+(?:alone|the\s+only\s+\w+)(?:\s+(?:in\s+)?{_ALONE}(?:\s+that)?)?")
_CUT = tuple(
    map(
        _shape,
        (
            rf"(?P<read>^\W*compare\s+(?:(?:what|how)\s+)?{_SOURCE}(?:\s+(?:{_SAY}|{_TREAT})\b)?(?:\s+(?:about|on|of)\b)?)",
            rf"\b(?P<read>(?:that|which|but)\s+{_SOME}\s+{_OUT})\b",
            rf"(?P<read>(?:,\s)?\b{_TOLD}\s+{_SOURCE}{_END}(?:\s*,)?)",
            rf"\b(?P<read>(?:in|from)\s+{_THEIRS})",
            rf"{_OPENING}(?P<read>(?:in|by)\s+{_SOME}{_END}(?:\s*,)?)",
            rf"\b(?P<read>{_HAVE}\s+{_SOURCE}\s+{_ALSO}(?:{_SAY}|{_SAYS})(?:\s+that)?)\b",
            rf"{_CLAUSE}(?P<read>{_SOURCE}\s+{_SAYS}(?:\s+that)?)\b",
        ),
    )
)
"""What makes a name a source; the group `read` is the place, and a search goes without it."""
_KEEP = (
    _shape(rf"\b{_HAVE}\s+(?P<read>{_SOURCE})\s+{_ALSO}{_TREAT}(?:s|d|ed)?\b"),
    _shape(rf"{_ABOUT}(?P<read>{_THEIRS})"),
    _shape(r"\bbetween\s+(?P<read>\ua000+(?:['’]s?)?\s+and\s+\ua000+)"),
)
"""The same where the question would not stand without it."""
_BESIDE = (_shape(rf"(?P<read>{_THEIRS})"),)
"""What makes one a source in a question that names another."""


@dataclass(frozen=True, slots=True)
class Framed:
    """What a text asks of the reports; `spans` are the places that were read, `cuts` those a search goes without."""

    outlets: tuple[str, ...]
    by_outlet: bool
    spans: tuple[Place, ...]
    cuts: tuple[Place, ...]


@lru_cache(maxsize=50)
def framed(text: str, outlets: tuple[str, ...]) -> Framed:
    """The outlets whose reports a text asks for, in the coverage's order, or whether it asks outlet by outlet.

    A question about all outlets keeps to none of them ("Which outlets contradict Axios?").
    """
    names = list(outlet_names(outlets).within(text))
    marked = text
    for (start, end), _ in names:
        marked = marked[:start] + "\ua000" * (end - start) + marked[end:]
    absent, among = _places((_ABSENT,), text), _places((*_COMPARED, _LONE), marked)
    cut, keep = list(_sources(_CUT, marked, names)), list(_sources(_KEEP, marked, names))
    beside = list(_sources(_BESIDE, marked, names)) if cut or keep else []
    named = {outlet for _, meant in (*cut, *keep, *beside) for outlet in meant}
    side_by_side = len(named) > 1 and bool(_SIDE_BY_SIDE.search(text))
    cuts = (*absent, *among, *(place for place, _ in cut))
    return Framed(
        outlets=() if absent or among else tuple(outlet for outlet in outlets if outlet in named),
        by_outlet=bool(absent or among) or side_by_side,
        spans=(*cuts, *(place for place, _ in (*keep, *beside))),
        cuts=cuts,
    )


def _places(shapes: Iterable[re.Pattern[str]], text: str) -> list[Place]:
    return [found.span() for shape in shapes for found in shape.finditer(text)]


def _sources(
    frames: Iterable[re.Pattern[str]], text: str, names: Sequence[tuple[Place, tuple[str, ...]]]
) -> Iterator[tuple[Place, set[str]]]:
    """Where names in a frame mean outlets, and which."""
    for found in (match for frame in frames for match in frame.finditer(text)):
        start, end = found.span("read")
        named = [(place[0], outlets) for place, outlets in names if start <= place[0] < end]
        if named and not _APART.search(text[: named[0][0]]):
            yield (start, end), {outlet for _, outlets in named for outlet in outlets}
