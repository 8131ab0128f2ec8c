"""The reported speech of one sentence: its cues, and the words that name the source of each.

Reads tokens only; who "he" is, and to whom a paragraph of nothing but a quotation belongs, is `store.speakers`' matter.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from store.speech.cues import LEXICON, NOMINAL, Cue
from store.speech.phrases import (
    MAX_PHRASE,
    PERSONAL,
    before_apposition,
    before_verb,
    find,
    over_apposition,
    phrase_left,
    phrase_right,
    with_name,
)
from store.speech.said import Range, Report, said
from store.speech.words import BE, CONJUNCTIONS, DASHES, DETERMINERS, LINKS, PREPOSITIONS, SUBJECTS, TIMES, Token

_NEAR = 12
"""Reports on either side that are asked where what one of them reports begins and ends."""
_LABEL = 6
"""Tokens in which a label before the sentence ends ("Why it matters: …")."""
_PLURALS = ("they", "we", "i", "you", "who", "many", "some", "others")
_A_FEW = frozenset("few couple dozen hundred thousand million record".split())
_HEARSAY = frozenset("reports rumors rumours accounts".split())
_OWNERS = frozenset("his her their its my our".split())
_BEFORE_NOUNS = (DETERMINERS - SUBJECTS) | PREPOSITIONS
_NOUN = Cue("claim", "clause", "noun", True)
_PUT_IT = Cue("put it", "clause", "either", False)


def reports(ts: Sequence[Token], headline: bool) -> list[Report]:
    """The sentence's reports in the order of their cues, those without content left out."""
    found: list[Report] = []
    for at in range(len(ts)):
        made = _according(ts, at) or _by_noun(ts, at) or _by_verb(ts, at, found, headline)
        if made:
            found.append(made)
    read: list[Report] = []
    for n, r in enumerate(found):
        read.append(replace(r, said=tuple(said(ts, r, found[n + 1 : n + _NEAR], read[-_NEAR:]))))
    joined = {r.cue for r in read if r.shared}
    doubled = (r for r in read if r.said and (r.said[0][0], r.said[0][0] + 1) in joined)  # "responded saying …"
    idle = {r.cue for r in doubled if r.cue[1] == r.said[0][0]}
    return [r for r in read if r.said and r.cue not in idle and not _is_nobody(ts, r)] or _by_colon(ts, headline)


def _is_nobody(ts: Sequence[Token], r: Report) -> bool:
    """Whether nobody is named ("according to reports"), or nothing said ("without denying it")."""
    first, end = r.source
    unnamed = (not t.owns and (t.word.islower() or n == 0) for n, t in enumerate(ts[first:end], first))
    return ts[r.cue[0] - 1].low == "without" or (ts[end - 1].low in _HEARSAY and all(unnamed))


def subject(ts: Sequence[Token]) -> Range | None:
    """The noun phrase that the sentence begins with, after what introduces it ("On Tuesday, …")."""
    at = find(ts, ":", 0, min(len(ts), _LABEL), -1) + 1
    if at < len(ts) and (ts[at].low in LINKS or ts[at].is_adverb):
        at = find(ts, ",", at, min(len(ts), MAX_PHRASE), at) + 1
    while at < len(ts) and (ts[at].is_adverb or ts[at].low in ("and", "but")):
        at += 1
    end = phrase_right(ts, at, len(ts))
    if end and end < len(ts) and ts[end].word == "," and ts[end - 1].low in TIMES:  # "Last month, …"
        at, end = end + 1, phrase_right(ts, end + 1, len(ts))
    return (at, end) if end else None


def _according(ts: Sequence[Token], at: int) -> Report | None:
    """ "according to the army"."""
    if ts[at].low != "according" or at + 1 >= len(ts) or ts[at + 1].low != "to":
        return None
    end = with_name(ts, at + 2)
    if end:  # the source runs on to the next mark
        end = next((n for n in range(end, min(len(ts), at + MAX_PHRASE)) if not ts[n].is_word), len(ts))
    return Report((at + 2, end), (at, at + 2), at) if end else None


def _by_noun(ts: Sequence[Token], at: int) -> Report | None:
    """ "Hale's claim that …", "a report by the army that …"."""
    low = ts[at].low
    if (low not in NOMINAL and low.removesuffix("s") not in NOMINAL) or not 0 < at < len(ts) - 2:
        return None
    if ts[at + 1].low == "that":
        owner = next((n for n in range(at - 1, max(-1, at - 5), -1) if ts[n].low in _OWNERS or ts[n].owns), None)
        if owner is None:
            return None
        after = next((n + 1 for n in range(owner, -1, -1) if ts[n].low in PREPOSITIONS), 0)
        start = owner if ts[owner].low in _OWNERS else phrase_left(ts, owner, after)
        return None if start is None else Report((start, owner + 1), (at, at + 1), start, _NOUN)
    end = phrase_right(ts, at + 2, len(ts)) if ts[at + 1].low in ("by", "from") else None
    if end is None or end >= len(ts) or ts[end].low != "that":
        return None
    return Report((at + 2, end), (at, at + 1), at, _NOUN)


