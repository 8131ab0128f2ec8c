"""Articles in JSON Lines and JSON: one record an article, each read and checked on its own. Knows nothing of homes."""

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, BinaryIO

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from store.decode import NotText, decode, one_line
from store.errors import InputRefused

MAX_RECORD_BYTES = 20_000_000
"""Bytes of one line, and of a whole `.json` file, which has to be read in one piece."""


def _identifier(value: object) -> object:
    """Numbers serve as ids too; what prints alike is the same id."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _tidy(value: object) -> object:
    return one_line(value) if isinstance(value, str) else value


Field = Annotated[str | None, BeforeValidator(_tidy)]


class Record(BaseModel):
    """One article as a program hands it over. `text` wins over `html`; keys not named here are ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    id: Annotated[
        str,
        StringConstraints(min_length=1, max_length=1000),
        BeforeValidator(_tidy),
        BeforeValidator(_identifier),
    ]
    text: str | None = None
    html: str | None = None
    title: Field = None
    outlet: Field = None
    author: Field = None
    published: Field = None
    url: Field = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A record and where it stands, as a user finds it: `path:LINE`, or `path, item N` in a JSON list."""

    place: str
    record: Record


def read_lines(stream: BinaryIO, label: str) -> Iterator[Placed | InputRefused]:
    """The records of a JSON Lines stream, one at a time; a broken line is refused with its number. UTF-8 only."""
    empty = True
    for number, line in _lines(stream):
        empty = False
        place = f"{label}:{number}"
        if line is None:
            yield InputRefused(place, f"the line is longer than {MAX_RECORD_BYTES // 1_000_000} MB; split the article")
        elif number == 1 and line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            yield InputRefused(label, "JSON Lines must be in UTF-8, and this is UTF-16; save it as UTF-8")
            return
        else:
            yield _placed(place, line)
    if empty:
        yield InputRefused(label, "the file is empty")


def read_document(data: bytes, label: str) -> Iterator[Placed | InputRefused]:
    """The records of a JSON file that holds one article, or a list of them."""
    try:
        value = _load(decode(data))
    except (NotText, ValueError) as error:
        yield InputRefused(label, str(error))
        return
    if not isinstance(value, list):
        yield _checked(label, value)
    elif not value:
        yield InputRefused(label, "the list is empty")
    else:
        for number, item in enumerate(value, 1):
            yield _checked(f"{label}, item {number}", item)


def count_lines(stream: BinaryIO) -> int:
    """How many lines are not blank, at least 1, because an empty file is refused once."""
    return max(1, sum(1 for _ in _lines(stream)))


def count_items(data: bytes) -> int:
    """How many records, or refusals, `read_document` gives."""
    try:
        value = _load(decode(data))
    except ValueError:
        return 1
    return max(1, len(value)) if isinstance(value, list) else 1


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Number and bytes of each line that is not blank; None for one that is too long to be held in memory."""
    number = 0
    while line := stream.readline(MAX_RECORD_BYTES + 1):
        number += 1
        if len(line) <= MAX_RECORD_BYTES:
            if line.strip():
                yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_RECORD_BYTES)
        yield number, None


def _placed(place: str, line: bytes) -> Placed | InputRefused:
    try:
        return _checked(place, _load(line.decode("utf-8-sig")))
    except UnicodeDecodeError:
        return InputRefused(place, "the line is not UTF-8; save the file as UTF-8")
    except ValueError as error:
        return InputRefused(place, str(error))


def _load(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"this is not valid JSON ({error.msg}, column {error.colno})") from error
    except RecursionError as error:
        raise ValueError("this JSON is nested too deeply") from error


def _checked(place: str, value: object) -> Placed | InputRefused:
    if not isinstance(value, dict):
        return InputRefused(place, 'an article must be a JSON object such as {"id": "…", "text": "…"}')
    try:
        record = Record.model_validate(value)
    except ValidationError as error:
        return InputRefused(place, _wording(error))
    if not (record.text or "").strip() and not (record.html or "").strip():
        return InputRefused(place, f'the article {record.id!r} has no text; give "text" or "html"')
    return Placed(place, record)


def _wording(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    key = first["loc"][0] if first["loc"] else "?"
    reasons = {
        "missing": f'"{key}" is missing',
        "string_type": f'"{key}" must be a text in quotes',
        "string_too_short": f'"{key}" is empty',
    }
    return reasons.get(first["type"], f'"{key}": {first["msg"]}') + '; an article needs "id" and "text" or "html"'
