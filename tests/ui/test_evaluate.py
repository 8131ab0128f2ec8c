"""`byline eval`: what each of its commands prints, writes and ends with."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.calibration import packaged
from tests.evals.making import files, strict
from tests.ui.conftest import Byline
from tests.ui.test_cli import environment

SUITE = """\
suite: bridge
samples:
  - id: crack
    question: Where did divers find a crack?
    status: answered
    citations:
      - any:
          - {source: post.txt, words: a crack the length of a hand in the eastern pivot}
          - {source: radio.txt, words: a crack the length of a hand in the eastern pivot}
    facts: [eastern pivot]
  - id: convoy
    question: Who has asked for a night convoy?
    status: answered
    citations:
      - {source: radio.txt, words: Hauliers have asked for a night convoy}
  - id: open
    question: Until when does the swing bridge stay shut to lorries?
  - id: bread
    question: What is the recipe for banana bread?
    status: not_in_coverage
"""
CLOCK = ("timings.json", "timings.jsonl", "report.html")


@pytest.fixture
def runs(kept: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The runs of a home with three reports; the suite about them is `bridge.yaml` in the working folder."""
    shutil.copytree(kept, tmp_path / "home")
    (tmp_path / "bridge.yaml").write_text(SUITE)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home/runs"


def calibrated(monkeypatch: pytest.MonkeyPatch, threshold: float) -> None:
    """Byline answers whatever has at least this confidence."""
    real = packaged()
    monkeypatch.setattr("rag.assistant.packaged", lambda: replace(real, threshold=threshold))


def test_a_run_prints_its_figures_and_writes_its_folder(byline: Byline, runs: Path) -> None:
    done = byline("eval", "run", "bridge.yaml")
    assert done.status == 0
    rows = [line.split("\t") for line in done.out.splitlines()]
    assert {row[0] for row in rows} == {"bridge"}
    assert {"claim_recall", "status_right", "refusal_f1", "latency_p95"} <= {row[1] for row in rows}
    assert done.err.splitlines() == ["asking bridge: 4 samples", f"report: {runs / '1-bridge/report.html'}"]
    assert {path.name for path in (runs / "1-bridge").iterdir()} == {
        "bridge", "report.html", "run.json", "summary.json", "timings.json",
    }  # fmt: skip


def test_json_is_one_document_without_nan(byline: Byline, runs: Path) -> None:
    done = byline("eval", "run", "bridge.yaml", "--json")
    assert (done.status, done.out.count("\n")) == (0, 1)
    made = strict(done.out)
    assert (made["run"], made["engine"], [suite["name"] for suite in made["suites"]]) == (
        "1-bridge",
        "extractive",
        ["bridge"],
    )
    assert [sample["id"] for sample in made["suites"][0]["samples"]] == ["crack", "convoy", "open", "bread"]
    for path in runs.rglob("*.json*"):
        for line in path.read_text().splitlines() if path.suffix == ".jsonl" else [path.read_text()]:
            strict(line)


def test_runs_are_numbered_listed_compared_and_the_same(byline: Byline, runs: Path) -> None:
    assert byline("eval", "runs").out == ""
    assert byline("eval", "runs", "--json").json == []
    byline("eval", "run", "bridge.yaml")
    byline("eval", "run", "bridge.yaml", "--jobs", "2")
    assert files(runs / "1-bridge", but=CLOCK) == files(runs / "2-bridge", but=CLOCK)
    listed = byline("eval", "runs")
    assert [line.split("\t")[0] for line in listed.out.splitlines()] == ["1-bridge", "2-bridge"]
    assert [made["run"] for made in byline("eval", "runs", "--json").json] == ["1-bridge", "2-bridge"]
    told = byline("eval", "compare", "1", "latest")
    assert (told.status, told.err) == (0, "")
    assert told.out.startswith("# 2-bridge against 1-bridge\n\n## bridge: 4 samples\n")
    made = strict(byline("eval", "compare", "1-bridge", str(runs / "2-bridge"), "--json").out)
    assert (made["suites"][0]["changed"], made["settings"]) == ([], {})


