"""The extractive answerer: the coverage's own sentences, chosen, merged where several reports say the same, ordered.

Deterministic; needs no language model. It decides how long an answer is, not whether there is one (`calibration`).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from rag.answer import AnswerSentence, Citation
from rag.citations import cite
from rag.evidence import Evidence, holds_quote, holds_value
from rag.figures import unheld
from rag.llm.verify import verify
from rag.question import FACTS, Question
from rag.timeline import in_time
from store import lexical
from store.dates import dates
from store.names import same, surname

# The bounds and thresholds below were set by reading answers, but for `CONSIDERED`.
MOST_FOR_FACT = 2
MOST_FOR_ACCOUNT = 6
CONSIDERED = 10
"""Claims that count towards how long an answer ought to be; with hundreds of unlikely ones a long one always pays.

8, 12, 16 and all of them do the same on CLAP NQ; the more, the more an answer on many reports is padded.
"""
SAME_CLAIM = 0.86
"""Cosine from which two sentences of different reports count as the same claim."""
SAME_WORDS = 0.6
"""Share of the shorter sentence's terms in the other one from which, likewise, they do."""
MOST_REPORTS = 5
"""Reports cited for one claim."""
NEARBY = 4
"""Sentences within which a further relevant one of the same report is context of the one shown."""
MOST_SENTENCES = 4
"""Sentences of one statement that are shown together, so that a speech does not push all else out."""
CAPTION = 0.5
"""What the relevance of a caption counts for, which leans on its picture."""

_LIST_MARK = re.compile(r"^(?:[-–—•*▪]|#+)\s+")
_PRONOUN = re.compile(r"he|she", re.IGNORECASE)
_LEANS = re.compile(
    r"^\W*(?:he|she|it|they|this|that|these|those|his|her|their|its|such|but|and|so|however|also|meanwhile|then|there"
    r"|the (?:former|latter))\b",
    re.IGNORECASE,
)


Told = tuple[tuple[AnswerSentence, ...], tuple[Citation, ...]]
"""Sentences of an answer with the citations that their numbers mean."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing said, by the sentence that says it best; `others` say it too, in other reports.

    `context` are further sentences that may belong to the answer and stand close by the best one.
    """

    best: Evidence
    relevance: float
    others: tuple[Evidence, ...] = ()
    context: tuple[Evidence, ...] = ()

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """All sentences that say it, the one shown first."""
        return (self.best, *self.others)


def compose(
    question: Question, evidence: Sequence[Evidence], relevance: Sequence[float], speaker: str | None = None
) -> Told:
    """The sentences of the answer and their citations, numbered in order of appearance.

    A question for a fact is answered by the likeliest sentence that holds a value of the kind; one for the words of a
    `speaker` by that speaker's, the latest reports first, then what the outlets tell of it themselves, but nobody
    else's words unless the speaker has none; any other one report by report.
    """
    merged = merge(candidates(question, list(zip(evidence, relevance, strict=True))))
    chosen = merged[:MOST_FOR_ACCOUNT] if in_time(question.standalone) else choose(merged)
    if question.wants in FACTS:
        chosen.sort(key=lambda c: not holds_value(c.best.text, question))
        shown, further = chosen[:MOST_FOR_FACT], chosen[MOST_FOR_FACT:]
        return write(with_context([carried(claim) for claim in shown], further))
    claims = said_whole([carried(claim) for claim in chosen], evidence)
    if in_time(question.standalone):
        return write(sorted(claims, key=lambda c: _day(c.best)))
    own = [bool(speaker and c.best.speaker and same(speaker, c.best.speaker)) for c in claims]
    said, others = ([c for c, mine in zip(claims, own, strict=True) if mine is of] for of in (True, False))
    told = [c for c in others if not (said and c.best.speaker)]
    return write([*newest_first(said), *in_order(told)])


def write(claims: Sequence[Claim]) -> Told:
    """A sentence per claim, in the words that say it best, with citations of all that say it, numbered from 1.

    Behind them stands the claims' context, on which no sentence rests.
    """
    sentences: list[AnswerSentence] = []
    citations: list[Citation] = []
    for claim in claims:
        made = _cited(claim.evidence, len(citations))
        citations += made
        sentences.append(AnswerSentence(shown_text(claim.best), tuple(c.number for c in made), made[0].speaker))
    beside = _cited([e for claim in claims for e in claim.context], len(citations))
    return tuple(sentences), (*citations, *(replace(c, context=True) for c in beside))


