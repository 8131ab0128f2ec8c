"""Replies that were paid for once come from the home the next time, and only for the very same question."""

import sqlite3
from pathlib import Path

import pytest
from llama_index.core.llms import ChatMessage

from rag.answer import Usage
from rag.errors import LlmError
from rag.llm import replies
from rag.llm.client import cost, limits, open_llm
from rag.llm.replies import kept_stream
from rag.llm.stream import Limits, Reply
from rag.settings import Llm
from tests.endpoint import Endpoint, ended, event, served, words

ASKED = [ChatMessage(role="system", content="Be brief."), ChatMessage(role="user", content="Is the lock shut?")]


def said(file: Path | None, named: Llm, messages: list[ChatMessage] = ASKED) -> Reply:
    told: list[Reply] = []
    text = "".join(kept_stream(file, open_llm(named), messages, Limits(), done=told.append))
    assert text == told[0].text
    return told[0]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "replies.db"


def test_the_same_question_is_asked_once(file: Path) -> None:
    with served(Endpoint(scripts=[words("Yes, ", "it is.")])) as endpoint:
        first, second = (said(file, Llm("small", endpoint.url)) for _ in range(2))
    assert first == Reply("Yes, it is.", "stop", Usage(7, 3, estimated=False))
    assert second == Reply("Yes, it is.", "stop", Usage(7, 3, estimated=False), cached=True)
    assert len(endpoint.heard) == 1


def test_anything_else_is_another_question(file: Path) -> None:
    with served(Endpoint()) as endpoint, served(Endpoint()) as other:
        small = Llm("small", endpoint.url)
        said(file, small)
        said(file, small, ASKED[1:])
        said(file, small, [ASKED[0], ChatMessage(role="user", content="Is the lock shut? ")])
        said(file, small, [ASKED[1], ASKED[0]])
        said(file, Llm("large", endpoint.url))
        said(file, Llm("small", other.url))
    assert (len(endpoint.heard), len(other.heard)) == (5, 1)


def test_without_a_file_nothing_is_kept(tmp_path: Path) -> None:
    with served(Endpoint()) as endpoint:
        assert [said(None, Llm("small", endpoint.url)).cached for _ in range(2)] == [False, False]
    assert list(tmp_path.iterdir()) == []


def test_what_did_not_end_well_is_not_kept(file: Path) -> None:
    scripts = [[event("It is"), *ended("length")], [event("It is")], words("It is shut.")]
    with served(Endpoint(scripts=scripts)) as endpoint:
        named = Llm("small", endpoint.url)
        assert said(file, named).finish == "length"
        with pytest.raises(LlmError):
            said(file, named)
        assert said(file, named).text == "It is shut."
        assert said(file, named).cached


def test_the_key_is_not_kept(file: Path) -> None:
    with served(Endpoint()) as endpoint:
        said(file, Llm("small", endpoint.url, "sk-test-0123456789"))
    assert b"sk-test" not in file.read_bytes()


@pytest.mark.parametrize("held", [b"no database at all" * 100, None])
def test_a_cache_that_cannot_be_used_is_none(file: Path, held: bytes | None) -> None:
    if held is None:
        file.mkdir()
    else:
        file.write_bytes(held)
    with served(Endpoint()) as endpoint:
        assert [said(file, Llm("small", endpoint.url)).text for _ in range(2)] == ["yes", "yes"]


@pytest.mark.parametrize("kept", ['{"text": "yes"}', '{"text": 7, "finish": "stop", "usage": {}}', "[]", "no JSON"])
def test_a_reply_that_was_kept_in_another_form_is_asked_for_anew(file: Path, kept: str) -> None:
    with served(Endpoint()) as endpoint:
        said(file, Llm("small", endpoint.url))
        with sqlite3.connect(file) as db:
            db.execute("UPDATE replies SET reply = ?", (kept,))
        db.close()
        assert not said(file, Llm("small", endpoint.url)).cached
        assert said(file, Llm("small", endpoint.url)).cached


def test_the_oldest_go_first(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replies, "MOST", 2)
    with served(Endpoint()) as endpoint:
        named = [Llm(name, endpoint.url) for name in ("one", "two", "three")]
        for llm in named:
            said(file, llm)
        assert [said(file, llm).cached for llm in (named[1], named[2], named[0])] == [True, True, False]


def test_what_a_reply_costs() -> None:
    usage = Usage(2_000_000, 500_000, estimated=False)
    assert cost(usage, Llm("small", price_in=0.5, price_out=2.0)) == 2.0
    assert cost(usage, Llm("small", price_in=0.5)) is None


def test_what_a_reply_may_take() -> None:
    named = Llm("small", context=9_000, deadline=8.0)
    assert limits(named) == Limits(deadline=8.0, silence=4.0, window=9_000)
