"""Outlet by outlet: what each says on a question, and which say nothing on it.

An outlet says nothing where its own reports, taken as if they were the whole coverage, stay below the confidence from
which a question is answered, and none of their sentences comes close to the one that answers best elsewhere.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.answer import AnswerSentence, Citation, Filters, coverage_json
from rag.calibration import WHOLE, Calibration, relevance, sentence_signals
from rag.disputes import dispute, notice
from rag.evidence import Asked, Evidence, holds_value
from rag.extractive import Claim, candidates, choose, write
from rag.lookup.contrasts import Contrast, contrasts, in_time
from rag.preferences import preferred
from rag.question import FACTS, Question
from rag.reading.constraints import Constraints
from rag.reading.wanted import about, kind
from rag.retrieve import allowed_articles
from rag.sides.side import Dispute, Update
from rag.sides.stance import stance
from rag.sides.values import Value, values
from rag.weighed import Weighed
from rag.wording import UNKNOWN_OUTLET, listed
from rag.words import STOP_WORDS
from store import catalogue, lexical
from store.article import Coverage
from store.catalogue import Story
from store.names import same
from store.tables import Connection

SHARED, SURELY, BY_WORDS = 0.9, 1.0, 0.4
"""From which likeness two outlets make one claim: the cosine of two sentences, and so much for the share of the shorter
one's words in the other; `SURELY` where it is another sentence of the claim that is like it, not the one shown. Set by
reading the nearest pairs of five reports; nobody has counted them, and no other data was looked at.
"""
OF_BEST, HEARD, LEAST, FURTHER = 0.4, 0.1, 0.5, 0.25
"""Share of the best claim's relevance from which a claim is shown, and from which an unsure outlet's best one is; of
what the sentence shown holds of the question, from which another one stands beside it; how much more a claim is worth
for each further outlet. Set by reading."""
MOST_READ = 300
"""Sentences that are compared with each other, the likeliest."""
LIKE, WHOLLY, HEADS = 0.65, 0.9, 5
"""From this cosine on with a sentence of the sure outlets that holds most of what is asked, an unsure one speaks of the
same: with this share of the most, with so many sentences, the likeliest. Set by reading."""
MATTER = 0.25
"""Share of the question's weight from which one that gives the same figure or time speaks of the same. Likewise."""

