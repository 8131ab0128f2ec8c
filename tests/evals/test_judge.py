"""Who decides whether cited words support a sentence, and that a failed judge leaves it unscored."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from llama_index.core.llms import CompletionResponse, CompletionResponseGen, CustomLLM, LLMMetadata
from pydantic import PrivateAttr

from evals.judge import INSIDE, gold_judge, judges, llm_judge, meets, meets_span
from evals.sample import Claim, Place, Sample
from rag.answer import Citation

CITATION = Citation(
    1, "id", "a.txt", "The Odrin Post", "Locks", "2031-04-02", None, 1, 100, 140, "Seven locks are shut."
)
GOLD = Sample("s", "Which locks?", claims=(Claim((Place("a.txt", 100, 150), Place("b.txt", 0, 40))),))
UNJUDGED = Sample("u", "Which locks?")


class Replying(CustomLLM):
    """A model that gives the replies in turn, raises those that are exceptions, and keeps what it was asked."""

    _replies: list[str | Exception] = PrivateAttr()
    _asked: list[str] = PrivateAttr(default_factory=list)

    def __init__(self, *replies: str | Exception) -> None:
        super().__init__()
        self._replies = list(replies)

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(model_name="replying")

    def complete(self, prompt: str, formatted: bool = False, **kwargs: object) -> CompletionResponse:
        self._asked.append(prompt)
        reply = self._replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return CompletionResponse(text=reply)

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: object) -> CompletionResponseGen:
        yield self.complete(prompt)


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
    assert meets_span(place, "a.txt", start, end) is shows
    assert meets(replace(CITATION, start=start, end=end), place) is shows
    assert not meets_span(place, "b.txt", start, end)


def test_gold_places_decide_where_there_are_any() -> None:
    judge = gold_judge(GOLD)
    elsewhere = replace(CITATION, source="c.txt")
    assert judge([elsewhere, CITATION], "Anything.") is True
    assert judge([elsewhere], "Anything.") is False
    assert gold_judge(UNJUDGED)([CITATION], "Anything.") is None


def test_the_judge_of_a_sample() -> None:
    model = Replying("yes")
    assert judges(GOLD, model)([replace(CITATION, source="c.txt")], "It is.") is False
    assert judges(UNJUDGED)([CITATION], "It is.") is None
    assert model._asked == []
    assert judges(UNJUDGED, model)([CITATION], "It is.") is True


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("yes", True),
        (" No.\n", False),
        ("YES", True),
        ("yes and no", None),
        ("Yes, they do", None),
        ("not sure", None),
        ("", None),
        (TimeoutError("after 30 s"), None),
        (AttributeError("'NoneType' object has no attribute 'content'"), None),
    ],
)
def test_only_yes_and_no_are_verdicts(reply: str | Exception, verdict: bool | None) -> None:
    assert llm_judge(Replying(reply))([CITATION], "Seven locks are shut.") is verdict


def asked(citations: Sequence[Citation], sentence: str) -> str:
    model = Replying("no")
    llm_judge(model)(citations, sentence)
    return model._asked[0]


def test_the_model_sees_the_words_and_whose_they_are() -> None:
    line = next(line for line in asked([CITATION], "All is shut.").splitlines() if line.startswith("{"))
    report = {"outlet": "The Odrin Post", "title": "Locks", "published": "2031-04-02", "words": CITATION.quote}
    assert json.loads(line) == {"reports": [report], "sentence": "All is shut."}


HOSTILE = st.text(alphabet=st.sampled_from('"\\{}[]$\n\r`<> ayes'), max_size=40)


@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_words_can_leave_their_place(words: str, title: str, sentence: str) -> None:
    plain = asked([CITATION], "x").split("\n")
    hostile = asked([replace(CITATION, quote=words, title=title)], sentence).split("\n")
    changed = [n for n, (one, other) in enumerate(zip(plain, hostile, strict=True)) if one != other]
    assert len(changed) == 1
    material = json.loads(hostile[changed[0]])
    assert (material["reports"][0]["words"], material["reports"][0]["title"]) == (words, title)
    assert material["sentence"] == sentence
