"""The extractive answerer: the coverage's own sentences, chosen, merged where several reports say the same, ordered.

Deterministic; needs no language model. It decides how long an answer is, not whether there is one (`calibration`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer import AnswerSentence, Citation
from rag.citations import cite
from rag.evidence import Evidence
from rag.question import FACTS, Question

MOST_FOR_FACT = 2
MOST_FOR_ACCOUNT = 6
SAME_CLAIM = 0.86
"""Cosine from which two sentences of different reports count as the same claim."""
SAME_WORDS = 0.6
"""Share of the shorter sentence's terms in the other one from which, likewise, they do."""
MOST_REPORTS = 5
"""Reports cited for one claim."""

_LEANS = re.compile(
    r"^\W*(?:he|she|it|they|this|that|these|those|his|her|their|its|such|but|and|so|however|also|meanwhile|then|there"
    r"|the (?:former|latter))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing said, by the sentence that says it best, with the sentences of other reports that say it too."""

    best: Evidence
    relevance: float
    others: tuple[Evidence, ...]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """All sentences that carry the claim, at most one a report, the best first."""
        seen = {self.best.article.id}
        kept = [self.best]
        for other in self.others:
            if other.article.id not in seen:
                seen.add(other.article.id)
                kept.append(other)
        return tuple(kept[:MOST_REPORTS])


def compose(
    question: Question, evidence: Sequence[Evidence], relevance: Sequence[float]
) -> tuple[tuple[AnswerSentence, ...], tuple[Citation, ...]]:
    """The sentences of the answer and their citations, numbered in order of appearance."""
    claims = merge(evidence, relevance)
    chosen = choose(claims, MOST_FOR_FACT if question.wants in FACTS else MOST_FOR_ACCOUNT)
    sentences: list[AnswerSentence] = []
    citations: list[Citation] = []
    for claim in in_order(chosen):
        made = [
            cite(len(citations) + n, e.article, e.row.start, e.row.end) for n, e in enumerate(claim.evidence, start=1)
        ]
        citations += made
        sentences.append(AnswerSentence(" ".join(claim.best.text.split()), tuple(c.number for c in made)))
    return tuple(sentences), tuple(citations)


def merge(evidence: Sequence[Evidence], relevance: Sequence[float]) -> list[Claim]:
    """Sentences as claims, most relevant first: a near-repeat joins the claim that it repeats."""
    ranked = sorted(zip(evidence, relevance, strict=True), key=lambda pair: -pair[1])
    groups: list[list[tuple[Evidence, float]]] = []
    for one in ranked:
        group = next((g for g in groups if same_claim(g[0][0], one[0])), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return [_claim(group) for group in groups]


def same_claim(one: Evidence, other: Evidence) -> bool:
    """Whether two sentences say the same thing: alike in meaning, and sharing most words of the shorter."""
    if float(one.row.vector @ other.row.vector) < SAME_CLAIM:
        return False
    shorter = min(len(one.terms), len(other.terms)) or 1
    return len(one.terms & other.terms) / shorter >= SAME_WORDS


def choose(claims: Sequence[Claim], most: int) -> list[Claim]:
    """The first claims, as many as maximise the expected F1 of the choice, at most `most`.

    With probabilities p of belonging to the answer, the expected F1 of the first k is about
    2 * sum(p[:k]) / (k + sum(p)) (Nan et al., "Optimizing F-measure: A tale of two approaches", ICML 2012).
    """
    total = sum(claim.relevance for claim in claims)
    best, length, held = 0.0, 0, 0.0
    for k, claim in enumerate(claims[:most], start=1):
        held += claim.relevance
        expected = 2 * held / (k + total)
        if expected > best:
            best, length = expected, k
    return list(claims[:length])


def in_order(claims: Sequence[Claim]) -> list[Claim]:
    """The order in which they read: report by report, the one with the best sentence first, each in its own order."""
    place = {article: rank for rank, article in reversed(list(enumerate(c.best.article.id for c in claims)))}
    return sorted(claims, key=lambda c: (place[c.best.article.id], c.best.row.number))


def _claim(group: list[tuple[Evidence, float]]) -> Claim:
    """The group as a claim, said by a sentence that stands alone if there is one."""
    alone = next((e for e, _ in group if not _LEANS.search(e.text) and e.row.kind == "body"), group[0][0])
    return Claim(alone, max(p for _, p in group), tuple(e for e, _ in group if e is not alone))
