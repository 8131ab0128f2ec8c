"""`byline eval run` with a language model as the judge of what has no gold: a real endpoint, good and bad."""

import json
from pathlib import Path

import pytest

from tests.endpoint import Endpoint, served
from tests.evals.making import files
from tests.ui.conftest import Byline
from tests.ui.test_evaluate import calibrated, runs

__all__ = ["runs"]

KEY = "sk-test-0123456789"


@pytest.mark.parametrize(
    ("endpoint", "scored"),
    [
        (Endpoint(says="Yes."), 1.0),
        (Endpoint(says="no"), 0.0),
        (Endpoint(says="It depends."), None),
        (Endpoint(status=500, body=f'{{"error": {{"message": "no {KEY}"}}}}'.encode()), None),
    ],
    ids=["yes", "no", "neither", "failing"],
)
def test_a_language_model_judges_what_has_no_gold(
    byline: Byline, runs: Path, monkeypatch: pytest.MonkeyPatch, endpoint: Endpoint, scored: float | None
) -> None:
    calibrated(monkeypatch, -1.0)
    monkeypatch.setenv("BYLINE_LLM_KEY", KEY)
    with served(endpoint):
        monkeypatch.setenv("BYLINE_LLM", f"judge@{endpoint.url}")
        done = byline("eval", "run", "bridge.yaml", "--json", "--limit", "3", "--engine", "extractive")
    assert done.status == 0
    crack, _, opened = done.json["suites"][0]["samples"]
    assert (opened["id"], opened["sentence_recall"]) == ("open", scored)
    assert crack["sentence_recall"] is not None, "gold words need no judge"
    assert {key for key, _ in endpoint.heard} == {f"Bearer {KEY}"}
    said = json.dumps([asked["messages"] for _, asked in endpoint.heard])
    assert "swing bridge at Port Ellery stays shut" in said
    assert done.json["settings"]["llm"] == "judge"
    held = [done.out.encode(), done.err.encode(), *files(runs).values()]
    assert not any(KEY.encode() in text for text in held)


def test_the_language_model_writes_the_answers_and_the_run_says_so(
    byline: Byline, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calibrated(monkeypatch, -1.0)

    def write(material: dict[str, list[dict[str, object]]]) -> str:
        return (
            "\n".join(f"{r['words']} [{r['n']}]" for r in material["reports"][:1]) if "question" in material else "no"
        )

    with served(Endpoint(writes=write)) as endpoint:
        monkeypatch.setenv("BYLINE_LLM", f"small@{endpoint.url}")
        done = byline("eval", "run", "bridge.yaml", "--json", "--limit", "3")
    assert (done.status, done.json["engine"]) == (0, "llm:small")
    suite = done.json["suites"][0]
    assert {"tokens_in", "tokens_out"} <= {figure["metric"] for figure in suite["figures"]}
    assert [(s["tokens_in"], s["tokens_out"]) for s in suite["samples"]] == [(7, 3)] * 3
    records = (runs / "1-bridge/bridge/records.jsonl").read_text().splitlines()
    assert {json.loads(line)["answer"]["engine"] for line in records} == {"llm:small"}
