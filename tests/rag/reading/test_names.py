"""Names: what outlets are called, and which of them that means."""

import pytest

from rag.reading.names import outlet_names

OUTLETS = (
    "QRS News",
    "Al Nahar",
    "Ellery Post",
    "Harbour Post",
    "The Coast Courier",
    "Gazette (sample)",
    "TVO Sport",
    "TVO World",
    "Time",
    "North Corp Canada",
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("what QRS News wrote", {"QRS News"}),
        ("what QRS wrote", {"QRS News"}),
        ("what qrs wrote", {"QRS News"}),
        ("Al-Nahar and AlNahar", {"Al Nahar"}),
        ("the Ellery Post’s story", {"Ellery Post"}),
        ("the Courier", {"The Coast Courier"}),
        ("the Gazette", {"Gazette (sample)"}),
        ("TVO", {"TVO Sport", "TVO World"}),
        ("North Corp", {"North Corp Canada"}),
        ("In Time", {"Time"}),
        ("NCC says", {"North Corp Canada"}),
    ],
)
def test_an_outlet_is_known_by_its_name_its_short_forms_and_its_initials(text: str, meant: set[str]) -> None:
    assert {outlet for _, outlets in outlet_names(OUTLETS).within(text) for outlet in outlets} == meant


@pytest.mark.parametrize(
    "text", ["the Post", "a Courier", "in time", "At the harbour", "North", "Corp", "What about Qrs?s", "ncc says"]
)
def test_no_outlet_is_meant_by_what_several_share_or_by_a_word_of_the_language(text: str) -> None:
    found = [outlets for _, outlets in outlet_names(OUTLETS).within(text)]
    assert found == ([("QRS News",)] if "Qrs" in text else [])


def test_without_outlets_nothing_is_found() -> None:
    assert not list(outlet_names(()).within("the Ellery Post"))
    assert not list(outlet_names(("", "(sample)", "…")).within("the Ellery Post (sample) …"))
