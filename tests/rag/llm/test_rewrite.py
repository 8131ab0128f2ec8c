"""Questions that a model words: taken only if they can be trusted."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from rag.answer import Answer
from rag.assistant import Assistant
from rag.llm.client import Writer, allowed, open_llm
from rag.llm.rewrite import suggested
from rag.settings import Llm
from tests.endpoint import Endpoint, served

COVERED = "Did divers find a crack the length of a hand in the eastern pivot?"


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with served(Endpoint()) as made:
        yield made


def suggestions(endpoint: Endpoint, harbour: Assistant, answer: Answer | None = None) -> list[str]:
    """What the model suggests after the answer to a question."""
    named = Llm("m", endpoint.url)
    allowance = allowed(Writer(open_llm(named), named))
    assert allowance
    return suggested(allowance, answer or harbour.ask(COVERED))


def test_at_most_three_questions_that_name_nobody_whom_the_reports_do_not_name(
    endpoint: Endpoint, harbour: Assistant
) -> None:
    good = ["How large is the crack?", "Who found it in the eastern pivot?", "Why do divers look there?"]
    lines = ["Here are some:", f"1. {good[0]}", f"- {good[1]}", "Did Ola Nystrom lie?", good[0], good[2], "And why so?"]
    endpoint.says = "\n".join(lines)
    assert suggestions(endpoint, harbour) == good


def test_a_question_keeps_the_figure_that_it_begins_with(endpoint: Endpoint, harbour: Assistant) -> None:
    figure = "4.2 million crowns: what for?"
    plain = harbour.ask(COVERED)
    costly = replace(plain.citations[0], quote="A new pivot costs 4.2 million crowns.")
    endpoint.says = f"**{figure}**\n4) How large is the cra\u202eck?\ud800"
    assert suggestions(endpoint, harbour, replace(plain, citations=(costly,))) == [figure, "How large is the crack?"]


def test_none_where_the_model_fails(endpoint: Endpoint, harbour: Assistant) -> None:
    endpoint.status = 401
    assert suggestions(endpoint, harbour) == []
