"""Where what was said begins and ends."""

import pytest

from tests.store.speech.making import read, said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hale said that the bridge was closed.", ["the bridge was closed"]),
        ("Hale said the bridge was closed.", ["the bridge was closed"]),
        ("Hale said in a statement on Friday that the bridge was closed.", ["the bridge was closed"]),
        ("Hale said there was no bridge.", ["there was no bridge"]),
        ("Hale tweeted Tuesday night she would stay.", ["she would stay"]),
        ("Hale told reporters in Oslo that the bridge was closed.", ["the bridge was closed"]),
        ("Hale added, though, that the bridge was closed.", ["the bridge was closed"]),
        ("Hale asked the US envoy to close the “old” bridge.", ["the US envoy to close the “old” bridge"]),
        ("Dorn – who said it was old – closed it.", ["it was old"]),
        ("Despite Hale’s claim that it was old, Dorn closed it.", ["it was old"]),
        ("Hale responded saying the bridge was closed.", ["the bridge was closed"]),
        ("The bridge, Hale said, was closed.", ["The bridge", "was closed"]),
        ("The bridge was closed, the army said in Oslo.", ["The bridge was closed"]),
        ("Hale accused the army of shelling the bridge.", ["the army of shelling the bridge"]),
        ("The claim was firmly denied by the army.", ["The claim"]),
        ("Hale said the plan “was dead,” but Dorn insisted that it was not.", ["the plan “was dead,”", "it was not"]),
        ("Hale said the bridge was closed; the army left.", ["the bridge was closed"]),
        (
            "Hale said the bridge was closed, according to Dorn.",
            ["Hale said the bridge was closed", "the bridge was closed"],
        ),
        ("While Hale said it was closed, Dorn said it was open.", ["it was closed", "it was open"]),
        ("During a visit to Oslo, Hale said: “We stay here.”", ["We stay here."]),
        ("For example: “We stay here,” Hale told the Wire in May.", ["We stay here,"]),
        ("“It is hard,” Hale said, “but we stay.”", ["It is hard,", "but we stay."]),
        (
            "“It is hard for all of us here,” Hale said, referring to the road.",
            ["It is hard for all of us here,", "to the road"],
        ),
    ],
)
def test_the_content_is_what_the_cue_governs(text: str, words: list[str]) -> None:
    assert [content for _, content in said(text)] == words


def test_speech_with_quoted_words_in_it_is_not_direct() -> None:
    (found,) = read("Hale said that the plan “was dead” for good.")
    assert not found.direct


def test_where_a_full_sentence_is_quoted_what_follows_is_not_said() -> None:
    text = "Hale said “we stay here and we build the bridge again,” in a letter on Monday."
    (found,) = read(text)
    assert found.direct
    assert text[found.start : found.end] == "we stay here and we build the bridge again,"


def test_a_place_is_not_what_somebody_said() -> None:
    assert said("Hale spoke in Oslo.") == []
    assert said("Hale spoke about the bridge.") == []
