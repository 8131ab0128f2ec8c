"""Outlet by outlet: what each says on a question, and which say nothing on it.

An outlet says nothing where its own reports, taken as if they were the whole coverage, stay below the confidence from
which a question is answered, and none of their sentences comes close to the one that answers best elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from rag.answer import AnswerSentence, Citation, Filters, coverage_json
from rag.calibration import WHOLE, Calibration, relevance, sentence_signals
from rag.disputes import dispute, notice
from rag.evidence import Asked, Evidence, holds_value
from rag.extractive import Claim, candidates, choose, merge, write
from rag.question import FACTS, Question
from rag.retrieve import allowed_articles
from rag.sides import Dispute, Update
from rag.weighed import Weighed
from rag.wording import UNKNOWN_OUTLET, listed
from store import catalogue
from store.article import Coverage
from store.catalogue import Story
from store.tables import Connection

MOST_PER_OUTLET = 2
"""Claims shown of one outlet; of those that several make each counts for all of them. Set by reading answers."""
LIKE, WHOLLY, HEADS = 0.65, 0.9, 5
"""From this cosine on with a sentence of the sure outlets that holds most of what is asked, an unsure one speaks of the
same: with this share of the most, with so many sentences, the likeliest. Set by reading."""


@dataclass(frozen=True, slots=True)
class OutletView:
    """What one outlet says: the numbers of its citations, none where it says nothing on the question.

    `confidence` is how likely its reports alone hold an answer, 0 to 1.
    """

    outlet: str
    confidence: float
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A question's claims by outlet: `sentences` are the claims, cited in every outlet that makes them.

    The matrix of claims and outlets is which citations of a sentence are an outlet's. `outlets` come most confident
    first; `difference` is where the reports do not agree, None where they are not seen to differ.
    """

    question: str
    subject: str
    outlets: tuple[OutletView, ...]
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    difference: Dispute | Update | None
    coverage: Coverage

    @property
    def silent(self) -> tuple[str, ...]:
        """The outlets that say nothing on it."""
        return tuple(view.outlet for view in self.outlets if not view.citations)

    @property
    def notices(self) -> tuple[str, ...]:
        """Who says nothing on it and what they differ in, in words."""
        silent = f"Nothing on this in: {listed(self.silent)}." if self.silent else ""
        differ = notice(self.difference) if self.difference else ""
        return tuple(filter(None, (silent, differ)))

    def to_json(self) -> dict[str, Any]:
        """One JSON object: the claims with their citations, and each outlet with its own of them."""
        return {
            "question": self.question,
            "subject": self.subject,
            "outlets": [asdict(view) | {"mentions": bool(view.citations)} for view in self.outlets],
            "claims": [asdict(s) for s in self.sentences],
            "citations": [asdict(c) for c in self.citations],
            "notices": list(self.notices),
            "coverage": coverage_json(self.coverage),
        }


def by_outlet(db: Connection, story: Story, filters: Filters) -> dict[str, tuple[str, ...]]:
    """The ids of the articles that pass the filters, by outlet; those of unknown outlets together, or each was one."""
    allowed = allowed_articles(db, story, filters)
    held: dict[str, list[str]] = {}
    for article, outlet in catalogue.published_by(db, story).items():
        if allowed is None or article in allowed:
            held.setdefault(outlet or UNKNOWN_OUTLET, []).append(article)
    return {outlet: tuple(own) for outlet, own in held.items()}


def compared(
    asked: str, question: Question, calibration: Calibration, held: Mapping[str, Weighed], coverage: Coverage
) -> Comparison:
    """The comparison of outlets, each of which has been asked the `question` alone: what `asked` is about."""
    if not held:
        return Comparison(asked, question.standalone, (), (), (), None, coverage)
    sure = {outlet: _confidence(weighed) for outlet, weighed in held.items()}
    ranked = sorted(held, key=lambda outlet: -sure[outlet])
    words = held[ranked[0]].asked
    speaking = _speaking(held, [o for o in ranked if sure[o] >= calibration.threshold], words)
    pooled = [e for outlet in speaking for e in held[outlet].evidence]
    likely = relevance(calibration, sentence_signals(question, words, pooled))
    weighed = [(e, p * (1 + words.overlap(e.terms)) / 2) for e, p in zip(pooled, likely, strict=True)]
    outlet_of = {e.article.id: outlet for outlet in speaking for e in held[outlet].evidence}
    own = {o: [pair for pair in weighed if outlet_of[pair[0].article.id] == o] for o in speaking}
    best = [pair for outlet in speaking for pair in _best(candidates(question, _valued(question, own[outlet])))]
    sentences, citations = write(_by_outlet(merge(best), outlet_of, speaking))
    cited = {outlet: tuple(c.number for c in citations if outlet_of[c.article] == outlet) for outlet in speaking}
    return Comparison(
        question=asked,
        subject=question.standalone,
        outlets=tuple(OutletView(outlet, sure[outlet], cited.get(outlet, ())) for outlet in ranked),
        sentences=sentences,
        citations=citations,
        difference=dispute(question, words, weighed) if weighed else None,
        coverage=coverage,
    )


def _confidence(weighed: Weighed) -> float:
    """How likely an outlet says something on the question; for a single word that it says, as for a whole question."""
    named = len(weighed.asked.groups) == 1 and any(weighed.asked.overlap(e.terms) for e in weighed.evidence)
    return round(1 - (1 - weighed.confidence) * WHOLE, 4) if named else weighed.confidence


def _speaking(held: Mapping[str, Weighed], sure: Sequence[str], asked: Asked) -> list[str]:
    """The outlets that say something: those that are sure to, and those that come close to the best of their words."""
    told = [(e, p) for o in sure for e, p in zip(held[o].evidence, held[o].relevance, strict=True)]
    if not told:
        return []
    most = max(asked.overlap(e.terms) for e, _ in told)
    whole = [pair for pair in told if asked.overlap(pair[0].terms) >= WHOLLY * most]
    heads = np.array([e.row.vector for e, _ in sorted(whole, key=lambda pair: -pair[1])[:HEADS]])
    alike = (o for o in held if any((heads @ e.row.vector).max() >= LIKE for e in held[o].evidence))
    return list(dict.fromkeys((*sure, *alike)))


def _valued(question: Question, weighed: Sequence[tuple[Evidence, float]]) -> Sequence[tuple[Evidence, float]]:
    """Of an outlet's sentences those with a value of the kind that a question for a fact wants, if it has any."""
    valued = [(e, p) for e, p in weighed if question.wants in FACTS and holds_value(e.text, question)]
    return valued or weighed


def _best(weighed: Sequence[tuple[Evidence, float]]) -> list[tuple[Evidence, float]]:
    """The sentences of an outlet's best claims, with their relevance; at least one."""
    claims = choose(merge(weighed))[:MOST_PER_OUTLET]
    return [(claim.best, claim.relevance) for claim in claims]


def _by_outlet(claims: Sequence[Claim], outlet_of: Mapping[str, str], ranked: Sequence[str]) -> list[Claim]:
    """The claims outlet by outlet, each at the first of those that make it."""
    return sorted(claims, key=lambda c: min(ranked.index(outlet_of[e.article.id]) for e in c.evidence))
