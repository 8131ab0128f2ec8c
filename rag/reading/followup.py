"""Follow-ups without a language model: a question that leans on earlier turns, rewritten to stand alone.

A fragment takes the place of its like in the question before (`And in Kursk?`, `When?`), a person, thing or place that
is referred to takes the place of the word that refers to it (`What did he say?`), `Who denies that?` asks for those who
deny what was said, and what none of these reads stays behind the question before it. Names are told by their capitals,
so that a conversation in small letters is left as it is.
"""

import re
from dataclasses import replace

from rag.reading.antecedents import AUX, PREPOSITION, WHICH, WHO, Before, names, no_person, person, place, thing
from rag.reading.whose import NOUNS
from rag.words import STOP_WORDS, content_words
from store.names import find
from store.speech.cues import LEXICON

_LEAD = r"^\W*(?:(?:and|but|or|so)\W+)?"
_FRAGMENT = re.compile(
    r"^\W*(?:and|but|or|so|what about|how about)\s+(?:what about |how about )?(.+?)\W*$", re.IGNORECASE
)
_FINITE = re.compile(rf"\b(?:{AUX}|who|what|when|where|which|why|how|whose|whom)\b", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
_OF_PERSON = frozenset(("his", "hers"))
_IT = r"it(?! (?:true|likely|possible|clear|known|certain|that)\b)"
_THING = re.compile(rf"\b(?:{_IT}|its)\b|\b(?:that|this)(?=\W*$)", re.IGNORECASE)
_PLACE = re.compile(r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )\bthere\b", re.IGNORECASE)
_VIEW_OF = re.compile(rf"['’]s? (?:[a-z]+ )?{NOUNS}\b", re.IGNORECASE)
"""What asks for somebody's words without a verb: `Hale’s view of the crack`."""
_LONE = re.compile(rf"{_LEAD}(?P<word>when|where|why(?P<no> not)?|how|since when)\W*$", re.IGNORECASE)
_CLAUSE = re.compile(rf"^\W*(?:when|where|why|how)?\s*(?P<clause>\b{AUX}\b.+)$", re.IGNORECASE)
"""A question for yes or no, or for when, where, why or how: what follows that word can follow another one."""
_WHETHER = re.compile(rf"^\W*(?P<verb>{AUX}) (?P<the>(?:the )?)", re.IGNORECASE)
_BEGAN = re.compile(r"(?P<lead>.*\bdid) (?:that|this|it|they) (?P<verb>start|begin|stop)\W*$", re.IGNORECASE)
_CONTRACTED = {"can": "ca", "will": "wo"}
_NEGATED = re.compile(r"\b(?:not|never|no)\b")
_WHO_HOLDS = re.compile(
    rf"{_LEAD}(?P<who>who (?:else )?(?:\w+ )?(?:den(?:y|ies|ied)|disput\w+|refut\w+|contradict\w*|reject\w*|dismiss\w*"
    r"|doubt\w*|disagrees? with|disagreed with|says?|said|claim\w*|think\w*|believe\w*))"
    r" (?:so|this|that|it|(?:that|this) (?:claim|statement|account|view))\W*$",
    re.IGNORECASE,
)
_WHO_SAYS_SO = re.compile(rf"(?<=\?) (?:and |but |so )?{_WHO_HOLDS.pattern.removeprefix(_LEAD)}", re.IGNORECASE)
"""Such a question behind the one that it is on."""
_CLAIM = re.compile(r"\W*(?P<first>\w++)(?P<rest>[^\n\[]{4,300}?)[.!?\s]*(?:\[\d+\]|\n|$)")
"""What an answer says first, up to its citation."""
_WHAT_SAID = re.compile(
    rf"^\W*what (?:did|does|do) (?P<who>.+?) (?P<verb>[a-z]+)(?P<about>(?: {PREPOSITION.pattern}.*)?)$", re.IGNORECASE
)

_REFERS_BACK = re.compile(
    rf"\b(?:him|them|theirs|hers|he|she|they|{_IT}|its|his|her|their|these"
    r"|those(?! (?:who|that|which|whose|of|in|from|with)\b)|there|then|one(?! of\b)|ones|else"
    r"|same(?! (?:words?|as|time|day|way|year|week|thing)\b)|former(?! \w)|latter"
    r"|another|others?|^\W*(?:that|this)|this(?! (?:week|month|year)\b)"
    r"|that(?=\W*$|[,.;:?!]| (?:is|was|were|did|does|up|out)\b)"
    r"|(?:about|of|on|for|to|with|by|from|in|after|before|is|was|does|did) that)\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"he|she|they|his|her|hers|their|theirs|its", re.IGNORECASE)
"""Words that may refer to somebody whom their own question names."""
_SPECIFIC = re.compile(r"\w.*\b(?:[A-ZÀ-ÖØ-ÞĀ-Ž]\w|\d)|[“\"]")
"""A name, a number or a quotation: with one of them a question of one word may stand alone."""
_SOURCES = re.compile(r" — [^—\[\]\n]+(?=(?: ?\[\d+\])+)")
"""The outlets behind a sentence of an answer: nobody speaks of them."""


def stand_alone(asked: str, before: Before, speakers: tuple[str, ...] = ()) -> str:
    """A question that leans on the exchange before it, with what it leans on put in.

    `speakers` are those of the coverage: who of them has a full name is a person.
    """
    before = replace(before, answer=_SOURCES.sub("", before.answer))
    read = _lone(asked, before) or _fragment(asked, before, speakers) or _holding(asked, before, speakers)
    read = read or _beginning(asked, before, speakers)
    return read or _referring(asked, before, speakers) or f"{_WHO_SAYS_SO.sub('', before.question)} {asked}"


def leans_back(question: str, speakers: tuple[str, ...] = ()) -> bool:
    """Whether a question needs the turns before it: it refers back, or says too little on its own."""
    if _refers(question, speakers) or _fragment_of(question):
        return True
    return len(content_words(question)) < 2 and not _SPECIFIC.search(question)


def _refers(question: str, speakers: tuple[str, ...]) -> bool:
    return any(not _at_home(question, word, speakers) for word in _REFERS_BACK.finditer(question))


def _at_home(question: str, word: re.Match[str], speakers: tuple[str, ...]) -> bool:
    """Whether a word refers to somebody whom the question names before it: `Did Putin say he …`."""
    if not _OWN.fullmatch(word[0]) or not re.match(r" [a-z]", question[word.end() :]):
        return False
    named = (name["name"] for name in names(question) if 0 < name.start() < word.start())
    return any(not (_PERSON.fullmatch(word[0]) and no_person(name, speakers)) for name in named)


def _lone(asked: str, before: Before) -> str | None:
    """`When?` after `Did Putin visit Kursk?` → `When did Putin visit Kursk?`."""
    word, clause = _LONE.match(asked), _CLAUSE.match(before.question)
    if not word or not clause:
        return None
    verb, _, rest = clause["clause"].partition(" ")
    verb = verb.lower()
    if word["no"] and not _NEGATED.search(rest):
        return f"Why {_CONTRACTED.get(verb, verb)}n’t {rest}"
    return f"{word['word'].capitalize().removesuffix(' not')} {verb} {rest}"


def _fragment(asked: str, before: Before, speakers: tuple[str, ...]) -> str | None:
    """`And Dorn?` after `What does Hale think?` → `What does Dorn think?`; None for a whole question.

    What speaks takes no other place than that of a name that speaks: `And the treaty?` is then about the treaty. After
    `Who denies it?` it is asked whether Dorn does.
    """
    fragment = _fragment_of(asked)
    if fragment is None:
        return None
    if _VIEW_OF.search(fragment):
        return f"What is {fragment}?"
    preposition, question = PREPOSITION.match(fragment), before.question
    if preposition:
        like = re.compile(rf"\b{re.escape(preposition[0])} .+?(?=,| {PREPOSITION.pattern}|\W*$)", re.IGNORECASE)
        if like.search(question):
            return like.sub(lambda _: fragment, question, count=1)
        return f"{question.rstrip(' ?')} {fragment}?"
    named = [name["name"] for name in names(question)]
    speaks, who = bool(find(fragment, speakers)), WHO.match(question)
    if speaks and who and (cue := LEXICON.get(who[1].lower())) and cue.takes in ("clause", "view"):
        return f"{'Does' if cue.form == 's' else 'Did'} {fragment} {cue.verb} {who[2]}?"
    if of_a_kind := [name for name in named if not speakers or bool(find(name, speakers)) is speaks]:
        return question.replace(of_a_kind[0], fragment, 1)
    return f"{question.rstrip(' ?')} about {fragment}?" if named and not speaks else None


def _fragment_of(asked: str) -> str | None:
    """What is left of `And …?` or `What about …?` where no verb follows."""
    found = _FRAGMENT.match(asked)
    return found[1] if found and found.start(1) > 0 and not _FINITE.search(found[1]) else None


def _holding(asked: str, before: Before, speakers: tuple[str, ...]) -> str | None:
    """`Who denied that?` after `What did Caldera say of it?` → `Who denied what Caldera said of it?`.

    `Who says so?` after `Did Caldera resign?` → `Who says that Caldera did resign?`; else what was answered.
    """
    holds, said = _WHO_HOLDS.match(asked), _WHAT_SAID.match(before.question.rstrip(" ?"))
    if holds and said:
        past = (form for form, cue in LEXICON.items() if cue.verb == said["verb"] and cue.form in ("past", "either"))
        return next((f"{holds['who']} what {said['who']} {verb}{said['about']}?" for verb in past), None)
    if holds and (told := _told(before.question, speakers)):
        return f"{holds['who']} that {told[1]} {told[0]} {told[2]}"
    if not holds or _WHETHER.match(before.question) or not (answered := _CLAIM.match(before.answer)):
        return None
    first = answered["first"]
    return f"{holds['who']} that {first.lower() if first.lower() in STOP_WORDS else first}{answered['rest']}?"


def _beginning(asked: str, before: Before, speakers: tuple[str, ...]) -> str | None:
    """`When did that start?` after `Does Caldera own a boat?` → `When did Caldera start to own a boat?`."""
    began, told = _BEGAN.match(asked), _told(before.question, speakers)
    if not began or not told or told[0] not in ("do", "does", "did"):
        return None
    return f"{began['lead']} {told[1]} {began['verb']} to {told[2]}"


def _told(question: str, speakers: tuple[str, ...]) -> tuple[str, str, str] | None:
    """The verb, subject and rest of a question for yes or no that is on a speaker: else who knows where it ends."""
    verb, subject = _WHETHER.match(question), next(names(question), None)
    if not (verb and subject and verb.end() == subject.start() and find(subject["name"], speakers)):
        return None
    rest = question[subject.end("name") :]
    return (verb["verb"].lower(), f"{verb['the']}{subject['name']}", rest[1:]) if rest.startswith(" ") else None


def _referring(asked: str, before: Before, speakers: tuple[str, ...]) -> str | None:
    """`What did he say?` after `Who is the mayor?` → `What did the mayor say?`; None where nothing is referred to."""
    made = asked
    for shape, meant in ((_PERSON, person), (_THING, thing), (_PLACE, place)):
        word = shape.search(made)
        put = meant(made, word, before, speakers) if word and not _at_home(made, word, speakers) else None
        if word and put:
            owner = word[0].lower() in (*_OF_PERSON, "its") or _owns(made, word)
            if owner and " who " in put:
                return None
            made = f"{made[: word.start()]}{put}{'’s' if owner else ''}{made[word.end() :]}"
    if made != asked and _refers(made, speakers) and not (WHO.match(before.question) or WHICH.match(before.question)):
        return f"{before.question} {made}"
    return made if made != asked else None


def _owns(asked: str, word: re.Match[str]) -> bool:
    """Whether `her` stands before what is hers."""
    return (
        word[0].lower() == "her"
        and bool(re.match(r" [a-z]+", asked[word.end() :]))
        and not PREPOSITION.match(asked[word.end() + 1 :])
    )
