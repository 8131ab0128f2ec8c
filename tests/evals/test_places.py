"""Words are found where they stand, however they are spelt, and the offsets are those of the text itself."""

from unicodedata import category, normalize

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evals.places import fold, nearest, places

NOISE = {
    '"': '"“”„«»', "'": "'‘’`´", "-": "-–—‑−", " ": [" ", "\n", "\u00a0\t ", "  "], "…": ["…", "..."],
}  # fmt: skip
SIGNS = "".join(key + "".join(values) for key, values in NOISE.items())
TEXTS = st.text(st.one_of(st.sampled_from("ab.Ωéß" + SIGNS), st.characters(exclude_categories=["Cs"])), max_size=60)


def noisy(character: str, data: st.DataObject) -> str:
    """The character as somebody else might write it."""
    folded = "…" if character == "…" else fold(f"a{character}a").text[1:-1]
    forms = [character, *NOISE.get(folded, ())]
    if character.isascii():
        forms += [character.upper(), character.lower()]
    if len(composed := normalize("NFKC", character)) == 1:
        forms.append(composed)
    return data.draw(st.sampled_from(forms))


def edges(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without whitespace and invisible signs at its ends."""
    visible = [at for at in range(start, end) if not (text[at].isspace() or category(text[at]) == "Cf")]
    return (visible[0], visible[-1] + 1) if visible else (0, 0)


@given(TEXTS, st.data())
def test_any_span_is_found_under_noise(text: str, data: st.DataObject) -> None:
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    start, end = edges(text, start, end)
    assume(fold(text[start:end]).text)
    words = "".join(noisy(character, data) for character in text[start:end])
    assert (start, end) in places(fold(text), words)


@given(TEXTS, TEXTS)
def test_what_is_found_reads_as_the_words(text: str, words: str) -> None:
    for start, end in places(fold(text), words):
        assert fold(text[start:end]).text == fold(words).text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He said:  “It’s\nover” – and left…", '"it\'s over" - and left...'),
        ("the of\ufb01ce of the caf\u00e9", "THE OFFICE of the cafe\u0301"),
        ("a syn\u00adony\u200bmous word", "synonymous"),
        ("ＦＵＬＬ　ｗｉｄｔｈ", "full width"),
    ],
)
def test_spellings_that_are_the_same(text: str, words: str) -> None:
    assert len(places(fold(text), words)) == 1


@pytest.mark.parametrize(("text", "words"), [("2,000 men", "2000 men"), ("wait…", "wait."), ("a b", "ab"), ("a", " ")])
def test_spellings_that_are_not(text: str, words: str) -> None:
    assert places(fold(text), words) == []


def test_every_place_counts_even_where_they_overlap() -> None:
    assert places(fold("Ha ha ha"), "ha ha") == [(0, 5), (3, 8)]


def test_the_nearest_stretch_is_one_of_the_text() -> None:
    text = "Rain fell.  The council met on Monday in the old hall. Nobody came."
    found = nearest(fold(text), "the council met on Sunday in the old hall")
    assert found and text[slice(*found)] == "The council met on Monday in the old hall."
