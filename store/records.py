"""Articles in JSON Lines and JSON: one record an article, each read and checked on its own. Knows nothing of homes."""

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, BinaryIO

from pydantic import BeforeValidator, StringConstraints, TypeAdapter, ValidationError

from store.article import Said
from store.decode import decode, one_line

MAX_RECORD_BYTES = 20_000_000
"""Bytes of one line."""

Id = Annotated[
    str,
    StringConstraints(min_length=1, max_length=1000),
    BeforeValidator(lambda value: one_line(str(value)) if type(value) in (str, int) else value),
]
"""Numbers serve as ids too; what prints alike is the same id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Said):
    """One article as a program hands it over. `text` wins over `html`; keys not named here are ignored."""

    id: Id
    text: str | None = None
    html: str | None = None


_RECORD = TypeAdapter(Record)


def read_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each line that is not blank, of one too long to be held only the beginning.

    ValueError if there is none, or if they are in UTF-16.
    """
    number = articles = 0
    while line := stream.readline(MAX_RECORD_BYTES + 1):
        number += 1
        if number == 1 and line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise ValueError("JSON Lines must be in UTF-8, and this is UTF-16; save it as UTF-8")
        if line.strip():
            articles += 1
            yield number, line
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_RECORD_BYTES)
    if not articles:
        raise ValueError("the file is empty")


def read_items(data: bytes) -> list[object]:
    """What a JSON file holds, an article or a list of them, as a list. ValueError if it is no JSON, or empty."""
    value = _load(decode(data))
    if value == []:
        raise ValueError("the list is empty")
    return value if isinstance(value, list) else [value]


def read_record(source: object) -> Record:
    """The record that an item of `read_items` or a line of `read_lines` holds. ValueError if it holds none."""
    if isinstance(source, bytes) and len(source) > MAX_RECORD_BYTES:
        raise ValueError(f"the line is longer than {MAX_RECORD_BYTES // 1_000_000} MB; split the article")
    value = _load(source) if isinstance(source, bytes) else source
    try:
        record = _RECORD.validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = f'"{first["loc"][0]}": ' if first["loc"] else ""
        reason = first["msg"].removesuffix(" or an instance of Record")
        raise ValueError(
            f'{key}{reason}; an article is {{"id": "…", "text": "…"}}, or has "html" for "text"'
        ) from error
    if not (record.text or "").strip() and not (record.html or "").strip():
        raise ValueError(f'the article {record.id!r} has no text; give "text" or "html"')
    return record


def _load(text: str | bytes) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"this is not valid JSON ({error.msg}, column {error.colno})") from error
    except UnicodeDecodeError as error:
        raise ValueError("the line is not UTF-8; save the file as UTF-8") from error
    except RecursionError as error:
        raise ValueError("this JSON is nested too deeply") from error
    except ValueError as error:
        raise ValueError("a number in this JSON has too many digits; mend it, or write it as text") from error
