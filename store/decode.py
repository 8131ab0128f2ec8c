"""Bytes to text: tells the encoding, and gives a text the form in which it is stored. Knows no files or formats."""

import re
from contextlib import suppress

from charset_normalizer import from_bytes

_SAMPLE = 256 * 1024  # bytes or characters looked at to judge the whole
_BINARY_SHARE = 0.1  # share of control and undecodable characters from which a content is not text
_NOT_WRITTEN = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of `data`: UTF-8 where it fits, else as `declared`, else in the encoding it reads best in.

    A few broken bytes become U+FFFD. ValueError for binary content. Between encodings that read equally well
    Windows-1252 is taken.
    """
    wide = b"\0" in data[:_SAMPLE]  # UTF-16 or UTF-32, unless it is binary
    for encoding in () if wide else ("utf-8-sig", declared):
        with suppress(UnicodeError, LookupError):  # a page may declare `undefined`, which is a codec
            return _checked(data.decode(encoding or "utf-8"))
    text = data.decode("utf-8", "replace")
    foreign = sum(map(len, re.findall("[\x80-\U0010ffff]+", text)))
    if not wide and foreign > 10 * text.count("\ufffd"):
        return _checked(text)  # with a flaw, such as a cut: in no other encoding do its sequences come up by chance
    return _checked(data.decode(_guessed(data), "replace"))


def _checked(text: str) -> str:
    sample = text[:_SAMPLE]
    if len(_NOT_WRITTEN.findall(sample)) > len(sample) * _BINARY_SHARE:
        raise ValueError("its content is binary, not text")
    return text


def _guessed(data: bytes) -> str:
    first = re.search(rb"[\x80-\xff]", data)
    matches = from_bytes(data[max(0, first.start() - _SAMPLE // 2) if first else 0 :][:_SAMPLE])
    best = matches.best()
    if best is None:
        raise ValueError("its content is binary or in an unknown encoding; save it as UTF-8")
    alike = (m for m in matches if m.chaos <= best.chaos and m.coherence >= best.coherence - 0.1)
    return "cp1252" if any("cp1252" in m.could_be_from_charset for m in alike) else best.encoding


def stored(text: str) -> str:
    """`text` as it is stored: line ends `\\n`, NUL and lone surrogates U+FFFD; every other character stays."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return _SURROGATE.sub("\ufffd", text)


def one_line(text: str) -> str:
    """`text` fit for a field: in one line, single spaces, no NUL and no lone surrogates."""
    return " ".join(stored(text).split())
