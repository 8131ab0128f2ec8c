"""What a reply's sentences say and cite, however it is cut on its way."""

from collections.abc import Sequence
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.llm.markers import Cited, cited_sentences

KNOWN = range(1, 10)


def read(*deltas: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(s.text, s.numbers) for s in cited_sentences(deltas, KNOWN)]


@pytest.mark.parametrize(
    ("reply", "sentences"),
    [
        ("The lock is shut. [1]", [("The lock is shut.", (1,))]),
        ("The lock is shut [1].", [("The lock is shut.", (1,))]),
        ("The lock is shut.[1]", [("The lock is shut.", (1,))]),
        ("The lock is shut. [1] It leaks. [2]", [("The lock is shut.", (1,)), ("It leaks.", (2,))]),
        ("The lock is shut.[1] It leaks.[2]", [("The lock is shut.", (1,)), ("It leaks.", (2,))]),
        ("The lock is shut [1]. It leaks [2].", [("The lock is shut.", (1,)), ("It leaks.", (2,))]),
        ("The lock is shut. It leaks. [2]", [("The lock is shut.", ()), ("It leaks.", (2,))]),
        ("Shut [1], says one; open [2], says another.", [("Shut, says one; open, says another.", (1, 2))]),
        ("Shut. [1][2]", [("Shut.", (1, 2))]),
        ("Shut. [1] [2]", [("Shut.", (1, 2))]),
        ("Shut. [2, 1]", [("Shut.", (2, 1))]),
        ("Shut. [1,2;3]", [("Shut.", (1, 2, 3))]),
        ("Shut. [1–3]", [("Shut.", (1, 2, 3))]),
        ("Shut. [2-2, 5]", [("Shut.", (2, 5))]),
        ("Shut. [3-1]", [("Shut.", ())]),
        ("Shut. [1][1, 2]", [("Shut.", (1, 2))]),
        ("Shut. [^1][^2]", [("Shut.", (1, 2))]),
        ("Shut. 【1】【2†source】", [("Shut.", (1, 2))]),
        (r"Shut. \[1\]", [("Shut.", (1,))]),
        ("Shut. [1](https://evil.example/?q=1)", [("Shut.", (1,))]),
        ("[1] Shut.", [("Shut.", (1,))]),
        ("It is shut[1]and leaks.", [("It is shut and leaks.", (1,))]),
        ("Shut. [12]", [("Shut.", ())]),
        ("Shut. [0][1, 77, 2]", [("Shut.", (1, 2))]),
        ("Shut in [2025]. [1]", [("Shut in [2025].", (1,))]),
        ("It [the lock] is shut. [1", [("It [the lock] is shut.", ()), ("[1", ())]),
        ("The list[ 1 ] is short.", [("The list is short.", (1,))]),
        ("", []),
        (" \n\n ", []),
        ("[1]", []),
    ],
)
def test_forms_of_markers(reply: str, sentences: list[tuple[str, tuple[int, ...]]]) -> None:
    assert read(reply) == sentences


@pytest.mark.parametrize(
    "words",
    [
        "`list[1]`",
        "``a [1] b``",
        "“as told before [1]”",
        '"as told before [1]"',
        "«as told before [1]»",
        "„as told before [1]“",
    ],
)
def test_what_is_quoted_or_code_keeps_its_brackets(words: str) -> None:
    assert read(f"It reads {words} there. [2]") == [(f"It reads {words} there.", (2,))]


@pytest.mark.parametrize("mark", ["“", '"', "`", "«", "„"])
def test_a_mark_without_its_partner_quotes_nothing(mark: str) -> None:
    assert read(f"It is {mark}shut. [1]\nIt leaks. [2]") == [(f"It is {mark}shut.", (1,)), ("It leaks.", (2,))]


def test_inches_are_no_quotation() -> None:
    assert read('A 5" crack [1] and a 7" one [2].') == [('A 5" crack and a 7" one.', (1, 2))]


def test_a_fence_around_a_reply_is_left_out() -> None:
    assert read("```markdown\nShut. [1]\n```\nIt leaks. [2]") == [("Shut.", (1,)), ("It leaks.", (2,))]


def test_lines_are_told_apart() -> None:
    said = list(cited_sentences(["Shut. [1] It leaks. [2]\n- Rust. [3]"], KNOWN))
    assert said == [
        Cited("Shut.", (1,)),
        Cited("It leaks.", (2,)),
        Cited("- Rust.", (3,)),
    ]


def test_a_line_is_read_as_soon_as_it_is_complete() -> None:
    asked = []

    def deltas() -> object:
        for delta in ("Shut. [", "1]\nIt", " leaks. [2]"):
            asked.append(delta)
            yield delta

    assert next(cited_sentences(deltas(), KNOWN)).numbers == (1,)  # type: ignore[arg-type]
    assert len(asked) == 2


MARKERS = ["[1]", "[", "]", "1", "2", ", ", "[1, 2]", "【3】", "【", "[^4]", "[77]", "\\", "(", ")", "–"]
MARKS = ["“", "”", '"', "«", "»", "`", "```", "\n", "\r", "\u2028"]
PIECES = st.sampled_from([*MARKERS, *MARKS, " ", ". ", "Shut.", "It leaks", "x", "é"])
REPLIES = st.lists(PIECES, max_size=40).map("".join)


def cut(reply: str, places: Sequence[int]) -> list[str]:
    ends = sorted({min(p, len(reply)) for p in places} | {len(reply)})
    return [reply[a:b] for a, b in zip([0, *ends], ends, strict=False)]


@given(REPLIES, st.lists(st.integers(0, 120), max_size=30))
def test_it_does_not_matter_where_a_reply_is_cut(reply: str, places: list[int]) -> None:
    assert "".join(cut(reply, places)) == reply
    assert read(*cut(reply, places)) == read(reply) == read(*reply)


@given(REPLIES)
def test_only_known_numbers_come_out_and_each_once(reply: str) -> None:
    for _, numbers in read(reply):
        assert set(numbers) <= set(KNOWN)
        assert len(set(numbers)) == len(numbers)


@given(st.text(alphabet='ab .!?\n“”"`()', max_size=60))
def test_without_markers_not_a_word_is_lost(reply: str) -> None:
    words = "".join(text for text, _ in read(reply)).split()
    assert "".join(words) == "".join(line for line in reply.split("\n") if not line.lstrip().startswith("```")).replace(
        " ", ""
    )


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "[1",
        "[1]",
        "[1, ",
        "[1-999]",
        "“",
        "„“",
        "`",
        "``a",
        '"',
        ' "',
        "«",
        "【1",
        "【1】",
        " ",
        "\\[",
        "[1](",
        "a. [1] ",
    ],
)
def test_time_is_linear(unit: str) -> None:
    """Five times the longest reply, of what would be tried again and again; a square of it would take minutes."""
    began = perf_counter()
    read(unit * (100_000 // len(unit)))
    assert perf_counter() - began < 3
