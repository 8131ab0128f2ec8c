"""A run found by what a person calls it and read back, and what is said of a folder that holds none."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evals.errors import RunError
from evals.record import Figure, columns, finished, lines, load_info, load_run, named_run, number

FIGURE = {"metric": "rr", "value": 0.5, "low": 0.25, "high": 0.75, "scored": 2, "samples": 3}
SLOW = FIGURE | {"metric": "latency_p50", "value": 12.5}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A run as a baseline keeps it: without records."""
    made = tmp_path / "3-mine"
    (made / "mine").mkdir(parents=True)
    put(made / "run.json", {"suites": ["mine"], "engine": "extractive"})
    put(made / "summary.json", {"suites": {"mine": [FIGURE]}})
    put(made / "timings.json", {"made": "2026-01-01T00:00:00+00:00", "suites": {"mine": [SLOW]}})
    put(made / "mine/scores.jsonl", {"id": "a", "kind": "", "rr": 1.0}, {"id": "b", "kind": "", "rr": None})
    put(made / "mine/timings.jsonl", {"id": "a", "total_ms": 12.5}, {"id": "b"})
    return made


def put(path: Path, *values: Any) -> None:  # noqa: ANN401
    path.write_text("".join(json.dumps(value) + "\n" for value in values))


def test_scores_and_times_become_columns_in_which_unscored_is_nan(folder: Path) -> None:
    made = load_run(folder)
    (suite,) = made.suites
    assert (made.name, made.info["made"], [line["id"] for line in suite.lines]) == (
        "3-mine",
        "2026-01-01T00:00:00+00:00",
        ["a", "b"],
    )
    assert suite.figures == (Figure(**FIGURE), Figure(**SLOW))  # type: ignore[arg-type]
    held = suite.columns()
    assert held.keys() == {"rr", "total_ms"}
    assert np.array_equal(held["rr"], [1.0, math.nan], equal_nan=True)
    assert np.array_equal(held["total_ms"], [12.5, math.nan], equal_nan=True)


def test_records_and_times_may_be_left_out(folder: Path) -> None:
    (folder / "mine/timings.jsonl").unlink()
    (suite,) = load_run(folder).suites
    assert (suite.records, [line.keys() for line in suite.lines]) == ((), [{"id", "kind", "rr"}] * 2)


def test_a_column_that_nobody_scored_is_none() -> None:
    assert columns([{"id": "a", "kind": "", "rr": None}]) == {}
    assert columns([]) == {}


@pytest.mark.parametrize("name", ["run.json", "summary.json", "timings.json"])
def test_a_folder_without_one_of_its_files_holds_no_finished_run(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(RunError, match=f"3-mine holds no finished run: it has no {name}"):
        load_run(folder)


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("run.json", "{"),
        ("run.json", "[1]"),
        ("run.json", '{"engine": "x"}'),
        ("summary.json", '{"suites": {}}'),
        ("summary.json", '{"suites": {"mine": [{"metric": "rr"}]}}'),
        ("summary.json", '{"suites": null}'),
        ("timings.json", "\udcff"),
        ("mine/scores.jsonl", '{"id": "a"}\n{"id": '),
        ("mine/scores.jsonl", "[]\n"),
        ("mine/scores.jsonl", '{"id": "a"}\n'),  # fewer than there are times
        ("mine/timings.jsonl", '{"id": "b"}\n{"id": "a"}\n'),
    ],
)
def test_a_damaged_run_is_named(folder: Path, name: str, held: str) -> None:
    (folder / name).write_text(held, errors="surrogateescape")
    with pytest.raises(RunError, match="3-mine"):
        load_run(folder)


def test_a_suite_whose_scores_are_gone_is_named(folder: Path) -> None:
    (folder / "mine/scores.jsonl").unlink()
    with pytest.raises(RunError, match=r"it has no scores\.jsonl"):
        load_run(folder)


def test_lines_end_at_line_feeds_and_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"text": "a\u2028b\x85c"}\n\n{"text": "d"}\n', encoding="utf-8")
    assert lines(tmp_path / "x.jsonl") == [{"text": "a\u2028b\x85c"}, {"text": "d"}]


def test_what_a_run_was_made_with_is_read_without_its_samples(folder: Path) -> None:
    (folder / "mine/scores.jsonl").write_text("no JSON")
    assert load_info(folder) == {"suites": ["mine"], "engine": "extractive", "made": "2026-01-01T00:00:00+00:00"}


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Three finished runs, an unfinished one, a folder of something else."""
    for name in ("2-kursk", "10-kursk+mine", "baseline"):
        made(tmp_path / "runs" / name)
    made(tmp_path / "runs/11-kursk")
    (tmp_path / "runs/11-kursk/summary.json").unlink()
    (tmp_path / "runs/99-notes").mkdir()
    return tmp_path / "runs"


def made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps({"suites": []}))
    (folder / "summary.json").write_text(json.dumps({"suites": {}}))
    (folder / "timings.json").write_text(json.dumps({"made": "2026-01-01", "suites": {}}))
    return folder


def test_finished_runs_are_listed_by_number_oldest_first(runs: Path) -> None:
    assert [path.name for path in finished(runs)] == ["baseline", "2-kursk", "10-kursk+mine"]
    assert finished(runs / "nowhere") == []


@pytest.mark.parametrize(
    ("called", "name"),
    [("latest", "10-kursk+mine"), ("2", "2-kursk"), ("2-kursk", "2-kursk"), ("10", "10-kursk+mine"),
     ("baseline", "baseline")],
)  # fmt: skip
def test_a_run_is_found_by_number_name_or_latest(runs: Path, called: str, name: str) -> None:
    assert named_run(runs, called).name == name


def test_a_run_elsewhere_is_found_by_its_path(runs: Path, tmp_path: Path) -> None:
    assert named_run(runs, str(made(tmp_path / "kept/gold"))).folder == tmp_path / "kept/gold"


@pytest.mark.parametrize("called", ["3", "11", "kursk", "99", "1", ""])
def test_an_unknown_run_is_told_with_those_there_are(runs: Path, called: str) -> None:
    with pytest.raises(RunError, match=rf"there is no run {called}.*: baseline, 2-kursk, 10-kursk\+mine$"):
        named_run(runs, called)


def test_the_path_of_an_unfinished_run_says_so(runs: Path) -> None:
    with pytest.raises(RunError, match="holds no finished run"):
        named_run(runs, str(runs / "11-kursk"))


@pytest.mark.parametrize("called", ["latest", "1"])
def test_without_runs_it_is_said_how_to_make_one(tmp_path: Path, called: str) -> None:
    with pytest.raises(RunError, match="none yet; make one with `byline eval run kursk`"):
        named_run(tmp_path / "runs", called)


def test_the_number_is_what_the_name_begins_with() -> None:
    assert [number(Path(name)) for name in ("7-kursk", "12", "kursk-7", "-7", "³-x", "")] == [7, 12, 0, 0, 0, 0]
