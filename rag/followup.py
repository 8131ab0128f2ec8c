"""Follow-ups without a language model: a question that leans on earlier turns, rewritten to stand alone.

Three ways of leaning are known: a fragment takes the place of its like in the question before (`And in Kursk?`), a bare
question word asks more of it (`Why not?`), and a word that refers back is replaced by what it refers to (`What did he
say?`). What none of them reads is put behind the question before, as it was asked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer import Turn

_NAME = r"[^\W\d_a-zа-я][\w’'.-]*"
_NAMES = re.compile(rf"\b{_NAME}(?: (?:(?:of|the|al|bin|de|van|von|and) )?{_NAME})*")
_STARTERS = frozenset(
    "and but or so who whom whose what when where which why how is are was were did do does has have had can could will "
    "would should the a an in on at if according since after before".split()
)
_FRAGMENT = re.compile(r"^\W*(?:and|but|or|so|what about|how about|and what about|and how about)\b\W*(.+?)\W*$", re.I)
_VERB = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must|who|what|when|where|which"
    r"|why|how|whose|whom)\b",
    re.I,
)
_PREPOSITION = re.compile(
    r"^(?:according to|in|on|at|for|from|by|to|with|about|since|after|before|during|under|over|against|near|of)\b", re.I
)
_BARE = re.compile(r"^\W*(?:and\s+|but\s+|so\s+)?((?:since\s+)?(?:why|when|where|how|who|how come|what else)(?:\s+not|\s+so)?)\W*$", re.I)
_PERSON = re.compile(r"\b(he|him|she|his|her|hers|they|them|their|theirs)\b", re.I)
_THING = re.compile(r"\b(it|its|that|this|these|those|there|one)\b(?!\s+(?:(?:is|was|were|are)\s+)?(?:true|possible|likely))", re.I)
_POSSESSIVE = frozenset(("his", "her", "hers", "their", "theirs", "its"))
_WHO = re.compile(r"^\W*who(?:m)?\s+(?:is|are|was|were)\s+(the\s+.+?)\W*$", re.I)
_WHO_DID = re.compile(r"^\W*(?:who|whom|which\s+(?:person|\w+er|\w+or|\w+ist|president|envoy))\s+(.+?)\W*$", re.I)
_WHICH = re.compile(r"^\W*(?:in|on|at|over|from|to)?\s*(?:which|what)\s+((?:(?!\b(?:is|are|was|were|did|do|does|has|have|had|will|would|can|could|the)\b)[\w’'-]+\s+){1,3})", re.I)


@dataclass(frozen=True, slots=True)
class Before:
    """The exchange before: the question, as it stood alone, and the answer to it, if that is known."""

    question: str
    answer: str = ""
