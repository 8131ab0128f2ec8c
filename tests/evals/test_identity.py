"""What tells two runs apart, and what must not."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from evals.identity import ROOT, digest, git_state, identity
from evals.sample import Sample
from rag.answer import Filters, Turn
from rag.assistant import Assistant
from rag.settings import Llm, Settings
from tests.evals.making import REPORTS, SAMPLES, knowledge, task

HERE = Settings(Path("here"))


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return knowledge(tmp_path_factory.mktemp("harbour"))


def test_it_holds_all_that_can_change_a_result() -> None:
    made = identity([task()], replace(HERE, story="harbour", llm=Llm("small", "http://x", "sk-test")))
    assert made["suites"] == ["harbour"]
    assert made["samples"].keys() == made["coverage"].keys() == {"harbour"}
    assert (made["engine"], made["model"]) == ("extractive", "all-MiniLM-L6-v2")
    assert made["settings"] == {"story": "harbour", "llm": "small"}
    assert made["prompts"].keys() >= {"answer_system", "standalone_question", "follow_ups", "judge_support"}
    assert identity([task()], HERE, engine="llm:small")["engine"] == "llm:small"
    assert made["versions"].keys() >= {"python", "byline", "chromadb", "numpy", "torch"}
    assert all(made["versions"].values())


def test_it_holds_neither_keys_nor_places_and_comes_back_from_json() -> None:
    made = identity([task()], Settings(Path("/secret/home"), llm=Llm("small", "http://secret.example", "sk-test")))
    assert json.loads(json.dumps(made)) == made
    assert "secret" not in repr(made)
    assert "sk-test" not in repr(made)
    assert made == identity([task()], Settings(Path("elsewhere"), llm=Llm("small", "http://other.example")))


@pytest.mark.parametrize(
    "other",
    [
        replace(SAMPLES[0], question="When?"),
        replace(SAMPLES[0], status="disputed"),
        replace(SAMPLES[0], claims=()),
        replace(SAMPLES[0], turns=(Turn("user", "Where?"),)),
        replace(SAMPLES[0], filters=Filters(first="2025-03-14")),
        replace(SAMPLES[0], filters=Filters(outlets=("Harbour Post",))),
    ],
    ids=["question", "status", "claims", "turns", "date", "outlet"],
)
def test_another_sample_is_another_run(other: Sample) -> None:
    assert identity([task(samples=[other])], HERE)["samples"] != identity([task(samples=SAMPLES[:1])], HERE)["samples"]


def test_another_report_is_another_run() -> None:
    known = identity([task()], HERE)["coverage"]
    for fields in ({"text": "Other words."}, {"published": "2025-03-15"}, {"outlet": "Valley News"}):
        drafts = (replace(REPORTS[0], **fields), *REPORTS[1:])
        assert identity([replace(task(), drafts=drafts)], HERE)["coverage"] != known


def test_another_report_of_the_homes_own_story_is_another_run(harbour: Assistant) -> None:
    own = replace(task(), drafts=None)
    articles = harbour.articles()
    known = identity([own], HERE, lambda: articles)
    later = [replace(article, ingested_at="2030-01-01", revision=2) for article in articles]
    assert identity([own], HERE, lambda: later) == known
    assert identity([own], HERE, lambda: articles[1:]) != known
    assert identity([own], HERE, lambda: [replace(articles[0], text="Other words."), *articles[1:]]) != known


def test_the_home_is_not_read_for_suites_that_bring_their_reports() -> None:
    def story() -> list[object]:
        raise AssertionError("read")

    identity([task()], HERE, story)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "file", ["evals/scorers.py", "evals/tasks/coverage.py", "rag/calibration.json", "prompts/x.md"]
)
def test_other_code_is_another_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str) -> None:
    for name in ("prompts", "store", "rag", "evals", "evals/tasks"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr("evals.identity.ROOT", tmp_path)
    before = identity([task()], HERE)["code"]
    (tmp_path / file).write_text("new")
    assert identity([task()], HERE)["code"] != before


def test_it_is_the_same_in_another_process() -> None:
    code = (
        "from pathlib import Path; from evals.identity import identity; from rag.settings import Settings\n"
        "from dataclasses import replace; from tests.evals.making import SAMPLES, task\n"
        "named = replace(SAMPLES[0], relevant=frozenset('abcdefgh'))\n"
        "print(identity([task(samples=[named])], Settings(Path('here')))['samples']['harbour'])\n"
    )
    named = replace(SAMPLES[0], relevant=frozenset("abcdefgh"))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == identity([task(samples=[named])], HERE)["samples"]["harbour"]


def test_a_digest_tells_texts_and_their_order_apart() -> None:
    assert len({digest(parts) for parts in (["ab"], ["a", "b"], ["b", "a"], ["", "ab"], [], ["\ud83d"])}) == 6


def test_git_says_the_commit_and_whether_a_file_differs(tmp_path: Path) -> None:
    assert git_state(tmp_path) is None
    git = ["git", "-C", str(tmp_path), "-c", "user.name=A", "-c", "user.email=a@b.example"]
    (tmp_path / "evals").mkdir()
    (tmp_path / "evals/identity.py").write_text("one")
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        subprocess.run([*git, *command], check=True)
    clean = git_state(tmp_path)
    assert clean and (len(clean["commit"]), clean["changed"]) == (40, False)
    (tmp_path / "evals/identity.py").write_text("two")
    assert git_state(tmp_path) == clean | {"changed": True}


def test_a_checkout_of_something_else_is_none_of_ours(tmp_path: Path) -> None:
    subprocess.run(["git", "-C", str(tmp_path), "init", "-q"], check=True)
    assert git_state(tmp_path) is None


def test_other_gold_is_another_run() -> None:
    one, other = (task(samples=[replace(SAMPLES[0], gold=gold)]) for gold in ("one", "two"))
    assert identity([one], HERE)["samples"] != identity([other], HERE)["samples"]
