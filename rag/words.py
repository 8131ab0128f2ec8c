"""The words of a question that carry its subject."""

import re
from itertools import pairwise

from store import lexical
from store.names import TITLES
from store.speech.words import ROLES

MEASURES = r"\bhow (?:many|much|large|big|far|tall|high|old|often|long|deep|fast|heavy|wide|strong|hot|cold)\b"
OMITTED = re.compile(r"[\[(]?\s*+(?:…|\.\s?\.\s?\.)[.\s…]*[\])]?")
"""What stands in a quotation for words that are left out."""
_MEASURE = re.compile(MEASURES, re.IGNORECASE)

# Words that carry the grammar of a question or sentence, not its subject: closed classes of English.
STOP_WORDS = frozenset(
    (
        "a about after all also am an and any anybody anyone anything are as at be been before being both but by "
        "can could did do does doing done during each else ever everybody everyone everything for from get gets "
        "give given go goes had happen happened happens has have having he her hers him his how i if in into is it "
        "its just know let like made make many may me might mine more most much my no nobody nor not nothing of off "
        "on one only or other our out over own please said say saying says shall she should so some somebody "
        "someone something such tell than that the their them then there these they thing things this those through "
        "to too under until up us very was way we were what when where whether which while who whom whose why will "
        "with within would you your"
    ).split()
)


_TITLES = TITLES | ROLES
_TELL_ME = re.compile(
    r"^\W*(?:please |c(?:an|ould) you )*(?:(?:tell|show|give) (?:me|us)|(?:take|walk|run|talk) (?:me|us) through)\b",
    re.IGNORECASE,
)
"""What only asks to be told."""


def content_words(text: str) -> tuple[tuple[str, str], ...]:
    """(word, index term) of the words that carry the subject, each term once.

    What `how` measures (`how big`, `how long`) is left out: the answer gives the measure without the word; and a title
    before a name: not every report uses it.
    """
    written = lexical.words(_MEASURE.sub("", _TELL_ME.sub("", text)))
    titles = {n for n, (word, name) in enumerate(pairwise(written)) if word.casefold() in _TITLES and name[0].isupper()}
    kept = [w for n, w in enumerate(written) if n not in titles and not _is_grammar(w.casefold())]
    terms = {lexical.term(word): word for word in reversed(kept)}
    return tuple((word, term) for term, word in reversed(terms.items()))


def _is_grammar(word: str) -> bool:
    return word in STOP_WORDS or word.endswith(("n't", "n’t"))
