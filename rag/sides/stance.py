"""What a sentence does with what it speaks of: denies it, doubts it, opposes it, supports it, by the words it uses.

Closed lists of English words, of the kinds that news uses of claims and proposals. Knows nothing of the question.
"""

import re
from collections.abc import Set
from typing import Literal

from rag.question import Question
from store import lexical
from store.names import same

Stance = Literal["asserts", "denies", "doubts"]


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{' '.join(pattern.split()).replace(' ', '|').replace('_', ' ')})\b", re.IGNORECASE)


_DENIALS = _words("den(?:y|ies|ied|ying) denials? disput(?:es?|ed|ing) refut\\w+ rebut\\w* contradict\\w*")
_FALSITY = _words("""
    debunk\\w* disavow\\w* disown\\w* shot_down shoots?_down rul(?:es?|ed)_out
    brush(?:es|ed)?_off false(?:ly)? untrue not_true fakes? faked hoax(?:es)? fabricat\\w+ inventions? invented
    made_up(?!_of) lie lies lied lying liars? disinformation misinformation propaganda baseless unfounded
    groundless misleading incorrect inaccurate nonsense fiction myth absurd absent non-existent
""")
_TAKEN_BACK = re.compile(
    r"\b(?:not?|never|no longer|\w+n[’']t|without|beyond|(?:reject|dismiss|doubt|rebut|refut|contradict|disput)\w*)"
    r"(?: [\w’'-]+){0,3}? (?:den(?:y|ies|ied|ying)|denials?|disput\w+|doubts?|false|untrue|unlikely)\b"
    r"|\bden(?:y|ies|ied|ying)(?: \w+){0,3}? (?:access|entry|bail|visas?|permission|requests?|asylum|applications?)\b"
    r"|\bden(?:y|ies|ied|ying) (?:(?-i:[A-Z])\w+|him|her|them|us) (?:an?|the|any|his|her|their)\b",
    re.IGNORECASE,
)
"""Words of denial that deny nothing: `no longer denies`, `dismissed the denial`, and what is refused, not disputed."""
_OPEN = re.compile(
    r"\b(?:if|unless|whether|(?-i:may)|might|could|possibly|perhaps|hop(?:es?|ed|ing|efully))\b|\?\W*$", re.IGNORECASE
)
_DOUBTS = _words("""
    doubt\\w* sceptic\\w* skeptic\\w* unproven unverified unconfirmed unlikely question(?:s|ed)_whether
    (?:no|little|scant)_(?:\\w+_){0,2}?(?:evidence|proof|sign|signs|indication|trace|confirmation|basis|grounds)
    (?:saw|sees|see|seen|found|finds|find)_no (?:cannot|could_not|unable_to)_(?:be_)?(?:verif\\w+|confirm\\w*)
    not_convinced (?:do|does|did|could)_not_(?:indicate|show|suggest|bear_out|point_to)
    (?:doesn|didn|don|couldn)[’']t_(?:indicate|show|suggest|bear_out|point_to)
""")
_REFUSALS = _words("""
    reject\\w* refus\\w+ turn(?:s|ed|ing)?_down oppos\\w+ declin(?:es?|ed|ing) premature too_early stop(?:s|ped|ping)?
    halt(?:s|ed)? suspend\\w* veto\\w* block(?:s|ed|ing)? rul(?:es?|ed)_out abandon\\w* scrap(?:s|ped)? cancel\\w*
    withdr[ae]w\\w* against
""")
_TURNED = re.compile(r"\bturn(?:s|ed|ing)?\b.{1,60}\bdown\b", re.IGNORECASE)
_PUSHED_BACK = re.compile(
    r"\bpush(?:es|ed|ing)? back\b.{0,20}\b(?:against|on)\b"
    r"|\b(?:reject|dismiss)(?:s|es|ed|ing)?(?: [\w’'-]+){0,3}? (?:claims?|reports?|allegations?|accusations?|charges?"
    r"|assertions?|statements?|suggestions?|ideas?|notions?|talk|that|this)\b",
    re.IGNORECASE,
)
"""A claim, and not a proposal, is turned away."""
_DENIER = re.compile(
    r"\b((?:[A-Z][\w’-]+ )*[A-Z][\w-]+)(?:[’']s)? (?:\w+ly )?(?:den(?:y|ies|ied|ying|ials?)|disput\w+|pushed back)\b"
)
_CLAUSE = re.compile(r"[,;:] |[—–]| (?=(?:but|while|where|as|after|because|although)\b)")
_NOT = re.compile(r"\b(?:not|no|never|without|no longer|\w+n[’']t)\b((?:\W+\w+){1,3})", re.IGNORECASE)
_NEGATION = re.compile(r"\b(?:not?|never|nor|neither|without|\w+n[’']t)\b", re.IGNORECASE)
_ACTOR = re.compile(r"\b(?:[A-Z][\w’-]*[a-z](?<![’']s)|[Hh]e|[Ss]he)\b(?![’']s)")
_ACCEPTS = _words("""
    support(?:s|ed)? back(?:s|ed)? accept(?:s|ed)? agree(?:s|d)? welcom(?:es?|ed) endors(?:es?|ed) approv(?:es?|ed)
    favou?r(?:s|ed)? says_yes said_yes
""")
_SUPPORTS = _words("""
    support(?:s|ed|ing)? back(?:s|ed|ing)? accept\\w* agree(?:s|d)? welcom\\w+ endors\\w+ approv\\w+ favou?r(?:s|ed)?
    demand\\w* call(?:s|ed)?_for urg(?:es?|ed) propos\\w+ want(?:s|ed)? say(?:s)?_yes said_yes for_it resum\\w+
    continu\\w+
""")  # fmt: skip
_WHETHER = re.compile(
    r"^\W*(?:(?:and|but|so|or|then)\W+)?(?:is|are|was|were|does|do|did|has|have|had|will|would|should|could|can)\b"
    r"|\bis it true\b|\btrue that\b|,\s*(?:is|was|has|have|did|do|does|are|were)\b",
    re.IGNORECASE,
)
_FRAME = frozenset("true yes claim claims".split())
_PREPOSITION = re.compile(
    r"(?<=\w) (?:in|on|at|into|from|to|for|with|by|over|against|under|after|before|about|since|that)\b"
)
_PARTICIPLE = re.compile(r"(?<=\w )\w+(?:ed|en)\b|(?<= is )\w+|(?<= are )\w+|(?<= was )\w+|(?<= were )\w+")
"""By its form, or right behind `are` in a clause: `that the crews are cut off`."""
_SUBJECT = re.compile(r"^\W*\w+ (?:[A-Z][\w-]+ )*(?!\w+(?:[ei]an|ican|ish|ese|ench)\b)[A-Z][\w-]+ (?=[a-z])")
_OF_THE_READER = re.compile(r"^\W*\w+ (?:i|you|we|my|your|our)\b", re.IGNORECASE)
_DENYING = r"\b(?:den(?:y|ies|ied)|disput|refut|contradict|reject|dismiss)"
_WHO_SAYS_SO = re.compile(
    r"^\W*(?:and |but |so )?who (?:else )?(?:\w+ )?(?:says?|said|claim\w*|thinks?|believes?) (?:so|that|this|it)\W*$",
    re.IGNORECASE,
)
_WHO_DENIES = re.compile(rf"\bwho\b.*?{_DENYING}", re.IGNORECASE)
_NOBODY = frozenset("you we i they he she it this that these those one some many people".split())


