"""RAMDocs: questions whose documents disagree, by ambiguity or by misinformation, with noise among them.

Wang et al., "Retrieval-Augmented Generation with Conflicting Evidence", COLM 2025. Each document goes in as an article,
and a question is asked of its own documents alone.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from evals.measures import fact_held, normal, share
from evals.sample import Sample
from evals.scorers import length, status
from evals.task import Outcome, Scores, Task, ask
from evals.tasks.lines import Row, json_lines
from rag.answer import Filters, Status
from store.article import Draft
from store.decode import stored

UNKNOWN = "unknown"
"""The answer of a document that holds none."""


class Document(Row):
    """One document and the answer that it gives."""

    text: str
    type: Literal["correct", "misinfo", "noise"]
    answer: str


class Question(Row):
    """A line: `wrong_answers` are those of the documents that misinform."""

    id: str
    question: str
    documents: list[Document]
    gold_answers: list[str]
    wrong_answers: list[str]

    @property
    def drafts(self) -> list[Draft]:
        """The documents as articles."""
        return [Draft(f"{self.id}/{n}", stored(d.text)) for n, d in enumerate(self.documents)]

    @property
    def status(self) -> Status | None:
        """Disputed when two documents answer differently, typography apart; unjudged when none answers."""
        answers = {normal(document.answer) for document in self.documents} - {normal(UNKNOWN)}
        return "disputed" if len(answers) > 1 else "answered" if answers else None


def ramdocs(path: Path) -> Task:
    """The questions of the file, each asked of its own documents. Raises SuiteError."""
    rows = json_lines(path, Question)
    drafts = [draft for row in rows for draft in row.drafts]
    return Task("ramdocs", [_sample(row) for row in rows], ask, (status, show, length), drafts)


def show(sample: Sample, outcome: Outcome) -> Scores:
    """What the citations show: `answers_found` of the right answers, `wrong_shown` of the wrong ones, as shares.

    An answer is shown when the words of one citation hold it. A refusal shows nothing; no wrong answers, no score.
    """
    if not (answer := outcome.answer):
        return {}
    row, quotes = sample.gold, [citation.quote for citation in answer.citations]
    return {"answers_found": _shown(row.gold_answers, quotes), "wrong_shown": _shown(row.wrong_answers, quotes)}


def _shown(answers: Sequence[str], quotes: Sequence[str]) -> float | None:
    return share(any(fact_held(quote, (answer,)) for quote in quotes) for answer in answers)


def _sample(row: Question) -> Sample:
    return Sample(
        id=row.id,
        question=row.question,
        filters=Filters(articles=tuple(draft.source for draft in row.drafts)),
        status=row.status,
        gold=row,
    )
