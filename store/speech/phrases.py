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
    SUBORDINATE,
    TIMES,
    Token,
    words,
)

PERSONAL = ("he", "she", "they", "it", "we", "i")
"""Pronouns that begin a clause of their own."""
MAX_PHRASE = 40
"""Tokens that a walk over a noun phrase may take."""

_CHAIN = words("""
    continue begin start go come try attempt seek refuse decline want seem appear expect use need have choose tend
    proceed manage happen fail hesitate rush move step take stop keep like love plan hope prepare get quick
""")
_CHAINED = frozenset(
    form
    for verb in _CHAIN
    for form in (verb, verb + "s", verb + "es", verb + "d", verb + "ed", verb + "ing", verb[:-1] + "ing")
) | words("went began came tried took sought chose kept going got expected used able likely ready due about set quick")
_NO_HEADS = LINKS | DETERMINERS | OBJECTS
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
        elif t.is_auxiliary or (t.is_adverb and t.is_word):
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
        return k - 1 if k > floor and end.low == "one" and ts[k - 1].is_word and ts[k - 1].low == "no" else k
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
        return 1 if t.word == "&" else 0
    if t.low in ATTACHED:
        noun = joins and not ts[k - 2].is_adverb and ts[k - 2].low not in LINKS and ts[k - 2].low not in LEXICON
        return 2 if noun and not (t.low == "to" and ts[k].low in LEXICON) else 0
    if t.low == "and":
        names = joins and ts[k - 2].is_name == ts[k].is_name and ts[k - 2].low not in LINKS
        return 2 if names and ts[k].is_name else 0
    if t.low == "that" and (ts[k].is_name or ts[k].low in DETERMINERS or k - 2 < floor or ts[k - 2].low in LEXICON):
        return 0
    if t.low in DETERMINERS:
        return 1
    if k == last and ts[k].is_name and _is_noun(t):  # "talks | Hale called fruitful"
        return 0
    if ts[k].low in DETERMINERS and t.low not in ("all", "both", "half"):
        return 0
    if t.low in TIMES and (t.word[0].isupper() or t.low in ("today", "yesterday", "tomorrow")):
        return 0
    stops = t.low in PREPOSITIONS or t.low in CONJUNCTIONS or t.low in SUBJECTS or t.low in OBJECTS
    if stops or t.is_verb or (t.is_adverb and t.word[0].islower()) or (t.is_adverb and k - 1 == floor):
        return 0
    return 1


def _is_noun(token: Token) -> bool:
    """Whether it is no name, nor what somebody is called before one."""
    called = token.low in _BESIDE_NAMES or "-" in token.low or token.low.endswith(("ist", "man"))
    return not token.is_name and not called


def phrase_right(ts: Sequence[Token], first: int, high: int) -> int | None:
    """Where (exclusive) the noun phrase ends that begins at `first`, not past `high`; None if there is none."""
    if first >= high or not ts[first].is_word or ts[first].is_verb:
        return None
    if ts[first].low in SUBJECTS and not (first + 1 < high and ts[first + 1].low == "of"):
        return first + 1
    k = first
    stop = min(high, first + MAX_PHRASE)
    while k < stop and _goes_on(ts, k, first, stop):
        k += 1
    return k if k > first and any(t.low not in DETERMINERS for t in ts[first:k]) else None


def _goes_on(ts: Sequence[Token], k: int, first: int, stop: int) -> bool:
    """Whether the phrase from `first` takes in the token `k` too."""
    t = ts[k]
    if not t.is_word:
        return t.word == "&" and k > first
    if t.low in PREPOSITIONS:
        return t.low in ("of", "for", "at", "from") and k + 1 < stop and ts[k + 1].low not in TIMES and k > first
    if t.low == "and":
        return k + 1 < stop and ts[k - 1].is_name and ts[k + 1].is_name and ts[k + 1].low not in SUBJECTS
    if t.low.endswith("ed") and t.word[0].islower() and ts[k - 1].is_name:
        return False
    return not (t.low in CONJUNCTIONS or t.low in SUBJECTS - DETERMINERS or t.is_verb or t.is_adverb)


def with_name(ts: Sequence[Token], first: int) -> int | None:
    """Where (exclusive) the phrase from `first` ends, with a name in apposition ("the mayor of Oslo, Ann Hale")."""
    end = phrase_right(ts, first, len(ts))
    if end is None or end >= len(ts) or ts[end].word != "," or not any(t.word.islower() for t in ts[first + 1 : end]):
        return end
    stop = next((n for n in range(end + 1, len(ts)) if not ts[n].is_name), len(ts))
    return stop if stop - end > 2 and (stop == len(ts) or not ts[stop].is_word) else end


def before_apposition(ts: Sequence[Token], start: int, last: int) -> int:
    """Where "Ann Hale, former mayor of Oslo | said" begins, whose second comma was left out."""
    apart = start > 2 and ts[start - 1].word == "," and ts[start - 2].is_name
    if apart and any(t.low in ROLES for t in ts[start : last + 1]) and phrase_left(ts, start - 2, 0) == 0:
        return 0
    return start


def over_apposition(ts: Sequence[Token], comma: int) -> tuple[int, int] | None:
    """The noun phrase with what stands between it and a closing comma ("Hale, 61, a farmer, | said")."""
    mark = ts[comma].word
    for n in range(comma - 2, max(0, comma - MAX_PHRASE), -1):
        if ts[n].word != mark:
            continue
        start = phrase_left(ts, n - 1, 0)
        if start is None or ts[n + 1].low in ("and", "but", "or", "as", "while", *PERSONAL):
            return None
        if start == 1 and ts[0].low in PREPOSITIONS and phrase_right(ts, n + 1, comma) not in (None, comma):
            return n + 1, comma
        if not _is_apposition(ts, start, n):
            return start, n if _is_aside(ts[n + 1]) else comma
    return None


def _is_apposition(ts: Sequence[Token], start: int, end: int) -> bool:
    """Whether the phrase is itself part of an apposition ("…, 61, of Oslo, …"), so that the name stands before it."""
    if start > 0 and ts[start - 1].word == ",":
        return not ts[start].is_name or start == end - 1
    return start > 1 and ts[start - 1].low == "of" and ts[start - 2].word == ","


def _is_aside(first: Token) -> bool:
    """Whether what begins so between commas says how or when something was said, not who the speaker is."""
    low = first.low
    adverbial = low in PREPOSITIONS and low not in ("of", "from")
    return adverbial or low in SUBORDINATE or first.is_adverb or low.endswith("ing")
