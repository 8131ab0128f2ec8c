"""A sample of a run as the report shows it: the verdict and why, quotes against gold, what was met and missed."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from evals.judge import meets_span
from evals.measures import fact_held
from evals.record import SuiteRun
from evals.sample import Place

Verdict = Literal["wrong", "unscored", "right"]
VERDICTS: tuple[Verdict, ...] = ("wrong", "unscored", "right")
"""In the order in which a reader wants to see them."""

SENTENCES, HITS, LONGEST = 12, 10, 700
"""Sentences of a trace, found passages, and characters of any one text that are shown at most."""

STATUS = {"answered": "answered", "disputed": "disputed", "not_in_coverage": "not in coverage", None: "not judged"}

_FAULTS: tuple[tuple[str, Callable[[float], bool], str], ...] = (
    ("claim_recall", lambda share: share == 0, "gold not cited"),
    ("claim_recall", lambda share: 0 < share < 1, "some gold not cited"),
    ("vital_facts", lambda share: share == 0, "facts missing"),
    ("vital_facts", lambda share: 0 < share < 1, "some facts missing"),
    ("forbidden", lambda share: share > 0, "says what it must not"),
    ("quotes_exact", lambda share: share < 1, "a quote is not exact"),
    ("sentence_f1", lambda f1: f1 == 0, "no chosen sentence cited"),
    ("hits_10", lambda hit: hit == 0, "no gold among ten passages"),
    ("answers_found", lambda share: share < 1, "right answers missing"),
    ("speaker_right", lambda share: share < 1, "a speaker is wrong"),
)
"""Score, when it is a fault, and how that is said; a sample without any of these scores is unscored."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, and whether it lies in the gold."""

    text: str
    gold: bool


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation as the answer gave it, its quote cut where gold begins and ends."""

    citation: Mapping[str, Any]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something that the answer should hold: its alternatives, whether they were met, and whether they must be."""

    alternatives: tuple[Mapping[str, Any], ...]
    met: bool
    vital: bool = True


@dataclass(frozen=True, slots=True)
class Shown:
    """One sample, ready to be laid out. `record` is None where the run keeps none."""

    id: str
    kind: str
    verdict: Verdict
    faults: tuple[str, ...]
    question: str
    record: Mapping[str, Any] | None
    scores: Mapping[str, Any]
    timings: Mapping[str, Any]
    cited: tuple[Cited, ...]
    claims: tuple[Wanted, ...]
    facts: tuple[Wanted, ...]
    forbidden: tuple[Wanted, ...]
    sentences: tuple[Mapping[str, Any], ...]

    @property
    def answer(self) -> Mapping[str, Any] | None:
        """The contract's answer, None where there is none."""
        return self.record["answer"] if self.record else None


def shown(suite: SuiteRun) -> list[Shown]:
    """The samples of a suite, those that went wrong first, otherwise in their order."""
    records = suite.records or (None,) * len(suite.scores)
    every = [_shown(*three) for three in zip(suite.scores, suite.timings, records, strict=True)]
    return sorted(every, key=lambda sample: VERDICTS.index(sample.verdict))


