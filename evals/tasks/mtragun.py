"""MTRAG-UN: the last question of a conversation, over a closed pool of passages, some of it unanswerable.

IBM's multi-turn benchmark of retrieval-augmented generation (mt-rag-benchmark). Each passage goes in as an article.
"""

from pathlib import Path
from typing import Literal

from evals.sample import Sample
from evals.scorers import answerable, length, passages
from evals.task import Task, search
from evals.tasks.lines import Row, json_lines
from rag.answer import Status, Turn
from store.article import Draft
from store.decode import one_line, stored

DEPTH = 60
"""Passages asked of `search`: enough for ten different articles, an article having few."""
JUDGED: dict[str, Status] = {"answerable": "answered", "unanswerable": "not_in_coverage"}
"""A question of the other labels, `partial` and `underspecified`, may rightly be answered or not."""


class _Turn(Row):
    role: Literal["user", "assistant"]
    text: str


class Conversation(Row):
    """A line: the turns before the question, and the passages that bear on it."""

    id: str
    question: str
    turns: list[_Turn]
    answerability: str
    relevant: dict[str, int]


class Passage(Row):
    """A line of the pool."""

    id: str
    title: str
    text: str


def mtragun(questions: Path, pool: Path) -> Task:
    """The last questions of the conversations, over the whole pool. Raises SuiteError."""
    drafts = [Draft(p.id, stored(p.text), one_line(p.title) or None) for p in json_lines(pool, Passage)]
    samples = [_sample(row) for row in json_lines(questions, Conversation)]
    return Task("mtragun", samples, search(DEPTH), (answerable, passages, length), drafts)


def _sample(row: Conversation) -> Sample:
    return Sample(
        id=row.id,
        question=row.question,
        kind=row.answerability,
        turns=tuple(Turn(turn.role, turn.text) for turn in row.turns),
        status=JUDGED.get(row.answerability),
        relevant=frozenset(source for source, grade in row.relevant.items() if grade > 0),
    )
