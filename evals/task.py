"""A task: samples, a solver that uses `rag` as a reader would, and scorers that compare what came of it.

Task("mine", samples, solve=ask, scorers=(status, citations, facts), drafts=drafts)
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.sample import Sample
from rag.answer import Answer
from rag.assistant import Assistant
from rag.search import SearchHit
from rag.weighed import Weighed
from store.article import Draft

Scores = Mapping[str, float | None]
"""Named numbers of one sample; None is unscored, which is not zero. The names are the columns of `evals.metrics`."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a sample: an answer with what it was decided from, found passages, or whatever else a task asks for.

    `extra` is JSON that goes into the record as it is.
    """

    answer: Answer | None = None
    weighed: Weighed | None = None
    hits: tuple[SearchHit, ...] = ()
    extra: Mapping[str, Any] | None = None


Solver = Callable[[Assistant, Sample], Outcome]
Scorer = Callable[[Sample, Outcome], Scores]


@dataclass(frozen=True, slots=True)
class Task:
    """Something to evaluate. `drafts` is the coverage that the samples are about, None for the home's own story."""

    name: str
    samples: Sequence[Sample]
    solve: Solver
    scorers: tuple[Scorer, ...]
    drafts: Sequence[Draft] | None = None

    @property
    def texts(self) -> dict[str, str]:
        """The stored text of each draft, by source."""
        return {draft.source: draft.text for draft in self.drafts or ()}

    def scores(self, sample: Sample, outcome: Outcome) -> dict[str, float | None]:
        """The scores of all scorers together."""
        return {name: value for scorer in self.scorers for name, value in scorer(sample, outcome).items()}


def ask(assistant: Assistant, sample: Sample) -> Outcome:
    """The answer, as the page and the command line ask for it."""
    seen: list[Weighed] = []
    answer = assistant.ask(sample.question, sample.turns, sample.filters, watch=seen.append)
    return Outcome(answer, seen[0])


def search(depth: int) -> Solver:
    """A solver that asks, and searches for so many passages as well."""

    def solve(assistant: Assistant, sample: Sample) -> Outcome:
        asked = ask(assistant, sample)
        found = assistant.search(sample.question, depth, sample.turns, sample.filters)
        return Outcome(asked.answer, asked.weighed, found.hits)

    return solve