def visible(text: str) -> str:
    """Text on one line, without surrogates, control and formatting characters; joiners stay: they are letters' own."""
    if text.isascii() and text.isprintable():
        return text
    spaced = re.sub(r"\s+", " ", text)
    return "".join(c for c in spaced if c in "\u200c\u200d" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


def shortened(text: str, limit: int = LONGEST) -> str:
    """The first `limit` characters, with an ellipsis where something is left off."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def pieces(quote: str, source: str, start: int, gold: Sequence[Mapping[str, Any]]) -> tuple[Piece, ...]:
    """The quote, which begins at `start` of its source, cut into stretches inside and outside of the gold places."""
    end = start + len(quote)
    inside = [(max(start, g["start"]), min(end, g["end"])) for g in gold if g["source"] == source]
    spans = [(first - start, last - start) for first, last in inside if first < last]
    cuts = sorted({0, len(quote), *(cut for span in spans for cut in span)})
    made: list[Piece] = []
    for first, last in pairwise(cuts):
        in_gold = any(a <= first and last <= b for a, b in spans)
        if made and made[-1].gold == in_gold:
            made[-1] = Piece(made[-1].text + quote[first:last], in_gold)
        else:
            made.append(Piece(quote[first:last], in_gold))
    return tuple(made)


def judged(scores: Mapping[str, Any], record: Mapping[str, Any] | None) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict over a sample and its faults in words. Unscored is what nobody judged, and what could not be asked.

    A wrong refusal is one fault; that it cites nothing goes with it.
    """
    if record and record["error"]:
        return "unscored", (f"could not be asked: {record['error']}",)
    status = _status(scores)
    given = [(scores[name], bad, says) for name, bad, says in _FAULTS if _is_number(scores.get(name))]
    faults = [says for value, bad, says in given if bad(value)]
    if status is False:
        said = _wrong_status(record)
        faults = [said] if scores.get("refused") else [said, *faults]
    if faults:
        return "wrong", tuple(faults)
    return ("right" if given or status else "unscored"), ()


def _status(scores: Mapping[str, Any]) -> bool | None:
    """Whether the status is the due one; where disputes were not judged, whether it was refused as due."""
    if _is_number(scores.get("status_right")):
        return bool(scores["status_right"])
    if _is_number(scores.get("should_refuse")):
        return bool(scores["refused"] == scores["should_refuse"])
    return None


def _shown(scores: Mapping[str, Any], timings: Mapping[str, Any], record: Mapping[str, Any] | None) -> Shown:
    verdict, faults = judged(scores, record)
    sample = record["sample"] if record else {}
    answer = (record["answer"] if record else None) or {}
    gold: Sequence[Sequence[Mapping[str, Any]]] = record["gold"] if record else ()
    citations: Sequence[Mapping[str, Any]] = answer.get("citations", ())
    places = [place for claim in gold for place in claim]
    said = " ".join(sentence["text"] for sentence in answer.get("sentences", ()))
    return Shown(
        id=scores["id"],
        kind=scores.get("kind") or "",
        verdict=verdict,
        faults=faults,
        question=sample.get("question", scores["id"]),
        record=record,
        scores=_numbers(scores),
        timings=_numbers(timings),
        cited=tuple(Cited(c, pieces(c["quote"], c["source"], c["start"], places)) for c in citations),
        claims=tuple(Wanted(tuple(claim), _is_met(claim, citations)) for claim in gold),
        facts=tuple(_wanted(fact["wordings"], said, fact["vital"]) for fact in sample.get("facts", ())),
        forbidden=tuple(_wanted([wording], said) for wording in sample.get("must_not", ())),
        sentences=_traced(record),
    )


def _is_met(claim: Sequence[Mapping[str, Any]], citations: Sequence[Mapping[str, Any]]) -> bool:
    places = [Place(g["source"], g["start"], g["end"]) for g in claim]
    return any(meets_span(place, c["source"], c["start"], c["end"]) for place in places for c in citations)


def _wanted(wordings: Sequence[str], said: str, vital: bool = True) -> Wanted:
    return Wanted(tuple({"words": wording} for wording in wordings), fact_held(said, wordings), vital)


def _traced(record: Mapping[str, Any] | None) -> tuple[Mapping[str, Any], ...]:
    """The most relevant sentences, those that are cited among them in any case."""
    trace = (record["trace"] if record else None) or {}
    ranked = enumerate(trace.get("sentences", ()))
    return tuple(s for place, s in ranked if place < SENTENCES or s["cited"] is not None)


def _wrong_status(record: Mapping[str, Any] | None) -> str:
    answer, sample = (record["answer"], record["sample"]) if record else (None, {})
    if not answer or not sample.get("status"):
        return "wrong status"
    return f"{STATUS[answer['status']]}, should be {STATUS[sample['status']]}"


def _numbers(line: Mapping[str, Any]) -> dict[str, float | None]:
    return {name: v for name, v in line.items() if name not in ("id", "kind") and (v is None or _is_number(v))}


def _is_number(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, int | float) and math.isfinite(value)
