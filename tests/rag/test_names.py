"""Names: what outlets and speakers are called, and whom that means."""

import pytest

from rag.names import find_speaker, outlet_names, same_speaker

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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Peskov", "Dmitry Peskov"),
        ("Dmitri Peskov", "Dmitry Peskov"),
        ("Volodymyr Zelensky", "Zelenskyy"),
        ("the harbour board", "The Harbour Board"),
        ("the Ukrainian general staff", "Ukraine’s general staff"),
        ("The general staff in Kyiv", "Ukraine’s general staff"),
        ("Ines Caldera of the Harbour Board", "Caldera"),
        ("Institute for the Study of Tides", "the institute for the study of tides"),
    ],
)
def test_names_of_the_same_speaker(one: str, other: str) -> None:
    assert same_speaker(one, other)
    assert same_speaker(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Peskov", "Dmitry Peskov"),
        ("Peskov", "Peskov’s lawyer"),
        ("the staff", "Ukraine’s general staff"),
        ("the Russian president", "the Ukrainian president"),
        ("the president", "the Russian president"),
        ("the ministry of health", "the ministry of defence"),
        ("the House", "Bob House"),
        ("", "Bob House"),
        ("", ""),
    ],
)
def test_names_of_different_speakers(one: str, other: str) -> None:
    assert not same_speaker(one, other)
    assert not same_speaker(other, one)


def test_a_speaker_is_found_behind_an_office_and_by_initials_and_the_full_name_is_given() -> None:
    speakers = ("Caldera", "Ines Caldera", "Paul Caldera", "The Institute for the Study of Tides")
    for name in ("Caldera", "board chair Ines Caldera", "the Ellery Post's Ines Caldera", "gen. caldera"):
        assert find_speaker(name, speakers) == "Ines Caldera"
    assert find_speaker("Paul Caldera", speakers) == "Paul Caldera"
    assert find_speaker("the IST", speakers) == "The Institute for the Study of Tides"
    assert find_speaker("Maria Caldera", speakers[1:]) is None
    assert find_speaker("Caldera’s lawyer", speakers) is None
