"""What a sentence does with what it speaks of, by the words it uses."""

import pytest

from rag.question import read_question
from rag.sides.stance import (
    Stance,
    asks_proposal,
    asks_whether,
    asks_who_denies,
    leaves_open,
    opposes,
    predicate,
    stance,
    supports,
    takes_up,
    turns_away,
    voice,
)
from store import lexical


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("The mayor said the bridge was closed.", "asserts"),
        ("The port denied it.", "denies"),
        ("The reports are false, she said.", "denies"),
        ("He called the story an invention.", "denies"),
        ("The idea was shot down at once.", "denies"),
        ("She found no clear evidence of a fire.", "doubts"),
        ("The figure could not be verified.", "doubts"),
        ("He saw no crack.", "doubts"),
        ("She no longer denies it.", "asserts"),
        ("The court denied him bail.", "asserts"),
        ("He dismissed the denial.", "asserts"),
        ("It is made up of brick.", "asserts"),
        ("It is made up.", "denies"),
        ("The council rejected the plan.", "asserts"),
        ("The council rejected the allegation.", "denies"),
        ("The ruling left the crew stranded, denying Orvik a vital road.", "asserts"),
        ("There is no doubt of it.", "asserts"),
    ],
)
def test_denial_and_doubt_are_told_by_their_words(text: str, meant: Stance) -> None:
    assert stance(text) == meant


def test_who_is_for_and_who_is_against() -> None:
    assert supports("The union backs the plan.")
    assert opposes("The council turned the plan down.")
    assert not supports("She wants the works stopped.") and opposes("She wants the works stopped.")


@pytest.mark.parametrize(
    ("question", "whether"),
    [
        ("Is the bridge closed?", True),
        ("And are they cut off?", True),
        ("is it true that it burned", True),
        ("According to the Post, has it burned?", True),
        ("What burned?", False),
        ("Does the port deny the fire?", False),
        ("Can I see the fire?", False),
    ],
)
def test_yes_or_no_questions(question: str, whether: bool) -> None:
    assert asks_whether(read_question(question)) == whether


def test_questions_on_a_proposal_and_on_who_denies() -> None:
    assert asks_proposal(read_question("Should the ferry run later?"))
    assert asks_proposal(read_question("Did the council turn the plan down?"))
    assert not asks_proposal(read_question("Is the bridge closed?"))
    assert asks_who_denies(read_question("Who disputed that?"))
    assert not asks_who_denies(read_question("Who saw it?"))


def test_guesses_and_questions_leave_open_what_they_speak_of() -> None:
    assert leaves_open("It may have burned.") and leaves_open("Has it burned?")
    assert not leaves_open("It has burned.")


def test_a_pronoun_is_nobodys_voice() -> None:
    assert voice("You") is None and voice("We’ve") is None and voice(None) is None
    assert voice("the port authority") == "the port authority"


def test_the_month_of_may_leaves_nothing_open() -> None:
    assert not leaves_open("The board had been warned in May.")
    assert leaves_open("The board may have been warned.")


@pytest.mark.parametrize(
    ("text", "accepts", "refuses"),
    [
        ("Lund said he accepted the plan.", True, False),
        ("Holm has accepted it, while Lund rejected the plan.", False, True),
        ("It would be a pity if Lund accepted the plan.", False, False),
        ("The envoy left after Lund turned the plan down.", False, True),
        ("Holm welcomed the plan.", False, False),
    ],
)
def test_a_yes_or_no_belongs_to_the_name_before_the_verb(text: str, accepts: bool, refuses: bool) -> None:
    assert (takes_up(text, "Lund", None), turns_away(text, "Lund", None)) == (accepts, refuses)


def test_what_evidence_does_not_show_is_doubted() -> None:
    assert stance("Evidence from the quay does not indicate any crack.") == "doubts"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Is Hale lying about the bridge?", "lying"),
        ("Did Hale order crews to close the bridge?", "order"),
        ("Are the boats in Orvik sunk?", "boats"),
        ("Were the crews on the quay trapped?", "trapped"),
        ("Is it true that the ferry was overloaded on Friday?", "overloaded"),
        ("Did many ferries sink in March?", "sink"),
        ("Who denies that the ferry was overloaded?", "overloaded"),
        ("Is it true that the crews in Orvik are cut off?", "cut"),
    ],
)
def test_what_a_question_asks_to_be_so(question: str, said: str) -> None:
    assert predicate(read_question(question)) == lexical.term(said)
