"""What a text calls somebody, and which questions ask for that."""

import pytest

from rag.question import read_question
from rag.reading.callings import asks_calling, callings, calls, named, who_is

LEDGER = "The Orle Ledger asked Paul Brandvold of the Marlow Institute."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The port’s acting governor, Ines Caldera, said the fire was out.", "The port’s acting governor"),
        ("The Ledger’s pundit, Ines Caldera, left.", "The Ledger’s pundit"),
        ("Ines Caldera, once Norway’s ambassador to Chile, told the Ledger so.", "once Norway’s ambassador to Chile"),
        ("Ines Caldera, pivot lead at the Marlow Institute, saw no crack.", "pivot lead at the Marlow Institute"),
        ("Ines Caldera, who commands the harbour guard, left.", "who commands the harbour guard"),
        ("They asked Ines Caldera of the Marlow Institute.", "of the Marlow Institute"),
        ("Ines Caldera is the mayor of Orle.", "is the mayor of Orle"),
    ],
)
def test_who_somebody_is_stands_beside_the_name(text: str, told: str) -> None:
    assert ("Ines Caldera", told) in list(callings(text))


@pytest.mark.parametrize(
    "text",
    [
        "Ines Caldera, 45, left.",
        "Ines Caldera, speaking at Orle, said so.",
        "Ines Caldera, who said on Friday that it was shut, left.",
        "Ines Caldera met reporters of the Ledger.",
        "MAYOR INES CALDERA LEAVES",
    ],
)
def test_what_somebody_does_is_no_calling(text: str) -> None:
    assert list(callings(text)) == []


@pytest.mark.parametrize(
    "question",
    [
        "Who is Paul Brandvold?",
        "Where does Brandvold work?",
        "Which institute is the analyst Brandvold with?",
        "Who is the mayor of Orle?",
    ],
)
def test_a_question_for_who_somebody_is(question: str) -> None:
    assert asks_calling(read_question(question))


@pytest.mark.parametrize(
    "question",
    [
        "What did Brandvold say?",
        "Where is Orle?",
        "Who shut the bridge in Orle?",
        "Who was the doctor that led the study?",
    ],
)
def test_a_question_for_something_else(question: str) -> None:
    assert not asks_calling(read_question(question))


def test_it_is_answered_by_the_calling_of_that_one_alone() -> None:
    assert calls(LEDGER, read_question("Where does Brandvold work?"))
    assert not calls(LEDGER, read_question("Where does Caldera work?"))
    assert not calls("Brandvold told the Ledger so.", read_question("Where does Brandvold work?"))


def test_a_role_is_answered_by_whoever_is_called_so() -> None:
    assert calls("The mayor, Ines Caldera, left.", read_question("Who is the mayor of Orle?"))
    assert not calls("The judge, Ines Caldera, left.", read_question("Who is the mayor of Orle?"))


def test_a_description_means_the_one_whom_a_report_calls_so() -> None:
    told = ["Gen. Karl Voss, commander-in-chief of Norway’s guard, left.", "Ada Lind, Chile’s commander, stayed."]
    assert who_is("Norway’s top commander", told) == "Karl Voss"
    assert who_is("the commander", told) is None
    assert who_is("the crowd", told) is None


def test_an_office_before_the_next_name_is_that_ones() -> None:
    assert list(callings("They wrote to Ines Caldera, Orle mayor Paul Dorn said.")) == [("Paul Dorn", "Orle mayor")]


def test_an_office_counts_only_with_the_words_that_belong_to_it() -> None:
    told = ["Chile must wait after Governor Karl Voss left. Governor Ada Lind of Chile stayed, so Dorn thanked her."]
    assert who_is("Chile’s governor", told) == "Ada Lind"
    assert who_is("the governor", told) is None


@pytest.mark.parametrize(
    ("description", "text"),
    [
        ("the Orle spokesman", "Orle spokesperson Ines Caldera left."),
        ("the Chilean leader", "Chile’s president, Ines Caldera, left."),
        ("the former mayor", "Former mayor Ines Caldera left."),
        ("the former French envoy", "Ines Caldera, once France’s envoy to Chile, left."),
        ("the American envoy", "US envoy Ines Caldera left."),
        (
            "the governor",
            "Governor Ines Caldera said so. Governor Caldera left. Ms. Caldera, the governor, met Karl Voss.",
        ),
    ],
)
def test_whoever_is_mostly_called_so_is_meant(description: str, text: str) -> None:
    assert who_is(description, [text]) == "Ines Caldera"


@pytest.mark.parametrize(
    ("description", "text"),
    [
        ("the mayor", "Former mayor Ines Caldera left."),
        ("the deputy mayor", "Former mayor Ines Caldera left."),
        ("the minister", "Prime Minister Ines Caldera left."),
        ("the defence minister", "Prime Minister Ines Caldera left."),
        ("the opposition leader", "President Ines Caldera left."),
        ("the leader", "President Ines Caldera left."),
        ("the general", "Secretary General Ines Caldera left."),
        ("the mayor", "Orle mayor Ines Caldera left. Orle mayor Ada Caldera came."),
    ],
)
def test_one_who_is_called_something_else_is_not_meant(description: str, text: str) -> None:
    assert who_is(description, [text]) is None


@pytest.mark.parametrize(
    ("asked", "put"),
    [
        ("What did the Orle mayor say on Friday?", "What did Ines Caldera say on Friday?"),
        ("Why, according to the mayor of Orle, was it shut?", "Why, according to Ines Caldera, was it shut?"),
        ("Did Orle’s acting mayor open the bridge?", "Did Ines Caldera open the bridge?"),
        ("Whom was the mayor meeting?", "Whom was Ines Caldera meeting?"),
        ("Where is the mayor’s brother?", "Where is Ines Caldera’s brother?"),
        ("What did the minister of Foreign Affairs of Norway say?", "What did Ines Caldera say?"),
    ],
)
def test_a_question_names_whom_it_described_by_an_office(asked: str, put: str) -> None:
    assert named(asked, lambda _: "Ines Caldera") == put


@pytest.mark.parametrize(
    "asked",
    [
        "What did the general staff deny?",
        "What did the mayor Ines Caldera say?",
        "What did the mayor, Caldera, say?",
        "What does the head of the union want?",
        "Did a mayor resign?",
        "Who said “blame the mayor for it”?",
        "Who became the mayor of Orle?",
        "Who was the mayor when the bridge was closed?",
        "What was the chief reason for the delay?",
        "What did the mayor, Paul Dorn, say?",
        "Did the husband leave?",
        "Is the bridge shut?",
    ],
)
def test_a_question_that_describes_nobody_stays_as_it_is(asked: str) -> None:
    assert named(asked, lambda _: "Ines Caldera") == asked


def test_a_question_on_one_whom_nobody_is_called_stays_as_it_is() -> None:
    assert named("What did the mayor say?", lambda _: None) == "What did the mayor say?"
