"""`byline doctor` names what is wrong and what to do, and never the key."""

import socket
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.endpoint import CUT, DONE, USAGE, Endpoint, event, served
from tests.ui.conftest import Byline, Done

KEY = "sk-test-0123456789"

Asked = Callable[..., dict[str, tuple[bool, str]]]


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BYLINE_LLM", "BYLINE_LLM_KEY", "BYLINE_LLM_DEADLINE"):
        monkeypatch.delenv(name, raising=False)


def looked_at(done: Done) -> dict[str, tuple[bool, str]]:
    """What was found, with the remedy, by what was looked at."""
    assert (done.status == 0) == done.json["fine"] == all(c["fine"] for c in done.json["checks"])
    assert done.status in (0, 2)
    return {c["what"]: (c["fine"], f"{c['found']} → {c['remedy']}") for c in done.json["checks"]}


def test_a_home_without_a_language_model(byline: Byline, kept: str) -> None:
    done = byline("--home", kept, "doctor")
    assert done.status == 0
    home, llm = done.out.splitlines()
    assert home.endswith("holds 3 reports of 2 outlets")
    assert llm.startswith("ok    language model: none is set")


def test_an_empty_home(byline: Byline) -> None:
    done = byline("doctor")
    assert done.status == 2
    assert done.out.startswith("WRONG home: ")
    assert "byline ingest" in done.out


def test_a_damaged_home(byline: Byline, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "byline.db").write_bytes(b"no database" * 100)
    assert not looked_at(byline("doctor", "--json"))["home"][0]


@pytest.fixture
def asked(byline: Byline, kept: str, monkeypatch: pytest.MonkeyPatch) -> Asked:
    def run(url: str, model: str = "small") -> dict[str, tuple[bool, str]]:
        monkeypatch.setenv("BYLINE_LLM", f"{model}@{url}")
        monkeypatch.setenv("BYLINE_LLM_KEY", KEY)
        done = byline("--home", kept, "doctor", "--json")
        assert KEY not in done.out + done.err
        return looked_at(done)

    return run


def test_a_good_endpoint(asked: Asked) -> None:
    with served(Endpoint(says="yes")) as endpoint:
        fine, said = asked(endpoint.url)["language model"]
    assert fine
    counted = f"{USAGE['prompt_tokens']} tokens read, {USAGE['completion_tokens']} written, as the server counts them"
    assert said.startswith("small began after ") and counted in said


def test_an_endpoint_without_a_count(asked: Asked) -> None:
    with served(Endpoint(scripts=[[event("yes"), event(finish="stop"), DONE]])) as endpoint:
        fine, said = asked(endpoint.url)["language model"]
    assert fine and "estimated" in said


def test_nobody_there(asked: Asked) -> None:
    with closing(socket.socket()) as closed:
        closed.bind(("127.0.0.1", 0))
        fine, said = asked(f"http://127.0.0.1:{closed.getsockname()[1]}/v1")["language model"]
    assert not fine
    assert "cannot be reached" in said and said.endswith("start it, or mend its address")


def test_an_address_that_is_none(asked: Asked) -> None:
    assert not asked("http://a b/v1")["language model"][0]


@pytest.mark.parametrize("url", ["http://[::1/v1", "http://127.0.0.1:999999/v1"])
def test_an_address_where_nothing_can_listen_is_named_like_one_that_is_missing(
    byline: Byline, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("BYLINE_LLM", f"small@{url}")
    done = byline("doctor")
    assert done.status == 2
    assert f"names 'small' at '{url}'; name a model and its address" in done.err


def test_an_unknown_model(asked: Asked) -> None:
    body = b'{"error": {"message": "model \\"small\\" not found, try pulling it first"}}'
    with served(Endpoint(models=["large", "qwen3:8b"], statuses=[404], body=body)) as endpoint:
        fine, said = asked(endpoint.url)["language model"]
    assert not fine
    assert "try pulling it first" in said
    assert said.endswith("mend the address or the model's name; it has: large, qwen3:8b")


@pytest.mark.parametrize("listed", [b"{}", b"[]", b"<html>", b'{"data": [1]}'])
def test_a_list_that_cannot_be_read_is_none(asked: Asked, listed: bytes) -> None:
    with served(Endpoint(models=[], body=listed, status=201, statuses=[404])) as endpoint:
        assert asked(endpoint.url)["language model"][1].endswith("mend the address or the model's name")


@pytest.mark.parametrize(
    ("endpoint", "says"),
    [
        (Endpoint(statuses=[401], body=f"no {KEY}".encode()), "set the key"),
        (Endpoint(statuses=[404]), "mend the address or the model's name"),
        (Endpoint(statuses=[429] * 3), "ask its provider"),
        (Endpoint(statuses=[500] * 3, body=f"with {KEY}".encode()), "see the server's own log"),
        (Endpoint(statuses=[400], body=b'{"error": {"message": "exceeds the context size"}}'), "a longer context"),
        (Endpoint(scripts=[[event("ye"), CUT]]), "broke off"),
    ],
)
def test_what_is_wrong_with_the_reply(asked: Asked, endpoint: Endpoint, says: str) -> None:
    with served(endpoint):
        fine, said = asked(endpoint.url)["language model"]
    assert not fine
    assert says in said


def test_a_model_of_anthropics_without_its_packages(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "llama_index.llms.anthropic", None)
    fine, said = asked("http://127.0.0.1:9", "anthropic:large")["language model"]
    assert not fine
    assert "pip install 'byline[anthropic]'" in said
