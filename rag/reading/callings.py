"""What a text calls somebody: `Ann Hale, the mayor of Oslo,`, `analyst Paul Dorn of the Marlow Institute`.

A report says who somebody is beside the name, in a sentence on something else.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rag.question import Question
from store import lexical
from store.names import TITLES, surname
from store.speech.cues import LEXICON
from store.speech.words import ROLES

_ROLE = rf"(?i:{'|'.join(sorted(map(re.escape, ROLES | TITLES), key=len, reverse=True))})\b"
_NAME = re.compile(rf"\b(?!{_ROLE})[A-Z][\w’'-]*\w(?: (?!{_ROLE})(?:[a-z]{{2}} )?[A-Z][\w’'-]*\w){{0,3}}")
_BEFORE = re.compile(rf"(?:[\w’'-]+ ){{0,4}}{_ROLE}\.?,? $")
_OFFICE = (
    rf"(?:(?:an?|the) |(?:[\w’'-]+ ){{0,3}}{_ROLE}"
    r"|(?!\w+ing |in |at |on )(?:[\w’'-]+ ){1,3}(?:at|of|for|with) (?:the )?[A-Z])"
)
_BEHIND = re.compile(
    rf"(?:, (?:(?:once|then|now|formerly) )?(?={_OFFICE})| (?:is|was|became|remains) (?:once )?(?={_OFFICE})"
    r"|, who(?:se)? (?P<does>\w+) | (?:of|from|at|with) (?=(?:the )?[A-Z])| (?:works|worked|serves|served) )"
    r"[^,.;:“\"]{0,200}"
)
_WHO_IS = re.compile(r"\W*who(?:['’]s| is| was)\b(?!.*\b(?:that|which|who|whom|whose|when)\b)", re.IGNORECASE)
_ROLES = frozenset(map(lexical.term, ROLES))
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
        if before or behind:
            yield name[0], " ".join(m[0].strip(" ,") for m in (before, behind) if m)


@lru_cache(maxsize=50)
def asks_calling(question: Question) -> bool:
    """Whether a question is for who somebody is: `Where does Ann Hale work?`, `Who is the mayor of Oslo?`."""
    plain = {term for word, term in question.words if not word[0].isupper()}
    bare = _WHO_IS.match(question.standalone)
    of_name = len(plain) < len(question.words) and plain <= ASKING and bool(plain or bare)
    return of_name or bool(bare and plain & _ROLES)


def calls(text: str, question: Question) -> bool:
    """Whether a text says who somebody is whom the question names, or names the one whom it calls by a role."""
    named = {term for word, term in question.words if word[0].isupper()}
    role = {term for word, term in question.words if not word[0].isupper()} & _ROLES
    if not (role or named) & _terms(text):
        return False
    own = ((lexical.terms(name), lexical.terms(said)) for name, said in callings(text))
    return any(role & set(said) if role else name[-1] in named and not named.issuperset(said) for name, said in own)


def who_is(description: str, texts: Iterable[str]) -> str | None:
    """The full name of the only person whom the texts call so: by every role and name in the description."""
    asked = {lexical.term(w) for w in lexical.words(description) if w[0].isupper() or lexical.term(w) in _ROLES}
    if not asked & _ROLES:
        return None
    called = (pair for text in texts if asked <= _terms(text) for pair in callings(text))
    found = {name for name, said in called if " " in name and asked <= _terms(said)}
    return next(iter(found)) if len({surname(name) for name in found}) == 1 else None


@lru_cache(maxsize=2_000)
def _terms(text: str) -> frozenset[str]:
    return frozenset(lexical.terms(text.replace("-", " ")))
