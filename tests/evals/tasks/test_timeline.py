"""The dates of hand-made sentences: as many are read right as was measured, and wrong is told from right."""

from dataclasses import replace
from pathlib import Path

import pytest

from evals.named import SUITES
from evals.tasks.timeline import Row, is_right, rows, timeline
from rag.assistant import Assistant

FILE = SUITES / "timeline.yaml"
ROWS = rows(FILE)


@pytest.mark.parametrize(("part", "right"), [("tuned", 1.0), ("held_out", 0.95), ("fresh", 0.95)])
def test_as_many_are_read_right_as_was_measured(part: str, right: float) -> None:
    held = [row for row in ROWS if row.id.startswith(part)]
    wrong = [row.text for row in held if not is_right(row)]
    assert len(held) >= 60
    assert 1 - len(wrong) / len(held) >= right, wrong


def test_no_sentence_stands_in_two_parts() -> None:
    assert len({row.text for row in ROWS}) == len(ROWS)


ROW = Row("a-1", "2025-03-14", "It fell in May 2020.", ((11, 19),), ("2020-05-01/2020-05-31 month",))


@pytest.mark.parametrize(
    "other",
    [
        replace(ROW, stretches=("2020-05-01/2020-05-31",)),
        replace(ROW, stretches=("since 2020-05-01/2020-05-31 month",)),
        replace(ROW, stretches=()),
        replace(ROW, places=((3, 19),)),
    ],
)
def test_the_stretch_its_precision_and_its_words_must_be_right(other: Row) -> None:
    assert is_right(ROW)
    assert not is_right(other)


def test_a_task_scores_each_row_under_its_precision(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        'tuned:\n  - ["2025-03-14", "He left [in 2014].", "2014-01-01/2014-12-31 year"]\n  - [null, "No."]\n'
    )
    task = timeline(path)
    nobody = Assistant.__new__(Assistant)  # nothing is asked
    outcomes = [task.solve(nobody, sample) for sample in task.samples]
    assert [sample.kind for sample in task.samples] == ["year", "none"]
    assert [task.scores(s, o) for s, o in zip(task.samples, outcomes, strict=True)] == [{"dates_right": 1.0}] * 2
    assert outcomes[0].extra == {
        "found": [["in 2014", "2014-01-01/2014-12-31 year"]],
        "expected": ["2014-01-01/2014-12-31 year"],
    }
