"""The evaluation harness as its users trust in it: a broken retriever is noticed, and a kill loses nothing."""

import os
import random
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evals.record import load_run
from rag.retrieve import Found
from store.embedder import Embedder
from tests import processes
from tests.evals.making import files
from tests.ui.conftest import Byline, Done, StandIn, ended
from tests.ui.test_evaluate import CLOCK, SUITE

LIMIT = "30"
"""Samples of the built-in suite: the facts and some attributions, enough for a difference to be significant."""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Path]:
    """A home in which the built-in suite was run with the real model."""
    home = tmp_path_factory.mktemp("measured") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("store.embedder.Embedder", lambda name: embedder)
        assert kursk(home) == 0
        yield home


def kursk(home: Path, *gates: str) -> int:
    from ui.cli import main

    return ended(main, ["eval", "run", "kursk", "--limit", LIMIT, *gates, "--home", str(home)])


def gated(home: Path, capsys: pytest.CaptureFixture[str]) -> Done:
    capsys.readouterr()
    status = kursk(home, "--no-worse-than", "1-kursk", "--fail-under", "claim_recall=0.6")
    said = capsys.readouterr()
    return Done(status, said.out, said.err)


def test_the_same_retriever_passes_and_gives_the_same_run(measured: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = gated(measured, capsys)
    assert (done.status, "byline:" in done.err) == (0, False), done.err
    *_, before, after = sorted((measured / "runs").iterdir())
    assert files(before, but=CLOCK) == files(after, but=CLOCK)


def test_a_retriever_in_random_order_does_not_pass_the_gate(
    measured: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.weighed import retrieve

    def broken(*given: Any) -> Found:  # noqa: ANN401
        """Any three of the passages: over a coverage of thousands no better ones would come up."""
        found = retrieve(*given)
        picked = random.Random(0).sample(range(len(found.passages)), min(3, len(found.passages)))
        return replace(
            found, passages=[found.passages[n] for n in picked], scores=[found.scores[n] for n in sorted(picked)]
        )

    for part in ("weighed", "assistant"):
        monkeypatch.setattr(f"rag.{part}.retrieve", broken)
    done = gated(measured, capsys)
    assert done.status == 1
    complaints = [line for line in done.err.splitlines() if line.startswith("byline: ")]
    assert any("kursk: claim_recall is 0." in line and "under 0.6" in line for line in complaints), done.err
    assert any("kursk: claim_recall went from 0." in line for line in complaints), done.err
    assert any("kursk: ndcg_10 went from 0." in line for line in complaints), done.err


def test_killed_in_the_middle_the_same_command_ends_as_an_unbroken_run(
    tmp_path: Path, byline: Byline, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite(tmp_path)
    home = tmp_path / "home"
    journal = home / "runs/1-bridge/bridge/journal.jsonl"
    killed = processes.process(run_slowly, tmp_path, home)
    wait(lambda: journal.exists() and journal.read_bytes().count(b"\n") >= 3)
    assert killed.pid
    os.kill(killed.pid, signal.SIGKILL)
    killed.join(20)
    done = journal.read_bytes().count(b"\n")
    assert (killed.exitcode, done < 24) == (-signal.SIGKILL, True)
    assert not (home / "runs/1-bridge/summary.json").exists()

    monkeypatch.chdir(tmp_path)
    again = byline("eval", "run", "bridge.yaml")
    assert (again.status, again.err.splitlines()[0]) == (
        0,
        "going on with the unfinished run 1-bridge; --fresh starts anew",
    )
    unbroken = byline("eval", "run", "bridge.yaml", "--home", str(tmp_path / "other"))
    assert unbroken.status == 0
    assert len(load_run(home / "runs/1-bridge").suites[0].records) == 24
    assert files(home / "runs/1-bridge", but=CLOCK) == files(tmp_path / "other/runs/1-bridge", but=CLOCK)
    assert [path.name for path in (home / "runs").iterdir()] == ["1-bridge"]


def suite(folder: Path) -> None:
    """24 questions about reports that the suite brings."""
    crack = "Divers found a crack the length of a hand in the eastern pivot.\n"
    told = {
        "post.txt": f"Bridge shut\n\n{crack}",
        "radio.txt": f"Convoy\n\nHauliers have asked for a night convoy.\n\n{crack}",
    }
    (folder / "reports").mkdir()
    for source, text in told.items():
        (folder / "reports" / source).write_text(text)
    more = "".join(f"  - question: Who found crack {n}?\n" for n in range(20))
    (folder / "bridge.yaml").write_text(f"coverage: reports\n{SUITE}{more}")


def run_slowly(folder: Path, home: Path) -> None:
    """For a process: the command, with the stand-in model, at ten samples a second."""
    import rag.assistant
    import store.embedder
    from ui.cli import main

    store.embedder.Embedder = StandIn  # type: ignore[assignment,misc]
    real = rag.assistant.Assistant.ask

    def ask(self: rag.assistant.Assistant, *given: Any, **named: Any) -> Any:  # noqa: ANN401
        time.sleep(0.1)
        return real(self, *given, **named)

    rag.assistant.Assistant.ask = ask  # type: ignore[method-assign]
    os.chdir(folder)
    main(["eval", "run", "bridge.yaml", "--home", str(home)])


def wait(ready: Any) -> None:  # noqa: ANN401
    until = time.monotonic() + 60
    while not ready():
        assert time.monotonic() < until
        time.sleep(0.02)
