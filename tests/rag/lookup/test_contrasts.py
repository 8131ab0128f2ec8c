"""Where outlets that make one claim differ in it: the words that somebody is quoted with, figures, names."""

from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.compare import Comparison
from store.article import Draft
from tests.rag.making import assistant

PROMISE = "“Whoever leaves the flooded mine by noon will be guaranteed a boat and {} food,” warden {} said."
TEXTS = {
    "Ellery Post": PROMISE.format("decent", "Dmitri Kovalenko") + " The dam broke in August 2023.",
    "Radio Sund": PROMISE.format("decent", "Dmitri Kovalenko") + " The dam broke last August.",
    "Courier": PROMISE.format("a worthy", "Dmitry Kovalenko") + " The old dam broke in August 2024.",
}


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Three reports of one promise and one flood."""
    drafts = [
        Draft(source=f"{outlet}.txt", title="Flood", outlet=outlet, published="2025-03-14", text=text)
        for outlet, text in TEXTS.items()
    ]
    return assistant(tmp_path_factory.mktemp("mine"), drafts)


def differing(made: Comparison, kind: str) -> list[dict[str, tuple[str, ...]]]:
    return [dict(one.said) for one in made.contrasts if one.kind == kind]


def test_the_words_somebody_is_quoted_with_are_told_apart_by_outlet(mine: Assistant) -> None:
    made = mine.compare("the boat and food guaranteed to whoever leaves the flooded mine")
    assert len(made.sentences[0].citations) == 3
    (told,) = differing(made, "wording")
    assert {words: set(outlets) for words, outlets in told.items()} == {
        "decent": {"Ellery Post", "Radio Sund"},
        "worthy": {"Courier"},
    }
    assert any(n.startswith("They differ in wording: “decent” (") for n in made.notices)


def test_a_name_in_another_spelling_is_no_difference_and_another_name_is(mine: Assistant, tmp_path: Path) -> None:
    assert differing(mine.compare("the boat and food guaranteed to whoever leaves the flooded mine"), "names") == []
    said = "The flooded northern shaft was opened again by {}, who had led the rescue of the miners."
    drafts = [
        Draft(source=name, title="Mine", outlet=outlet, published="2025-03-14", text=said.format(name))
        for outlet, name in {"Ellery Post": "Kovalenko", "Courier": "Brandvold"}.items()
    ]
    (told,) = differing(assistant(tmp_path, drafts).compare("Who opened the northern shaft?"), "names")
    assert told == {"Kovalenko": ("Ellery Post",), "Brandvold": ("Courier",)}


def test_months_that_cannot_both_be_right_are_told_and_those_that_are_one_are_one(mine: Assistant) -> None:
    made = mine.compare("When was it that the dam broke?")
    assert any(n.startswith("They differ in dates: August 202") for n in made.notices)  # no quotation: `last August`
    (told,) = differing(made, "dates")
    assert {month: set(outlets) for month, outlets in told.items()} == {
        "August 2023": {"Ellery Post"},
        "August 2024": {"Radio Sund", "Courier"},
    }


def test_figures_in_the_same_place_of_one_claim_are_told_apart(tmp_path: Path) -> None:
    said = "Rescuers have brought {} miners out of the flooded northern shaft since the morning."
    drafts = [
        Draft(source=outlet, title="Mine", outlet=outlet, published="2025-03-14", text=said.format(many))
        for outlet, many in {"Ellery Post": "12", "Courier": "twelve", "Radio Sund": "15"}.items()
    ]
    made = assistant(tmp_path, drafts).compare("the miners in the northern shaft")
    assert [sorted(sum(one.values(), ())) for one in differing(made, "figures")] == [
        ["Courier", "Ellery Post", "Radio Sund"]
    ]


def test_outlets_that_agree_differ_in_nothing(harbour: Assistant) -> None:
    assert harbour.compare("Did divers find a crack the length of a hand in the eastern pivot?").contrasts == ()
