"""Bytes become the text they were written as, and a stored text differs from it in line ends only."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.decode import decode, one_line, stored

ENGLISH = "The mayor said “the ferry” would sail – on Friday; the café’s owner agreed.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("times", [1, 400])
def test_english_in_any_common_encoding(encoding: str, times: int) -> None:
    assert decode((ENGLISH * times).encode(encoding)) == ENGLISH * times


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Le maire a déclaré que la traversée reprendra à l’été.", "cp1252"),
        ("Él señaló que la niña está en el muelle; “mañana” será otro día.", "cp1252"),
        ("He paid £5 for it.", "cp1252"),
        ("Мэр сообщил, что паром снова пойдёт в пятницу.", "cp1251"),
        ("市長は金曜日に渡し船が再開すると述べた。", "shift_jis"),
    ],
)
def test_other_languages(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("declared", ["undefined", "no-such", "hex"])
def test_an_encoding_that_decodes_nothing_is_not_believed(declared: str) -> None:
    assert decode("The café on the quay is closed.".encode("cp1252"), declared) == "The café on the quay is closed."


def test_wide_text_without_a_mark_in_big_endian() -> None:
    assert decode("Ferry sails again".encode("utf-16-be")) == "Ferry sails again"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01",
        bytes(range(256)) * 8,
        b"\x00" * 500,
        b"\x01\x02\x03\x04\x05\x06" * 100,
        b"\xff\xfe\x00",
    ],
)
def test_binary_content_is_no_text(data: bytes) -> None:
    with pytest.raises(ValueError, match="binary"):
        decode(data)


def test_random_bytes_are_no_text() -> None:
    with pytest.raises(ValueError, match="binary"):
        decode(os.urandom(20_000))


def test_a_late_broken_byte_in_a_long_file_is_no_reason_to_garble_it() -> None:
    text = decode(("ferry " * 60_000).encode() + "café".encode("cp1252"))
    assert text.endswith("ferry café")


def test_a_flaw_does_not_make_utf8_another_encoding() -> None:
    text = "“Ferry”, said the café’s owner – “again”. "
    assert decode((text * 3).encode()[:-2] + b"\xe2\x80") == (text * 3)[:-2] + "\ufffd"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a\r\nb\rc\n\rd", "a\nb\nc\n\nd"),
        ("a\x00b\ud800c", "a\ufffdb\ufffdc"),
        (
            "tab\tbell\x07 \u202eright to left\u202c \u2028 \x0b\x85 end  ",
            "tab\tbell\x07 \u202eright to left\u202c \u2028 \x0b\x85 end  ",
        ),
    ],
)
def test_only_line_ends_nul_and_lone_surrogates_change(written: str, kept: str) -> None:
    assert stored(written) == kept


@given(st.text(st.characters(codec=None)))
def test_a_stored_text_can_be_stored_and_is_stable(text: str) -> None:
    once = stored(text)
    assert "\r" not in once and "\0" not in once
    assert stored(once) == once
    assert once.encode().decode() == once
    assert len(once) == len(text.replace("\r\n", "\n"))


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_utf8_is_read_back_unless_it_looks_binary(text: str) -> None:
    data = text.encode()
    try:
        assert decode(data) == text.removeprefix("\ufeff")
    except ValueError:
        assert any(ord(char) < 32 or char in "\x7f\ufffd" for char in text)


@given(st.text(st.characters(codec=None)))
def test_a_field_is_one_line(text: str) -> None:
    line = one_line(text)
    assert line == line.strip()
    assert len(line.splitlines()) <= 1
