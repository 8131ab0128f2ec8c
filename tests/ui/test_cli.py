"""The command line: what can be said, what it costs to start, and the way from files to answers with the real model."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from store.embedder import Embedder
from tests.ui.conftest import Byline
from ui.cli import parser

COMMANDS = ("ingest", "articles", "show", "remove", "reindex", "search", "ask", "chat", "doctor", "serve")
CLI = (sys.executable, "-m", "ui.cli")


def environment(home: Path | str, **more: str) -> dict[str, str]:
    """The variables of a process over `home`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BYLINE_")}
    return {**kept, "BYLINE_HOME": str(home), **more}


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_has_an_example(byline: Byline, command: str) -> None:
    done = byline(command, "--help")
    assert (done.status, done.err) == (0, "")
    assert re.search(rf"example:.*byline {command}\b", done.out, re.DOTALL)
    assert "--home DIR" in done.out and "--story NAME" in done.out


def test_help_names_every_command(byline: Byline) -> None:
    done = byline("--help")
    assert done.status == 0
    assert all(re.search(rf"^    {command}\s", done.out, re.MULTILINE) for command in COMMANDS)
    assert byline("--version").out.startswith("byline ")


@pytest.mark.parametrize("command", COMMANDS)
def test_home_and_story_come_before_or_after_the_command(command: str) -> None:
    needed = {"ingest": ["x"], "show": ["x"], "remove": ["x"]}.get(command, [])
    said = ["--home", "/a", "--story", "b"]
    for argv in ([*said, command, *needed], [command, *needed, *said], [*said[:2], command, *said[2:], *needed]):
        read = parser().parse_args(argv)
        assert (read.home, read.story, read.command) == ("/a", "b", command)
    read = parser().parse_args(["--home", "/first", command, *needed, "--home", "/last"])
    assert (read.home, read.story) == ("/last", None)


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["dance"],
        ["ingest"],
        ["show"],
        ["articles", "surplus"],
        ["articles", "--bogus"],
        ["search", "x", "-k", "0"],
        ["search", "x", "-k", "many"],
        ["show", "x", "--revision", "0"],
        ["show", "x", "--revision", "9" * 40],
        ["serve", "--port", "65536"],
        ["serve", "--port", "-1"],
        ["show", "\udcff"],
        ["articles", "--story", "\udcff"],
        ["ask", "Who?", "--article", "\udcff"],
    ],
)
def test_a_wrong_call_is_exit_2_with_a_usage_line(byline: Byline, argv: list[str]) -> None:
    done = byline(*argv)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("usage: byline")
    assert "_" not in done.err.splitlines()[-1], "the name of a function"


def test_what_is_quick_imports_nothing_heavy(kept: str) -> None:
    code = (
        "import sys\n"
        "from contextlib import suppress\n"
        "from ui.cli import main\n"
        "def heavy(): return sorted(set(sys.modules) & set(sys.argv[1].split()))\n"
        "with suppress(SystemExit): main(['--help'])\n"
        "with suppress(SystemExit): main(['ask', '--help'])\n"
        "print('help:', *heavy(), *{'rich', 'sqlalchemy', 'numpy'} & set(sys.modules), file=sys.stderr)\n"
        "assert main(['articles']) == main(['show', 'post.txt']) == main(['show', 'post.txt', '--json']) == 0\n"
        "print('listed:', *heavy(), file=sys.stderr)\n"
    )
    heavy = "torch chromadb gradio llama_index sentence_transformers transformers trafilatura pypdf fastapi"
    done = subprocess.run(
        [sys.executable, "-c", code, heavy], capture_output=True, text=True, env=environment(kept), check=False
    )
    assert done.stderr.splitlines() == ["help:", "listed:"]


@pytest.mark.parametrize("argv", [["articles"], ["show", "post.txt"]])
def test_a_reader_that_goes_away_is_no_trouble(kept: str, argv: list[str]) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    try:
        done = subprocess.run([*CLI, *argv], stdout=theirs, stderr=subprocess.PIPE, text=True, env=environment(kept))
    finally:
        os.close(theirs)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("argv", [["articles"], ["show", "post.txt"]])