_STOPPED = frozenset(map(lexical.term, STOP_WORDS))


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
    first; `difference` is where the reports do not agree, None where they are not seen to differ, `contrasts` are the
    figures, names and quoted words in which outlets differ that make one claim.
    """

    question: str
    subject: str
    outlets: tuple[OutletView, ...]
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    difference: Dispute | Update | None
    coverage: Coverage
    contrasts: tuple[Contrast, ...] = ()

    @property
    def silent(self) -> tuple[str, ...]:
        """The outlets that say nothing on it."""
        return tuple(view.outlet for view in self.outlets if not view.citations)

    @property
    def notices(self) -> tuple[str, ...]:
        """Who says nothing on it and what they differ in, in words."""
        silent = f"Nothing on this in: {listed(self.silent)}." if self.silent else ""
        differ = notice(self.difference) if self.difference else ""
        return tuple(filter(None, (silent, differ, *(f"They differ in {c.kind}: {c}." for c in self.contrasts))))

    def to_json(self) -> dict[str, Any]:
        """One JSON object: the claims with their citations, and each outlet with its own of them."""
        return {
            "question": self.question,
            "subject": self.subject,
            "outlets": [asdict(view) | {"mentions": bool(view.citations)} for view in self.outlets],
            "claims": [asdict(s) for s in self.sentences],
            "citations": [c.to_json() for c in self.citations],
            "differences": [{"in": c.kind, "said": {words: list(of) for words, of in c.said}} for c in self.contrasts],
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
    asked: str,
    question: Question,
    calibration: Calibration,
    held: Mapping[str, Weighed],
    together: Callable[[], Weighed],
    constraints: Constraints,
    coverage: Coverage,
) -> Comparison:
    """The comparison of outlets, each of which has been asked the `question` alone: what `asked` is about.

    All are weighed `together` where none alone is sure of an answer: if there is one then, the outlet speaks that says
    the likeliest sentence.
    """
    if not held:
        return Comparison(asked, question.standalone, (), (), (), None, coverage)
    sure = {outlet: _confidence(weighed) for outlet, weighed in held.items()}
    ranked = sorted(held, key=lambda outlet: -sure[outlet])
    words, surely = held[ranked[0]].asked, [o for o in ranked if sure[o] >= calibration.threshold]
    surely = surely or _likeliest(together(), calibration.threshold)
    speaking = _speaking(question, held, surely, words)
    pooled = [e for outlet in speaking for e in held[outlet].evidence]
    likely = relevance(calibration, sentence_signals(question, words, pooled))
    kept = preferred(likely, pooled, constraints, words)
    weighed = [(e, p * (1 + words.overlap(e.terms)) / 2) for e, p in zip(pooled, kept, strict=True)]
    outlet_of = {e.article.id: outlet for outlet in speaking for e in held[outlet].evidence}
    apart = ([w for w in weighed if outlet_of[w[0].article.id] == outlet] for outlet in speaking)
    told = candidates(question, [pair for own in apart for pair in _fitting(question, constraints.speaker, own)])
    claims = _chosen(_claims(words, told, outlet_of), outlet_of, speaking, surely) if told else []
    difference = dispute(question, words, weighed) if weighed else None
    claims += _unshown(difference, claims)
    sentences, citations = write(claims)
    cited = {outlet: tuple(c.number for c in citations if outlet_of[c.article] == outlet) for outlet in speaking}
    return Comparison(
        question=asked,
        subject=question.standalone,
        outlets=tuple(OutletView(outlet, sure[outlet], cited.get(outlet, ())) for outlet in ranked),
        sentences=sentences,
        citations=citations,
        difference=difference,
        contrasts=tuple(dict.fromkeys(_contrasts(question, claims, outlet_of))),
        coverage=coverage,
    )


def _unshown(difference: Dispute | Update | None, claims: Sequence[Claim]) -> list[Claim]:
    """The sides of a dispute of which no claim shows anything, as claims: whoever is named has a row."""
    shown = {(e.article.id, e.row.start) for claim in claims for e in claim.evidence}
    held = [side.evidence for side in difference.sides] if difference else []
    return [Claim(e[0], 0.0, e[1:]) for e in held if shown.isdisjoint((one.article.id, one.row.start) for one in e)]


def _likeliest(whole: Weighed, threshold: float) -> list[str]:
    """The outlet of the likeliest sentence, if all outlets together hold an answer."""
    if _confidence(whole) < threshold:
        return []
    return [whole.evidence[int(np.argmax(whole.relevance))].article.outlet or UNKNOWN_OUTLET]


def _confidence(weighed: Weighed) -> float:
    """How likely an outlet says something on the question; for a single word that it says, as for a whole question."""
    named = len(weighed.asked.groups) == 1 and any(weighed.asked.overlap(e.terms) for e in weighed.evidence)
    return round(1 - (1 - weighed.confidence) * WHOLE, 4) if named else weighed.confidence


def _speaking(question: Question, held: Mapping[str, Weighed], sure: Sequence[str], asked: Asked) -> list[str]:
    """The outlets that say something: those that are sure to, and those that come close to the best of their words."""
    told = [(e, p) for o in sure for e, p in zip(held[o].evidence, held[o].relevance, strict=True)]
    if not told:
        return []
    most = max(asked.overlap(e.terms) for e, _ in told)
    whole = [pair for pair in told if asked.overlap(pair[0].terms) >= WHOLLY * most]
    heads = np.array([e.row.vector for e, _ in sorted(whole, key=lambda pair: -pair[1])[:HEADS]])
    given = [v for e, _ in whole for v in _values(question, e)]

    def speaks(e: Evidence) -> bool:
        agreeing = any(a.unit == b.unit and a.agrees(b) for a in _values(question, e) for b in given)
        return (heads @ e.row.vector).max() >= LIKE or (agreeing and asked.overlap(e.terms) >= MATTER)

    return list(dict.fromkeys((*sure, *(o for o in held if any(map(speaks, held[o].evidence))))))


def _fitting(
    question: Question, speaker: str | None, own: Sequence[tuple[Evidence, float]]
) -> Sequence[tuple[Evidence, float]]:
    """Of an outlet's sentences those of the speaker asked for, or with a value of the kind wanted, if it has any."""
    said = [(e, p) for e, p in own if speaker and e.speaker and same(speaker, e.speaker)] or own
    return [(e, p) for e, p in said if question.wants in FACTS and _given(question, e)] or said


