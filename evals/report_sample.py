"""A sample of a run as the report shows it: the verdict and why, quotes against gold, what was met and missed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from evals.judge import meets
from evals.measures import fact_held
from evals.record import SuiteRun
from evals.sample import Place

Json = Mapping[str, Any]
Verdict = Literal["wrong", "unscored", "right"]
VERDICTS: tuple[Verdict, ...] = ("wrong", "unscored", "right")
"""In the order in which a reader wants to see them."""

STATUS = {"answered": "answered", "disputed": "disputed", "not_in_coverage": "not in coverage", None: "not judged"}

_LEAST = {
    "claim_recall": (1.0, "gold not cited"),
    "vital_facts": (1.0, "facts missing"),
    "quotes_exact": (1.0, "a quote is not exact"),
    "sentence_f1": (0.01, "no chosen sentence cited"),
    "hits_10": (1.0, "no gold among ten passages"),
    "answers_found": (1.0, "right answers missing"),
    "speaker_right": (1.0, "a speaker is wrong"),
}
"""Scores, from which value on nothing is at fault, and how it is said if they fall short."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something that the answer should hold: its alternatives, whether they were met, and whether they must be."""

    alternatives: Sequence[Json]
    met: bool
    vital: bool = True


@dataclass(frozen=True, slots=True)
class Shown:
    """One sample, ready to be laid out. `record` is None where the run keeps none."""

    verdict: Verdict
    faults: tuple[str, ...]
    question: str
    record: Json | None
    scores: Json
    claims: Sequence[Wanted]
    facts: Sequence[Wanted]
    forbidden: Sequence[Wanted]

    @property
    def gravity(self) -> int:
        """The number of its faults."""
        return len(self.faults)


def shown(suite: SuiteRun) -> list[Shown]:
    """The samples of a suite, those that went wrong first, otherwise in their order."""
    records = suite.records or (None,) * len(suite.lines)
    every = [_shown(scores, record) for scores, record in zip(suite.lines, records, strict=True)]
    return sorted(every, key=lambda sample: VERDICTS.index(sample.verdict))


def pieces(cited: Json, gold: Sequence[Sequence[Json]]) -> Iterator[tuple[bool, str]]:
    """The quote of a citation, cut into stretches inside (True) and outside of the places of the gold claims."""
    spans = [range(g["start"], g["end"]) for claim in gold for g in claim if g["source"] == cited["source"]]
    characters = enumerate(cited["quote"], start=cited["start"])
    for inside, run in groupby(characters, lambda one: any(one[0] in span for span in spans)):
        yield inside, "".join(character for _, character in run)


def judged(scores: Json, record: Json | None) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict over a sample and its faults in words. Unscored is what nobody judged, and what could not be asked.

    A wrong refusal is one fault; that it cites nothing goes with it.
    """
    if record and record["error"]:
        return "unscored", (f"could not be asked: {record['error']}",)
    status = _status(scores)
    told = {name: scores[name] for name in (*_LEAST, "forbidden") if scores.get(name) is not None}
    faults = [says for name, (least, says) in _LEAST.items() if told.get(name, 1.0) < least]
    faults += ["says what it must not"] if told.get("forbidden") else []
    if status is False:
        faults = [_wrong_status(record), *([] if scores.get("refused") else faults)]
    if faults:
        return "wrong", tuple(faults)
    return ("right" if told or status else "unscored"), ()


def _status(scores: Json) -> bool | None:
    """Whether the status is the due one; where disputes were not judged, whether it was refused as due."""
    if scores.get("status_right") is None and scores.get("should_refuse") is not None:
        return bool(scores["refused"] == scores["should_refuse"])
    right = scores.get("status_right")
    return None if right is None else bool(right)


def _wrong_status(record: Json | None) -> str:
    answer, due = (record["answer"], record["sample"].get("status")) if record else (None, None)
    return f"{STATUS[answer['status']]}, should be {STATUS[due]}" if answer and due else "wrong status"


def _shown(scores: Json, record: Json | None) -> Shown:
    sample: Json = record["sample"] if record else {}
    answer: Json = (record["answer"] if record else None) or {}
    said = " ".join(sentence["text"] for sentence in answer.get("sentences", ()))
    cited = [_place(citation) for citation in answer.get("citations", ())]

    def held(wordings: Sequence[str], vital: bool = True) -> Wanted:
        return Wanted([{"words": wording} for wording in wordings], fact_held(said, wordings), vital)

    def claim(places: Sequence[Json]) -> Wanted:
        return Wanted(places, any(meets(c, _place(place)) for place in places for c in cited))

    return Shown(
        *judged(scores, record),
        question=sample.get("question", scores["id"]),
        record=record,
        scores=scores,
        claims=[claim(places) for places in (record or {}).get("gold", ())],
        facts=[held(fact["wordings"], fact["vital"]) for fact in sample.get("facts", ())],
        forbidden=[held([wording]) for wording in sample.get("must_not", ())],
    )


def _place(one: Json) -> Place:
    return Place(one["source"], one["start"], one["end"])
