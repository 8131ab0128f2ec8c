"""Files that a reader adds on the page: each is told of once, and none is left where it was put."""

from pathlib import Path

import pytest

from rag.assistant import Assistant
from store.home import open_home
from tests.ui.conftest import StandIn
from ui import additions


def uploaded(folder: Path, *files: tuple[str, str]) -> list[str]:
    """The files as Gradio leaves them, each in a folder of its own."""
    paths = [folder / str(number) / name for number, (name, _) in enumerate(files)]
    for path, (_, text) in zip(paths, files, strict=True):
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return [str(path) for path in paths]


def test_of_more_files_than_are_taken_each_is_named_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(additions, "MOST_FILES", 3)
    texts = ("tram.txt", "The tram is late."), ("ferry.txt", "The ferry is late."), ("tram.txt", "So is the bus.")
    paths = uploaded(tmp_path / "up", *texts, ("ferry.txt", "The ferry sails."), ("train.txt", "The train is late."))
    assistant = Assistant(open_home(tmp_path / "home", "default"), StandIn())  # type: ignore[arg-type]
    told = additions.from_files(assistant, paths, lambda _: None)
    assert "2 reports taken in of 5" in told
    assert [told.count(why) for why in ("more than 3 files at once", "another file of this name")] == [2, 1]
    assert sorted(article.source for article in assistant.articles()) == ["ferry.txt", "tram.txt"]
    assert [path for path in paths if Path(path).exists()] == []
