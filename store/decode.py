"""Bytes to text: tells the encoding, and gives a text the form in which it is stored. Knows no files or formats."""

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins the same way
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 256 * 1024  # bytes or characters looked at to judge the whole
_BINARY_SHARE = 0.1  # share of control and undecodable characters from which a content is not text
_NOT_WRITTEN = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class NotText(ValueError):
    """The bytes are no text in any encoding that can be told."""


def decode(data: bytes) -> str:
    """The text of `data`: by its byte order mark, else UTF-8 where it fits, else the encoding it reads best in.

    A few broken bytes become U+FFFD. Raises NotText for binary content. Between encodings that read equally well
    Windows-1252 is taken.
    """
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), None) or _unmarked(data)
    text = data.decode(encoding, "replace")
    sample = text[:_SAMPLE]
    if len(_NOT_WRITTEN.findall(sample)) > len(sample) * _BINARY_SHARE:
        raise NotText("its content is binary, not text")
    return text


def _unmarked(data: bytes) -> str:
    if wide := _utf16_by_zeros(data[:_SAMPLE]):
        return wide
    try:
        codecs.utf_8_decode(data, "strict", True)
        return "utf-8"
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise NotText("its content is binary, not text") from None
        sample = data[max(0, error.start - _SAMPLE // 2) : error.start + _SAMPLE // 2]
    return "utf-8" if _nearly_utf8(sample) else _single_byte(sample)


def _nearly_utf8(sample: bytes) -> bool:
    """UTF-8 with a flaw, such as a file cut short: in no other encoding do its sequences come up by chance."""
    beyond_ascii = re.findall("[\x80-\U0010ffff]", sample.decode("utf-8", "replace"))
    return len(beyond_ascii) > 10 * beyond_ascii.count("\ufffd")


def _utf16_by_zeros(sample: bytes) -> str | None:
    """UTF-16 without a mark: in a mostly Latin text every other byte is zero."""
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if half and odd > 0.4 * half and even < 0.01 * half:
        return "utf-16-le"
    if half and even > 0.4 * half and odd < 0.01 * half:
        return "utf-16-be"
    return None


def _single_byte(sample: bytes) -> str:
    matches = from_bytes(sample)
    best = matches.best()
    if best is None:
        raise NotText("its content is binary or in an unknown encoding; save it as UTF-8")
    for match in matches:
        close = match.chaos <= best.chaos and match.coherence >= best.coherence - 0.1
        if close and "cp1252" in match.could_be_from_charset:
            return "cp1252"
    return best.encoding


def stored(text: str) -> str:
    """`text` as it is stored: line ends `\\n`, NUL and lone surrogates U+FFFD; every other character stays."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return _SURROGATE.sub("\ufffd", text)


def one_line(text: str) -> str:
    """`text` fit for a field: in one line, single spaces, no NUL and no lone surrogates."""
    return " ".join(stored(text).split())
