"""`coverage.csv`: what a user says about the files of a folder, which wins over what they say of themselves."""

import csv
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from store.decode import NotText, decode, one_line, stored
from store.errors import InputRefused

NAME = "coverage.csv"
_COLUMNS = ("title", "outlet", "author", "published", "url")
_MAX_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One file's row; None where the cell is empty, which leaves what the file itself says."""

    line: int
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows of a `coverage.csv` by path relative to its folder (POSIX), and the rows that could not be taken."""

    rows: Mapping[str, Row] = field(default_factory=dict)
    refused: tuple[InputRefused, ...] = ()


def read_listing(folder: Path, shown: str) -> Listing:
    """The `coverage.csv` of `folder`; an empty Listing if there is none. `shown` is the folder as users know it."""
    path, label = folder / NAME, os.path.join(shown, NAME)
    if not path.is_file():
        return Listing()
    if not path.resolve().is_relative_to(folder.resolve()):
        return Listing(refused=(InputRefused(label, "it is a link that leaves its folder; copy the file here"),))
    try:
        if path.stat().st_size > _MAX_BYTES:
            return Listing(refused=(InputRefused(label, "it is larger than 20 MB"),))
        text = stored(decode(path.read_bytes()))
    except (OSError, NotText) as error:
        return Listing(refused=(InputRefused(label, f"it cannot be read ({error}); save it as UTF-8"),))
    rows: dict[str, Row] = {}
    refused = []
    for found in _rows(text, folder, label):
        if isinstance(found, InputRefused):
            refused.append(found)
        elif found[0] in rows:
            first = rows[found[0]].line
            reason = f"{found[0]} has a row already, in line {first}, which is the one used; remove one of them"
            refused.append(InputRefused(f"{label}:{found[1].line}", reason))
        else:
            rows[found[0]] = found[1]
    return Listing(rows, tuple(refused))


def _rows(text: str, folder: Path, label: str) -> Iterator[tuple[str, Row] | InputRefused]:
    header_line = text.partition("\n")[0]
    delimiter = max(",;\t", key=header_line.count)  # spreadsheets of many countries write semicolons
    # A quoted cell may hold line ends, so the reader is given the lines with theirs.
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    header: list[str] | None = None
    begins = 1
    try:
        for cells in reader:
            line, begins = begins, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = [one_line(cell).casefold() for cell in cells]
                if "file" not in header:
                    yield InputRefused(
                        f"{label}:{line}", f"it has no column named file; begin it with file,{','.join(_COLUMNS)}"
                    )
                    return
            else:
                yield _row(header, cells, line, folder, label)
    except csv.Error as error:
        yield InputRefused(f"{label}:{begins}", f"this is not valid CSV ({error}); the rows from here on are not used")


def _row(header: list[str], cells: list[str], line: int, folder: Path, label: str) -> tuple[str, Row] | InputRefused:
    place = f"{label}:{line}"
    if any(cell.strip() for cell in cells[len(header) :]):
        return InputRefused(place, "the row has more cells than the header; put a cell that holds a comma in quotes")
    said = {name: one_line(cell) for name, cell in zip(header, cells, strict=False)}
    name = said.get("file", "").replace("\\", "/")
    file = PurePosixPath(name)
    if not name:
        return InputRefused(place, "the row names no file")
    if file.is_absolute() or ".." in file.parts or not os.path.lexists(folder / file):
        return InputRefused(place, f"there is no file {name} in this folder; give its path relative to {NAME}")
    return str(file), Row(line, **{column: said.get(column) or None for column in _COLUMNS})
