"""What is offered to be asked next: only what the coverage answers with something that was not cited yet."""

from collections.abc import Sequence
from dataclasses import replace

from rag.answer import Answer, AnswerSentence, Filters, Turn
from rag.conversation import Conversation, Message
from rag.wording import visible
from tests.ui.newsroom import ARTICLES, HOSTILE_ARTICLE, Newsroom, cite
from ui.offers import examples, follow_ups

COST = Newsroom().ask("cost")
NEW = cite(1, ARTICLES[1], "Hauliers in Port Ellery have asked for a night convoy over the damaged swing bridge.")


class Room:
    """Answers what holds one of the words, with a citation that nobody has seen; how reports differ with an old one."""

    def __init__(self, *words: str) -> None:
        self.words, self.asked = words, list[tuple[str, tuple[Turn, ...], Filters, bool]]()

    def outlets(self) -> list[str]:
        return ["Coast Radio", "Ellery Post", "Quay Herald", "Valley <i>Courier</i>", "a sheet"]

    def suggested(self, answer: Answer) -> list[str]:
        return []

    def ask(self, question: str, turns: Sequence[Turn], filters: Filters, own_words: bool) -> Answer:
        self.asked.append((question, tuple(turns), filters, own_words))
        held = any(word in question for word in self.words)
        return replace(COST, citations=COST.citations if "differ" in question else (NEW,) if held else ())


def said(*speakers: str) -> Conversation:
    told = tuple(AnswerSentence("Yes.", (1,), speaker) for speaker in speakers)
    return Conversation("c", "Cost?", (Message(replace(COST, question="Cost?", sentences=told)),))


def test_what_is_refused_or_brings_nothing_new_is_not_offered() -> None:
    room, filters = Room("Caldera", "Courier"), Filters(first="2025-11-01")
    offered = follow_ups(room, said("Ines Caldera"), filters)  # type: ignore[arg-type]
    assert offered == ["What else did Ines Caldera say?", "What does Valley <i>Courier</i> report on this?"]
    asked = [question for question, *_ in room.asked]
    assert "What does Quay Herald report on this?" in asked and "How do the reports differ on this?" in asked
    assert {(len(turns), filters, own) for _, turns, filters, own in room.asked} == {(2, filters, True)}


def test_three_are_offered_each_of_another_kind_first() -> None:
    room = Room("What")
    offered = follow_ups(room, said("Ines Caldera", "the board", "Tomas Brandvold"), Filters())  # type: ignore[arg-type]
    assert offered == [
        "What else did Ines Caldera say?",
        "What does Quay Herald report on this?",
        "What else did Tomas Brandvold say?",
    ]
    assert len(room.asked) == 4


def test_nothing_follows_a_refusal_and_nothing_is_offered_twice() -> None:
    refusal = Conversation("c", "?", (Message(replace(COST, citations=(), sentences=())),))
    room = Room("What")
    assert follow_ups(room, refusal, Filters()) == [] == room.asked  # type: ignore[arg-type]
    (first,) = said("Ines Caldera").messages
    twice = (replace(first, answer=replace(first.answer, question="What else did Ines Caldera say?")), first)
    assert "What else did Ines Caldera say?" not in follow_ups(room, Conversation("c", "?", twice), Filters())  # type: ignore[arg-type]


def test_examples_are_on_those_who_are_heard_most_and_on_the_headlines() -> None:
    assert examples(Newsroom(), 4) == [  # type: ignore[arg-type]
        "What did Ines Caldera say?",
        "What did Tomas Brandvold say?",
        "What is reported in “Swing bridge shut to lorries until spring”?",
        "What is reported in “Hauliers want a night convoy”?",
    ]
    assert examples(Newsroom(()), 4) == []  # type: ignore[arg-type]


def test_a_hostile_headline_is_asked_for_in_part_and_clean() -> None:
    (asked,) = examples(Newsroom((HOSTILE_ARTICLE,)), 4)  # type: ignore[arg-type]
    assert len(asked) < 100 and asked == visible(asked)
