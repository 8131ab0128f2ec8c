"""The client of a language model, against a real server on the loopback."""

import asyncio
from time import perf_counter

import pytest

from rag.llm.client import open_llm
from rag.settings import Llm
from tests.endpoint import Endpoint, served


def _asked(named: Llm) -> str:
    """What the model says, by the client that Byline uses, which leaves no connection behind."""
    return asyncio.run(open_llm(named).acomplete("Does it follow?")).text


def test_one_question_is_one_request_with_the_key_and_no_chance_in_it() -> None:
    with served(Endpoint(says="Yes.")) as endpoint:
        said = _asked(Llm("small", endpoint.url, "sk-test"))
    ((key, asked),) = endpoint.heard
    assert said == "Yes."
    assert (key, asked["model"], asked["temperature"]) == ("Bearer sk-test", "small", 0.0)
    assert asked["messages"] == [{"role": "user", "content": "Does it follow?"}]


def test_without_a_key_none_is_sent_that_the_machine_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    with served(Endpoint()) as endpoint:
        _asked(Llm("small", endpoint.url))
    assert endpoint.heard[0][0] == "Bearer none"


@pytest.mark.parametrize("status", [429, 500, 401])
def test_a_refusal_is_an_error_at_once_and_not_tried_again(status: int) -> None:
    began = perf_counter()
    with served(Endpoint(status=status, body=b"{}")) as endpoint, pytest.raises(Exception, match=str(status)) as raised:
        _asked(Llm("small", endpoint.url, "sk-test"))
    assert len(endpoint.heard) == 1
    assert perf_counter() - began < 5
    assert "sk-test" not in str(raised.value)


def test_opening_sends_nothing_and_the_key_is_not_shown() -> None:
    with served(Endpoint()) as endpoint:
        named = Llm("small", endpoint.url, "sk-test")
        open_llm(named)
    assert endpoint.heard == []
    assert "sk-test" not in repr(named)