def test_a_full_disk_behind_stdout_is_one_line(kept: str, argv: list[str]) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([*CLI, *argv], stdout=full, stderr=subprocess.PIPE, text=True, env=environment(kept))
    assert (done.returncode, done.stderr) == (2, "byline: [Errno 28] No space left on device\n")


def test_a_terminal_of_another_encoding_gets_what_it_can_show(kept: str) -> None:
    env = environment(kept, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    plain = subprocess.run([*CLI, "articles"], capture_output=True, env=env)
    assert (plain.returncode, b"?resund Radio" in plain.stdout) == (0, True)
    listed = subprocess.run([*CLI, "articles", "--json"], capture_output=True, env=env)
    assert json.loads(listed.stdout.decode("ascii"))[1]["outlet"] == "Öresund Radio"


def test_ctrl_c_ends_with_130_and_no_traceback_and_the_home_goes_on(
    byline: Byline, tmp_path: Path, folder: Path
) -> None:
    code = (
        "import sys, time, store.embedder\n"
        "from tests.ui.conftest import StandIn\n"
        "from ui.cli import main\n"
        "class Slow(StandIn):\n"
        "    def encode(self, texts, progress=None):\n"
        "        print('embedding', flush=True)\n"
        "        time.sleep(60)\n"
        "store.embedder.Embedder = Slow\n"
        "sys.exit(main(['ingest', sys.argv[1]]))\n"
    )
    piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "env": environment(tmp_path / "home")}
    with subprocess.Popen([sys.executable, "-c", code, str(folder)], **piped) as stopped:  # type: ignore[call-overload]
        assert stopped.stdout.readline() == "embedding\n"
        stopped.send_signal(signal.SIGINT)
        _, said = stopped.communicate(timeout=120)
    assert (stopped.returncode, said) == (130, "byline: stopped; what was taken in is kept\n")
    assert byline("ingest", str(folder)).out == "3 added, 0 updated, 0 unchanged, 0 refused\n"


def test_from_files_to_cited_answers_with_the_real_model(
    byline: Byline, embedder: Embedder, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.embedder.Embedder", lambda _: embedder)
    assert byline("ingest", str(folder)).out == "3 added, 0 updated, 0 unchanged, 0 refused\n"
    questions = (
        {"id": "fact", "question": "Where did divers find a crack?"},
        {"id": "back", "question": "How long was it?", "after": ["Where did divers find a crack?"]},
        {"id": "none", "question": "What is the recipe for banana bread?"},
        {"id": "bad", "question": ""},
    )
    stdin, env = "\n".join(map(json.dumps, questions)).encode(), environment(tmp_path / "home")
    asked = subprocess.run([*CLI, "ask", "--batch", "-"], input=stdin, capture_output=True, env=env)
    assert (asked.returncode, asked.stderr.startswith(b"byline: -:4: the question is empty")) == (1, True)
    fact, back, none, bad = map(json.loads, asked.stdout.splitlines())
    assert [fact["id"], back["id"], none["id"], bad["id"]] == ["fact", "back", "none", "bad"]
    assert {c["source"] for c in fact["citations"]} == {"post.txt", "radio.txt"}
    assert fact["sentences"][0]["text"] == "Divers found a crack the length of a hand in the eastern pivot."
    assert back["standalone_question"] == "Where did divers find a crack? How long was it?"
    assert (none["status"], none["citations"], len(none["nearest"])) == ("not_in_coverage", [], 3)
    cited = [c for made in (fact, back, none) for c in made["citations"] + made["nearest"]]
    for source in {c["source"] for c in cited}:
        text = byline("show", source, "--json").json["text"]
        assert all(text[c["start"] : c["end"]] == c["quote"] != "" for c in cited if c["source"] == source)