def test_a_report_is_a_page_markdown_or_json(byline: Byline, runs: Path, tmp_path: Path) -> None:
    byline("eval", "run", "bridge.yaml")
    page = runs / "1-bridge/report.html"
    page.unlink()
    assert byline("eval", "report", "latest").out == f"{page}\n"
    assert page.read_text().lower().startswith("<!doctype html>")
    assert byline("eval", "report", "1", "--out", "mine.html").out == "mine.html\n"
    assert (tmp_path / "mine.html").read_text() == page.read_text()
    assert "| claim" in byline("eval", "report", "latest", "--markdown").out
    assert strict(byline("eval", "report", "latest", "--json").out)["run"] == "1-bridge"


def test_out_names_the_folder_and_what_is_there_is_kept(byline: Byline, runs: Path, tmp_path: Path) -> None:
    assert byline("eval", "run", "bridge.yaml", "--out", "mine").status == 0
    before = files(tmp_path / "mine")
    again = byline("eval", "run", "bridge.yaml", "--out", "mine")
    assert (again.status, again.out) == (2, "")
    assert again.err == "byline: mine holds another run, or a finished one; name another folder with --out\n"
    assert files(tmp_path / "mine") == before
    assert byline("eval", "report", "mine", "--json").json["run"] == "mine"


