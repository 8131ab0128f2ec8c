"""Reading a question: what it wants, what it is about, and whether it leans on what was asked before."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer import Turn
from rag.errors import AskError
from rag.question import (
    MAX_QUESTION_CHARS,
    MAX_TURN_CHARS,
    MAX_TURNS,
    clean_question,
    counted,
    read_question,
    wants,
)
from rag.words import content_words


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who denied the warning?", "person"),
        ("Whose bridge is it?", "person"),
        ("Which minister resigned?", "person"),
        ("Which general resigned?", "person"),
        ("When does the bridge open?", "time"),
        ("What day was it?", "time"),
        ("In which years did she chair the board?", "time"),
        ("Where was the crack found?", "place"),
        ("In which town is the bridge?", "place"),
        ("Which Norwegian town lost its bridge?", "place"),
        ("How many lorries are waiting?", "number"),
        ("How much does a pivot cost?", "number"),
        ("What share of growers agree?", "number"),
        ("Why is the bridge shut?", "reason"),
        ("And why did the board wait?", "reason"),
        ("What caused the crack?", "reason"),
        ("What happened to the bridge?", "account"),
        ("What took place in Orle?", "account"),
        ("What happened days later?", "account"),
        ("The bridge at Port Ellery", "account"),
        ("WHO DENIED IT?", "person"),
    ],
)
def test_what_a_question_wants(question: str, kind: str) -> None:
    assert wants(question) == kind


def test_white_space_control_and_direction_characters_are_taken_out() -> None:
    assert clean_question("  who\tdenied \u202eit\u202c\u200b\n\x1b[31m now\u2028?\x00 ") == "who denied it [31m now ?"


@pytest.mark.parametrize("empty", ["", "   ", "?!…—", "\x00\x1b\n", "\u202e\u2066\u2069\u200f", "👍🏽", "\ud800"])
def test_an_empty_question_is_refused(empty: str) -> None:
    with pytest.raises(AskError, match="empty"):
        read_question(empty)


@pytest.mark.parametrize("alone", ["x", "Україна?", "为什么", "7?", "مَن؟"])
def test_one_letter_or_digit_of_any_script_is_a_question(alone: str) -> None:
    assert read_question(alone).asked == alone


def test_a_question_may_have_so_many_characters_and_no_more() -> None:
    assert len(read_question("x" * MAX_QUESTION_CHARS).asked) == MAX_QUESTION_CHARS
    for size in (MAX_QUESTION_CHARS + 1, 20_000):
        with pytest.raises(AskError, match=rf"{size:,} characters, {MAX_QUESTION_CHARS:,} are allowed"):
            read_question("x" * size)


def test_white_space_does_not_count_as_length() -> None:
    assert read_question("who" + " " * 20_000 + "denied").asked == "who denied"


@given(st.text(max_size=60))
def test_a_question_is_refused_or_clean(text: str) -> None:
    try:
        asked = clean_question(text)
    except AskError:
        return
    assert asked == clean_question(asked)
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in asked)


def test_content_words_are_the_subject_each_once_as_first_written() -> None:
    words = dict(content_words("Did the Board warn the board of the cracks?"))
    assert words == {"Board": "board", "warn": "warn", "cracks": "crack"}
    assert dict(content_words("Board, BOARD, board's")) == {"Board": "board"}
    assert content_words("Who was it?") == ()
    assert content_words("") == ()


def test_a_question_that_leans_back_is_read_with_the_last_one_before_it() -> None:
    turns = (Turn("user", "Is the ferry late?"), Turn("assistant", "No."), Turn("user", "Who chairs the board?"))
    read = read_question("What did she deny?", turns)
    assert read.asked == "What did she deny?"
    assert read.standalone == "What did the one who chairs the board deny?"
    assert {word for word, _ in read.words} == {"chairs", "board", "deny"}


def test_a_question_that_stands_alone_is_left_as_it_is() -> None:
    turns = (Turn("user", "Is the ferry late?"),)
    asked = "Who chairs the harbour board of Port Ellery?"
    assert read_question(asked, turns).standalone == asked
    assert read_question("What did she deny?").standalone == "What did she deny?"


def test_what_it_wants_is_read_from_the_question_itself_not_from_the_turns() -> None:
    assert read_question("And why?", (Turn("user", "Who chairs the board?"),)).wants == "reason"


def test_views_are_the_texts_to_search_with_each_once_the_stand_alone_first() -> None:
    turns = (Turn("user", "Is the ferry late?"), Turn("assistant", "It is."), Turn("user", "Who owns it?"))
    assert read_question("Why?", turns).views == (
        "Who owns the ferry? Why?",
        "Why?",
        "Is the ferry late? Who owns it? Why?",
        "It is. Why?",
    )
    assert read_question("Why is it shut?").views == ("Why is it shut?",)
    assert read_question("Why?", (Turn("user", "Is it shut?"),)).views == (
        "Why is it shut?",
        "Why?",
        "Is it shut? Why?",
    )


def test_empty_turns_are_passed_over_and_old_ones_forgotten() -> None:
    many = [Turn("user", f"question number {n}") for n in range(100)]
    read = read_question("Why?", [*many, Turn("assistant", ""), Turn("user", " \u200b\n")])
    assert read.standalone == "question number 99 Why?"
    assert f"number {100 - MAX_TURNS} " in read.views[2]
    assert f"number {99 - MAX_TURNS} " not in read.views[2]


def test_turns_are_cleaned_and_cut() -> None:
    assert read_question("Why?", (Turn("user", "is\x00 it\u202e \udcff shut?"),)).standalone == "Why is it shut?"
    long = Turn("assistant", "word " * 100_000)
    assert max(len(view) for view in read_question("Why?", (long,)).views) <= MAX_TURN_CHARS + len(" Why?")


def test_a_title_before_a_name_is_no_word_to_look_for() -> None:
    for asked in ("What did Mr Lund say?", "What did General Lund say?", "What did President Lund say?"):
        assert [word for word, _ in content_words(asked)] == ["Lund"]
    assert [word for word, _ in content_words("Who is the president?")] == ["president"]


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("How many square miles of forest burned?", {"mile"}),
        ("How many people died?", {"peopl"}),
        ("How much money was lost?", {"money"}),
        ("Who counted them?", set()),
    ],
)
def test_what_is_counted_is_the_first_plural(question: str, terms: set[str]) -> None:
    assert counted(question) == terms
