"""Whether the words that a sentence cites carry it: what it quotes, whom and what it names, who said it, and the rest.

Everything that can be looked up has to stand in the cited words, or beside them; how well the rest is carried is a
matter of degree (`rag.llm.support`). Pure: no model, no home.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.evidence import Evidence
from rag.figures import unheld
from rag.llm.support import NEGATION, derived, packaged, spoken, support, support_signals, voices
from rag.sides.stance import voice
from rag.words import OMITTED, STOP_WORDS, content_words
from store import lexical
from store.dates import dates
from store.names import is_named, same
from store.normalise import read_words
from store.speakers import Attribution
from store.speech.quotations import quotations
from store.speech.words import ADVERBS, CONJUNCTIONS, DETERMINERS, PREPOSITIONS, TIMES, tokens
from store.vectors import Vectors

OTHERS = 0.34
"""By how much of what is said another speaker's words may hold more than those of the one who is named. Not tuned."""

_PLAIN = STOP_WORDS | ADVERBS | CONJUNCTIONS | DETERMINERS | PREPOSITIONS | frozenset("mr mrs ms miss dr sir".split())
_DAYS = TIMES - frozenset("may march week month year today yesterday tomorrow".split())
_ORDINARY = re.compile(r"(?:s|ing|ed|ly|tion|ment|ness|ity|ous|ful|less|ive|able|al|ic|er)$")
"""How words end that begin a sentence and are no name, mostly."""
_REFERS = re.compile(r"\b(?:he|she|they|it|him|them|his|her|their|its|who)\b", re.IGNORECASE)
_META = frozenset(lexical.terms("report reports article articles coverage outlet outlets"))
_ACCORDING = re.compile(r"\baccording to (?P<speaker>[^,.;:]+?)(?: who\b[^,.;:]*)?(?=[,.;:])", re.IGNORECASE)
_RUN = re.compile(r"(?<!\w)[A-Z][\w’']*(?:[ -](?:(?:of|the|and|for) ){0,2}[A-Z][\w’']*)+")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether cited words carry a sentence.

    `support` says how likely, 0 to 1; 0 where something is `missing`: what of the sentence, in its own words, the
    cited sentences do not hold.
    """

    support: float
    missing: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Nothing is missing, and the support suffices."""
        return not self.missing and self.support >= packaged().threshold


def verify(sentence: str, vector: Vectors, cited: Sequence[Evidence]) -> Verdict:
    """Check a sentence, without its markers, against the evidence that it cites; `vector` is its unit embedding."""
    if not cited:
        return Verdict(0.0, (sentence,))
    words = read_words(sentence).keys
    if any(words == read_words(e.text).keys for e in cited):
        return Verdict(1.0)
    missing = tuple(dict.fromkeys((*missing_from(sentence, cited), *_negations(sentence, cited))))
    return Verdict(0.0 if missing else support(support_signals(sentence, vector, cited)), missing)


def missing_from(sentence: str, cited: Sequence[Evidence]) -> Iterator[str]:
    """What of a sentence the evidence does not hold: words quoted, numbers and dates, names, who said it."""
    yield from _quotes(sentence, cited)
    yield from unheld(sentence, ((e.text, e.article.published) for e in cited))
    yield from _names(sentence, cited)
    yield from (f"{a.speaker} {a.cue}" for a in _told(sentence) if not _is_speaker(sentence, a, cited))


def _negations(sentence: str, cited: Sequence[Evidence]) -> list[str]:
    """The negations that a sentence has and all of what it cites has not; not among what is fitted on, as the model has
    a signal for a changed polarity, which must learn from such sentences.
    """
    return NEGATION.findall(sentence)[len(NEGATION.findall(" ".join(e.text for e in cited))) :]


def _told(sentence: str) -> Iterator[Attribution]:
    """What the sentence reports as said; of `according to` also what no rule reads, as said of all of it."""
    found = spoken(sentence)
    yield from found
    m = _ACCORDING.search(sentence)
    if m and not any(a.cue_start == m.start() for a in found):
        yield Attribution(0, len(sentence), False, m["speaker"], *m.span("speaker"), "according to", m.start(), m.end())


def _quotes(sentence: str, cited: Sequence[Evidence]) -> Iterator[str]:
    """The words in quotation marks that do not stand, in order up to gaps marked as such, in one run of sentences."""
    runs = [read_words(text).keys for text in _runs(cited)]
    for quote in quotations(sentence, 0, len(sentence)):
        words = sentence[quote.inner_start : quote.inner_end]
        parts = [keys for part in OMITTED.split(words) if (keys := read_words(part).keys)]
        if not any(_in_order(parts, run) for run in runs):
            yield words


