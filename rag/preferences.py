"""What a question's own constraints do: some narrow what is searched, others raise the sentences that fit them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answer import Filters
from rag.evidence import Asked, Evidence, counts
from rag.question import Question
from rag.reading.constraints import Constraints, fits
from rag.reading.wanted import about, happens
from rag.sides.stance import asks_whether, asks_who_denies, denies
from rag.timeline import only_days
from rag.words import content_words
from store import lexical
from store.dates import dates
from store.names import same

SPEAKER_ODDS = 3.0
"""By how much the odds of a sentence rise that is said by whom the question asks for.

Set by reading answers: the built-in suite does not tell 3 from 8 (claim recall 0.790, 0.789) nor from no preference
at all (0.796); in ten questions on five reports 3 added the speaker's own words, and 8 was now better, now worse.
"""
OFF_TOPIC = 0.2
"""What a sentence counts for that has nothing of the matter that a speaker is asked about. Set by reading five reports;
on the sample citations are right in 0.72 of the cases with it and in 0.66 without, claims cited 0.80 and 0.82."""
ON_TOPIC, ANOTHER = OFF_TOPIC + (1 - OFF_TOPIC) / 5, 0.1
"""From what such a sentence of the speaker's own counts for (a fifth of what the likeliest has of the matter), the odds
of other speakers' fall by so much: citations right on the sample 0.739 with it, 0.732 without."""
DAY_ODDS = 2.0
"""Likewise for one that names the day that is asked for (those of others fall); 6 was no better than 2."""


_HOW_MANY = re.compile(r"\bhow many\b", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:was|were|is|are|been|being|got)\s+(?:\w+ly\s+)?(\w+)", re.IGNORECASE)
_YEAR = re.compile(r"[12]\d{3}s?$")
_SHAPE = re.compile(
    r"\b[\d,.]+ (?:\w+ )?(?:words?|sentences?|paragraphs?|lines?|bullets?|points?|reasons?|facts?|things?|examples?)\b"
)
_OF_SPEECH = frozenset(
    lexical.terms("account comment opinion reaction remark response statement think view word write")
)
"""Words that only ask for somebody's words."""


def within(filters: Filters, read: Constraints) -> Constraints:
    """The constraints without the outlets that the reader's own filters leave out."""
    chosen = {outlet.casefold() for outlet in filters.outlets}
    outlets = tuple(outlet for outlet in read.outlets if not chosen or outlet.casefold() in chosen)
    return replace(read, outlets=outlets)


def narrowed(question: Question, filters: Filters, read: Constraints) -> tuple[Question, Filters]:
    """The question without the words of its filters, and the reader's filters with those."""
    left = {question.standalone: read.subject}
    views = tuple(dict.fromkeys(left.get(view, view) for view in question.views))
    named = {term for outlet in read.outlets for term in lexical.terms(outlet)}
    named |= _OF_SPEECH if read.speaker else set()
    every = [(word, term) for word, term in content_words(read.subject) if term not in named]
    words = tuple(pair for pair in every if not (asks_who_denies(question) and denies(pair[0]))) or tuple(every)
    narrower = replace(
        filters,
        outlets=read.outlets or filters.outlets,
        first=max(filter(None, (filters.first, read.first)), default=None),
        last=min(filter(None, (filters.last, read.last)), default=None),
    )
    return replace(question, views=views, words=words), narrower


def unheard(read: Constraints, evidence: Sequence[Evidence], asked: Asked) -> bool:
    """Whether the question is for words of somebody, or to somebody, of which no sentence tells."""
    if not (read.speaker and read.hearer):
        return bool(read.unheard)
    heard = lexical.term(lexical.words(read.hearer)[-1])
    meant = next((group for group in asked.groups if heard in group), frozenset((heard,)))
    return not any(e.terms & meant and _by(read.speaker, e) for e in evidence)


def heard_from(speaker: str, evidence: Evidence) -> Evidence:
    """A sentence that the outlet mostly tells itself as the speaker's whose words are asked for, if it has some."""
    by = next((s.speaker for s in evidence.speech if same(speaker, s.speaker)), None)
    return replace(evidence, speaker=by) if by and not evidence.speaker else evidence


