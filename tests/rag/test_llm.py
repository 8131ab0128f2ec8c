"""The client of a language model, against a real server on the loopback."""

from time import perf_counter

import pytest

from rag.llm import open_llm
from rag.settings import Llm
from tests.endpoint import Endpoint, served


def test_one_question_is_one_request_with_the_key_and_no_chance_in_it() -> None:
    with served(Endpoint(says="Yes.")) as endpoint:
        said = open_llm(Llm("small", endpoint.url, "sk-test")).complete("Does it follow?").text
    ((key, asked),) = endpoint.heard
    assert said == "Yes."
    assert (key, asked["model"], asked["temperature"]) == ("Bearer sk-test", "small", 0.0)
    assert asked["messages"] == [{"role": "user", "content": "Does it follow?"}]


def test_without_a_key_none_is_sent_that_the_machine_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    with served(Endpoint()) as endpoint:
        open_llm(Llm("small", endpoint.url)).complete("Does it follow?")
    assert endpoint.heard[0][0] == "Bearer none"


@pytest.mark.parametrize("status", [429, 500, 401])
def test_a_refusal_is_an_error_at_once_and_not_tried_again(status: int) -> None:
    began = perf_counter()
    with served(Endpoint(status=status, body=b"{}")) as endpoint, pytest.raises(Exception, match=str(status)) as raised:
        open_llm(Llm("small", endpoint.url, "sk-test")).complete("Does it follow?")
    assert len(endpoint.heard) == 1
    assert perf_counter() - began < 5
    assert "sk-test" not in str(raised.value)


def test_opening_sends_nothing_and_the_key_is_not_shown() -> None:
    with served(Endpoint()) as endpoint:
        named = Llm("small", endpoint.url, "sk-test")
        open_llm(named)
    assert endpoint.heard == []
    assert "sk-test" not in repr(named)
