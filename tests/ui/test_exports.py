"""What the command line writes to files: answers in the form that a name asks for, and a suite made of feedback."""

import json
from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.conversation import Feedback, Message, keep, rate, reopen
from store.home import open_home
from tests.ui.conftest import Byline, StandIn
from tests.ui.test_commands_asking import CRACK


@pytest.fixture
def here(byline: Byline, kept: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("form", ["md", "html", "csv", "bib"])
def test_an_answer_is_shown_and_written(byline: Byline, kept: str, here: Path, form: str) -> None:
    done = byline("ask", CRACK, "--export", f"answer.{form}", "--home", kept)
    assert (done.status, done.err) == (0, f"wrote answer.{form}\n")
    assert "eastern pivot" in done.out
    written = (here / f"answer.{form}").read_text(encoding="utf-8")
    assert "Maud Okafor" in written and "https://post.example/bridge" in written


def test_json_on_stdout_stays_one_document(byline: Byline, kept: str, here: Path) -> None:
    done = byline("ask", CRACK, "--json", "--export", "answer.json", "--home", kept)
    assert json.loads((here / "answer.json").read_text(encoding="utf-8"))["results"] == [done.json]


def test_csl_json_is_told_from_json(byline: Byline, kept: str, here: Path) -> None:
    byline("ask", CRACK, "--export", "answer.csl.json", "--home", kept)
    items = json.loads((here / "answer.csl.json").read_text(encoding="utf-8"))
    assert {item["container-title"] for item in items} == {"Ellery Post", "Öresund Radio"}


@pytest.mark.parametrize(
    ("argv", "complaint"),
    [
        (["--export", "answer.docx"], "'answer.docx' does not end in .md, .html, .csl.json, .json, .csv, .bib"),
        (["--export", "nowhere/answer.md"], "nowhere/answer.md: No such file or directory"),
    ],
)
def test_a_file_that_cannot_be_written(byline: Byline, kept: str, here: Path, argv: list[str], complaint: str) -> None:
    done = byline("ask", CRACK, *argv, "--home", kept)
    assert done.status == 2 and complaint in done.err


def test_many_answers_are_not_exported(byline: Byline, kept: str, here: Path) -> None:
    done = byline("ask", "--batch", "-", "--export", "answer.md", "--home", kept)
    assert done.status == 2 and "with --batch" in done.err


def test_rated_answers_become_a_suite_that_runs(byline: Byline, folder: Path, here: Path) -> None:
    assert byline("ingest", str(folder)).status == 0
    none = byline("eval", "from-feedback", "rated.yaml")
    assert (none.status, none.err) == (
        2,
        "byline: there is no rating to make a sample of; readers rate answers on the page\n",
    )
    home = open_home(here / "home", "default")
    assistant = Assistant(home, StandIn())  # type: ignore[arg-type]
    made = keep(home, Message(assistant.ask(CRACK)), reader="Ada")
    keep(home, Message(assistant.ask("Does photosynthesis need chlorophyll?"), 1), made, "Ada")
    first, second = reopen(home, made, "Ada").messages
    rate(home, made, first.id, Feedback(True), "Ada")
    rate(home, made, second.id, Feedback(False, ("missed something",), "It does, doesn't it?"), "Ada")
    done = byline("eval", "from-feedback", "rated.yaml")
    assert done.out == "wrote rated.yaml; read it over, then: byline eval run rated.yaml\n"
    assert byline("eval", "from-feedback").out == (here / "rated.yaml").read_text(encoding="utf-8")
    assert "is there already" in byline("eval", "from-feedback", "rated.yaml").err
    run = byline("eval", "run", "rated.yaml", "--json")
    assert run.status == 0, run.err
    figures = {f["metric"]: f["value"] for f in run.json["suites"][0]["figures"]}
    assert figures["claim_recall"] == 1.0 and figures["status_right"] == 0.5