def uncounted(question: Question, evidence: Sequence[Evidence], asked: Asked) -> bool:
    """Whether the question asks how many of something there are, or suffered something, and no sentence counts such.

    What they do themselves is said in too many ways: of MTRAG-UN's questions that rule refuses rightly answered ones.
    """
    if not (question.counted and _HOW_MANY.search(question.asked)):
        return False
    passive = {lexical.term(word) for word in _PASSIVE.findall(question.asked)}
    things, suffered = asked.like(about(question)), asked.like(happens(question) & passive)
    held = (e for e in evidence if not suffered or suffered & e.terms)
    return not any(counts(e.text, things) for e in held)


def unsaid(question: Question, asked: Asked) -> bool:
    """Whether the question has a figure, over ten and not that of a date, which no sentence of the story has.

    Of a question for yes or no another figure is an answer; `in 50 words` is how it is to be told.
    """
    text = _SHAPE.sub("", question.standalone)
    told = {word for when in dates(text, "2000-01-01") for word in lexical.words(text[when.start : when.end])}
    figures = {w for w in lexical.words(text) if re.match(r"\d\d", w.replace(",", "")) and not _YEAR.match(w)} - told
    unseen = {t for g, w in zip(asked.groups, asked.weights, strict=True) if w >= asked.ceiling for t in g}
    return not unseen.isdisjoint(map(lexical.term, figures)) and not asks_whether(question)


def _by(speaker: str, evidence: Evidence) -> bool:
    """Whether somebody says a part of the sentence, or is named in it."""
    said = (evidence.speaker or "", *(s.speaker for s in evidence.speech))
    return lexical.term(lexical.words(speaker)[-1]) in evidence.terms or any(same(speaker, by) for by in said)


def all_of_day(question: Question, read: Constraints, evidence: Sequence[Evidence]) -> bool:
    """Whether a question asks for nothing but what happened on its days, and a sentence tells of one of them."""
    return bool(read.happened) and only_days(question.standalone) and any(_when(e, read) == 1 for e in evidence)


def preferred(
    relevance: Sequence[float], evidence: Sequence[Evidence], read: Constraints, asked: Asked
) -> tuple[float, ...]:
    """The relevance of each sentence, raised or lowered by how well it fits what the question prefers."""
    if not (read.speaker or read.happened):
        return tuple(relevance)
    topic = _on_topic(evidence, read.speaker, asked) if read.speaker else [1.0] * len(evidence)
    said = zip(topic, evidence, strict=True)
    alone = read.speaker and any(t >= ON_TOPIC and same(read.speaker, e.speaker or "") for t, e in said)
    others = [ANOTHER if alone and e.speaker and not _by(read.speaker or "", e) else 1.0 for e in evidence]
    weighed = zip(relevance, topic, others, evidence, strict=True)
    return tuple(_by_odds(p * t, o * _odds(e, read)) for p, t, o, e in weighed)


def _on_topic(evidence: Sequence[Evidence], speaker: str, asked: Asked) -> list[float]:
    """What a sentence counts for by how much it holds of what the speaker is asked about, next to the one with most.

    The speaker's own name is no part of that: all that somebody says would be on it.
    """
    name = frozenset(lexical.terms(speaker))
    shares = [asked.share(e.terms, name) for e in evidence]
    most = max(shares, default=0.0) or 1.0
    return [OFF_TOPIC + (1 - OFF_TOPIC) * share / most for share in shares]


def _odds(evidence: Evidence, read: Constraints) -> float:
    heard = {evidence.speaker, *(said.speaker for said in evidence.speech)} - {None} if read.speaker else set()
    own = any(same(read.speaker or "", by or "") for by in heard)
    says = 1 if own else -1 if heard and evidence.speaker else 0
    when = _when(evidence, read)
    factor: float = SPEAKER_ODDS**says * DAY_ODDS ** (2 * when - 1)
    return factor


def _when(evidence: Evidence, read: Constraints) -> float:
    return fits(read, dates(evidence.text, evidence.article.published)) if read.happened else 0.5


def _by_odds(probability: float, factor: float) -> float:
    return probability * factor / (1 - probability + probability * factor)