def _by_verb(ts: Sequence[Token], at: int, earlier: Sequence[Report], headline: bool) -> Report | None:
    """The report of a reporting verb at `at`, if there is one and its source is named."""
    verb = LEXICON.get(ts[at].low)
    if ts[at].low in ("put", "puts") and at + 1 < len(ts) and ts[at + 1].low == "it":
        verb = _PUT_IT
    if verb is None or (ts[at].is_name and not headline and at > 0):
        return None
    k = before_verb(ts, at, 0)
    if verb.form in ("either", "participle") and any(t.low in BE for t in ts[k + 1 : at]):
        return _passive(ts, at, k, verb)
    if not _is_verb_here(ts, at, k, verb):
        return None
    if source := _inverted(ts, at, k, verb):
        return Report(source, (at, at + 1), k + 1, verb, inverted=True)
    source, shared = _source(ts, at, k, verb, earlier)
    if source is None:
        return None
    begins = k + 1 if shared or source[1] > at else source[0]
    return Report(source, (at, at + len(verb.verb.split())), begins, verb, shared=shared)


def _is_verb_here(ts: Sequence[Token], at: int, k: int, verb: Cue) -> bool:
    """Whether the word is a verb here, not a noun or an adjective; `k` is the token before its verb group."""
    before = ts[at - 1] if at else None
    after = ts[at + 1] if at + 1 < len(ts) else None
    if before is None:
        return verb.form in ("either", "past") and after is not None and after.is_name
    if verb.form == "ing":
        return before.low not in DETERMINERS
    if verb.noun and (before.owns or before.quote):
        return before.quote is not None and after is not None and after.is_name
    if verb.form == "base":
        return _is_plural(ts, k, verb, after) or any(t.low == "to" or t.is_modal for t in ts[max(k, 0) : at])
    if before.low == "that" and not verb.noun:
        return verb.form != "participle"
    if before.low in _BEFORE_NOUNS or before.owns:
        return False
    if verb.noun:
        return not _is_noun_phrase(ts, at, k) and (verb.form != "s" or _governs(ts, at, after))
    return verb.form != "participle" or k < at - 1


def _is_plural(ts: Sequence[Token], k: int, verb: Cue, after: Token | None) -> bool:
    """Whether the base form has a subject that it agrees with."""
    if k < 0 or (verb.noun and after is not None and (after.low == "of" or after.low in BE or not after.is_word)):
        return False
    over = ts[k].word == "," and over_apposition(ts, k) is not None
    return over or ts[k].low in _PLURALS or ts[k].low.endswith("s")


def _is_noun_phrase(ts: Sequence[Token], at: int, k: int) -> bool:
    """Whether a word that may be a noun ends a noun phrase ("in her opening remarks", "held talks", "those claims")."""
    before = ts[at - 1]
    start = phrase_left(ts, at - 1, 0) if k == at - 1 else None
    inside = start is not None and start > 0 and ts[start - 1].low in PREPOSITIONS
    bare = start == at - 1 and before.word.islower() and before.low not in SUBJECTS and not before.low.endswith("s")
    return inside or bare or before.low in ("this", "that", "those", "these")


def _governs(ts: Sequence[Token], at: int, after: Token | None) -> bool:
    """Whether "claims" is followed as a verb is, or stands behind the quotation that it reports."""
    start = phrase_left(ts, at - 1, 0)
    if start and ts[start - 1].quote:
        return True
    if after is None or after.is_verb or after.low in ("of", "and", "or"):
        return False
    return after.quote is not None or after.is_word


def _passive(ts: Sequence[Token], at: int, k: int, verb: Cue) -> Report | None:
    """ "was denied by the army"; without a named source it reports nobody's words."""
    by = next((n for n in range(at + 1, min(len(ts), at + 8)) if ts[n].low == "by"), None)
    end = with_name(ts, by + 1) if by else None
    start = phrase_left(ts, k, 0) if k >= 0 else None
    if by is None or end is None or start is None:
        return None
    return Report((by + 1, end), (at, at + 1), start, verb, inverted=True)


