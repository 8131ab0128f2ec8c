"""Noun phrases and verb groups, found by walking over a sentence's words.

All walks are bounded, so that a text of any shape is read in linear time.
"""

from collections.abc import Sequence

from store.speech.cues import LEXICON
from store.speech.words import (
    ATTACHED,
    CONJUNCTIONS,
    DETERMINERS,
    LINKS,
    OBJECTS,
    PREPOSITIONS,
    SUBJECTS,
    TIMES,
    Token,
)

PERSONAL = ("he", "she", "they", "it", "we", "i")
"""Pronouns that begin a clause of their own."""
MAX_PHRASE = 40
"""Tokens that a walk over a noun phrase may take."""

_NO_HEADS = LINKS | DETERMINERS | OBJECTS


def find(ts: Sequence[Token], mark: str, start: int, end: int, default: int) -> int:
    """The first `mark` among the tokens from `start` to before `end`."""
    return next((n for n in range(start, end) if ts[n].word == mark), default)


def before_verb(ts: Sequence[Token], at: int, low: int) -> int:
    """The last token before the verb group that ends with the verb at `at` ("Hale | has also said"), or `low` - 1."""
    k = at - 1
    floor = max(low, at - MAX_PHRASE)
    while k >= floor:
        t, before = ts[k], ts[k - 1].low if k > floor else ""
        if t.low in TIMES and (before in ("on", "this", "last", "next") or (t.word[0].isupper() and t.low != "may")):
            k -= 2 if before in ("on", "this", "last", "next") else 1
        elif t.is_adverb or (t.is_auxiliary and t.low not in ("'s", "’s")):
            k -= 1
        else:
            break
    return k


def phrase_left(ts: Sequence[Token], last: int, low: int) -> int | None:
    """Where the noun phrase begins that ends at `last`, not before `low`; None if there is none."""
    end = ts[last]
    floor = max(low, last - MAX_PHRASE)
    k = last
    if end.word == ")":
        k = next((n - 1 for n in range(last - 1, floor - 1, -1) if ts[n].word == "("), -1)
        if k < floor:
            return None
        end = ts[k]
    if end.low in SUBJECTS and end.low not in TIMES:
        return k
    if not end.is_word or end.low in _NO_HEADS or end.is_auxiliary:
        return None
    while k > floor and (step := _step_left(ts, k, floor, last)):
        k -= step
    return k


def _step_left(ts: Sequence[Token], k: int, floor: int, last: int) -> int:
    """How many tokens more the phrase that begins at `k` takes to the left; 0 where it ends."""
    t = ts[k - 1]
    joins = k - 2 >= floor and ts[k - 2].is_word and ts[k - 2].low not in TIMES and not ts[k - 2].is_verb
    if not t.is_word:
        return 0
    if t.low in ATTACHED:
        return 2 if joins and ts[k - 2].low not in LINKS and ts[k - 2].low not in LEXICON else 0
    if t.low == "and":
        return 2 if joins and ts[k - 2].is_name and ts[k].is_name else 0
    if t.low in DETERMINERS:
        return 0 if t.low == "that" else 1
    if ts[k].low in DETERMINERS and t.low not in ("all", "both", "half"):
        return 0
    if t.low in TIMES and (t.word[0].isupper() or t.low in ("today", "yesterday", "tomorrow")):
        return 0
    stops = t.low in LINKS or t.low in SUBJECTS or t.low in OBJECTS
    return 0 if stops or t.is_verb or t.is_adverb else 1


def phrase_right(ts: Sequence[Token], first: int, high: int) -> int | None:
    """Where (exclusive) the noun phrase ends that begins at `first`, not past `high`; None if there is none."""
    if first >= high or not ts[first].is_word or ts[first].is_verb:
        return None
    if ts[first].low in SUBJECTS:
        return first + 1
    k = first
    stop = min(high, first + MAX_PHRASE)
    while k < stop and _goes_on(ts, k, first, stop):
        k += 1
    return k if k > first else None


def _goes_on(ts: Sequence[Token], k: int, first: int, stop: int) -> bool:
    """Whether the phrase from `first` takes in the token `k` too."""
    t = ts[k]
    if not t.is_word:
        return False
    if t.low in PREPOSITIONS:
        return t.low == "of" and k > first
    if t.low == "and":
        return k + 1 < stop and ts[k - 1].is_name and ts[k + 1].is_name and ts[k + 1].low not in SUBJECTS
    if t.low.endswith("ed") and t.word[0].islower() and ts[k - 1].is_name:
        return False
    return not (t.low in CONJUNCTIONS or t.low in SUBJECTS - DETERMINERS or t.is_verb or t.is_adverb)


def over_apposition(ts: Sequence[Token], comma: int) -> tuple[int, int] | None:
    """The noun phrase with what stands between it and a closing comma or dash ("Hale, 61, a farmer, | said")."""
    mark = ts[comma].word
    for n in range(comma - 2, max(0, comma - MAX_PHRASE), -1):
        start = phrase_left(ts, n - 1, 0) if ts[n].word == mark else None
        if start is not None and not (start and ts[start - 1].word == "," and start == n - 1):  # "…, 61, …"
            return start, comma
    return None