def stance(text: str, things: Set[str] = frozenset()) -> Stance:
    """Whether a text denies or doubts what it speaks of, or says `not` of the things (index terms); else it asserts."""
    return "denies" if _DENIALS.search(_TAKEN_BACK.sub("", text)) else words_against(text, things)


def clauses_against(text: str, things: Set[str]) -> str:
    """The clauses of a text that deny or doubt what it speaks of, each with the one before it; else all of it."""
    clauses = _CLAUSE.split(text)
    held = [n for n, clause in enumerate(clauses) if stance(clause, things) != "asserts"]
    return " ".join(" ".join(clauses[max(0, n - 1) : n + 1]) for n in held) or text


def denier(text: str) -> str | None:
    """The name right before a word of denial: `Hale strongly denied it`."""
    found = _DENIER.search(text)
    return found[1] if found else None


def denies(word: str) -> bool:
    """Whether a word tells of a denial."""
    return bool(re.match(_DENYING, word, re.IGNORECASE) or _FALSITY.search(word))


def frames(word: str) -> bool:
    """Whether a word of a question asks whether something is so or who denies it, and not what."""
    return word in _FRAME or bool(_DENIALS.search(word))


def words_against(text: str, things: Set[str] = frozenset()) -> Stance:
    """The same of what somebody says: there `denied` is what yet another one did."""
    text = _TAKEN_BACK.sub("", text)
    if _FALSITY.search(text) or _PUSHED_BACK.search(text) or _negates(text, things):
        return "denies"
    return "doubts" if _DOUBTS.search(text) else "asserts"


