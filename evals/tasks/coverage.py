"""A suite written by hand, over reports that it names or over the home's own story."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evals.errors import SuiteError
from evals.judge import meets
from evals.measures import retrieval
from evals.sample import Place, Sample
from evals.scorers import citing, facts, length, status, supported
from evals.suites import located, read_suite
from evals.task import Outcome, Task, search
from store.article import Article, Draft
from store.errors import InputRefused
from store.extract import extract

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

DEPTH = 1_000
"""Passages searched for: all that retrieval brings up, so that the missed ones are known."""


def coverage(path: Path, story: Callable[[], Sequence[Article]], llm: "LLM | None" = None) -> Task:
    """The task of a suite file or folder. Raises SuiteError."""
    suite = read_suite(path)
    drafts = drafts_of(suite.name, suite.coverage) if suite.coverage else None
    texts = {d.source: d.text for d in (story() if drafts is None else drafts)}
    samples = located(suite, texts)
    return Task(suite.name, samples, search(DEPTH), (status, citing, supported(llm), facts, length, found), drafts)


def found(sample: Sample, outcome: Outcome) -> Mapping[str, float | None]:
    """Ranking metrics over passages: one is relevant if a place of a claim stands in it."""
    if not sample.claims:
        return {}
    places = [place for claim in sample.claims for place in claim.places]
    spans = [Place(hit.article.source, hit.start, hit.end) for hit in outcome.hits]
    held = [[p for p in places if meets(span, p)] for span in spans]
    missed = [p for p in places if not any(p in some for some in held)]
    relevant = [*(span for span, some in zip(spans, held, strict=True) if some), *missed]
    return retrieval([*map(repr, spans)], frozenset(map(repr, relevant)))


def drafts_of(suite: str, paths: Sequence[Path]) -> list[Draft]:
    """The reports that a suite names. Raises SuiteError if one of them is refused."""
    made = []
    for draft in extract([str(path) for path in paths]):
        if isinstance(draft, InputRefused):
            raise SuiteError(f"{suite}: a report of its coverage cannot be read: {draft}")
        made.append(draft)
    return made