def _given(question: Question, evidence: Evidence) -> bool:
    told = kind(question) in ("number", "time")
    return bool(_values(question, evidence)) if told else holds_value(evidence.text, question)


def _values(question: Question, evidence: Evidence) -> Sequence[Value]:
    """The figures or times that a sentence gives for what is asked, if one of these is."""
    wanted, asked = kind(question), frozenset(term for _, term in question.words)
    if wanted not in ("number", "time"):
        return ()
    return values(evidence.text, evidence.article.published, wanted, asked, about(question))


def _claims(asked: Asked, weighed: Sequence[tuple[Evidence, float]], outlet_of: Mapping[str, str]) -> list[Claim]:
    """What is said, best first: the likeliest sentence, and of every other outlet the one most like it, if any is."""
    ranked = sorted(weighed, key=lambda pair: -pair[1])[:MOST_READ]
    like, share = _likeness([e for e, _ in ranked]), [asked.share(e.terms) for e, _ in ranked]
    left, claims = list(range(len(ranked))), []
    while left:
        on = [n for n in left if like[left[0], n] > 0 and share[n] >= LEAST * share[left[0]]]
        near = [n for n in on if like[left[0], n] >= SHARED]
        near += [n for n in on if n not in near and like[n, near].max() >= SURELY]
        near.sort(key=lambda n: -like[left[0], n])
        best = {outlet_of[ranked[n][0].article.id]: n for n in reversed(near)}
        (lead, relevance), *others = (ranked[n] for n in near if n in best.values())
        claims.append(Claim(lead, min(1.0, relevance * (1 + FURTHER * len(others))), tuple(e for e, _ in others)))
        left = [n for n in left if n not in near]
    return sorted(claims, key=lambda claim: -claim.relevance)


def _likeness(told: Sequence[Evidence]) -> NDArray[np.float64]:
    """How like any two sentences are; not at all where two people say them, or one denies what the other asserts."""
    vectors, asserted = np.array([e.row.vector for e in told], np.float64), [stance(e.text) == "asserts" for e in told]
    cosine, bare = vectors @ vectors.T, [e.terms - _STOPPED for e in told]
    like = np.diag(np.full(len(told), np.inf))
    for a, b in np.argwhere(np.triu(cosine, 1) >= SHARED - BY_WORDS):
        one, other = told[a].speaker, told[b].speaker
        if asserted[a] == asserted[b] and not (one and other and not same(one, other)):
            shared = len(bare[a] & bare[b]) / (min(len(bare[a]), len(bare[b])) or 1)
            like[a, b] = like[b, a] = cosine[a, b] + BY_WORDS * shared
    return like


def _chosen(
    claims: Sequence[Claim], outlet_of: Mapping[str, str], speaking: Sequence[str], surely: Sequence[str]
) -> list[Claim]:
    """The best claims, and of every outlet that makes none of them its own best one, if that or the outlet is sure."""
    chosen = [claim for claim in choose(claims) if claim.relevance >= OF_BEST * claims[0].relevance]
    for outlet in speaking:
        own = [claim for claim in claims if any(outlet_of[e.article.id] == outlet for e in claim.evidence)]
        heard = outlet in surely or any(claim.relevance >= HEARD * claims[0].relevance for claim in own[:1])
        if own and heard and not any(claim in chosen for claim in own):
            chosen.append(own[0])
    return chosen


def _contrasts(question: Question, claims: Sequence[Claim], outlet_of: Mapping[str, str]) -> Iterator[Contrast]:
    every = [e for claim in claims for e in claim.evidence]
    for told in [every] if question.wants == "time" else [claim.evidence for claim in claims]:
        yield from in_time(told, outlet_of)
    for claim in claims:
        yield from contrasts(claim.evidence, outlet_of)
