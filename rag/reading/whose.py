"""Whose words a question asks for: "what did … say", "according to …", "in …’s view"."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from store.names import find, is_named
from store.speech.cues import LEXICON, NOMINAL, Takes

_MAX_WORDS = 10
"""Words between an auxiliary and its verb, at most."""
_DOING = frozenset(
    "agree answer attack ban cast command decide defy hear learn list order plan publish show sing".split()
)
"""Verbs of the lexicon of speech that ask for a deed where they stand in a question."""
_FORMS = {
    **dict.fromkeys(("did", "does", "do", "will", "would", "can", "could", "should", "might"), ("base",)),
    **dict.fromkeys(("has", "have", "had"), ("participle", "either")),
    **dict.fromkeys(("is", "are", "was", "were"), ("ing",)),
    "what": ("s", "past", "either"),
}
"""The forms of the verb that an auxiliary, or a `what` that begins the question, takes."""
_AUXILIARY = re.compile(rf"\b(?:{'|'.join(form for form in _FORMS if form != 'what')})\b", re.IGNORECASE)
_WHAT = re.compile(
    r"^\W*(?:(?:and|so|please|tell me|show me|explain|summari[sz]e|list|find)\s+){0,3}(what)\b", re.IGNORECASE
)
_SAYING: tuple[Takes, ...] = ("clause", "hearer")
_HOLDING: tuple[Takes, ...] = ("view", "object")
"""What the verbs take that a question for yes or no asks about itself, and not for words: `Does Hale want peace?`."""
_OPENING = re.compile(r"\W*(?:(?:and|but|so|then|well|or)\W+)*", re.IGNORECASE)
"""What may stand before a question for yes or no."""
_TOKEN = re.compile(r"[^\s,;:?!]+|[,;:?!]")
_NOT_ASKED = re.compile(r"\s+(?:the truth|a lie|lies)\b", re.IGNORECASE)
"""After "is … telling" it asks what others say."""
_ADVERB = re.compile(r"(?:\s+(?:also|ever|never|not|each|both|yet|then|just|\w+ly))+$", re.IGNORECASE)
NOUNS = rf"(?:{'|'.join(sorted(NOMINAL))}|opinion|reaction|stance|position|attitude|take|stand)s?"
_PUT = r"(?:condition|demand|guarantee|objection|reason|requirement|term)s?"
"""What somebody puts into words, without a clause behind it."""
_VIEW = r"(?:view|opinion|words?|eyes|account|telling|assessment|judge?ment|reading|estimation|estimate|mind)s?"
_SAID = r"(?:said|claimed|told|promised|announced|denied|demanded|suggested|proposed|stated|written|predicted)"
_END = (
    r"(?=\s*(?:[,;:?!)]|\.?\s*$)|\s+(?:who|what|when|where|which|why|how|whose|whom|is|are|was|were|did|do|does|has"
    r"|have|had|can|could|will|would|should)\b)"
)
_OWNER = r"(?P<who>(?:(?!\b(?:in|of|on|to|for)\b)[^,;:?!]){2,60}?)['’]s?\s+(?:[\w-]+\s+)?"
_ACCORDING = re.compile(rf"\baccording to\s+(?P<who>[^,;:?!]{{2,80}}?){_END}", re.IGNORECASE)
"""Says whose words are asked for, whoever else does something in the question."""
_FRAMES = tuple(
    re.compile(frame, re.IGNORECASE)
    for frame in (
        rf"\bin\s+{_OWNER}{_VIEW}\b",
        rf"\b(?:in|from)\s+the\s+{_VIEW}\s+of\s+(?P<who>[^,;:?!]{{2,80}}?){_END}",
        rf"\b(?:what|how)(?:['’]s|\s+(?:is|was|are|were))\s+{_OWNER}{NOUNS}\b",
        rf"\bwhat\b[^,;:?!]*\b{_SAID}\s+by\s+(?P<who>(?:(?!\b(?:about|on|in|at|to|over)\b)[^,;:?!]){{2,80}}?)"
        rf"(?:{_END}|\s+(?:about|on|in|at|to|over)\b)",
        r"\bwhat\s+(?:did|does|do)\s+(?P<who>[^,;:?!]{2,60}?)\s+make\s+of\b",
        rf"^\W*(?:(?:summari[sz]e|describe|explain|show me|give me|tell me about)\s+)?{_OWNER}{NOUNS}"
        rf"(?:{_END}|\s+(?:to|on|of|about|for)\b)",
        rf"\b(?:what|how)\s+(?:is|was|are|were)\s+the\s+{NOUNS}\s+of\s+(?P<who>[^,;:?!]{{2,80}}?){_END}",
        rf"\b(?:what|which)\s+(?:[\w-]+\s+)?(?:{NOUNS}|{_PUT})\s+(?:did|does|do|has|have|had)\s+"
        r"(?P<who>[^,;:?!]{2,60}?)\s+(?:set|ma[dk]e|g[ai]ven?|raised?|attach(?:ed)?|named?|put|imposed?|offer(?:ed)?)\b",
    )
)


_TOLD = re.compile(
    r"\s+(?P<verb>[a-z]+)\s+(?:(?:Mr|Mrs|Ms|Dr|President)\.?\s+)?(?P<who>[A-Z][\w’-]+(?:\s+[A-Z][\w’-]+)*)"
)


class Asked(NamedTuple):
    """Whose words are asked for: as the question names them, where it does, and as the coverage does, if it does.

    `hearer` is the name of the one whom they were said to, where the question asks for that.
    """

    name: str
    start: int
    end: int
    speaker: str | None
    hearer: str | None = None


def whose_words(question: str, speakers: tuple[str, ...]) -> Asked | None:
    """Whose words the question asks for, None where it asks for nobody's. One whom the coverage lets speak wins.

    Of several questions the last one counts that asks for somebody's. Without a speaker `name` is a name in capitals;
    several people at once ("Hale and Dorn") are nobody.
    """
    last = question.rstrip(" ?").rfind("? ") + 1
    return _whose(" " * last + question[last:], speakers) or (_whose(question, speakers) if last else None)


def _whose(question: str, speakers: tuple[str, ...]) -> Asked | None:
    unheard = None
    sources = [found.span("who") for found in _ACCORDING.finditer(question)]
    for start, end in sources or _named(question):
        name = question[start:end]
        if re.search(r"\b(?:and|or)\b", name):
            continue
        if speaker := find(name, speakers):
            return Asked(name, start, end, speaker, _hearer(question, end))
        if unheard is None and name != "I" and is_named(name) and not _AUXILIARY.search(name):
            unheard = Asked(name, start, end, None)
    return unheard


def _hearer(question: str, end: int) -> str | None:
    """The name behind a verb of telling somebody: `What did Hale promise Dorn?`."""
    told = _TOLD.match(question, end)
    cue = told and LEXICON.get(told["verb"].casefold())
    return told["who"] if told and cue and cue.takes == "hearer" else None


def _named(question: str) -> Iterator[tuple[int, int]]:
    """Where somebody may be named whose words are asked for, the surest first."""
    for frame in _FRAMES:
        yield from (found.span("who") for found in frame.finditer(question))
    for found in _AUXILIARY.finditer(question):
        takes = _SAYING if _OPENING.fullmatch(question[: found.start()]) else _SAYING + _HOLDING
        yield from _subjects(question, found.end(), _FORMS[found[0].lower()], takes)
    if opening := _WHAT.match(question):
        yield from _subjects(question, opening.end(), _FORMS["what"], _SAYING + _HOLDING)


def _subjects(question: str, at: int, forms: tuple[str, ...], takes: tuple[Takes, ...]) -> Iterator[tuple[int, int]]:
    """What stands between `at` and a verb of speech or thought in one of the forms."""
    tokens = list(_TOKEN.finditer(question, at, at + 200))[: _MAX_WORDS + 1]
    for before, token in pairwise(tokens):
        if token[0] in ",;:?!" or _NOT_ASKED.match(question, token.end()):
            return
        if before[0].endswith(("'s", "’s")):
            continue
        cue = LEXICON.get(token[0].rstrip(".").casefold())
        base = cue and token[0].casefold() == cue.verb
        if cue and cue.takes in takes and cue.verb not in _DOING and (cue.form in forms or (base and "base" in forms)):
            subject = _ADVERB.sub("", question[tokens[0].start() : before.end()])
            yield tokens[0].start(), tokens[0].start() + len(subject)
