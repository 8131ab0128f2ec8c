"""Names of speakers: one person under several forms of a name, two people under like ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.names import find, fullest, is_lone, same, surname


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zelensky", "Zelenskyy"),
        ("Zelenskiy", "Volodymyr Zelenskyy"),
        ("President Zelensky", "Zelensky"),
        ("Mr Putin", "Vladimir Putin"),
        ("putin", "Vladimir Putin"),
        ("Dmitri Peskov", "Dmitry Peskov"),
        ("Prime Minister Ada Lindqvist", "Ms. Lindqvist"),
        ("A. Lindqvist", "Ada Lindqvist"),
        ("Ada M. Lindqvist", "Ada Lindqvist"),
        ("the general staff", "Ukraine’s general staff"),
        ("the Foreign Ministry", "Foreign Ministry"),
        ("Kiev", "Kyiv"),
        ("the harbour board", "The Harbour Board"),
        ("the Ukrainian general staff", "Ukraine’s general staff"),
        ("the French general staff", "France’s general staff"),
        ("The general staff in Kyiv", "Ukraine’s general staff"),
        ("Ines Caldera of the Harbour Board", "Caldera"),
        ("Kremlin spokesman Peskov", "Dmitry Peskov"),
        ("Institute for the Study of Tides", "the institute for the study of tides"),
    ],
)
def test_these_may_be_one(one: str, other: str) -> None:
    assert same(one, other) and same(other, one)
    assert surname(one) == surname(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Lindqvist", "Bo Lindqvist"),
        ("A. Lindqvist", "Bo Lindqvist"),
        ("the Foreign Ministry", "the Defence Ministry"),
        ("Putin", "Putin’s spokesman"),
        ("Lind", "Lindqvist"),
        ("the staff", "Ukraine’s general staff"),
        ("the Russian president", "the Ukrainian president"),
        ("the president", "the Russian president"),
        ("the ministry of health", "the ministry of defence"),
        ("the House", "Bob House"),
        ("", "Lindqvist"),
        ("!", "!"),
    ],
)
def test_these_are_two(one: str, other: str) -> None:
    assert not same(one, other) and not same(other, one)


def test_a_lone_surname_is_shown_with_the_name_that_others_give() -> None:
    known = {"Ada Lindqvist": 2, "Ada Lindqvist of Westmark": 9, "the Lindqvist": 9, "Lindqvist": 9, "Bo Dorn": 1}
    assert fullest("Lindqvist", known) == fullest("Mr Lindqvist", known) == "Ada Lindqvist"
    assert fullest("Bo Dorn", known) == "Bo Dorn"
    assert fullest("Caldera", known) == "Caldera"


def test_of_two_spellings_the_one_like_the_surname_else_the_usual_one() -> None:
    known = {"Volodymyr Zelenskyy": 5, "Volodymyr Zelensky": 2, "Volodymyr Zelenskiy": 1}
    assert fullest("Zelensky", known) == "Volodymyr Zelensky"
    assert fullest("Zelenskij", known) == "Volodymyr Zelenskyy"


def test_where_two_people_have_the_surname_nobody_knows_who_is_meant() -> None:
    assert fullest("Lindqvist", {"Ada Lindqvist": 1, "Bo Lindqvist": 5}) == "Lindqvist"


def test_a_description_is_no_lone_surname() -> None:
    assert is_lone("Lindqvist") and is_lone("Ms Lindqvist")
    assert not is_lone("police") and not is_lone("Ada Lindqvist") and not is_lone("")


@given(st.text(), st.text())
def test_any_text_may_stand_for_a_name_and_likeness_has_no_direction(one: str, other: str) -> None:
    assert same(one, other) == same(other, one)
    assert same(one, one) == bool(surname(one))
    assert fullest(one, {other: 1}) in (one, other)


def test_a_speaker_is_found_behind_an_office_and_by_initials_and_the_full_name_is_given() -> None:
    speakers = ("Caldera", "Ines Caldera", "Paul Caldera", "The Institute for the Study of Tides")
    for name in ("Caldera", "board chair Ines Caldera", "the Post's Ines Caldera", "gen. caldera", "chair caldera"):
        assert find(name, speakers) == "Ines Caldera"
    assert find("Paul Caldera", speakers) == "Paul Caldera"
    assert find("the IST", speakers) == "The Institute for the Study of Tides"
    assert find("Maria Caldera", speakers[1:]) is None
    assert find("Caldera’s lawyer", speakers) is None
