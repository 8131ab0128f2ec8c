"""Who is meant by a surname, a description or a pronoun: the fullest name that the article gives."""

import pytest

from tests.store.speech.making import at_quote, said


def speakers(text: str) -> list[str]:
    return [who for who, _ in said(text)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("President Ann Hale spoke first. Hale said it was over.", "Ann Hale"),
        ("Hale said it was over. Ann Hale is the mayor.", "Ann Hale"),
        ("Senator Ann Hale met Bo Hale. Ms. Hale said it was over.", "Ann Hale"),
        ("Ann Hale met Oleg Dorn. Mr Dorn said it was over.", "Oleg Dorn"),
        ("Harbour spokesman Oleg Dorn arrived. The harbour spokesman said it was over.", "Oleg Dorn"),
        ("Oleg Dorn, the harbour spokesman, arrived. The spokesman said it was over.", "Oleg Dorn"),
        ("Ann Hale, who leads the union, who said it was over, left.", "Ann Hale"),
        ("Ann Hale – who told nobody that it was over – left.", "Ann Hale"),
        ("Ann Hale is the mayor. She said it was over.", "Ann Hale"),
        ("Spokeswoman Kim Ost met spokesman Oleg Dorn. He said it was over.", "Oleg Dorn"),
        ("Florida Republican Ann Hale spoke. Later Florida Republican Ann Hale said it was over.", "Ann Hale"),
        ("Ann Hale of the Oslo council said it was over.", "Ann Hale"),
        ("Founder Ann Hale said it was over.", "Ann Hale"),
        ("The harbour spokesman, Oleg Dorn, said it was over.", "Oleg Dorn"),
        ("“It is over,” said the mayor of Oslo, Ann Hale, on Friday.", "Ann Hale"),
        ("It was over, according to the harbour master, Oleg Dorn.", "Oleg Dorn"),
        ("In Oslo, the mayor, Ann Hale, said it was over.", "Ann Hale"),
        ("It was cut by Ann Hale, a fellow of the union who builds bridges, who said it was over.", "Ann Hale"),
        ("Russian president Oleg Dorn left Ann Hale. The Russian leader said it was over.", "Oleg Dorn"),
        ("Kim Ost met Bo Hale. Ost fed her cat. Hale sold his car, his boat, his house. She said no.", "Kim Ost"),
        ("Bo Dorn told nobody. Last month, Kim Hale left. He said it was over.", "Kim Hale"),
        ("Bo Dorn left.\nWhy it matters: Kim Hale came. He said it was over.", "Kim Hale"),
        ("Kim Ost, a clerk of the John Burns office, left. She said it was over.", "Kim Ost"),
    ],
)
def test_a_person_is_given_the_full_name(text: str, speaker: str) -> None:
    assert speakers(text) == [speaker]


@pytest.mark.parametrize(
    "phrase",
    [
        "The general staff",
        "The ministry",
        "The White House",
        "Kyiv",
        "Officials in Oslo",
        "A harbour spokesman",
        "Ann and Bo",
    ],
)
def test_an_institution_or_a_person_without_a_name_stays_as_it_is(phrase: str) -> None:
    assert speakers(f"Ann Hale left Oslo with Bo Dorn. {phrase} said it was over.") == [phrase]


def test_pronouns_follow_the_last_fitting_speaker() -> None:
    text = "Mr. Oleg Dorn said it was late. Ms. Ann Hale said it was early. He said no. She said yes."
    assert speakers(text) == ["Oleg Dorn", "Ann Hale", "Oleg Dorn", "Ann Hale"]
    assert at_quote(text)[2:] == ["He", "She"]


def test_it_and_they_follow_the_last_institution_or_group() -> None:
    assert speakers("The army said it was late. It added that it was dark.") == ["The army", "The army"]
    assert speakers("Officials in Oslo said it was late. They added that it was dark.")[1] == "Officials in Oslo"


def test_whom_a_speaker_speaks_of_is_not_taken_for_the_speaker() -> None:
    assert speakers("Ann Hale left. Kim Ost is late, she said.") == ["Ann Hale"]
    assert speakers("The army said it was late. Its troops were tired, it said.") == ["The army", "The army"]


def test_a_pronoun_that_fits_nobody_stays_a_pronoun() -> None:
    assert speakers("He said it was late.") == ["He"]


def test_a_place_is_not_taken_for_the_first_name_of_somebody() -> None:
    assert speakers("He flew from Norway Ann Hale said. Norway said it was late.")[-1] == "Norway"
