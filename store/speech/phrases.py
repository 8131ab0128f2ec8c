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
    ROLES,
    SUBJECTS,
    TIMES,
    Token,
    is_adverb,
    is_auxiliary,
    is_name,
    is_verb,
    is_word,
    words,
)

MAX_PHRASE = 40
"""Tokens that a walk over a noun phrase may take."""

_CHAIN = words("""
    continue begin start go come try attempt seek refuse decline want seem appear expect use need have choose
    tend proceed manage happen fail hesitate rush move step take stop keep like love plan hope prepare get quick
""")
_CHAINED = frozenset(
    form
    for verb in _CHAIN
    for form in (verb, verb + "s", verb + "es", verb + "d", verb + "ed", verb + "ing", verb[:-1] + "ing")
) | words("went began came tried took sought chose kept going got expected used able likely ready due about set quick")
_NO_HEADS = LINKS | DETERMINERS | OBJECTS
_NO_STARTS = LINKS | OBJECTS | TIMES
_BESIDE_NAMES = ROLES | words("former then fellow rival newspaper network group agency website magazine company senior")


def find(ts: Sequence[Token], mark: str, start: int, end: int, default: int) -> int:
    """The first `mark` among the tokens from `start` to before `end`."""
    return next((n for n in range(start, end) if ts[n].word == mark), default)


def before_verb(ts: Sequence[Token], at: int, low: int) -> int:
    """The last token before the verb group that ends with the verb at `at` ("Hale | has also said"), or `low` - 1."""
    k = at - 1
    floor = max(low, at - MAX_PHRASE)
    while k >= floor:
        t = ts[k]
        before = ts[k - 1].low if k > floor else ""
        if (t.low == "to" and before in _CHAINED) or (t.low == "on" and before in ("went", "goes", "go")):
            k -= 2
        elif t.low in TIMES and t.word[0].isupper() and t.low != "may":
            k -= 2 if k > floor and ts[k - 1].low == "on" else 1
        elif t.low in ("week", "month", "year", "night") and k > floor and ts[k - 1].low in ("this", "last", "next"):
            k -= 2
        elif past := _past_time(ts, k, floor):
            k = past
        elif (is_auxiliary(t) and t.low not in ("'s", "’s")) or (is_adverb(t) and is_word(t)):
            k -= 1
        else:
            break
    return k


def _past_time(ts: Sequence[Token], k: int, floor: int) -> int | None:
    """Over what stands between an auxiliary and its verb ("has | in the past | described")."""
    if not is_word(ts[k]) or is_auxiliary(ts[k]) or is_adverb(ts[k]):
        return None
    for n in range(k - 1, max(floor, k - 3), -1):
        if ts[n].low in ("in", "on", "at", "for", "over"):
            return n - 1 if is_auxiliary(ts[n - 1]) and ts[n - 1].low[0] not in "'’" else None
    return None


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
        return k - 1 if k > floor and end.low == "one" and is_word(ts[k - 1]) and ts[k - 1].low == "no" else k
    if not is_word(end) or end.low in _NO_HEADS or is_auxiliary(end):
        return None
    while k > floor and (step := _step_left(ts, k, floor, last)):
        k -= step
    return k


def _step_left(ts: Sequence[Token], k: int, floor: int, last: int) -> int:
    """How many tokens more the phrase that begins at `k` takes to the left; 0 where it ends."""
    t = ts[k - 1]
    joins = k - 2 >= floor and is_word(ts[k - 2]) and ts[k - 2].low not in TIMES and not is_verb(ts[k - 2])
    if not is_word(t):
        return 1 if t.word == "&" else 0
    if t.low in ATTACHED:
        noun = joins and not is_adverb(ts[k - 2]) and ts[k - 2].low not in LINKS and ts[k - 2].low not in LEXICON
        return 2 if noun and not (t.low == "to" and ts[k].low in LEXICON) else 0
    if t.low == "and":
        names = joins and is_name(ts[k - 2]) == is_name(ts[k]) and ts[k - 2].low not in LINKS
        return 2 if names and is_name(ts[k]) else 0
    if t.low == "that" and (is_name(ts[k]) or ts[k].low in DETERMINERS or k - 2 < floor or ts[k - 2].low in LEXICON):
        return 0
    if t.low in DETERMINERS:
        return 1
    if _foreign(ts, k, last):
        return 0
    if ts[k].low in DETERMINERS and t.low not in ("all", "both", "half"):
        return 0
    if t.low in TIMES and (t.word[0].isupper() or t.low in ("today", "yesterday", "tomorrow")):
        return 0
    stops = t.low in PREPOSITIONS or t.low in CONJUNCTIONS or t.low in SUBJECTS or t.low in OBJECTS
    if stops or is_verb(t) or (is_adverb(t) and t.word[0].islower()) or (is_adverb(t) and k - 1 == floor):
        return 0
    return 1


def _foreign(ts: Sequence[Token], k: int, last: int) -> bool:
    """Whether the word before `k` is a verb, or a noun with a clause behind it ("talks | Hale called fruitful")."""
    t = ts[k - 1]
    if is_name(t):
        return False
    after_name = k > 1 and (is_name(ts[k - 2]) or ts[k - 2].low in SUBJECTS)
    if t.low.endswith("ed") and after_name and (is_name(ts[k]) or ts[k].low in DETERMINERS):
        return True
    cue = LEXICON.get(t.low)
    if cue is not None and (k < 2 or ts[k - 2].low not in DETERMINERS) and (cue.form == "ing" or is_name(ts[k])):
        return True
    if not is_name(ts[k]) or not is_name(ts[last]) or t.low in _BESIDE_NAMES or "-" in t.low:
        return False
    return not (t.low.endswith(("ist", "man")) or (after_name and not t.low.endswith(("ed", "s", "ing"))))


def phrase_right(ts: Sequence[Token], first: int, high: int) -> int | None:
    """Where (exclusive) the noun phrase ends that begins at `first`, not past `high`; None if there is none."""
    if first >= high or not is_word(ts[first]) or is_verb(ts[first]):
        return None
    if ts[first].low in SUBJECTS and not (first + 1 < high and ts[first + 1].low == "of"):
        return first + 1
    if ts[first].low in _NO_STARTS or is_adverb(ts[first]):
        return None
    k = first
    stop = min(high, first + MAX_PHRASE)
    while k < stop and _goes_on(ts, k, first, stop):
        k += 1
    return k if k > first and any(t.low not in DETERMINERS for t in ts[first:k]) else None


def _goes_on(ts: Sequence[Token], k: int, first: int, stop: int) -> bool:
    """Whether the phrase from `first` takes in the token `k` too."""
    t = ts[k]
    if not is_word(t):
        return t.word == "&" and k > first
    if t.low in PREPOSITIONS:
        return t.low in ("of", "for", "at", "from") and k + 1 < stop and ts[k + 1].low not in TIMES and k > first
    if t.low == "and":
        return k + 1 < stop and is_name(ts[k - 1]) and is_name(ts[k + 1]) and ts[k + 1].low not in SUBJECTS
    if t.low in TIMES and t.word[0].isupper() and t.low != "may":
        return False
    if t.low.endswith("ed") and t.word[0].islower() and is_name(ts[k - 1]):
        return False
    return not (t.low in CONJUNCTIONS or t.low in SUBJECTS - DETERMINERS or is_verb(t) or is_adverb(t))
