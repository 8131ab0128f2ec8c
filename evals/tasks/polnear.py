"""PolNeAR: who said what in political news.

Newell et al., "An Attribution Relations Corpus for Political News", LREC 2018. Each sample is an article, of which the
attributions that Byline reads at ingest are compared with those that people marked. Nothing is asked or retrieved, so
no coverage is needed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from pydantic import NonNegativeInt, model_validator

from evals.measures import share
from evals.sample import Sample
from evals.task import Outcome, Scores, Task
from evals.tasks.lines import Row, json_lines
from rag.assistant import Assistant
from store.article import Sentence
from store.clean import label
from store.sentences import split
from store.speakers import attributions

Span = tuple[NonNegativeInt, NonNegativeInt]
"""A stretch `[start, end)` of the article's text, in code points."""

_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"[“\"][^“”\"\n]*[”\"]?")
"""From an opening mark to the closing one, or to the end of a paragraph after which the quotation goes on."""


class Gold(Row):
    """An attribution as people marked it, each part in one or several stretches; a part may be missing."""

    source: list[Span]
    cue: list[Span]
    content: list[Span]


class Report(Row):
    """A line."""

    id: str
    title: str
    text: str
    attributions: list[Gold]
    outlet: str | None = None
    published: str | None = None

    @model_validator(mode="after")
    def _within(self) -> "Report":
        ends = [end for gold in self.attributions for _, end in (*gold.source, *gold.cue, *gold.content)]
        if max(ends, default=0) > len(self.text):
            raise ValueError("attributions has a stretch that goes past the end of the text")
        return self


def polnear(path: Path) -> Task:
    """The articles of the file. Raises SuiteError."""
    samples = [Sample(row.id, f"Who says what in “{row.title}”?", gold=row) for row in json_lines(path, Report)]
    return Task("polnear", samples, read, (compare,), drafts=())


def read(_: Assistant, sample: Sample) -> Outcome:
    """A solver that reads the attributions out of the text; they stand in `extra["attributions"]`, with their words."""
    text, pieces = sample.gold.text, split(sample.gold.text, label(sample.gold.text, sample.gold.title))
    sentences = [Sentence(n, 0, kind, start, end) for n, (start, end, kind) in enumerate(pieces)]
    found = attributions(text, sentences)
    return Outcome(extra={"attributions": [{"said": text[a.start : a.end]} | asdict(a) for a in found]})


def compare(sample: Sample, outcome: Outcome) -> Scores:
    """The attributions found in an article against those that people marked.

    direct_quotes  how many were marked whose content lies all in quotation marks, and that have a source
    speaker_right  the share of them whose source is overlapped by the speaker of the attribution found for them: of
                   those found, the one that shares most words with their content. Unscored when there are none.
    content_f1     words that lie in the content of any attribution, found against marked, of the whole article:
                   2 * shared / (found + marked). Unscored when there are none.
    """
    if not outcome.extra:
        return {}
    row, found = sample.gold, outcome.extra["attributions"]
    quotes = direct(row)
    said = [words(row.text, [(a["start"], a["end"])]) for a in found]
    speakers = [(a["speaker_start"], a["speaker_end"]) for a in found]
    return {
        "direct_quotes": float(len(quotes)),
        "speaker_right": share(_speaker_right(row, gold, said, speakers) for gold in quotes),
        "content_f1": _content_f1(row, set().union(*said)),
    }


def direct(row: Report) -> list[Gold]:
    """The marked attributions with a source whose content lies, every word of it, in quotation marks."""
    quoted = words(row.text, [match.span() for match in _QUOTED.finditer(row.text)])
    said = ((gold, words(row.text, gold.content)) for gold in row.attributions if gold.source)
    return [gold for gold, content in said if content and content <= quoted]


def words(text: str, spans: Iterable[tuple[int, int]]) -> set[int]:
    """The words that begin in one of the spans, by their offsets."""
    covered = {at for start, end in spans for at in range(start, end)}
    return {word.start() for word in _WORD.finditer(text)} & covered


def _speaker_right(row: Report, gold: Gold, said: Sequence[set[int]], speakers: Sequence[tuple[int, int]]) -> bool:
    """Of two that share as many words with the content the one with fewer others decides."""
    content = words(row.text, gold.content)
    ranked = sorted(range(len(said)), key=lambda n: (-len(said[n] & content), len(said[n])))
    if not ranked or not said[ranked[0]] & content:
        return False
    start, end = speakers[ranked[0]]
    return any(max(start, s) < min(end, e) for s, e in gold.source)


def _content_f1(row: Report, said: set[int]) -> float | None:
    marked = words(row.text, [span for gold in row.attributions for span in gold.content])
    return 2 * len(marked & said) / (len(marked) + len(said)) if marked or said else None