def _negates(text: str, things: Set[str]) -> bool:
    """Whether one of the things stands within three words behind a negation."""
    behind = (word for found in _NOT.finditer(text) for word in lexical.words(found[1]))
    return any(lexical.term(word) in things for word in behind)


def negated(text: str) -> bool:
    """Whether a text has any word of negation."""
    return bool(_NEGATION.search(text))


def takes_up(text: str, whose: str, speaker: str | None) -> bool:
    """Whether a sentence tells that the one `whose` name it is accepts something, and not that somebody else does."""
    return any(_agent(text[: m.start()], whose, speaker) for m in _ACCEPTS.finditer(text)) and not leaves_open(text)


def turns_away(text: str, whose: str, speaker: str | None) -> bool:
    """Whether a sentence tells that the one `whose` name it is refuses something, and not that somebody else does."""
    refusals = (*_REFUSALS.finditer(text), *_TURNED.finditer(text))
    return any(_agent(text[: m.start()], whose, speaker) for m in refusals) and not leaves_open(text)


def _agent(before: str, whose: str, speaker: str | None) -> bool:
    """Whether the last name before a verb, or whom a pronoun there means, is that one."""
    found = _ACTOR.findall(before)
    if not found or found[-1].lower() not in ("he", "she"):
        return bool(found) and same(whose, found[-1])
    return same(whose, speaker) if speaker else any(same(whose, name) for name in found)


def leaves_open(text: str) -> bool:
    """Whether a sentence asks, supposes or guesses what it speaks of, and so neither asserts nor denies it."""
    return bool(_OPEN.search(text))


def opposes(text: str) -> bool:
    """Whether a sentence tells of somebody who is against what is proposed, or of its end."""
    return bool(_REFUSALS.search(text) or _TURNED.search(text))


def supports(text: str) -> bool:
    """Whether a sentence tells of somebody for what is proposed, or of its going on, and of nobody against it."""
    return bool(_SUPPORTS.search(text)) and not opposes(text)


def asks_whether(question: Question) -> bool:
    """Whether a question wants a yes or no on something other than who denies it, or what whoever asks may do."""
    asked = question.asked
    return bool(_WHETHER.search(asked)) and not _DENIALS.search(asked) and not _OF_THE_READER.search(asked)


def predicate(question: Question) -> str | None:
    """Index term of what is asked to be so: behind a name, else the last participle or before a preposition."""
    asked = re.sub(r"^.*\b(?:true|den\w+|says?|said) that\b", "", question.standalone)
    plain = [(asked.find(word), term) for word, term in question.words if word[0].islower() and not frames(word)]
    plain = [(at, term) for at, term in plain if at >= 0]
    if subject := _SUBJECT.match(asked):
        return next((term for at, term in plain if at >= subject.end()), None)
    if done := [m.start() for m in _PARTICIPLE.finditer(asked) if any(at == m.start() for at, _ in plain)]:
        return next(term for at, term in plain if at == done[-1])
    end = _PREPOSITION.search(asked, min((at for at, _ in plain), default=0))
    return next((term for at, term in reversed(plain) if at < (end.start() if end else len(asked))), None)


def asks_position(question: Question) -> str | None:
    """Whose own yes or no a question is about: the name behind its first verb, if it asks what that one is for."""
    named = re.match(r"\W*\w+ (?:\w+\.? )?([A-Z][\w-]+)(?:['’]\w+)? (for\b)?", question.asked)
    holds = named and (named[2] or opposes(question.asked) or supports(question.asked))
    return named[1] if named and holds and asks_whether(question) else None


def asks_proposal(question: Question) -> bool:
    """Whether a yes-or-no question is about what somebody should or would do, accepts or refuses."""
    modal = re.search(r"\b(?:should|would)\b", question.asked, re.IGNORECASE)
    stands = modal or opposes(question.asked) or supports(question.asked) or asks_position(question)
    return asks_whether(question) and bool(stands)


def asks_who_denies(question: Question) -> bool:
    """Whether a question wants those who deny something."""
    return bool(_WHO_DENIES.search(question.asked))


def asks_who_says_so(question: Question) -> bool:
    """Whether a question behind another one wants those who say so."""
    return bool(_WHO_SAYS_SO.search(question.asked))


def voice(speaker: str | None) -> str | None:
    """The speaker, if it is one that may be told from others."""
    return None if speaker is None or re.split("[’']", speaker.casefold())[0] in _NOBODY else speaker
