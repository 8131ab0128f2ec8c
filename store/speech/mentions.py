"""Who is meant: names, descriptions and pronouns of one article brought to the fullest name that it gives.

Never looks outside the article; nor does it know what was said.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from store.speech.people import FEMALE, MALE, TITLES, Cast, Mention, bare, gender_of, is_title
from store.speech.phrases import find, phrase_left
from store.speech.said import Range
from store.speech.words import DASHES, DETERMINERS, OBJECTS, PREPOSITIONS, ROLES, SUBJECTS, Token, words

_OTHERS = words("they their we our it its")
_PRONOUNS = SUBJECTS | OBJECTS
_DEFINITE = words("the this that his her their a an")
_RELATIVE = words("who which that")
_ENDS_CLAUSE = words("who which ,")


_NEAR = 40
"""Mentions of a name or office that are looked through on either side of the words in question."""


@dataclass(slots=True)
class Focus:
    """Who was spoken of last: people as (name, gender), and the last group or thing that spoke."""

    people: list[tuple[str, str]] = field(default_factory=list)
    other: str = ""


def meant(ts: Sequence[Token], first: int, end: int, known: Cast, focus: Focus) -> str:
    """The fullest name or description that the article gives for the phrase `ts[first:end]`; moves the focus there."""
    head = ts[first]
    if end - first == 1 and head.low in _RELATIVE and (before := _antecedent(ts, first)):
        return meant(ts, *before, known, focus)
    if end - first == 1 and (said := _pronoun(head, known, focus)):
        return said
    whole, end = end, next((n for n in range(first + 1, end) if ts[n].word in (",", "(", "—", "–")), end)
    name = _named(ts, first, end, known) or _apposed(ts, end, whole, known) or _described(ts, first, end, known)
    if name:
        focus.people.append((name, known.gender.get(name, "") or gender_of(t.low.rstrip(".") for t in ts[first:end])))
        return name
    phrase = _words(ts, first, end)
    if ts[end - 1].low in ROLES and (head.low in _DEFINITE or any(t.owns for t in ts[first:end])):
        focus.people.append((phrase, gender_of([ts[end - 1].low])))
        return phrase
    if head.low not in _PRONOUNS or end - first > 1:
        focus.other = phrase
    return phrase


def _antecedent(ts: Sequence[Token], relative: int) -> Range | None:
    """The phrase that "who" goes back to; over another one ("Hale, who leads the union, who said")."""
    for _ in range(2):
        last = relative - (2 if ts[relative - 1].word in (",", *DASHES) else 1)
        start = phrase_left(ts, last, 0) if last >= 0 else None
        if start is None or ts[last].low in _RELATIVE:
            return None
        clause = next((n for n in range(start - 1, max(-1, start - 12), -1) if ts[n].low in _ENDS_CLAUSE), -1)
        if clause < 1 or ts[clause].word == ",":
            described = (
                start > 1 and ts[start].low in DETERMINERS and ts[start - 1].word == "," and ts[start - 2].is_name
            )
            name = phrase_left(ts, start - 2, 0) if described else None
            return (start, last + 1) if name is None else (name, start - 1)
        relative = clause
    return None


def notice(ts: Sequence[Token], first: int, end: int, known: Cast, focus: Focus) -> None:
    """Take note of a sentence's subject, so that "he" in the next one can mean it."""
    if name := _named(ts, first, end, known):
        focus.people.append((name, known.gender.get(name, "")))
    elif ts[first].low not in _PRONOUNS and not ts[end - 1].low.endswith("ing"):
        focus.other = _words(ts, first, end)


def _words(ts: Sequence[Token], first: int, end: int) -> str:
    out = ""
    for before, t in zip([None, *ts[first:end]], ts[first:end], strict=False):
        out += (" " if before and t.start > before.end else "") + (bare(t) if t is ts[end - 1] else t.word)
    return out


def _pronoun(token: Token, known: Cast, focus: Focus) -> str:
    wanted = "f" if token.low in FEMALE else "m" if token.low in MALE else ""
    if wanted:
        near = next((name for name, gender in reversed(focus.people[-8:]) if gender in ("", wanted)), "")
        if near:
            return near
        place = bisect_left(known.mentions, token.start, key=lambda m: m.at)
        return _nearest(known.mentions[max(0, place - _NEAR) : place], token.start, known, wanted)
    if token.low in _OTHERS and focus.other:
        return focus.other
    return ""


def _named(ts: Sequence[Token], first: int, end: int, known: Cast) -> str:
    """The full name where the phrase ends in a person's name ("President Hale", "the farmer Ann Hale")."""
    stop = next((n for n in range(first + 1, end) if ts[n].low in PREPOSITIONS), end)
    start = stop
    while start > first and ts[start - 1].is_name and not (is_title(ts[start - 1]) or ts[start - 1].low in DETERMINERS):
        start -= 1
    if start == stop or any(t.low == "and" for t in ts[first:end]):
        return ""
    titled = start > first and is_title(ts[start - 1])
    if start > first and ts[start - 1].low in DETERMINERS and not titled:
        return ""
    name = [bare(t) for t in ts[start:stop]]
    at = ts[start].start
    if len(name) == 1:
        wanted = gender_of(t.low.rstrip(".") for t in ts[first:start])
        full = _nearest(known.by_surname.get(name[0].lower(), []), at, known, wanted)
        return full or (name[0] if titled else "")
    for length in (2, 3):  # "Florida Republican Ann Hale": the known name at its end
        tail = " ".join(name[-length:])
        if tail in known.names:
            return tail
    return ""


def _apposed(ts: Sequence[Token], comma: int, end: int, known: Cast) -> str:
    """The full name between the commas behind a description ("the mayor of Oslo | , Ann Hale,")."""
    stop = find(ts, ",", comma + 1, end, end)
    name = " ".join(t.word for t in ts[comma + 1 : stop])
    return name if name in known.names else ""


def _nearest(mentions: Sequence[Mention], at: int, known: Cast, gender: str = "") -> str:
    """The last of them before `at`, else the first behind, that may be of the gender."""
    place = bisect_left(mentions, at + 1, key=lambda m: m.at)
    near = [*reversed(mentions[max(0, place - _NEAR) : place]), *mentions[place : place + _NEAR]]
    fitting = [m.name for m in near if not gender or known.gender.get(m.name, gender) == gender]
    sure = (name for name in fitting if gender and name in known.gender)
    return next(sure, "") or next(iter(fitting), "")


def _described(ts: Sequence[Token], first: int, end: int, known: Cast) -> str:
    """The person whom the article describes so elsewhere ("the Kremlin spokesman"); only for "the" and "his"."""
    if ts[first].low not in ("the", "this", "that", "his", "her", "their") or end - first < 2:
        return ""
    asked = {bare(t).lower() for t in ts[first + 1 : end] if not t.is_adverb} - {"former"}
    head = next((t.low for t in reversed(ts[first:end]) if t.low in TITLES), "")
    if not head or ts[end - 1].low != head:
        return ""
    called = known.by_role.get(head, [])
    place = bisect_left(called, ts[first].start, key=lambda m: m.at)
    near = called[max(0, place - _NEAR) : place + _NEAR]
    asked -= {head}
    return _nearest([m for m in near if asked <= m.described | set(m.name.lower().split())], ts[first].start, known)
