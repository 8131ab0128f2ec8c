"""Quotations: what stands in quotation marks, whatever marks a house uses, and where they do not match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.speech.quotations import quotations


def quoted(text: str) -> list[str]:
    return [text[q.inner_start : q.inner_end] for q in quotations(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("“We stay,” he said. “No.”", ["We stay,", "No."]),
        ('He said "yes" and "no way" too.', ["yes", "no way"]),
        ("''We stay,'' he said.", ["We stay,"]),
        ("``We stay,'' he said.", ["We stay,"]),
        ("`` We stay , '' he said .", ["We stay ,"]),
        ("„Ja“, sagte er, «oui».", ["Ja", "oui"]),
        ("‘We don’t stay,’ he said.", ["We don’t stay,"]),
        ("'We don't stay,' he said.", ["We don't stay,"]),
        ("‘the soldiers’ camp is lost’", ["the soldiers’ camp is lost"]),
        ("“They said ‘no’ to us,” he said.", ["They said ‘no’ to us,"]),
        ("“They said “no” to us,” he said.", ["They said “no” to us,"]),
        ("The soldiers’ camp in the ’90s wasn’t Hale’s.", []),
        ("No marks at all.", []),
    ],
)
def test_every_kind_of_mark_opens_and_closes(text: str, inside: list[str]) -> None:
    assert quoted(text) == inside


def test_a_quotation_that_its_line_does_not_close_is_open_to_its_end() -> None:
    (found,) = quotations("“We stay. We wait.", 0, 18)
    assert (found.inner_start, found.inner_end, found.closed) == (1, 18, False)


def test_a_mark_that_opens_anew_gives_up_the_one_that_never_closed() -> None:
    assert quoted("“The gate was open. “We stay,” he said.") == ["We stay,"]


def test_only_the_given_stretch_is_read() -> None:
    text = "“One.” “Two.” “Three.”"
    assert [text[q.start : q.end] for q in quotations(text, 7, 13)] == ["“Two.”"]


@given(st.text(alphabet="ab .,?s“”\"'‘’«»„`\n", max_size=120))
def test_quotations_are_ordered_apart_and_hold_their_words(text: str) -> None:
    end = 0
    for q in quotations(text, 0, len(text)):
        assert end <= q.start < q.inner_start <= q.inner_end <= q.end <= len(text)
        end = q.end
