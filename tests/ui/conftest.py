"""The command line in this process, with a fast stand-in for the embedding model."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from store.article import Draft
from store.home import open_home
from tests.homes import HashEmbedder, put_in

PACKAGED = "all-MiniLM-L6-v2"


class StandIn(HashEmbedder):
    """Answers to the name of whichever model is asked for."""

    def __init__(self, model_name: str = PACKAGED) -> None:
        super().__init__(model_name, dimension=256)


REPORTS = (
    Draft(
        source="post.txt",
        title="Swing bridge [red]shut[/red] to lorries",
        outlet="Ellery Post",
        author="Maud Okafor",
        published="2025-11-18",
        url="https://post.example/bridge",
        text=(
            "The swing bridge at Port Ellery stays shut to lorries until spring.\n\n"
            "Divers found a crack the length of a hand in the eastern pivot.\n\n"
            "PHOTO: The pivot at dawn.\n\nShopkeepers fear for their Christmas trade.\n"
        ),
    ),
    Draft(
        source="radio.txt",
        title="Hauliers want a night convoy",
        outlet="Öresund Radio",
        published="2025-11-19T07:30:00+01:00",
        text=(
            "Hauliers have asked for a night convoy over the bridge.\n\n"
            "Divers found a crack the length of a hand in the eastern pivot.\n"
        ),
    ),
    Draft(
        source="wire.txt",
        title="Was the board warned?",
        text="Tomas Brandvold said the board had been warned in May.\n",
    ),
)


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401
        """The one document on stdout."""
        assert self.out.count("\n") == 1, self.out
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """The documents on stdout, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]


Byline = Callable[..., Done]


@pytest.fixture
def byline(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Byline:
    """Runs a command, with a home of its own unless one is named; `stdin` is what it can read."""
    monkeypatch.setattr("store.embedder.Embedder", StandIn)
    monkeypatch.setattr("rag.assistant.Embedder", StandIn)
    monkeypatch.setenv("BYLINE_HOME", str(tmp_path / "home"))
    for name in ("BYLINE_STORY", "BYLINE_MODEL", "BYLINE_CHROMA_URL"):
        monkeypatch.delenv(name, raising=False)

    def run(*argv: str, stdin: bytes = b"") -> Done:
        from ui.cli import main

        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(stdin), encoding="utf-8"))
        capsys.readouterr()
        status = ended(main, argv)
        said = capsys.readouterr()
        assert "Traceback" not in said.err + said.out
        return Done(status, said.out, said.err)

    return run


def ended(main: Callable[[Sequence[str]], int], argv: Sequence[str]) -> int:
    """The exit status, argparse's own way out included."""
    try:
        return main(argv)
    except SystemExit as left:
        return int(left.code or 0)


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A home that holds the three reports; nobody may change it."""
    path = tmp_path_factory.mktemp("kept") / "home"
    put_in(open_home(path, "default"), REPORTS, StandIn())
    yield str(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of files to ingest: the three reports as text."""
    made = tmp_path / "reports"
    made.mkdir()
    for report in REPORTS:
        (made / report.source).write_text(f"{report.title}\n\n{report.text}", encoding="utf-8")
    return made