def _cited(evidence: Iterable[Evidence], after: int) -> list[Citation]:
    """Citations of the sentences, numbered on from those that are there already."""
    return [cite(n, e.article, e.row.start, e.row.end, e.speaker) for n, e in enumerate(evidence, start=after + 1)]


def shown_text(evidence: Evidence) -> str:
    """The sentence as it is shown: white space folded, no list mark before it, `he` named in brackets."""
    text, start = evidence.text, evidence.row.start
    for said in evidence.speech:
        first, last = said.speaker_start - start, said.speaker_end - start
        alone = first >= 0 and _PRONOUN.fullmatch(text[first:last])
        if alone and surname(said.speaker) not in map(surname, lexical.words(text)):
            text = f"{text[:last]} [{said.speaker}]{text[last:]}"
            break
    return _LIST_MARK.sub("", " ".join(text.split()))


def merge(weighed: Sequence[tuple[Evidence, float]]) -> list[Claim]:
    """Sentences with their relevance as claims, most relevant first: a near-repeat joins the claim that it repeats."""
    ranked = sorted(weighed, key=lambda pair: -pair[1])
    alike = _alike([e for e, _ in ranked])
    groups: dict[int, list[tuple[Evidence, float]]] = {}
    for place, one in enumerate(ranked):
        first = next((leader for leader in groups if alike[leader, place]), place)
        groups.setdefault(first, []).append(one)
    return [_claim(group) for group in groups.values()]


def carried(claim: Claim) -> Claim:
    """The claim without the reports that lack a figure, a name or the speaker of the sentence shown, or deny it."""
    best = claim.best
    others = (e for e in claim.others if not verify(best.text, best.row.vector, [e]).missing)
    return replace(claim, others=tuple(others))


def with_context(shown: Sequence[Claim], further: Sequence[Claim]) -> list[Claim]:
    """The claims shown, each with those further ones that stand close by in the same report as its context."""
    made = list(shown)
    for more in further:
        near = [n for n, claim in enumerate(shown) if _close(claim.best, more.best)]
        if near:
            made[near[0]] = replace(made[near[0]], context=(*made[near[0]].context, more.best))
    return made


def said_whole(claims: Sequence[Claim], evidence: Iterable[Evidence]) -> list[Claim]:
    """The claims, those of one report with all that is said there in the same breath; a part of it is no claim then.

    What several reports tell stays as it is, for the others may not have the rest, and nothing is shown twice.
    `evidence` holds the sentences beside those of the claims.
    """
    at = {_place(e): e for e in evidence}
    shown = {_place(claim.best) for claim in claims if claim.others}
    made: list[Claim] = []
    for claim in claims:
        if claim.others:
            made.append(claim)
        elif _place(claim.best) not in shown:
            parts = _statement(claim.best, {place: e for place, e in at.items() if place not in shown})
            shown.update(map(_place, parts))
            made.append(replace(claim, best=_joined(claim.best, parts)))
    return made


def _place(evidence: Evidence) -> tuple[str, int]:
    """The article and the number of a sentence in it."""
    return evidence.article.id, evidence.row.number


def _statement(part: Evidence, at: Mapping[tuple[str, int], Evidence]) -> list[Evidence]:
    """A sentence with those beside it in the same statement, first what follows; `MOST_SENTENCES` at most."""
    parts = [part]
    while len(parts) < MOST_SENTENCES:
        after = at.get((part.article.id, parts[-1].row.number + 1))
        before = at.get((part.article.id, parts[0].row.number - 1))
        if after and _goes_on(parts[-1], after):
            parts.append(after)
        elif before and _goes_on(before, parts[0]):
            parts.insert(0, before)
        else:
            break
    return parts


def _goes_on(one: Evidence, following: Evidence) -> bool:
    """Whether something said goes on from a sentence into the next."""
    return any(s.start < one.row.end and following.row.start < s.end for s in one.speech + following.speech)


def _joined(part: Evidence, parts: Sequence[Evidence]) -> Evidence:
    """The sentences as one; what is measured of it is that of the part."""
    row = replace(part.row, start=parts[0].row.start, end=parts[-1].row.end)
    speaker = next((e.speaker for e in (part, *parts) if e.speaker), None)
    return replace(part, row=row, speech=tuple(dict.fromkeys(s for e in parts for s in e.speech)), speaker=speaker)


