"""`coverage.csv`: what a user says about the files of a folder, which wins over what they say of themselves."""

import csv
import io
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path, PurePosixPath

from store.decode import decode, one_line, stored
from store.errors import InputRefused
from store.parsed import Said

NAME = "coverage.csv"


@dataclass(frozen=True, slots=True)
class Listing:
    """What is said by path relative to the folder (POSIX), and the rows that could not be taken."""

    rows: dict[str, Said] = field(default_factory=dict)
    refused: list[InputRefused] = field(default_factory=list)


def read_listing(data: bytes, folder: Path, label: str) -> Listing:
    """The `coverage.csv` of `folder`; `label` is the file as the user knows it. A row is named by its last line."""
    listing = Listing()
    place = f"{label}:1"
    try:
        text = stored(decode(data))
        delimiter = max(",;\t", key=text.partition("\n")[0].count)  # spreadsheets of many countries write semicolons
        reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, strict=True)
        reader.fieldnames = [one_line(name).casefold() for name in reader.fieldnames or ()]
        if "file" not in reader.fieldnames:
            raise ValueError("it has no column named file; begin it with file,title,outlet,author,published,url")
        for cells in reader:
            place = f"{label}:{reader.line_num}"
            if reason := _take(cells, folder, listing.rows):
                listing.refused.append(InputRefused(place, reason))
    except csv.Error as error:
        reason = f"this is not valid CSV after that ({error}); the rows from here on are not used"
        listing.refused.append(InputRefused(place, reason))
    except ValueError as error:
        listing.refused.append(InputRefused(label, str(error)))
    return listing


def _take(cells: Mapping[str | None, str | list[str] | None], folder: Path, rows: dict[str, Said]) -> str | None:
    """Puts a row into `rows`, or says why it cannot be taken."""
    said = {column: one_line(cell) for column, cell in cells.items() if column and isinstance(cell, str)}
    name = said.get("file", "").replace("\\", "/")
    file = PurePosixPath(name)
    if any(cell.strip() for cell in cells.get(None) or ()):
        return "the row has more cells than the header; put a cell that holds a comma in quotes"
    if not name:
        return "the row names no file" if any(said.values()) else None
    if file.is_absolute() or ".." in file.parts or not os.path.lexists(folder / file):
        return f"there is no file {name} in this folder; give its path relative to {NAME}"
    if str(file) in rows:
        return f"{name} has a row already, which is the one used; remove one of them"
    rows[str(file)] = Said(**{column.name: said.get(column.name) or None for column in fields(Said)})
    return None
