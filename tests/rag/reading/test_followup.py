"""Follow-ups: which questions lean on what was asked before, and how they read when they stand alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading.antecedents import Before, named_person, names
from rag.reading.followup import leans_back, stand_alone

CHAIR = Before("Who chairs the harbour board?")
NAMED = Before("Who chairs the harbour board?", "The board of Port Ellery is led by Ines Caldera, a former pilot.")


@pytest.mark.parametrize(
    "question",
    [
        "Why did he resign?",
        "And when?",
        "What about the pivot?",
        "And in the Coast Radio report?",
        "Why?",
        "What did they say?",
        "Cost?",
        "Was anyone hurt?",
        "Is that true?",
        "Did any pilots back that up?",
        "What was said about that?",
        "What did Caldera tell him?",
    ],
)
def test_a_question_that_leans_on_the_one_before(question: str) -> None:
    assert leans_back(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who chairs the harbour board of Port Ellery?",
        "How much does a new pivot cost?",
        "Who is Ines Caldera?",
        "Who owns Ellery Post?",
        "And who chairs the harbour board of Port Ellery?",
        "Who said that the bridge is shut?",
        "Is it true that the bridge is shut?",
        "Did Caldera say he would resign?",
        "What did Caldera tell her pilots to do?",
        "What happened in Orle this week?",
        "What is offered to those who leave?",
        "Do all reports quote the promise in the same words?",
        "Whose view is it that the bridge is sound?",
        "Why is Orle in no hurry, in the former mayor’s opinion?",
    ],
)
def test_a_question_that_stands_alone(question: str) -> None:
    assert not leans_back(question)


@pytest.mark.parametrize(
    ("before", "asked", "alone"),
    [
        (
            Before("What does Caldera think of the convoy?"),
            "And Brandvold?",
            "What does Brandvold think of the convoy?",
        ),
        (Before("What does Caldera want?"), "What about Tomas Brandvold?", "What does Tomas Brandvold want?"),
        (Before("How deep is it in Port Ellery?"), "and in Orle?", "How deep is it in Orle?"),
        (
            Before("What did it cost, according to Coast Radio?"),
            "And according to the Ellery Post?",
            "What did it cost, according to the Ellery Post?",
        ),
        (Before("What did the board decide?"), "And on Friday?", "What did the board decide on Friday?"),
        (Before("Did Caldera visit Orle?"), "When?", "When did Caldera visit Orle?"),
        (Before("When was the bridge shut?"), "And why?", "Why was the bridge shut?"),
        (Before("What did Caldera want?"), "And Brandvold’s view of it all?", "What is Brandvold’s view of it all?"),
        (Before("Will the board reopen the bridge?"), "Why not?", "Why won’t the board reopen the bridge?"),
        (Before("Was the bridge not repaired?"), "Why not?", "Why was the bridge not repaired?"),
    ],
)
def test_a_fragment_takes_the_place_of_its_like(before: Before, asked: str, alone: str) -> None:
    assert stand_alone(asked, before) == alone


def test_what_speaks_takes_the_place_of_what_speaks_and_nothing_else() -> None:
    before, speakers = Before("What did Caldera demand of Norway?"), ("Ines Caldera", "Tomas Brandvold")
    assert stand_alone("And Brandvold?", before, speakers) == "What did Brandvold demand of Norway?"
    assert stand_alone("And Sweden?", before, speakers) == "What did Caldera demand of Sweden?"
    assert stand_alone("And UNESCO?", Before("What did Caldera demand?"), speakers) == (
        "What did Caldera demand about UNESCO?"
    )


@pytest.mark.parametrize(
    ("before", "asked", "alone"),
    [
        (NAMED, "What did she deny?", "What did Ines Caldera deny?"),
        (NAMED, "Who asked her about it?", "Who asked Ines Caldera about the harbour board?"),
        (NAMED, "What is her view of that?", "What is Ines Caldera’s view of that?"),
        (CHAIR, "What did she deny?", "What did the one who chairs the harbour board deny?"),
        (Before("Who is the chair of the board?"), "What did he say?", "What did the chair of the board say?"),
        (Before("Which pilot did they call?"), "How old is he?", "How old is the pilot?"),
        (Before("Where was Caldera in Orle on Friday?"), "What did she wear?", "What did Caldera wear?"),
        (Before("Which bridge did the crane hit?"), "Where is it?", "Where is the bridge?"),
        (
            Before("Which bridge did the crane hit?", "A crane fell on the Ellery swing bridge."),
            "Where is it?",
            "Where is the Ellery swing bridge?",
        ),
        (Before("How long would the planned repair take?"), "Who rejected it?", "Who rejected the planned repair?"),
        (Before("Which pilot spoke about the fog?"), "How old is she?", "How old is the pilot?"),
        (
            Before("Who is Ines Caldera?", "The board of Tomas Brandvold"),
            "What did she say?",
            "What did Ines Caldera say?",
        ),
        (
            Before("Who sailed to Orle?", "The pilot Ines Caldera sailed. She met Tomas Brandvold. — Ellery Post [1]"),
            "When did she meet Brandvold?",
            "When did Ines Caldera meet Brandvold?",
        ),
        (
            Before("How did Caldera describe the crack?"),
            "Where did she write that?",
            "How did Caldera describe the crack? Where did Caldera write that?",
        ),
        (
            Before("Who was hurt in Port Ellery?", "Ines Caldera was."),
            "Did she live there?",
            "Did Ines Caldera live in Port Ellery?",
        ),
    ],
)
def test_a_word_that_refers_back_is_replaced_by_what_it_refers_to(before: Before, asked: str, alone: str) -> None:
    assert stand_alone(asked, before) == alone


def test_he_is_no_country_but_the_one_whom_the_answer_names_and_it_is_the_country() -> None:
    before = Before("What did Norway say about the treaty?", "Foreign minister Tomas Brandvold said it stands.")
    speakers = ("Norway", "Tomas Brandvold")
    assert stand_alone("Was he sure?", before, speakers) == "Was Tomas Brandvold sure?"
    assert stand_alone("When did it sign?", before, speakers) == "When did Norway sign?"
    assert leans_back("How many left Norway, in his view?", speakers)


def test_who_denied_that_asks_for_those_who_deny_what_was_said() -> None:
    before = Before("What did the harbour board write about the crack?")
    assert stand_alone("Who disputes that?", before) == "Who disputes what the harbour board wrote about the crack?"


@pytest.mark.parametrize(
    ("question", "asked", "alone"),
    [
        ("Did Caldera resign?", "Who says so?", "Who says that Caldera did resign?"),
        ("Is the Harbour Board at odds?", "Who denies that?", "Who denies that the Harbour Board is at odds?"),
        ("Does Caldera own a yacht?", "In what year did that start?", "In what year did Caldera start to own a yacht?"),
        ("Who denied that Norway signed?", "And Caldera?", "Did Caldera deny that Norway signed?"),
        ("Has Caldera’s yacht sunk?", "Who says so?", "Has Caldera’s yacht sunk? Who says so?"),
    ],
)
def test_what_is_said_of_a_speaker_is_asked_about_again(question: str, asked: str, alone: str) -> None:
    assert stand_alone(asked, Before(question), ("Ines Caldera", "Norway", "the Harbour Board")) == alone


@pytest.mark.parametrize(
    ("answer", "alone"),
    [
        ("The pivot cracked in May, pilots said. — Post [1]", "Who says that the pivot cracked in May, pilots said?"),
        ("Caldera left. [1] Nobody came. [2]", "Who says that Caldera left?"),
        ("No.", "How is the bridge? Who says so?"),
    ],
)
def test_who_says_so_is_of_what_was_answered_first(answer: str, alone: str) -> None:
    assert stand_alone("Who says so?", Before("How is the bridge?", answer)) == alone


def test_who_says_so_after_a_question_for_yes_or_no_is_of_that() -> None:
    before = Before("Are the pilots back?", "No, said Caldera. [1]")
    assert stand_alone("Who says so?", before) == "Are the pilots back? Who says so?"
    again = Before("Are the pilots back? Who says so?", "Caldera did. [1]")
    assert stand_alone("And who denies it?", again) == "Are the pilots back? And who denies it?"


def test_he_is_whom_an_earlier_question_was_on() -> None:
    before = Before("When will the bridge open?", "In May.", person="Caldera")
    assert stand_alone("What did he say about the crack?", before) == "What did Caldera say about the crack?"
    assert named_person("Where is Orle, according to Caldera?", ("Ines Caldera", "Orle")) == "Caldera"


@pytest.mark.parametrize("asked", ["Who denied that?", "Who says so?", "Was anyone hurt?", "Are they back?"])
def test_what_is_not_read_stays_behind_the_question_before(asked: str) -> None:
    assert stand_alone(asked, Before("Was the bridge hit?")) == f"Was the bridge hit? {asked}"


def test_names_are_runs_of_capitals_but_for_openers_and_the_calendar() -> None:
    text = "On Monday the Bank of Orle met Mr Okafor’s envoy. But Ines Caldera stayed in Port Ellery."
    assert [name["name"] for name in names(text)] == ["Bank of Orle", "Okafor", "Ines Caldera", "Port Ellery"]


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_asked_after_any_other(asked: str, question: str, answer: str) -> None:
    assert isinstance(stand_alone(asked, Before(question, answer)), str)
    leans_back(asked)
