"""The key of a language model is in nothing that is printed, logged, exported or kept, whatever a server says."""

import logging
import shutil
from pathlib import Path

import pytest

from tests.endpoint import CUT, Endpoint, event, served
from tests.ui.conftest import Byline
from tests.ui.test_evaluate import SUITE, calibrated

KEY = "sk-test-0123456789"
SAID = f'{{"error": {{"message": "no {KEY}"}}}}'.encode()


@pytest.mark.parametrize(
    "endpoint",
    [Endpoint(status=401, body=SAID), Endpoint(status=500, body=SAID), Endpoint(scripts=[[event("It"), SAID, CUT]])],
    ids=["refusing", "failing", "broken"],
)
def test_the_key_is_nowhere(
    byline: Byline,
    kept: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    endpoint: Endpoint,
) -> None:
    home = tmp_path / "home"
    shutil.copytree(kept, home)
    (tmp_path / "bridge.yaml").write_text(SUITE)
    monkeypatch.chdir(tmp_path)
    calibrated(monkeypatch, -1.0)
    monkeypatch.setenv("BYLINE_LLM_KEY", KEY)
    caplog.set_level(logging.DEBUG)
    with served(endpoint):
        monkeypatch.setenv("BYLINE_LLM", f"m@{endpoint.url}")
        done = [
            byline("--home", str(home), *command)
            for command in (
                ["ask", "Where did divers find a crack?", "--json"],
                ["ask", "Where did divers find a crack?", "--export", "answer.html"],
                ["eval", "run", "bridge.yaml", "--limit", "1"],
                ["doctor"],
            )
        ]
    assert {key for key, _ in endpoint.heard} == {f"Bearer {KEY}"}, "it was sent"
    said = "".join(d.out + d.err for d in done) + caplog.text
    assert KEY not in said
    assert "Answered in the reports' own words" in said
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"answer.html", "records.jsonl", "report.html"} <= {path.name for path in written}
    assert [path for path in written if KEY.encode() in path.read_bytes()] == []
