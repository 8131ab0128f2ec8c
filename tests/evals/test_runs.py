"""Finding a run by what a person calls it."""

import json
from pathlib import Path

import pytest

from evals.errors import RunError
from evals.runs import finished, named_run, number


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