def _runs(cited: Sequence[Evidence]) -> Iterator[str]:
    """The cited sentences, those that follow upon each other as one."""
    runs: list[list[Evidence]] = []
    for e in sorted(cited, key=lambda e: (e.article.id, e.row.number)):
        before = runs[-1][-1] if runs else None
        if before and (before.article.id, before.row.number + 1) == (e.article.id, e.row.number):
            runs[-1].append(e)
        else:
            runs.append([e])
    return (run[0].article.text[run[0].row.start : run[-1].row.end] for run in runs)


def _in_order(parts: Iterable[tuple[str, ...]], words: tuple[str, ...]) -> bool:
    at = 0
    for part in parts:
        found = (n + len(part) for n in range(at, len(words) - len(part) + 1) if words[n : n + len(part)] == part)
        if (end := next(found, None)) is None:
            return False
        at = end
    return True


def _names(sentence: str, cited: Sequence[Evidence]) -> Iterator[str]:
    """The words with a capital that stand neither in the cited sentences nor beside them, under any spelling."""
    known, sounds = _known(cited)
    text = list(sentence)
    for when in (when for e in cited for when in dates(sentence, e.article.published)):
        text[when.start : when.end] = " " * (when.end - when.start)
    initials = {i for e in cited for i in _initials(e.article.text)}
    spelt_out = {w for run in _RUN.findall(sentence) if lexical.term(_short(run)) in known for w in lexical.words(run)}
    written = lexical.words("".join(text))
    opening = lexical.words(sentence)[:1]
    for n, word in enumerate(written):
        if not word[0].isupper() or word.casefold() in _PLAIN or word == "I" or word in spelt_out | initials:
            continue
        if n == 0 and written[:1] == opening and not _opens_with_name(sentence, cited):
            continue
        term = lexical.term(word)
        alike = len(term) > 3 and lexical.sound(term) in sounds
        if not (term in known or alike or any(derived(term, other) for other in known)):
            yield word


def _known(cited: Sequence[Evidence]) -> tuple[frozenset[str], frozenset[str]]:
    """The terms of the evidence, of who speaks there, and of what stands beside words that refer to it."""
    terms = voices(cited).union(*(e.context | e.terms if _REFERS.search(e.text) else e.terms for e in cited))
    return terms, frozenset(lexical.sound(t) for t in terms if len(t) > 3)


def _opens_with_name(sentence: str, cited: Sequence[Evidence]) -> bool:
    """Whether the first word seems to be a name: a name or verb follows, and no report writes it without capital."""
    first, *rest = tokens(sentence, 0, len(sentence), ())
    if first.low in _DAYS:
        return True
    if not rest or _ORDINARY.search(first.low) or not first.word[0].isalpha():
        return bool(rest) and rest[0].word[0].isupper() and rest[0].low not in _PLAIN
    ordinary = any(re.search(rf"\b{re.escape(first.low)}\b", e.article.text) for e in cited)
    return not ordinary and (rest[0].is_verb or rest[0].word[0].isupper() or rest[0].low.endswith(("ed", "s")))


@lru_cache(maxsize=256)
def _initials(text: str) -> frozenset[str]:
    """The acronyms that the names of a text could have."""
    return frozenset(map(_short, _RUN.findall(text)))


def _short(name: str) -> str:
    return "".join(w[0] for w in lexical.words(name) if w[0].isupper() and w.casefold() not in _PLAIN)


def _is_speaker(sentence: str, said: Attribution, cited: Sequence[Evidence]) -> bool:
    """Whether the evidence has these words of this speaker: nobody else's holds much more of them."""
    terms = frozenset(lexical.terms(said.speaker)) - STOP_WORDS
    if voice(said.speaker) is None or not terms - _META:
        return True
    if any(e.article.outlet and terms <= frozenset(lexical.terms(e.article.outlet)) for e in cited):
        return True
    held = [(same(said.speaker, row.speaker), _share(sentence, said, e, row)) for e in cited for row in e.speech]
    if any(own for own, _ in held):
        own, other = (max((share for o, share in held if o is of), default=0.0) for of in (True, False))
        return own + OTHERS >= other
    return not is_named(said.speaker) and any(terms <= e.terms for e in cited)


def _share(sentence: str, said: Attribution, evidence: Evidence, row: Attribution) -> float:
    """The share of the content words said that stand in what the evidence reports as said."""
    wanted = {term for _, term in content_words(sentence[said.start : said.end])}
    words = evidence.article.text[max(row.start, evidence.row.start) : min(row.end, evidence.row.end)]
    return len(wanted & frozenset(lexical.terms(words))) / len(wanted) if wanted else 1.0
