"""What is left of a text when only its words matter, and where each of them stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.normalise import read_words


def keys(text: str) -> list[str]:
    return list(read_words(text).keys)


@pytest.mark.parametrize(
    "same",
    [
        "In the café it’s over",
        "“In the café – it’s over”",
        "[In] the café: it's OVER…",
        "[I]n the\u00a0 cafe\u0301\n\nit`s over!",
        "in the ca\u00adfé—IT’S o\u200bver",
        "Ｉｎ ｔｈｅ ｃａｆé (it's over)",
    ],
)
def test_typing_makes_no_difference(same: str) -> None:
    assert keys(same) == ["in", "the", "cafe", "it's", "over"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("its", "it's"),
        ("Russia", "Russia's"),
        ("1.5 million", "15 million"),
        ("$5", "€5"),
        ("5 %", "5"),
        ("grew by -5 percent", "grew by 5 percent"),
        ("decent", "dignified"),
    ],
)
def test_what_says_something_else_is_not_the_same(one: str, other: str) -> None:
    assert keys(one) != keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,000 men", "1000 men"),
        ("the U.S. army", "the US army"),
        ("a cease-fire", "a cease‑fire"),
        ("2020–2021", "2020-2021"),
        ("the ﬁnal", "the final"),
        ("_never_ again", "never again"),
        ("the men’ s", "the men s"),
    ],
)
def test_one_thing_written_in_two_ways(one: str, other: str) -> None:
    assert keys(one) == keys(other)


def test_a_word_stands_where_it_is_written_with_what_an_editor_put_around_it() -> None:
    words = read_words("“[I]n peace,” he said. [They] left")
    assert [words.said(n, n + 1) for n in range(len(words.keys))] == ["[I]n", "peace", "he", "said", "[They]", "left"]
    assert words.said(0, 3) == "[I]n peace,” he"
    assert words.said(2, 2) == ""


def test_a_stretch_is_read_alone_and_what_is_blanked_is_like_nothing() -> None:
    text = "one two three four five"
    read = read_words(text, 4, 18, [(8, 13)])
    assert read.keys == ("two", "", "four")
    assert [text[a:b] for a, b in zip(read.starts, read.ends, strict=True)] == ["two", "three", "four"]


@given(
    st.text(alphabet=st.one_of(st.sampled_from("aé’'[].,-–— $5%\u00ad\u0301\n“”…ﬁＡ"), st.characters()), max_size=80)
)
def test_places_ascend_and_each_word_reads_the_same_by_itself(text: str) -> None:
    words = read_words(text)
    bounds = [place for pair in zip(words.starts, words.ends, strict=True) for place in pair]
    assert bounds == sorted(bounds)
    assert all(0 <= a < b <= len(text) for a, b in zip(words.starts, words.ends, strict=True))
    assert all(words.keys)
