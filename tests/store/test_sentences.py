"""Sentence spans: right on news prose, exact to the character, bounded in length and time."""

from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.article import Span
from store.sentences import MAX_SENTENCE_CHARS, split
from tests.counting import calls


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end, _ in split(text, (Span("body", 0, len(text)),))]


def boundaries(told: list[str]) -> set[int]:
    """Where sentences meet, as counts of non-space characters before each inner boundary."""
    return set(accumulate(len("".join(sentence.split())) for sentence in told[:-1]))


@pytest.mark.parametrize("part", ["dev", "held-out"])
def test_the_hand_made_set_is_split_as_measured(part: str) -> None:
    gold = (Path(__file__).parent / "sentences_gold.txt").read_text("utf-8").split(f"[{part}]\n")[1].split("\n[")[0]
    lines = [line for line in gold.splitlines() if line.strip() and not line.startswith("#")]
    texts = [line.replace(" ¦ ", " ").replace("¦", "") for line in lines]
    pairs = [(boundaries(sentences(t)), boundaries(line.split("¦"))) for t, line in zip(texts, lines, strict=True)]
    assert len(pairs) > 100
    assert sum(found == meant for found, meant in pairs) / len(pairs) >= 0.98
    assert sum(2 * len(f & m) for f, m in pairs) / sum(len(f) + len(m) for f, m in pairs) >= 0.985  # F1


@pytest.mark.parametrize(
    "whole",
    [
        "U.S. President Ann Hale met Gen. Oleg Dorn and Mr Voss in St. Petersburg on Jan. 3.",
        "Leaders in Kyiv and Washington, D.C., hope that it holds.",
        "“Will you go?” the envoy asked, and nobody spoke.",
        "“Who pays?” Ms. Hale asked the room.",
        "God keep us all!!!,” Dorn said.",
        "He called it “done.” and left.",
        "They waited ... and waited … in vain, J. D. Orrin said at 5 p.m. Tuesday.",
        "No. 10 put the rise at 3.5 per cent, see https://example.org/a.b?c=d. for more.",
        "A heading without a stop",
    ],
)
def test_a_stop_inside_a_sentence_does_not_end_it(whole: str) -> None:
    assert sentences(whole) == [whole]


@pytest.mark.parametrize(
    "parts",
    [
        ("The gate was shut , Dorn said ( twice ) .", "He left at 5 p.m. for Ms. Hale .", "Rain fell ."),
        ("`` We stay . ''", "Nobody moved ."),
        ("“We are ready,” he said.", "“We have been ready for months.”"),
        ("He said: “No.", "I was elected to serve.”"),
        ("She grew up in the U.S.", "He did not."),
        ("It ended at 7 p.m.", "Police cleared the square."),
        ("- The first point holds.", "The second does not."),
        ("They waited for hours...", "Then the lights came on."),
        ("The firm is Orrin Inc.", "It makes pumps."),
        ("So do I.", "Nobody asked."),
    ],
)
def test_a_stop_that_ends_a_sentence_is_found(parts: tuple[str, ...]) -> None:
    assert sentences(" ".join(parts)) == list(parts)


def test_a_lost_space_after_a_stop_is_seen_but_a_domain_is_not() -> None:
    assert sentences("The road was closed.Drivers waited.") == ["The road was closed.", "Drivers waited."]
    assert sentences("Ask at booking.Com today.") == ["Ask at booking.Com today."]


def test_the_credit_of_a_picture_stays_with_its_caption() -> None:
    text = "A tram burns in Lviv. (Jo Falk/Orbis via Pool)"
    assert split(text, (Span("caption", 0, len(text)),)) == ((0, len(text), "caption"),)


def test_a_headline_is_not_cut_after_an_abbreviation() -> None:
    text = "U.S. And Iran Near Deal"
    assert split(text, (Span("headline", 0, len(text)),)) == ((0, len(text), "headline"),)


def test_only_cited_kinds_are_split_and_offsets_are_those_of_the_article() -> None:
    text = "Title\n\n  One. Two.  \nMORE: Three.\n"
    spans = (Span("headline", 0, 5), Span("body", 9, 18), Span("promo", 21, 33))
    found = split(text, spans)
    assert [(text[a:b], kind) for a, b, kind in found] == [("Title", "headline"), ("One.", "body"), ("Two.", "body")]


def test_a_line_end_is_a_sentence_end_even_inside_a_span() -> None:
    assert sentences("one line\nand the next.") == ["one line", "and the next."]


def test_a_long_sentence_is_cut_at_whitespace_and_hard_where_there_is_none() -> None:
    words = "word " * 500
    assert all(len(piece) <= MAX_SENTENCE_CHARS and piece.endswith("word") for piece in sentences(words))
    assert [len(piece) for piece in sentences("x" * 2500)] == [1000, 1000, 500]


@pytest.mark.parametrize("unit", ["word ", "x", ".", "“", "   ", ". ", "a.b", "A. ", "?! ", "He. ", "...\u00a0"])
def test_work_grows_with_the_text_and_not_with_its_square(unit: str) -> None:
    def work(size: int) -> int:
        text = unit * (size // len(unit))
        return calls(lambda: split(text, (Span("body", 0, len(text)),)))

    assert work(40_000) < 5 * work(10_000)


PROSE = st.lists(
    st.sampled_from(
        ["U.S.", "Mr", "Mr.", "said", "“No.", "”", "...", "…", ".", "?", "!", "’", " ", "  ", "\n", "The", "a", "1."]
    )
    | st.text(max_size=5)
).map("".join)


@given(PROSE, st.data())
def test_every_character_of_a_span_lies_in_exactly_one_sentence(text: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(text)))
    spans = (Span("headline", 0, cut), Span("body", cut, len(text)))
    found = split(text, spans)
    assert found == split(text, spans)
    covered = [position for start, end, _ in found for position in range(start, end)]
    assert covered == sorted(set(covered))
    assert {i for i, character in enumerate(text) if not character.isspace()} <= set(covered)
    for start, end, kind in found:
        assert start < end
        assert text[start:end] == text[start:end].strip()
        assert "\n" not in text[start:end]
        assert end - start <= MAX_SENTENCE_CHARS
        assert (end <= cut) == (kind == "headline")
