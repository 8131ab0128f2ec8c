"""What a refusal says besides: what the closest passage has of the question, and what it lacks."""

from dataclasses import replace

import pytest

from rag.assistant import Assistant
from rag.reply import NEAREST, refused


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who designed the swing bridge?", "speaks of “swing” and “bridge”, but not of “designed”."),
        ("How many ferries replace the shut bridge?", "but not of “ferries” and “replace”."),
    ],
)
def test_it_names_what_is_there_and_what_is_not(harbour: Assistant, question: str, words: str) -> None:
    made = harbour.ask(question)
    assert made.status == "not_in_coverage"
    assert made.text.endswith(words)


@pytest.mark.parametrize("question", ["Does photosynthesis need chlorophyll?", "What did Zoltan Okonkwo say?"])
def test_it_says_nothing_of_the_kind_where_hardly_any_of_the_question_is_there(
    harbour: Assistant, question: str
) -> None:
    made = harbour.ask(question)
    assert made.status == "not_in_coverage"
    assert "closest passage" not in made.text


def test_it_speaks_of_no_passage_that_is_not_shown(harbour: Assistant) -> None:
    weighed = harbour.weigh("Who designed the swing bridge?")
    assert "closest passage" in refused(weighed, weighed.coverage).text
    farther = tuple(replace(e, rank=e.rank + NEAREST) for e in weighed.evidence)
    assert "closest passage" not in refused(replace(weighed, evidence=farther), weighed.coverage).text


def test_what_the_question_says_is_escaped(harbour: Assistant) -> None:
    made = harbour.ask("Who painted the swing bridge [green](https://evil.example)?")
    assert made.status == "not_in_coverage"
    assert "](https" not in made.text
