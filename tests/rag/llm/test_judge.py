"""A language model that is asked whether cited words support a sentence."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts import render
from rag.answer import Citation
from rag.errors import LlmCancelled, LlmError
from rag.llm.client import messages
from rag.llm.judge import supported


def cited(words: str = "Seven locks are shut.", title: str = "Locks") -> Citation:
    return Citation(1, "id", "a.txt", "The Odrin Post", title, "2031-04-02", None, 1, 100, 140, words)


def judged(reply: str | Exception, heard: list[Any] | None = None) -> bool | None:
    """The verdict of a model that replies so, or fails so."""

    def ask(instructions: str, material: Mapping[str, Any]) -> str:
        (heard if heard is not None else []).extend([instructions, material])
        if isinstance(reply, Exception):
            raise reply
        return reply

    return supported(ask, [cited()], "All is shut.")


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("yes", True),
        (" No.\n", False),
        ("YES", True),
        ("yes and no", None),
        ("Yes, they do", None),
        ("", None),
        (LlmError("is asked too often (429)"), None),
    ],
)
def test_only_yes_and_no_are_verdicts(reply: str | Exception, verdict: bool | None) -> None:
    assert judged(reply) is verdict


def test_whoever_stops_it_is_heard() -> None:
    with pytest.raises(LlmCancelled):
        judged(LlmCancelled("was stopped"))


def test_the_model_sees_the_words_and_whose_they_are() -> None:
    heard: list[Any] = []
    judged("no", heard)
    report = {"outlet": "The Odrin Post", "title": "Locks", "published": "2031-04-02", "words": "Seven locks are shut."}
    assert heard == [render("judge_support"), {"reports": [report], "sentence": "All is shut."}]


HOSTILE = st.text(alphabet=st.sampled_from('"\\{}[]$\n\r`<> ayes'), max_size=40)


@given(HOSTILE, HOSTILE)
def test_no_words_can_leave_their_place(words: str, sentence: str) -> None:
    system, user = messages("Judge.", {"words": words, "sentence": sentence})
    assert system.content == "Judge."
    assert user.content is not None
    assert "\n" not in user.content
    assert json.loads(user.content) == {"words": words, "sentence": sentence}
