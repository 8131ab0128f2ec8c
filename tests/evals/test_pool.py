"""Pools: a home over the drafts of a task, made once, brought up to date, told of only what was refused."""

from dataclasses import replace
from pathlib import Path

import pytest

from evals.pool import open_pool, pool_folder
from evals.task import Task, ask
from store.article import Draft
from tests.homes import EMBEDDER, FERRY, FERRY_CHANGED, ORCHARD, Log


def test_the_drafts_can_be_asked_about_and_a_changed_one_is_brought_up_to_date(tmp_path: Path) -> None:
    open_pool(tmp_path / "pool", EMBEDDER, [FERRY])  # type: ignore[arg-type]
    log = Log()
    pool = open_pool(tmp_path / "pool", EMBEDDER, [FERRY_CHANGED, ORCHARD], log)  # type: ignore[arg-type]
    assert log.outcomes == {FERRY.source: "updated", ORCHARD.source: "added"}
    assert pool.search("ferry").hits[0].article.text == FERRY_CHANGED.text


def test_only_refusals_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_pool(tmp_path / "pool", EMBEDDER, [ORCHARD, Draft("blank.txt", "\n")])  # type: ignore[arg-type]
    told = capsys.readouterr()
    assert told.out == ""
    assert [line.split(":")[0] for line in told.err.splitlines()] == ["blank.txt"]


def test_a_pool_may_be_empty(tmp_path: Path) -> None:
    assert open_pool(tmp_path / "pool", EMBEDDER, ()).coverage().articles == 0  # type: ignore[arg-type]


def test_a_pool_is_kept_for_as_long_as_its_drafts_and_its_model_stay_the_same(tmp_path: Path) -> None:
    task = Task("ferries", (), ask, (), (FERRY,))
    first = pool_folder(tmp_path, task, "model")
    first.mkdir()
    (tmp_path / "ferries-of-somebody").mkdir()
    assert pool_folder(tmp_path, task, "model") == first
    assert first.exists()
    changed = {
        pool_folder(tmp_path, replace(task, drafts=(FERRY_CHANGED,)), "model"),
        pool_folder(tmp_path, task, "other"),
    }
    assert len({first, *changed}) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["ferries-of-somebody"]


def test_a_task_is_no_pattern_that_other_pools_match(tmp_path: Path) -> None:
    kept = pool_folder(tmp_path, Task("ferries", (), ask, (), (FERRY,)), "model")
    kept.mkdir()
    pool_folder(tmp_path, Task("*", (), ask, (), (FERRY,)), "model")
    assert kept.exists()
