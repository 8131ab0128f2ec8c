"""Who decides whether cited words support a sentence, and that a failed judge leaves it unscored."""

from dataclasses import replace

import pytest
from llama_index.core.llms import CompletionResponse, CompletionResponseGen, CustomLLM, LLMMetadata
from pydantic import PrivateAttr

from evals.judge import INSIDE, judges, llm_judge, meets
from evals.sample import Claim, Place, Sample
from rag.answer import Citation

CITATION = Citation(
    1, "id", "a.txt", "The Odrin Post", "Locks", "2031-04-02", None, 1, 100, 140, "Seven locks are shut."
)
GOLD = Sample("s", "Which locks?", claims=(Claim((Place("a.txt", 100, 150), Place("b.txt", 0, 40))),))
UNJUDGED = Sample("u", "Which locks?")


class Replying(CustomLLM):
    """A model that always says the same, and fails if that is an exception."""

    _reply: str | Exception = PrivateAttr()

    def __init__(self, reply: str | Exception) -> None:
        super().__init__()
        self._reply = reply

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(model_name="replying")

    def complete(self, prompt: str, formatted: bool = False, **kwargs: object) -> CompletionResponse:
        raise NotImplementedError

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: object) -> CompletionResponseGen:
        if isinstance(self._reply, Exception):
            raise self._reply
        yield CompletionResponse(text=self._reply, delta=self._reply)


@pytest.mark.parametrize(
    ("start", "end", "shows"),
    [
        (100, 200, True),  # all of it
        (0, 150, True),  # half of it, from before
        (0, 149, False),  # less than half
        (150, 400, True),
        (151, 400, False),
        (120, 120 + INSIDE, True),  # a clause of it
        (120, 119 + INSIDE, False),  # a scrap of it
        (190, 230, False),  # twenty characters or more, of which ten are inside
        (0, 100, False),
        (200, 300, False),
    ],
)
def test_what_shows_a_place(start: int, end: int, shows: bool) -> None:
    place = Place("a.txt", 100, 200)
    assert meets(Place("a.txt", start, end), place) is shows
    assert meets(replace(CITATION, start=start, end=end), place) is shows
    assert not meets(Place("b.txt", start, end), place)


def test_gold_places_decide_where_there_are_any() -> None:
    judge = judges(GOLD)
    elsewhere = replace(CITATION, source="c.txt")
    assert judge([elsewhere, CITATION], "Anything.") is True
    assert judge([elsewhere], "Anything.") is False


def test_the_judge_of_a_sample() -> None:
    model = Replying("yes")
    assert judges(GOLD, model)([replace(CITATION, source="c.txt")], "It is.") is False
    assert judges(UNJUDGED)([CITATION], "It is.") is None
    assert judges(UNJUDGED, model)([CITATION], "It is.") is True


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [("yes", True), ("<think>Is it?</think>\n No.\n", False), ("Yes, they do", None), (ValueError("no reply"), None)],
)
def test_a_language_model_says_yes_or_no_or_nothing_of_use(reply: str | Exception, verdict: bool | None) -> None:
    assert llm_judge(Replying(reply))([CITATION], "Seven locks are shut.") is verdict