def _inverted(ts: Sequence[Token], at: int, k: int, verb: Cue) -> Range | None:
    """The source behind its verb ("…,” said Hale", "Said Hale: …")."""
    if k >= 0 and not (ts[k].quote or ts[k].word == "," or ts[k].word in DASHES or ts[k].low in ("as", "so", "than")):
        return None
    speaks = verb.takes == "clause" or verb.verb in ("ask", "promise")
    end = with_name(ts, at + 1)
    if k != at - 1 or not speaks or end is None or verb.form not in ("past", "either", "s"):
        return None
    near = k >= 0 and (ts[k].quote or (k > 0 and ts[k - 1].quote))
    if (
        ts[at + 1].low in LEXICON
        or ts[at + 1].low in ("that", "this", "it", "which")
        or (not near and k >= 0 and over_apposition(ts, k))
    ):
        return None
    if end >= len(ts):
        return at + 1, end
    behind = ts[end]
    ends = near or not behind.is_word or behind.low in PREPOSITIONS or behind.low == "who"
    return (at + 1, end) if ends else None


def _source(ts: Sequence[Token], at: int, k: int, verb: Cue, earlier: Sequence[Report]) -> tuple[Range | None, bool]:
    """The source before the verb, and whether it is that of another verb before."""
    if k < 0:
        return None, False
    t = ts[k]
    finite = verb.form != "ing"
    if t.low in ("who", "which", "that") and finite:
        relative = t.low != "that" or (k > 0 and ts[k - 1].is_word and ts[k - 1].low not in LEXICON)
        return ((k, k + 1) if relative else None), False
    if t.word == "," or t.word in DASHES:
        over = over_apposition(ts, k) if finite else None
        return (_who_speak(ts, *over, verb), False) if over else (_shared(ts, at, finite, earlier), True)
    joined = t.low in ("and", "or", "but", "then", "to") or t.quote
    if joined or (not finite and (t.low in LINKS)):
        return _shared(ts, at, finite, earlier), True
    start = phrase_left(ts, k, 0)
    if not finite and k == at - 1 and not (start and ts[start - 1].low == "with"):
        return (None, False) if t.is_name else (_shared(ts, at, finite, earlier), True)
    return (None if start is None else _who_speak(ts, before_apposition(ts, start, k), k + 1, verb)), False


def _who_speak(ts: Sequence[Token], start: int, end: int, verb: Cue) -> Range:
    """The source without the one thing right before it that several speak of: `a step | leaders in Kyiv hope`."""
    if verb.form != "base" or ts[start].low not in ("a", "an") or ts[start + 1].low in _A_FEW:
        return start, end
    for n in range(start + 1, end):
        if ts[n].owns or ts[n].low in PREPOSITIONS:  # `a hospital's doctors say`, `a group of critics say`
            break
        if n > start + 1 and re.search(r"[^su]s$", ts[n].low):
            return n, end
    return start, end


def _shared(ts: Sequence[Token], at: int, finite: bool, earlier: Sequence[Report]) -> Range | None:
    """The source of the verb that this one is joined to, else the subject of the sentence."""
    last = next((r for r in reversed(earlier) if r.cue[0] < at), None)
    near = _clause_subject(ts, at) if finite else None
    if near and (last is None or (near[0] - last.cue[0] > 3 and ts[near[0] - 1].low != "that")):
        return near
    if last:
        return last.source
    found = subject(ts)
    return found if found and (found[1] <= at or (at < 3 and ts[0].low in PREPOSITIONS)) else None


def _clause_subject(ts: Sequence[Token], at: int) -> Range | None:
    """The subject of the clause that the verb at `at` is joined to: the nearest phrase that a clause can begin with."""
    for n in range(at - 2, max(-1, at - MAX_PHRASE), -1):
        pronoun = ts[n].low in PERSONAL or ts[n].low == "who"
        before = ts[n - 1]
        opens = n == 0 or before.word in ",;:—" or (before.low in CONJUNCTIONS and before.low not in ("and", "or"))
        if not (opens or pronoun) or not ts[n].is_word:
            continue
        end = n + 1 if pronoun else phrase_right(ts, n, at)
        if end and end < at and ts[end].word[0].islower() and ts[end].low not in LINKS:
            return n, end
    return None


def _by_colon(ts: Sequence[Token], headline: bool) -> list[Report]:
    """A colon that introduces a quotation ("Her answer: “…”"), or in a headline what a source says ("Hale: …")."""
    colon = find(ts, ":", 1, min(len(ts) - 1, MAX_PHRASE), 0)
    if not colon:
        return []
    near = phrase_left(ts, colon - 1, 0) if ts[colon - 1].is_name else None
    found = subject(ts[:colon]) if near is None else (near, colon)
    if found and (ts[colon + 1].quote or (headline and found[1] == colon)):
        return [Report(found, (colon, colon + 1), 0, said=((colon + 1, len(ts)),))]
    return []
