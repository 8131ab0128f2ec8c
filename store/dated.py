"""Which dates of an article are those of events, and what happened then: read at ingest and kept as spans.

Left out are dates that say nothing of what happened: a dateline's, a "published" line's, "today" for nowadays, a year
that only names a thing ("the 2008 primaries"), a condition's. What is quoted is dated from the day it was said.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from store import lexical
from store.article import Sentence
from store.dates import When, dates
from store.datewords import WEEKDAYS
from store.speakers import Attribution

_T = TypeVar("_T")

_BREAK = re.compile(
    r"[,;:]\s(?=(?:but|while|whereas|where|although|though|which|who|whom|when|and|as(?! well)|with"
    r"|(?:(?:just|only|hours|days|weeks) ){0,2}(?:after|before))\b)"
    r"|;\s|\s(?=(?:while|whereas)\b)",
)
_RELATIVE = re.compile(r"wh(?:ich|om?|ere)\b")
_LEADS = re.compile(
    r"(?:\w+ ){0,2}(?:after|before|when|while|as|although|though|since|despite|because|if)\b[^,“\"]*,\s", re.IGNORECASE
)
"""A clause before the main one."""
_DATELINE = re.compile(r"\s*(?:\([^()]{1,40}\))?\s*[-–—:]\s")
_PLACE = re.compile(r"(?:[A-Z][\w.’'-]*,?\s*){1,4}")
_ISSUED = re.compile(
    r"(?:first |last |originally )?(?:published|updated|posted|modified|filed)\b\W*(?:on |at )?$", re.IGNORECASE
)
_NOWADAYS = re.compile(r"today", re.IGNORECASE)
_NOT_NOW = re.compile(r"\b(?:even|of|until|in|than)\s$|^[’']s\b(?! \w+ed\b)")
_YEAR = re.compile(r"(?:(?:\w+ )*the )?\d{4}", re.IGNORECASE)
_NAMED = re.compile(
    r"\s(?!(?:and|or|but|when|while|as|to|after|before|by|with|at|on|in|for|from|until|that|who|the|a|an|he|she|it|they"
    r"|is|was|were|had|has)\b)[A-Za-z]"
)
_NEAR = 60
"""Characters between a verb of saying and its date."""
_CALENDAR = frozenset((*WEEKDAYS, *"yesterday today tomorrow week month year last".split()))
_CONDITION = re.compile(
    r"^(?:\W*(?:and |but )?(?:if|unless|whether|in case)|[\s-]*should(?! (?:we|i|they)\b))\b", re.IGNORECASE
)
_WORDS = 4
"""Fewest words of a sentence that says what happened, its date not counted."""


@dataclass(frozen=True, slots=True)
class Dated:
    """An expression `[start, end)` that dates an event, in code points of the article's text.

    `sentence` is the number of its sentence, `words` the index terms of the part of it that the date goes with, names
    by their sound. `first`, `last`, `grain` as `When` has them. `announced`: still to come at the day of publication.
    `speaker` is whoever said something on that day, where the date is that of saying it.
    """

    sentence: int
    start: int
    end: int
    first: str
    last: str
    grain: str
    announced: bool
    words: str
    speaker: str | None


def dated(
    text: str, published: str | None, sentences: Sequence[Sentence], speech: Sequence[Attribution]
) -> tuple[Dated, ...]:
    """The dates of events in the sentences of an article, in order; `published` is ISO 8601 or None. Linear time."""
    starts = [s.start for s in sentences]
    cues = _grouped((bisect_right(starts, a.cue_start) - 1, a) for a in speech)
    found = ((bisect_right(starts, when.start) - 1, when) for when in dates(text, published))
    told = _grouped((n, when) for n, when in found if n >= 0 and when.start < sentences[n].end)
    quoted = sorted((a for a in speech if a.direct), key=lambda a: a.start)
    again: dict[int, dict[int, When]] = {}
    made = []
    for n, whens in told.items():
        for when in whens:
            own = _holding(quoted, when)
            if own and own.start not in again:
                days = told.get(bisect_right(starts, own.cue_start) - 1, [])
                again[own.start] = _read_again(text, own, [w for w in days if not _holding(quoted, w)])
            said = again[own.start].get(when.start, when) if own else when
            if _is_event(text, said, sentences[n]):
                made.append(_dated(text, (published or "")[:10], said, sentences[n], cues.get(n, [])))
    return tuple(made)


def _grouped(pairs: Iterable[tuple[int, _T]]) -> dict[int, list[_T]]:
    made: dict[int, list[_T]] = {}
    for key, value in pairs:
        made.setdefault(key, []).append(value)
    return made


def _holding(quoted: Sequence[Attribution], when: When) -> Attribution | None:
    """The quotation, of those in order, in which a date stands."""
    n = bisect_right(quoted, when.start, key=lambda a: a.start) - 1
    return quoted[n] if n >= 0 and when.start < quoted[n].end else None


def _read_again(text: str, own: Attribution, beside: Iterable[When]) -> dict[int, When]:
    """The dates in a quotation by their start, settled against the day that stands with its cue, if one does."""
    days = [when for when in beside if when.first == when.last]
    if not days:
        return {}
    said = min(days, key=lambda when: abs(when.start - own.cue_start)).first
    read = dates(text[own.start : own.end], said)
    return {w.start + own.start: replace(w, start=w.start + own.start, end=w.end + own.start) for w in read}


def _is_event(text: str, when: When, sentence: Sentence) -> bool:
    """Whether the sentence tells what happened, or will, on that date."""
    before, after, own = text[sentence.start : when.start], text[when.end : sentence.end], text[when.start : when.end]
    if _ISSUED.search(before) or len((before + after).split()) < _WORDS:
        return False
    if _CONDITION.search(text[_clause(text, sentence, when)[0] : when.start]):
        return False
    if _PLACE.fullmatch(before) and _DATELINE.match(after) and when.precision == "day":
        return False
    if _NOWADAYS.fullmatch(own) and (not when.tense or _NOT_NOW.search(before) or _NOT_NOW.match(after)):
        return False
    return not (
        when.precision == "year" and _YEAR.fullmatch(own) and not before.endswith("of ") and _NAMED.match(after)
    )


def _dated(text: str, published: str, when: When, sentence: Sentence, speech: Sequence[Attribution]) -> Dated:
    clause = _clause(text, sentence, when)
    return Dated(
        sentence.number,
        when.start,
        when.end,
        when.first,
        when.last,
        when.grain,
        bool(published) and when.last >= published and (when.first > published or when.tense == "future"),
        " ".join(sorted(_words(text[clause[0] : when.start]) | _words(text[when.end : clause[1]]))),
        _speaker(text, when, clause, speech),
    )


def _words(text: str) -> set[str]:
    kept = (w for w in lexical.words(text) if w.casefold() not in _CALENDAR)
    return {lexical.sound(lexical.term(w)) if w[0].isupper() else lexical.term(w) for w in kept}


def _clause(text: str, sentence: Sentence, when: When) -> tuple[int, int]:
    """The part of the sentence that holds the date, cut where a conjunction or a relative begins another."""
    whole = text[sentence.start : sentence.end]
    leading = _LEADS.match(whole)
    cuts = [leading.end()] if leading else []
    cuts += [
        m.end()
        for m in _BREAK.finditer(whole, cuts[0] if cuts else 0)
        if not (_RELATIVE.match(whole, m.end()) and "," in whole[m.end() : when.start - sentence.start])
    ]
    ends = [sentence.start, *(sentence.start + cut for cut in cuts), sentence.end]
    n = bisect_right(ends, when.start, hi=len(ends) - 1) - 1
    return ends[n], ends[n + 1]


def _speaker(text: str, when: When, clause: tuple[int, int], speech: Iterable[Attribution]) -> str | None:
    """Who said something on that day: the date stands with the cue, not in what was said, and is not "Friday’s"."""
    if text[when.end : when.end + 1] in ("’", "'"):
        return None
    near = [
        a
        for a in speech
        if clause[0] <= a.cue_start < clause[1]
        and abs(a.cue_start - when.start) < _NEAR
        and not a.start <= when.start < a.end
        and not a.cue.lower().startswith("according")
    ]
    return min(near, key=lambda a: abs(a.cue_start - when.start)).speaker if near else None
