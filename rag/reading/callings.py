"""What a text calls somebody: `Ann Hale, the mayor of Oslo,`, `analyst Paul Dorn of the Marlow Institute`.

A report says who somebody is beside the name, in a sentence on something else. A question may have the office alone
(`the Orle mayor`): then whoever the coverage calls so is meant.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache

from rag.question import QUOTED, Question
from rag.words import STOP_WORDS
from store import lexical
from store.names import TITLES, alike, surname
from store.speech.cues import LEXICON
from store.speech.people import PARTICLES, RULERS
from store.speech.words import MODALS, ROLES

_ROLE = rf"(?i:{'|'.join(sorted(map(re.escape, ROLES | TITLES), key=len, reverse=True))})\b"
_SMALL = rf"(?:{'|'.join(sorted(STOP_WORDS))})\b"
_PART = rf"(?:{'|'.join(sorted(PARTICLES))})"
_NAME = re.compile(rf"\b(?!{_ROLE})[A-Z][\w’'-]*\w(?: (?!{_ROLE})(?:{_PART} )?[A-Z][\w’'-]*\w){{0,3}}")
_BEFORE = re.compile(rf"(?<![\w’'-])(?:(?!{_SMALL}|{_ROLE})[\w’'-]+ ){{0,4}}(?:{_ROLE}\.?,? )+$")
_OFFICE = (
    rf"(?:(?:an?|the) |(?:(?!{_SMALL})[\w’'-]+ ){{0,3}}{_ROLE}"
    r"|(?!\w+ing |in |at |on )(?:[\w’'-]+ ){1,3}(?:at|of|for|with) (?:the )?[A-Z])"
)
_BEHIND = re.compile(
    rf"(?:, (?:(?:once|then|now|formerly) )?(?={_OFFICE})(?!(?:[\w’'-]+ ){{0,3}}{_ROLE} [A-Z])"
    rf"| (?:is|was|became|remains) (?:once )?(?={_OFFICE})"
    r"|, who(?:se)? (?P<does>\w+) | (?:of|from|at|with) (?=(?:the )?[A-Z])| (?:works|worked|serves|served) )"
    r"[^,.;:“\"]{0,200}"
)
_SEX = re.compile(r"(?<=\w{4})(?:(?:wo)?man|person)\b")
_WHO_IS = re.compile(r"\W*who(?:['’]s| is| was)\b(?!.*\b(?:that|which|who|whom|whose|when)\b)", re.IGNORECASE)
_ROLES = frozenset(lexical.term(_SEX.sub("", role)) for role in ROLES)
_ONCE, _FORMER = frozenset(map(lexical.term, "once ex formerly".split())), lexical.term("former")
_RANKS = frozenset(
    map(lexical.term, "former deputy vice acting assistant prime first next late interim shadow elect".split())
)
"""With one of these an office is another one."""
_ANY = frozenset(map(lexical.term, "top senior current sitting longtime veteran".split()))
"""What a description may add to how somebody is called."""
_NO_OFFICE = frozenset(
    "brother sister son daughter friend colleague rival critic supporter opponent husband wife mother father star "
    "winner champion player soldier student volunteer farmer owner partner founder".split()
)
"""Callings of which the one who is meant is seldom the only one."""
_OFFICES = _ROLES | _RANKS
_RULERS, _LEADER, _GENERAL = frozenset(map(lexical.term, RULERS)), lexical.term("leader"), lexical.term("general")
_SMALL_TERMS = frozenset(map(lexical.term, STOP_WORDS))
_MOSTLY = 0.75
"""Share of the callings from which a description means one person. Not tuned."""
_ITS_ROLE = rf"(?i:{'|'.join(sorted(map(re.escape, ROLES - _NO_OFFICE), key=len, reverse=True))})\b"
_DESCRIBED = re.compile(
    rf"\b(?:[Tt]he|[A-Z][\w’'-]*?['’]s?)\s(?:(?!{_SMALL})[\w’'.-]+\s){{0,3}}?(?:ex-)?(?:(?:{_ITS_ROLE})\s?)+(?<=\w)(?![\w-])"
    r"(?:\s(?:of|for|to|at)\s(?:the\s)?[A-Z][\w’'-]*+(?:\s[A-Z][\w’'-]*+)*+){0,2}+(?!\s(?:[A-Z]|of\b)|,\s[A-Z]|\s\()"
)
"""`the Orle mayor`, `Norway’s top commander`, `the ambassador to Chile`, without a name behind it."""
_ASKED_FOR = re.compile(
    r"\b(?:bec[ao]mes?|be|been|being|elected|named|appointed|not|as|who(?:['’]s| is| was| were))\s+$", re.IGNORECASE
)
"""Before a description: who holds the office is what is asked, or said."""
ASKING = frozenset(
    lexical.terms(
        "work job post position role title office occupation profession employer employ organisation organization "
        "institution institute company think tank group affiliate belong represent serve hold once former name person"
    )
)
"""Words of a question for what somebody is, which the answer does without."""


def callings(text: str) -> Iterator[tuple[str, str]]:
    """Names in a text, each with the words that say there who it is."""
    for name in _NAME.finditer(text):
        before = _BEFORE.search(text[max(0, name.start() - 80) : name.start()])
        behind = _BEHIND.match(text, name.end())
        if behind and (cue := LEXICON.get(behind["does"] or "")) and cue.takes == "clause":
            behind = None  # `who said` tells nothing of the person
        if (before or behind) and not name[0].isupper():
            yield re.sub("['’]s$", "", name[0]), " ".join(m[0].strip(" ,") for m in (before, behind) if m)


@lru_cache(maxsize=50)
def asks_calling(question: Question) -> bool:
    """Whether a question is for who somebody is: `Where does Ann Hale work?`, `Who is the mayor of Oslo?`."""
    plain = _plain(question)
    bare = _WHO_IS.match(question.standalone)
    of_name = len(plain) < len(question.words) and plain <= ASKING and bool(plain or bare)
    return of_name or bool(bare and plain & _ROLES)


def calls(text: str, question: Question) -> bool:
    """Whether a text says who somebody is whom the question names, or names the one whom it calls by a role."""
    named = {term for word, term in question.words if word[0].isupper()}
    role = _plain(question) & _ROLES
    if not (role or named) & _terms(text):
        return False
    own = ((lexical.terms(name), _terms(said)) for name, said in callings(text))
    return any(role & said if role else name[-1] in named and not named >= said for name, said in own)


def who_is(description: str, texts: Iterable[str]) -> str | None:
    """The full name of the one whom the texts call so, by all words of the description; None if nobody is.

    Where they call several people so, it is the one whom they mostly do.
    """
    names = {lexical.term(w) for w in lexical.words(description) if w[0].isupper() and w != "The"}
    asked = names | {t for t in _terms(description) if t not in _SMALL_TERMS and t not in _ANY}
    if not asked & _ROLES:
        return None
    called = Counter(name for text in texts for name, said in callings(text) if _fits(asked, _terms(said), names))
    people = Counter[str]()
    for name, times in called.items():
        people[surname(name)] += times
    full = [name for name in called if " " in name and surname(name) == max(people, key=lambda p: people[p])]
    sure = bool(full) and people[surname(full[0])] >= _MOSTLY * people.total()
    one = len({lexical.sound(lexical.term(name.split()[0])) for name in full}) == 1
    return max(full, key=lambda name: called[name]) if sure and one else None


def _fits(asked: Collection[str], said: Collection[str], names: Collection[str]) -> bool:
    """Whether a calling has all that is asked for; a `former` or `deputy` one is another one.

    Whoever rules the country that is named is its leader; a secretary general is no general.
    """
    held = {*said, _LEADER} if _RULERS & set(said) and names else set(said)
    other = _RANKS & held != _RANKS & set(asked) or (_GENERAL in asked and bool((_ROLES & held) - set(asked)))
    return not other and all(any(alike(a, h) for h in held) for a in asked)


def named(question: str, called: Callable[[str], str | None]) -> str:
    """The question with the names of those whom it only describes by office; `called` tells whom a description means.

    `What did the Orle mayor say?` → `What did Ines Caldera say?`. One who is named beside the office stays as written,
    and so does what is quoted and an office that is itself asked for.
    """
    made, quoted = question, [m.span() for m in QUOTED.finditer(question)]
    for found in reversed(list(_DESCRIBED.finditer(question))):
        start, end = found.span()
        plain = not any(a < end and start < b for a, b in quoted) and not _ASKED_FOR.search(question[:start])
        name = called(found[0]) if plain and _ends(question, found) else None
        if name and lexical.term(lexical.words(name)[-1]) not in lexical.terms(question):
            made = made[:start] + name + made[end:]
    return made


def _ends(question: str, found: re.Match[str]) -> bool:
    """Whether a description ends where it was found to: in `the general staff` it goes on."""
    first, *more = [word.casefold().strip("?.,") for word in question[found.end() :].split()] or [""]
    if question[found.end() : found.end() + 1] != " ":
        return True
    before = question[: found.start()].split()[-1:]
    if before and before[0].casefold() in MODALS:
        return not (more and more[0] in LEXICON)
    cue = LEXICON.get(first)
    return first in STOP_WORDS or bool(cue and not cue.noun) or first.endswith("ing")


def _plain(question: Question) -> frozenset[str]:
    """The terms of the question's words that are no names."""
    return _terms(" ".join(word for word, _ in question.words if not word[0].isupper()))


@lru_cache(maxsize=2_000)
def _terms(text: str) -> frozenset[str]:
    """The index terms of a text; a spokesman, a spokeswoman and a spokesperson have one office."""
    terms = frozenset(lexical.terms(_SEX.sub("", text).replace("-", " ")))
    return terms | {_FORMER} if terms & _ONCE else terms
