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
    the a an this that these those his her their its my our your some many most several few all both each every another
    other no any either neither two three four five six seven eight nine ten dozens one whose
""")
PREPOSITIONS = words("""
    of in on at by for from to with about over under after before during since until against among between into through
    via per near outside inside amid despite within without around toward towards behind across above like unlike versus
    including following throughout beyond below upon alongside amongst besides plus
""")
ATTACHED = words("of for in at from with on to near outside behind")
"""Prepositions that join a noun to the noun before it ("officials in Kyiv")."""
CONJUNCTIONS = words("""
    and but or nor that because while when where if whether as than though although so unless whereas why how what once
    lest yet who whom which
""")
AUXILIARIES = words("""
    is are was were be been being am has have had having do does did will would shall should can could may might must
    cannot
""")
SUBORDINATE = words("while although though as when after if because since before until whereas")
MODALS = words("will would shall should can could may might must do does did cannot")
LINKS = PREPOSITIONS | CONJUNCTIONS
BE = words("is are was were be been being am get gets got getting")
ADVERBS = words("""
    also then later already again still only just even never ever not often always too soon now first here there once
    today yesterday tomorrow instead however meanwhile rather perhaps indeed further long both twice earlier therefore
    thus nevertheless nonetheless moreover furthermore afterwards afterward altogether sometimes all
""")
SUBJECTS = words("""
    he she they it i we you who everyone everybody someone somebody nobody anyone one others many some most few those
    both which this
""")
OBJECTS = words("him her them me us you it reporters himself herself themselves itself")
TIMES = words("""
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december mon. tues. wed. thurs. fri. sat. sun. jan. feb. mar. apr. aug. sept. oct. nov. dec. today
    yesterday tomorrow tonight morning afternoon evening night week month year
""")

_VERBS = words("""
    became began blew broke brought built bought came caught chose cut drew drove fell fled flew forgot fought gave got
    grew held kept laid led left lost made met paid put ran rose sat sent sold spent stood stole struck swept swung
    taught threw took went won woke wore lay drank ate rode shook shot shut comes goes makes takes gives gets keeps runs
    meets
""")
"""Common verbs that no lexicon of cues holds; they end a noun phrase."""
ROLES = words("""
    actor actress activist adviser advisor aide ally ambassador analyst anchor archbishop attorney author banker
    billionaire boss businessman businesswoman candidate captain cardinal ceo chair chairman chairwoman champion
    chancellor chief coach columnist commander commentator commissioner congressman congresswoman coordinator
    correspondent counsel delegate deputy diplomat director doctor economist editor envoy executive expert farmer father
    founder general governor head historian host husband journalist judge justice king lawmaker lawyer leader manager
    mayor minister mogul mother negotiator nominee officer official owner partner pastor player pollster pope premier
    president prince princess producer professor prosecutor pundit queen reporter representative researcher scholar
    scientist secretary senator sheriff soldier spokesman spokesperson spokeswoman star strategist student surgeon
    teacher veteran volunteer wife winner writer commander-in-chief admiral colonel brother sister son daughter friend
    colleague rival critic supporter opponent
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

    @property
    def is_word(self) -> bool:
        """Whether it is a word or number, no mark and no quotation."""
        return self.quote is None and (self.word[0].isalnum() or self.word[0] in "@#$£€")

    @property
    def is_name(self) -> bool:
        """Whether it is written like a name."""
        return self.quote is None and (self.word[0].isupper() or self.word[0] in "@#")

    @property
    def is_adverb(self) -> bool:
        """Whether it is an adverb, by list or ending."""
        return self.low in ADVERBS or (self.low.endswith("ly") and self.word[0].islower() and len(self.low) > 4)

    @property
    def is_auxiliary(self) -> bool:
        """Whether it is a form of be, have, do or a modal, contracted or not."""
        return (self.low in AUXILIARIES and self.word != "May") or self.low.endswith(("n't", "n’t"))

    @property
    def is_verb(self) -> bool:
        """Whether it surely ends a noun phrase: an auxiliary or a reporting verb that is no noun."""
        cue = LEXICON.get(self.low)
        verb = self.low in _VERBS or (cue is not None and not cue.noun and cue.form in ("past", "either", "s"))
        return self.is_auxiliary or (verb and self.word[0].islower())

    @property
    def is_modal(self) -> bool:
        """Whether the base form of a verb follows it ("will", "didn't")."""
        return self.low in MODALS or self.low.endswith(("n't", "n’t"))

    @property
    def owns(self) -> bool:
        """Whether it is a possessive ("Hale's", "the Hales'")."""
        return len(self.low) > 2 and self.low.endswith(("'s", "’s", "s'", "s’"))


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
