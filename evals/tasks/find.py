"""Citation lookup: quotes as people garble them, each looked up as `byline find` does.

Samples written by hand (`coverage/find.yaml`), and made ones of the sentences of the same reports, generated once
(`coverage/find.jsonl`): verbatim, with typographic noise of twelve kinds, across the end of a sentence, cut in the
middle, with words dropped or changed, and invented, in which every word that carries meaning is another.
"""

from collections.abc import Mapping
from dataclasses import replace
from operator import eq
from pathlib import Path

from evals.measures import share
from evals.sample import Claim, Place, Sample
from evals.suites import located, read_suite
from evals.task import Outcome, Scores, Task
from evals.tasks.coverage import drafts_of
from evals.tasks.lines import Row, json_lines
from rag.assistant import Assistant

EXACT, NEAR = ("verbatim", "noise", "cross-sentence", "elided"), ("dropped", "changed", "translated")
_COLUMNS = (
    dict.fromkeys(EXACT, ("exact_recall", "exact_precision"))
    | dict.fromkeys(NEAR, ("near_recall", "near_precision"))
    | {"claim": ("claim_found", "claim_right")}
)
_NOWHERE = {"invented": "invented_found", "absent": "absent_found"}
"""Quotes, and claims, of which nothing is to be found."""


class Made(Row):
    """A line of made samples: of each claim the places as source, start and end, the one that was quoted first."""

    id: str
    kind: str
    question: str
    claims: list[list[tuple[str, int, int]]]


def find(path: Path) -> Task:
    """The task over the suite of hand-made samples, and the made ones beside it. Raises SuiteError."""
    suite = read_suite(path)
    drafts = drafts_of(suite.name, suite.coverage or ())
    texts = {draft.source: draft.text for draft in drafts}
    samples = [one for sample in located(suite, texts) for one in _renderings(sample, texts)]
    made = [_sample(row) for row in json_lines(path.with_suffix(".jsonl"), Made)]
    return Task(suite.name, (*samples, *made), look_up, (found,), drafts)


def look_up(assistant: Assistant, sample: Sample) -> Outcome:
    """A solver that looks the question up; what is found stands in `extra["occurrences"]`."""
    lookup = assistant.find(sample.question, sample.filters)
    told = [
        {"match": o.match, "source": o.article.source, "start": o.start, "end": o.end}
        | {"quote": o.quote, "changes": o.changes}
        for o in lookup.occurrences
    ]
    return Outcome(extra={"occurrences": told})


def found(sample: Sample, outcome: Outcome) -> Scores:
    """Recall and precision of the places, by what is to be found; of what stands nowhere whether any was found.

    The first place must be found, the others may be; of a claim told in other words any will do. Of words that stand
    somewhere exactly, only exact matches count, and only those to the character: near ones beside them are nobody's
    fault. Near matches are right where they share half of their characters with a place.
    """
    if not outcome.extra:
        return {}
    said = outcome.extra["occurrences"]
    if sample.kind in _NOWHERE:
        return {_NOWHERE[sample.kind]: float(bool(said))}
    recall, precision = _COLUMNS[sample.kind]
    exact = sample.kind in EXACT
    spots = [Place(o["source"], o["start"], o["end"]) for o in said if not exact or o["match"] == "exact"]
    met = eq if exact else _like
    places = [place for claim in sample.claims for place in claim.places]
    most = None if sample.kind == "claim" else 1
    return {
        recall: share(any(met(spot, p) for spot in spots for p in claim.places[:most]) for claim in sample.claims),
        precision: share(any(met(spot, p) for p in places) for spot in spots),
    }


def _like(spot: Place, place: Place) -> bool:
    shared = min(spot.end, place.end) - max(spot.start, place.start)
    return spot.source == place.source and 2 * shared >= min(spot.end - spot.start, place.end - place.start)


def _renderings(sample: Sample, texts: Mapping[str, str]) -> list[Sample]:
    """The sample, or of several renderings of one statement a sample each."""
    if sample.kind != "translated":
        return [sample]
    said = [texts[c.places[0].source][c.places[0].start : c.places[0].end] for c in sample.claims]
    return [replace(sample, id=f"{sample.id}-{n}", question=words) for n, words in enumerate(said, start=1)]


def _sample(row: Made) -> Sample:
    claims = tuple(Claim(tuple(Place(*place) for place in places)) for places in row.claims)
    return Sample(row.id, row.question, row.kind, status=None if claims else "not_in_coverage", claims=claims)