def choose(claims: Sequence[Claim]) -> list[Claim]:
    """The first claims, as many as maximise the expected F1 of the choice, at most `MOST_FOR_ACCOUNT`.

    Each belongs to the answer with its own probability, so the expected F1 of the first k is, over i of them and j of
    the others, the sum of P(i) P(j) 2i / (k + i + j) (Jansche, "A maximum expected utility framework for binary
    sequence labeling", ACL 2007; Ye et al., "Optimizing F-measure: A tale of two approaches", ICML 2012).
    """
    likely = [claim.relevance for claim in claims[:CONSIDERED]]
    expected = [_expected_f1(likely[:k], likely[k:]) for k in range(1, min(len(likely), MOST_FOR_ACCOUNT) + 1)]
    return list(claims[: int(np.argmax(expected)) + 1]) if expected else []


def in_order(claims: Sequence[Claim]) -> list[Claim]:
    """The order in which they read: the most relevant one, then its report and the others, each in its own order."""
    place = {article: rank for rank, article in reversed(list(enumerate(c.best.article.id for c in claims)))}
    return sorted(claims, key=lambda c: (c is not claims[0], place[c.best.article.id], c.best.row.number))


def newest_first(claims: Sequence[Claim]) -> list[Claim]:
    """By the day that the reports came out, the latest first; within a day as they read."""
    return sorted(in_order(claims), key=lambda c: (c.best.article.published or "")[:10], reverse=True)


def candidates(question: Question, weighed: Sequence[tuple[Evidence, float]]) -> Sequence[tuple[Evidence, float]]:
    """The sentences that may answer: those with the words that the question quotes, if any, and no mere headlines.

    Of what happened one after the other, those that say when.
    """
    quoted = [(e, p) for e, p in weighed if holds_quote(e.text, question)]
    told = [(e, p * CAPTION if e.row.kind == "caption" else p) for e, p in weighed if e.row.kind != "headline"]
    dated = [(e, p) for e, p in told if _day(e)] if in_time(question.standalone) else []
    return quoted or dated or told or weighed


def _day(evidence: Evidence) -> str:
    """The first day that a sentence names, ISO 8601; empty without one."""
    return next((when.first for when in dates(evidence.text, evidence.article.published)), "")


def _claim(group: Sequence[tuple[Evidence, float]]) -> Claim:
    """The group as a claim, said by a sentence that stands alone if there is one, cited once a report."""
    members = [e for e, _ in group]
    best = next((e for e in members if not _LEANS.search(e.text) and e.row.kind == "body"), members[0])
    first_of = {e.article.id: e for e in reversed(members) if e.article.id != best.article.id}
    others = [e for e in members if first_of.get(e.article.id) is e]
    return Claim(best, max(p for _, p in group), tuple(others[: MOST_REPORTS - 1]))


def _expected_f1(chosen: Sequence[float], left: Sequence[float]) -> float:
    of, beside = _how_many(chosen), _how_many(left)
    i, j = np.ogrid[: len(of), : len(beside)]
    return float(of @ (2 * i / (len(chosen) + i + j)) @ beside)


def _how_many(likely: Sequence[float]) -> NDArray[np.float64]:
    """How likely 0, 1, 2 … of them belong to the answer."""
    return reduce(np.convolve, ([1 - p, p] for p in likely), np.ones(1))


def _alike(evidence: Sequence[Evidence]) -> NDArray[np.bool_]:
    """Which sentences say the same: alike in meaning, sharing most words of the shorter one, not with other figures."""
    if not evidence:
        return np.zeros((0, 0), np.bool_)
    vectors = np.array([e.row.vector for e in evidence])
    alike: NDArray[np.bool_] = vectors @ vectors.T >= SAME_CLAIM
    for one, other in np.argwhere(np.triu(alike, 1)):
        a, b = evidence[one], evidence[other]
        shared = len(a.terms & b.terms) / (min(len(a.terms), len(b.terms)) or 1)
        alike[one, other] = shared >= SAME_WORDS and not (_lacks(a, b) and _lacks(b, a))
    return alike


def _lacks(one: Evidence, other: Evidence) -> bool:
    """Whether the other sentence has not all figures and dates of the one."""
    return bool(unheld(one.text, [(other.text, other.article.published)]))


def _close(shown: Evidence, other: Evidence) -> bool:
    return shown.article.id == other.article.id and abs(shown.row.number - other.row.number) <= NEARBY
