"""A run: what stands on disk when it is done, that it is the same every time, and that it can be gone on with."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from evals.errors import RunError
from evals.record import load_run
from evals.run import JOURNAL, place, run
from evals.sample import Sample
from evals.task import Outcome, Task, ask, search
from rag.assistant import Assistant
from tests import processes
from tests.evals.making import REPORTS, SAMPLES, Silent, files, knowledge, strict, task

INFO: dict[str, Any] = {"suites": ["harbour"], "code": "1"}
CLOCK = ("timings.json", "timings.jsonl")


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return knowledge(tmp_path_factory.mktemp("harbour"))


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory, harbour: Assistant) -> Path:
    """A run that nothing came in the way of."""
    folder = tmp_path_factory.mktemp("runs") / "1-harbour"
    worked(folder, harbour)
    return folder


def worked(folder: Path, harbour: Assistant, made: Task | None = None, jobs: int = 1, **info: Any) -> Silent:  # noqa: ANN401
    watch = Silent()
    run(folder, INFO | info, [made or task()], lambda _: harbour, watch, jobs)
    return watch


def lines(path: Path) -> list[dict[str, Any]]:
    return [strict(line) for line in path.read_bytes().split(b"\n") if line]


def test_a_finished_run_has_these_files_and_no_others(unbroken: Path) -> None:
    assert sorted(files(unbroken)) == [
        "harbour/records.jsonl",
        "harbour/scores.jsonl",
        "harbour/timings.jsonl",
        "run.json",
        "summary.json",
        "timings.json",
    ]


def test_it_reads_back(unbroken: Path) -> None:
    made = load_run(unbroken)
    (suite,) = made.suites
    assert (made.name, made.info["suites"], suite.name) == ("1-harbour", ["harbour"], "harbour")
    assert [line["id"] for line in suite.lines] == [sample.id for sample in SAMPLES]
    assert [record["sample"]["question"] for record in suite.records] == [sample.question for sample in SAMPLES]
    figures = {figure.metric: figure for figure in suite.figures}
    right = [line["status_right"] for line in suite.lines]
    assert figures["status_right"].value == pytest.approx(sum(filter(None, right)) / 7, abs=1e-6)
    assert (figures["status_right"].scored, figures["status_right"].samples) == (7, 8)
    assert figures["latency_p50"].value > 0


def test_the_clock_stands_only_in_the_timings(unbroken: Path) -> None:
    plain = b"".join(files(unbroken, but=CLOCK).values())
    assert b"_ms" not in plain
    assert b"latency" not in plain
    assert strict((unbroken / "timings.json").read_bytes())["made"].encode() not in plain


def test_a_record_says_what_was_found_and_why(unbroken: Path) -> None:
    record = lines(unbroken / "harbour/records.jsonl")[1]
    assert [place["words"] for claim in record["gold"] for place in claim] == ["replaced a cracked ramp"]
    assert record["trace"]["passages"][0]["source"] in {report.source for report in REPORTS}
    cited = [s for s in record["trace"]["sentences"] if s["cited"]]
    assert sorted(s["cited"] for s in cited) == [c["number"] for c in record["answer"]["citations"]]
    assert {(s["source"], s["start"]) for s in cited} == {
        (c["source"], c["start"]) for c in record["answer"]["citations"]
    }


def test_line_separators_of_a_report_split_no_line(unbroken: Path) -> None:
    records = lines(unbroken / "harbour/records.jsonl")
    assert len(records) == len(SAMPLES)
    assert "\u2028" in "".join(c["quote"] for r in records for c in r["answer"]["citations"] + r["answer"]["nearest"])
    assert len(load_run(unbroken).suites[0].records) == len(SAMPLES)


@pytest.mark.parametrize("jobs", [1, 2])
def test_two_runs_are_the_same_but_for_the_clock(tmp_path: Path, unbroken: Path, harbour: Assistant, jobs: int) -> None:
    worked(tmp_path / "2", harbour, jobs=jobs)
    assert files(tmp_path / "2", but=CLOCK) == files(unbroken, but=CLOCK)


def test_where_the_system_fails_the_sample_is_unscored_and_the_rest_goes_on(tmp_path: Path, harbour: Assistant) -> None:
    def solve(assistant: Assistant, sample: Sample) -> Outcome:
        if sample.id == "who":
            raise ZeroDivisionError("by \ud83d nothing")
        return search(100)(assistant, sample)

    watch = worked(tmp_path / "1", harbour, task(solve))
    (suite,) = load_run(tmp_path / "1").suites
    assert [r["error"] for r in suite.records] == [None] * 2 + ["ZeroDivisionError: by ? nothing"] + [None] * 5
    assert suite.lines[2].keys() == {"id", "kind", "total_ms"}
    assert suite.records[2]["answer"] is None
    assert {f.metric: f.scored for f in suite.figures}["status_right"] == 6
    assert watch.steps == 8


def test_a_score_that_is_no_number_is_unscored(tmp_path: Path, harbour: Assistant) -> None:
    made = Task("odd", SAMPLES[:2], ask, (lambda sample, _: {"rr": float("nan") if sample.id == "ramp" else 1 / 3},))
    run(tmp_path / "1", INFO | {"suites": ["odd"]}, [made], lambda _: harbour, Silent(), 1)
    assert [line["rr"] for line in lines(tmp_path / "1/odd/scores.jsonl")] == [0.333333, None]
    for name, held in files(tmp_path / "1").items():
        for text in held.split(b"\n") if name.endswith("l") else [held]:
            assert not text or strict(text)


class Stopping:
    """Solves until a sample, at which somebody presses Ctrl-C."""

    def __init__(self, at: str) -> None:
        self.at, self.asked = at, list[str]()

    def __call__(self, assistant: Assistant, sample: Sample) -> Outcome:
        self.asked.append(sample.id)
        if sample.id == self.at:
            raise KeyboardInterrupt
        return search(100)(assistant, sample)


@pytest.fixture
def stopped(tmp_path: Path, harbour: Assistant) -> Path:
    """A run that was stopped at the fourth sample."""
    with pytest.raises(KeyboardInterrupt):
        worked(tmp_path / "1-harbour", harbour, task(Stopping("meets")))
    return tmp_path / "1-harbour"


def test_a_run_that_was_stopped_is_gone_on_with(stopped: Path, unbroken: Path, harbour: Assistant) -> None:
    with pytest.raises(RunError, match="holds no finished run"):
        load_run(stopped)
    assert len(lines(stopped / "harbour" / JOURNAL)) == 3
    rest = Stopping("nowhere")
    assert worked(stopped, harbour, task(rest)).totals == [5]
    assert rest.asked == [sample.id for sample in SAMPLES[3:]]
    assert files(stopped, but=CLOCK) == files(unbroken, but=CLOCK)


@pytest.mark.parametrize("cut", [1, 40, -1])
def test_a_line_cut_in_the_middle_is_asked_again(stopped: Path, unbroken: Path, harbour: Assistant, cut: int) -> None:
    journal = stopped / "harbour" / JOURNAL
    whole = journal.read_bytes()
    last = whole.rstrip(b"\n").rfind(b"\n") + 1
    journal.write_bytes(whole[:last] + whole[last:][:cut])
    assert worked(stopped, harbour).totals == [6]
    assert files(stopped, but=CLOCK) == files(unbroken, but=CLOCK)


@pytest.mark.parametrize("place", ["_split", "_sum_up", "_figures", "load_run"])
def test_stopped_while_it_is_written_up_nothing_is_asked_again(
    tmp_path: Path, unbroken: Path, harbour: Assistant, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(f"evals.run.{place}", stop)
        worked(tmp_path / "1", harbour)
    if place != "load_run":
        assert worked(tmp_path / "1", harbour).totals == []
    assert files(tmp_path / "1", but=CLOCK) == files(unbroken, but=CLOCK)


def test_another_identity_or_a_finished_run_is_refused(stopped: Path, unbroken: Path, harbour: Assistant) -> None:
    for folder, code in ((stopped, "2"), (unbroken, "1")):
        before = files(folder)
        with pytest.raises(RunError, match=r"holds another run, or a finished one; name another folder with --out"):
            worked(folder, harbour, code=code)
        assert files(folder) == before


def test_a_folder_of_something_else_is_refused_and_an_empty_one_taken(tmp_path: Path, harbour: Assistant) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(RunError, match="holds another run"):
        worked(tmp_path, harbour)
    (tmp_path / "empty").mkdir()
    worked(tmp_path / "empty", harbour)
    assert load_run(tmp_path / "empty").info["suites"] == ["harbour"]


def unfinished(runs: Path, name: str, info: dict[str, Any]) -> Path:
    (runs / name).mkdir(parents=True)
    (runs / name / "run.json").write_text(json.dumps(info))
    return runs / name


def test_the_newest_unfinished_run_of_the_same_identity_is_gone_on_with(tmp_path: Path) -> None:
    assert place(tmp_path / "none", INFO) == tmp_path / "none/1-harbour"
    unfinished(tmp_path, "2-harbour", INFO)
    unfinished(tmp_path, "9-harbour", INFO)
    unfinished(tmp_path, "10-harbour", INFO)
    unfinished(tmp_path, "11-harbour", INFO | {"code": "2"})
    (unfinished(tmp_path, "12-harbour", INFO) / "summary.json").write_text("{}")
    (tmp_path / "13-notes").write_text("no folder")
    (tmp_path / "mine").mkdir()
    assert place(tmp_path, INFO) == tmp_path / "10-harbour"
    assert place(tmp_path, INFO, fresh=True) == tmp_path / "13-harbour"
    assert place(tmp_path, INFO | {"suites": ["a", "b"]}) == tmp_path / "13-a+b"


def test_two_processes_do_not_share_a_folder(stopped: Path, harbour: Assistant) -> None:
    def solve(assistant: Assistant, sample: Sample) -> Outcome:
        assert processes.exit_of(run_beside, stopped) == 0
        return search(100)(assistant, sample)

    worked(stopped, harbour, task(solve, samples=SAMPLES))
    assert [record["error"] for record in load_run(stopped).suites[0].records] == [None] * len(SAMPLES)


def run_beside(folder: Path) -> None:
    """For a process: what a second command meets while the first one is at work."""
    with pytest.raises(RunError, match=r"another process is at work in .*1-harbour; wait for it, or begin anew with"):
        run(folder, INFO, [], lambda _: None, Silent(), 1)  # type: ignore[arg-type,return-value]


def test_two_suites_share_a_run(tmp_path: Path, harbour: Assistant) -> None:
    opened: list[str] = []

    def open_task(one: Task) -> Assistant:
        opened.append(one.name)
        return harbour

    tasks = [task(name="one", samples=SAMPLES[:2]), task(name="two", samples=SAMPLES[2:4])]
    made = run(tmp_path / "1", {"suites": ["one", "two"]}, tasks, open_task, Silent(), 1)
    assert [(suite.name, [line["id"] for line in suite.lines]) for suite in made.suites] == [
        ("one", ["sails", "ramp"]),
        ("two", ["who", "meets"]),
    ]
    assert opened == ["one", "two"]


def test_the_words_to_cite_of_the_homes_own_story_are_read_once(tmp_path: Path, harbour: Assistant) -> None:
    asked: list[Sequence[object]] = []

    class Counting:
        def articles(self) -> Sequence[object]:
            asked.append(())
            return harbour.articles()

    made = Task("own", SAMPLES[:5], lambda *_: Outcome(), ())
    run(tmp_path / "1", {"suites": ["own"]}, [made], lambda _: Counting(), Silent(), 1)  # type: ignore[arg-type,return-value]
    gold = [record["gold"][0][0]["words"] for record in lines(tmp_path / "1/own/records.jsonl")]
    assert gold[0] == "sailed again on Friday"
    assert len(asked) == 1


def test_scores_stand_in_one_order_whatever_a_scorer_gives_them_in(tmp_path: Path, harbour: Assistant) -> None:
    """Sets of names have another order in every process, and a run that is gone on with is made by two."""
    made = Task("odd", SAMPLES[:1], ask, (lambda *_: {"rr": 1.0, "hits_4": 1.0}, lambda *_: {"ndcg_10": 1.0}))
    run(tmp_path / "1", INFO | {"suites": ["odd"]}, [made], lambda _: harbour, Silent(), 1)
    assert [*lines(tmp_path / "1/odd/scores.jsonl")[0]] == ["id", "kind", "hits_4", "ndcg_10", "rr"]
