"""The words of a sentence, and the closed classes that tell what they do in it: enough grammar to find who speaks.

A quotation is one token here.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from store.speech.cues import LEXICON
from store.speech.quotations import Quotation

DASHES = ("—", "–", "-")


def words(text: str) -> frozenset[str]:
    """The words of a list written as one string."""
    return frozenset(text.split())


DETERMINERS = words("""
    the a an this that these those his her their its my our your some many most several few all both each every
    another other no any either neither two three four five six seven eight nine ten dozens one whose
""")
PREPOSITIONS = words("""
    of in on at by for from to with about over under after before during since until against among between into
    through via per near outside inside amid despite within without around toward towards behind across above
    like unlike versus including following throughout beyond below upon alongside amongst besides plus
""")
ATTACHED = words("of for in at from with on to near outside behind")
"""Prepositions that join a noun to the noun before it ("officials in Kyiv")."""
CONJUNCTIONS = words("""
    and but or nor that because while when where if whether as than though although so unless whereas why how
    what once lest yet who whom which
""")
AUXILIARIES = words("""
    is are was were be been being am has have had having do does did will would shall should can could may might
    must cannot 's ’s 've ’ve 'd ’d 'll ’ll 're ’re
""")
SUBORDINATE = words("while although though as when after if because since before until whereas")
MODALS = words("will would shall should can could may might must do does did cannot 'll ’ll 'd ’d")
LINKS = PREPOSITIONS | CONJUNCTIONS
BE = words("is are was were be been being am ’s 's ’re 're get gets got getting")
ADVERBS = words("""
    also then later already again still only just even never ever not often always too soon now first here there
    once today yesterday tomorrow instead however meanwhile rather perhaps indeed further long both twice
    earlier therefore thus nevertheless nonetheless moreover furthermore afterwards afterward altogether
    sometimes all
""")
SUBJECTS = words("""
    he she they it i we you who everyone everybody someone somebody nobody anyone one others many some most few those
    both which this
""")
OBJECTS = words("him her them me us you it reporters himself herself themselves itself")
TIMES = words("""
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december mon. tues. wed. thurs. fri. sat. sun. jan. feb. mar. apr. aug. sept.
    oct. nov. dec. today yesterday tomorrow tonight morning afternoon evening night week month year
""")

_VERBS = words("""
    became began blew broke brought built bought came caught chose cut did drew drove fell fled flew forgot
    fought gave got grew had held kept knew laid led left lost made met paid put ran rose said sat sent sold
    spent spoke stood stole struck swept swore swung taught threw took told thought went won woke wore wrote lay
    drank ate rode shook shot shut comes goes makes takes gives gets keeps runs meets
""")
"""Common verbs that no lexicon of cues holds; they end a noun phrase."""
ROLES = words("""
    actor actress activist adviser advisor aide ally ambassador analyst anchor archbishop attorney author banker
    billionaire boss businessman businesswoman candidate captain cardinal ceo chair chairman chairwoman champion
    chancellor chief coach columnist commander commentator commissioner congressman congresswoman coordinator
    correspondent counsel delegate deputy diplomat director doctor economist editor envoy executive expert
    farmer father founder general governor head historian host husband journalist judge justice king lawmaker
    lawyer leader manager mayor minister mogul mother negotiator nominee officer official owner partner pastor
    player pollster pope premier president prince princess producer professor prosecutor queen reporter
    representative researcher scholar scientist secretary senator sheriff soldier spokesman spokesperson
    spokeswoman star strategist student surgeon teacher veteran volunteer wife winner writer commander-in-chief
    admiral colonel brother sister son daughter friend colleague rival critic supporter opponent
""")
"""What a person is called by an office or a calling."""

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., J.D.
    r"|(?:Mr|Mrs|Ms|Mx|Dr|Prof|Sen|Sens|Rep|Reps|Gov|Gen|Lt|Col|Maj|Capt|Sgt|Adm|Cmdr|Rev|Hon|St|Jr|Sr|Amb|Pres|Mon|"
    r"Tues|Wed|Thurs|Fri|Sat|Sun|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.(?=[\s,])"
    r"|[A-Z]\.(?=\s)"
    r"|[@#$£€]?[^\W_]+(?:[.,’'\-‑/&_@][^\W_]+)*[’'%]?(?<![,])"
    r"|\S"
)


class Token(NamedTuple):
    """A word, a mark or a whole quotation; `quote` is None but for the last, `low` the word in lower case."""

    start: int
    end: int
    word: str
    low: str
    quote: Quotation | None


def tokens(text: str, start: int, end: int, quotes: Sequence[Quotation]) -> list[Token]:
    """The tokens of `text[start:end]`, which cuts none of `quotes`."""
    found: list[Token] = []
    at = start
    for quote in quotes:
        found += _plain(text, at, quote.start)
        found.append(Token(quote.start, quote.end, "“”", "“”", quote))
        at = quote.end
    return found + _plain(text, at, end)


def _plain(text: str, start: int, end: int) -> list[Token]:
    found = ((m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text, start, end))
    return [Token(a, b, word, "u.s." if word == "US" else word.lower(), None) for a, b, word in found]


def is_word(token: Token) -> bool:
    """Whether it is a word or number, no mark and no quotation."""
    return token.quote is None and (token.word[0].isalnum() or token.word[0] in "@#$£€")


def is_name(token: Token) -> bool:
    """Whether it is written like a name."""
    return token.quote is None and (token.word[0].isupper() or token.word[0] in "@#")


def is_adverb(token: Token) -> bool:
    """Whether it is an adverb, by list or ending."""
    return token.low in ADVERBS or (token.low.endswith("ly") and token.word[0].islower() and len(token.low) > 4)


def is_auxiliary(token: Token) -> bool:
    """Whether it is a form of be, have, do or a modal, contracted or not."""
    return (token.low in AUXILIARIES and token.word != "May") or token.low.endswith(("n't", "n’t"))


def is_verb(token: Token) -> bool:
    """Whether it surely ends a noun phrase: an auxiliary or a reporting verb that is no noun."""
    if is_auxiliary(token):
        return True
    if token.low in _VERBS and token.word[0].islower():
        return True
    cue = LEXICON.get(token.low)
    return cue is not None and not cue.noun and cue.form in ("past", "either", "s") and token.word[0].islower()


def is_modal(token: Token) -> bool:
    """Whether the base form of a verb follows it ("will", "didn't")."""
    return token.low in MODALS or token.low.endswith(("n't", "n’t"))


def owns(token: Token) -> bool:
    """Whether it is a possessive ("Hale's", "the Hales'")."""
    return token.low.endswith(("'s", "’s", "s'", "s’"))
