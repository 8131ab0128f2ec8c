"""From what is typed to a task."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from evals.errors import SuiteError
from evals.named import PUBLIC, task_of
from store.article import Article


def story() -> Sequence[Article]:
    raise AssertionError("the home was read")


def suite(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    (path.parent / "a.txt").write_text("Bridge shut\n\nThe bridge stays shut until spring.\n")
    path.write_text("coverage: a.txt\nsamples:\n  - question: Until when?\n")
    return path


def test_the_built_in_suite_brings_its_reports() -> None:
    task = task_of("kursk", story)
    assert (task.name, len(task.drafts or ()), len(task.samples) >= 60) == ("kursk", 8, True)


def test_a_folder_of_the_same_name_does_not_stand_in_its_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    suite(tmp_path / "kursk/mine.yaml")
    monkeypatch.chdir(tmp_path)
    assert len(task_of("kursk", story).samples) >= 60
    assert len(task_of("./kursk", story).samples) == 1


def test_a_suite_is_named_by_its_file_or_folder(tmp_path: Path) -> None:
    made = suite(tmp_path / "mine/a=b.yaml")
    assert (task_of(str(made), story).name, task_of(str(tmp_path / "mine"), story).name) == ("a=b", "mine")


@pytest.mark.parametrize("named", ["bogus", "bogus.yaml", "bogus=file", "", "../coverage/kursk"])
def test_an_unknown_suite_is_told_with_those_there_are(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SuiteError, match=r"kursk, timeline, clapnq=FILE, mtragun=QUESTIONS,PASSAGES") as raised:
        task_of(named or "nothing", story)
    assert (named or "nothing") in str(raised.value)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_set_needs_its_files(name: str, tmp_path: Path) -> None:
    files = PUBLIC[name][0]
    for nothing in (name, f"{name}="):
        with pytest.raises(SuiteError, match=f"{name} is a public set: say where its file is, {name}={files}"):
            task_of(nothing, story)
    with pytest.raises(SuiteError, match=f"{name} takes other files: {name}={files}"):
        task_of(f"{name}=a,b,c", story)
    for missing in (tmp_path / "none", tmp_path, ""):
        with pytest.raises((SuiteError, OSError)):
            task_of(f"{name}={','.join([str(missing)] * (files.count(',') + 1))}", story)


def test_a_public_set_is_read_from_its_file(tmp_path: Path) -> None:
    documents = [{"text": "Port Ellery has 900 houses.", "type": "correct", "answer": "900"}]
    (tmp_path / "r.jsonl").write_text(
        json.dumps(
            {"id": "1", "question": "How many?", "documents": documents, "gold_answers": ["900"], "wrong_answers": []}
        )
        + "\n"
    )
    assert len(task_of(f"ramdocs={tmp_path / 'r.jsonl'}", story).samples) == 1