def test_a_stopped_run_is_gone_on_with_unless_it_should_be_fresh(
    byline: Byline, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Assistant.ask

    def ask(self: Assistant, question: str, *rest: object, **named: object) -> object:
        if "Until when" in question:
            raise KeyboardInterrupt
        return real(self, question, *rest, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr("rag.assistant.Assistant.ask", ask)
        for argv in ((), ("--out", "mine")):
            done = byline("eval", "run", "bridge.yaml", *argv)
            assert (done.status, done.err.splitlines()[-1]) == (
                130,
                "byline: stopped; the same command goes on from here",
            )
    listed = byline("eval", "runs")
    assert (listed.out, byline("eval", "report", "1").status) == ("", 2)
    refused = byline("eval", "run", "bridge.yaml", "--out", "mine", "--fresh")
    assert (refused.status, "mine holds an unfinished run" in refused.err) == (2, True)
    fresh = byline("eval", "run", "bridge.yaml", "--fresh")
    assert fresh.err.splitlines()[-1] == f"report: {runs / '2-bridge/report.html'}"
    gone_on = byline("eval", "run", "bridge.yaml")
    assert gone_on.err.startswith("going on with the unfinished run 1-bridge; --fresh starts anew\n")
    assert files(runs / "1-bridge", but=CLOCK) == files(runs / "2-bridge", but=CLOCK)
    assert not (runs / "3-bridge").exists()


def test_a_run_over_other_reports_does_not_go_on_with_the_old(
    byline: Byline, runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("evals.run._split", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        byline("eval", "run", "bridge.yaml")
    (tmp_path / "late.txt").write_text("The bridge opens\n\nThe swing bridge opened to lorries in June.\n")
    byline("ingest", "late.txt")
    assert "going on" not in byline("eval", "run", "bridge.yaml").err
    assert (runs / "2-bridge/summary.json").exists()


def test_a_missed_gate_is_exit_1_with_a_complaint(byline: Byline, runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calibrated(monkeypatch, 2.0)  # everything is refused
    done = byline("eval", "run", "bridge.yaml", "--fail-under", "claim_recall=0.9", "--fail-under", "bridge.rr=0.01")
    assert (done.status, done.err.splitlines()[2:]) == (1, ["byline: bridge: claim_recall is 0.000, under 0.9"])
    assert "claim_recall\t0.000" in done.out


def test_a_gate_on_what_has_no_value_does_not_pass(byline: Byline, runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calibrated(monkeypatch, -1.0)  # nothing is refused
    done = byline("eval", "run", "bridge.yaml", "--fail-under", "refusal_precision=0.1")
    assert done.status == 1
    assert "refusal_precision has no value in this run, so it does not reach 0.1" in done.err


def test_a_sample_that_byline_fails_on_is_exit_1(byline: Byline, runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(*_: object, **__: object) -> None:
        raise ValueError("the pivot jammed")

    monkeypatch.setattr("rag.assistant.Assistant.ask", ask)
    done = byline("eval", "run", "bridge.yaml")
    assert done.status == 1
    assert done.err.splitlines()[2] == "byline: bridge: crack failed: ValueError: the pivot jammed"
    assert len(done.err.splitlines()) == 6
    assert (runs / "1-bridge/report.html").exists()


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["run", "bogus"], "it is no file or folder, and none of find, kursk, timeline, clapnq=FILE"),
        (["run", "clapnq=none.jsonl"], "none.jsonl"),
        (["run", "bridge.yaml", "bridge.yaml"], "two suites of this run have one name: bridge, bridge"),
        (["run", "odd.yaml"], "odd.yaml:2"),
        (["run", "bridge.yaml", "--fail-under", "bogus=1"], "there is no metric bogus; say METRIC or SUITE.METRIC"),
        (["run", "bridge.yaml", "--fail-under", "hits_4=1"], "no suite of this run has the metric hits_4"),
        (["run", "bridge.yaml", "--no-worse-than", "7"], "there is no run 7"),
        (["run", "bridge.yaml", "--out", "bridge.yaml"], "bridge.yaml"),
        (["report", "latest"], "none yet; make one with `byline eval run kursk`"),
        (["new", "bridge.yaml"], "bridge.yaml is there already; name another file, or remove it first"),
        (["new", "nowhere/new.yaml"], "nowhere/new.yaml"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_wrong_call_is_exit_2_and_says_what_and_how(byline: Byline, runs: Path, argv: list[str], said: str) -> None:
    Path("odd.yaml").write_text("samples:\n  - questoin: Why?\n")
    done = byline("eval", *argv)
    assert (done.status, said in done.err) == (2, True), done.err
    assert "fault of Byline" not in done.err


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["dance"],
        ["run"],
        ["run", "kursk", "--limit", "0"],
        ["run", "kursk", "--jobs", "many"],
        ["run", "kursk", "--fail-under", "claim_recall"],
        ["run", "kursk", "--fail-under", "claim_recall=high"],
        ["run", "kursk", "--fail-under", "claim_recall=nan"],
        ["run", "kursk", "--fail-under", "=0.5"],
        ["compare", "1"],
        ["report"],
        ["report", "1", "--json", "--markdown"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_read_is_exit_2_with_a_usage_line(byline: Byline, argv: list[str]) -> None:
    done = byline("eval", *argv)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("usage: byline eval")


def test_without_a_home_there_is_nothing_to_ask(byline: Byline, tmp_path: Path) -> None:
    (tmp_path / "bridge.yaml").write_text(SUITE)
    for argv in (["run", str(tmp_path / "bridge.yaml")], ["new"]):
        done = byline("eval", *argv)
        assert (done.status, done.out) == (2, "")
        assert "put reports in with `byline ingest PATH`" in done.err
    assert byline("eval", "runs").status == 0
    assert not (tmp_path / "home").exists()


def test_new_writes_a_suite_to_fill_in(byline: Byline, runs: Path, tmp_path: Path) -> None:
    done = byline("eval", "new", "town.yaml")
    assert (done.status, done.err) == (0, "")
    assert done.out == "wrote town.yaml; fill in its questions, then: byline eval run town.yaml\n"
    assert byline("eval", "new").out == (tmp_path / "town.yaml").read_text()
    todo = byline("eval", "run", "town.yaml")
    assert (todo.status, "TODO" in todo.err) == (2, True)
    (tmp_path / "town.yaml").write_text((tmp_path / "town.yaml").read_text().replace("TODO ", "Why "))
    assert byline("eval", "run", "town.yaml").status == 0


def test_only_the_first_samples_are_asked(byline: Byline, runs: Path) -> None:
    made = byline("eval", "run", "bridge.yaml", "--limit", "2", "--json").json
    assert [sample["id"] for sample in made["suites"][0]["samples"]] == ["crack", "convoy"]


@pytest.mark.parametrize("command", ["run", "compare", "report", "runs", "new"])
def test_help_shows_an_example(byline: Byline, command: str) -> None:
    done = byline("eval", command, "--help")
    assert (done.status, done.err) == (0, "")
    assert f"example: byline eval {command}" in " ".join(done.out.split())


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from contextlib import suppress\n"
        "from ui.cli import main\n"
        "with suppress(SystemExit): main(['eval', 'run', '--help'])\n"
        "heavy = {'rich', 'sqlalchemy', 'numpy', 'jinja2', 'pydantic', 'torch', 'chromadb', 'evals.run'}\n"
        "print(*heavy & set(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment(tmp_path))
    assert done.stderr == "\n"
