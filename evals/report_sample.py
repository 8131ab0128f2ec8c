"""A sample of a run as the report shows it: the verdict and why, quotes against gold, what was met and missed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from evals.judge import meets_span
from evals.measures import fact_held
from evals.record import SuiteRun
from evals.sample import Place

Json = Mapping[str, Any]
Verdict = Literal["wrong", "unscored", "right"]
VERDICTS: tuple[Verdict, ...] = ("wrong", "unscored", "right")
"""In the order in which a reader wants to see them."""

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
    timings: Json
    claims: Sequence[Wanted]
    facts: Sequence[Wanted]
    forbidden: Sequence[Wanted]

    @property
    def id(self) -> str:
        """What the sample is called."""
        return str(self.scores["id"])

    @property
    def kind(self) -> str:
        """What it is grouped by."""
        return self.scores.get("kind") or ""


def shown(suite: SuiteRun) -> list[Shown]:
    """The samples of a suite, those that went wrong first, otherwise in their order."""
    records = suite.records or (None,) * len(suite.scores)
    every = [_shown(*three) for three in zip(suite.scores, suite.timings, records, strict=True)]
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
    given = [(value, bad, says) for name, bad, says in _FAULTS if (value := scores.get(name)) is not None]
    faults = [says for value, bad, says in given if bad(value)]
    if status is False:
        faults = [_wrong_status(record), *([] if scores.get("refused") else faults)]
    if faults:
        return "wrong", tuple(faults)
    return ("right" if given or status else "unscored"), ()


def _status(scores: Json) -> bool | None:
    """Whether the status is the due one; where disputes were not judged, whether it was refused as due."""
    if scores.get("status_right") is not None:
        return bool(scores["status_right"])
    if scores.get("should_refuse") is not None:
        return bool(scores["refused"] == scores["should_refuse"])
    return None


def _wrong_status(record: Json | None) -> str:
    answer, sample = (record["answer"], record["sample"]) if record else (None, {})
    if not answer or not sample.get("status"):
        return "wrong status"
    return f"{STATUS[answer['status']]}, should be {STATUS[sample['status']]}"


def _shown(scores: Json, timings: Json, record: Json | None) -> Shown:
    sample: Json = record["sample"] if record else {}
    answer: Json = (record["answer"] if record else None) or {}
    said = " ".join(sentence["text"] for sentence in answer.get("sentences", ()))

    def held(wordings: Sequence[str], vital: bool = True) -> Wanted:
        return Wanted([{"words": wording} for wording in wordings], fact_held(said, wordings), vital)

    return Shown(
        *judged(scores, record),
        question=sample.get("question", scores["id"]),
        record=record,
        scores=scores,
        timings=timings,
        claims=[Wanted(claim, _is_met(claim, answer.get("citations", ()))) for claim in (record or {}).get("gold", ())],
        facts=[held(fact["wordings"], fact["vital"]) for fact in sample.get("facts", ())],
        forbidden=[held([wording]) for wording in sample.get("must_not", ())],
    )


def _is_met(claim: Sequence[Json], citations: Sequence[Json]) -> bool:
    places = [Place(g["source"], g["start"], g["end"]) for g in claim]
    return any(meets_span(place, c["source"], c["start"], c["end"]) for place in places for c in citations)
