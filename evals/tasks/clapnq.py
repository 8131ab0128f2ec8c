"""CLAP NQ: which sentences of a passage answer a question, and does it answer it at all?

Rosenthal et al., "CLAP NQ: Cohesive Long-form Answers from Passages in Natural Questions", TACL 2025. Each question is
asked of its own passage alone, so retrieval is not scored.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from pydantic import NonNegativeInt, model_validator

from evals.sample import Claim, Place, Sample
from evals.scorers import answerable, length
from evals.task import Outcome, Scores, Task, ask
from evals.tasks.lines import Row, json_lines
from rag.answer import Filters
from rag.extractive import compose
from store.article import Draft
from store.decode import one_line, stored

Spans = Sequence[tuple[int, int]]
"""Stretches `[start, end)` of the passage's stored text, in code points."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The sentences of a passage as offsets, and which of them (`gold`, indexes) a person chose as the answer."""

    sentences: tuple[tuple[int, int], ...]
    gold: frozenset[int]

    def cited(self, spans: Spans) -> set[int]:
        """Indexes of the sentences of which the spans together cover at least half."""
        covered = {at for start, end in spans for at in range(start, end)}
        shared = (len(covered.intersection(range(start, end))) for start, end in self.sentences)
        places = zip(self.sentences, shared, strict=True)
        return {n for n, ((start, end), held) in enumerate(places) if 0 < end - start <= 2 * held}

    def f1(self, spans: Spans) -> float:
        """Harmonic mean of precision and recall of the sentences cited, 0 when none of them was chosen."""
        cited = self.cited(spans)
        return 2 * len(cited & self.gold) / (len(cited) + len(self.gold))


class Question(Row):
    """A line: no chosen sentence means that the passage does not answer the question."""

    id: str
    question: str
    title: str
    sentences: list[str]
    gold_sentences: list[NonNegativeInt]
    answers: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _within(self) -> "Question":
        if max(self.gold_sentences, default=-1) >= len(self.sentences):
            raise ValueError(f"gold_sentences goes past the last of {len(self.sentences)} sentences")
        return self

    @property
    def texts(self) -> list[str]:
        """The sentences as they are stored."""
        return [stored(sentence) for sentence in self.sentences]

    @property
    def choice(self) -> Choice:
        """The chosen sentences, where they stand in the stored passage."""
        ends = accumulate(len(text) + 1 for text in self.texts)
        offsets = ((end - 1 - len(text), end - 1) for end, text in zip(ends, self.texts, strict=True))
        return Choice(tuple(offsets), frozenset(self.gold_sentences))


def clapnq(path: Path) -> Task:
    """The questions of the file, each asked of its own passage. Raises SuiteError."""
    rows = json_lines(path, Question)
    drafts = [Draft(row.id, " ".join(row.texts), one_line(row.title) or None) for row in rows]
    return Task("clapnq", [_sample(row) for row in rows], ask, (answerable, chosen, length), drafts)


def chosen(sample: Sample, outcome: Outcome) -> Scores:
    """The sentences cited against the chosen ones, for questions that the passage answers.

    `sentence_f1` is 0 for a refusal; `sentence_f1_forced` is that of the answer that is given when refusal is off.
    """
    choice, weighed = sample.gold, outcome.weighed
    if not choice.gold or not outcome.answer or not weighed:
        return {}
    _, forced = compose(weighed.question, weighed.evidence, weighed.relevance)
    told = {"sentence_f1": outcome.answer.citations, "sentence_f1_forced": forced}
    return {name: choice.f1([(c.start, c.end) for c in cited]) for name, cited in told.items()}


def _sample(row: Question) -> Sample:
    choice = row.choice
    return Sample(
        id=row.id,
        question=row.question,
        filters=Filters(articles=(row.id,)),
        status="answered" if choice.gold else "not_in_coverage",
        claims=tuple(Claim((Place(row.id, *choice.sentences[n]),)) for n in sorted(choice.gold)),
        gold=choice,
    )
