"""Which files an argument of `ingest` means, and how they are opened. Knows nothing of what is in the reports."""

import csv
import glob
import io
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from store.article import Said
from store.decode import decode, one_line, stored
from store.errors import InputRefused

NAME = "coverage.csv"
"""What a user says about the files of a folder, which wins over what they say of themselves."""
ENDINGS = (".txt", ".md", ".html", ".htm", ".pdf", ".json", ".jsonl")
"""The file name endings that are read, in lower case; upper case is read too."""

MAX_FILE_BYTES = 20_000_000
"""Bytes of a file, unless it is JSON Lines, which is read line by line."""

_URL = re.compile(r"(?:[a-z][a-z0-9+.-]+://|file:|feed:|mailto:)", re.IGNORECASE)
_READS = f"Byline reads {' '.join(ENDINGS)}"


@dataclass(frozen=True, slots=True)
class Listing:
    """What is said by path relative to the folder (POSIX), and the rows that could not be taken."""

    rows: dict[str, Said] = field(default_factory=dict)
    refused: list[InputRefused] = field(default_factory=list)


_Listings = Callable[[Path], Listing]


@dataclass(frozen=True, slots=True)
class Found:
    """A file to ingest: `path` to open, `source` as the home will know it, `label` as the user knows it."""

    path: Path
    source: str
    label: str
    said: Said = field(default_factory=Said)

    @property
    def ending(self) -> str:
        """Lower-case file name ending with its dot."""
        return Path(self.source).suffix.lower()


def find(inputs: Sequence[str]) -> Iterator[Found | InputRefused]:
    """The files that `inputs` (files, folders, globs) mean: in the order given, each folder sorted by path.

    A folder gives its files with a known ending, at any depth, without hidden ones. A file met twice is given once.
    What cannot be used is given as an InputRefused in its place; so is an input that means nothing.
    """
    seen: set[Path | str] = set()
    listings = cache(_listing)
    for name in inputs:
        empty = True
        for found in _meant(name, listings):
            empty = False
            key = found.path if isinstance(found, Found) else str(found)
            if key not in seen:
                seen.add(key)
                yield found
        if empty:
            yield InputRefused(stored(name), f"there is nothing to ingest in it; {_READS}")


def open_file(found: Found) -> BinaryIO:
    """`found` opened for reading. InputRefused if it is too large, no regular file, or cannot be read."""
    try:
        status = found.path.lstat()  # before opening, which alone can act on a device
        if not stat.S_ISREG(status.st_mode):
            raise InputRefused(found.label, "it is not a regular file; save it as one")
        if status.st_size > MAX_FILE_BYTES and found.ending != ".jsonl":
            size = f"{status.st_size / 1e6:,.1f} MB, more than the {MAX_FILE_BYTES // 1_000_000} MB of one file"
            raise InputRefused(found.label, f"it has {size}; split it")
        # Without waiting (a FIFO would) and without following a link put there since the folder was searched.
        return os.fdopen(os.open(found.path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW), "rb")
    except OSError as error:
        raise _unreadable(found.label, error) from error


def read_file(found: Found) -> bytes:
    """All bytes of `found`. InputRefused as `open_file`, and for an empty file."""
    try:
        with open_file(found) as stream:
            data = stream.read(MAX_FILE_BYTES)
    except OSError as error:
        raise _unreadable(found.label, error) from error
    if not data:
        raise InputRefused(found.label, "the file is empty")
    return data


def _unreadable(label: str, error: OSError) -> InputRefused:
    return InputRefused(label, f"it cannot be read ({error.strerror or error}); check the file and its permissions")


def _listing(folder: Path) -> Listing:
    found = Found(folder / NAME, NAME, stored(str(folder / NAME)))
    if not os.path.lexists(found.path):
        return Listing()
    try:
        return read_listing(read_file(found), folder, found.label)
    except InputRefused as refused:
        return Listing(refused=[refused])


def _meant(name: str, listings: _Listings, root: Path | None = None) -> Iterator[Found | InputRefused]:
    """`root` is what sources are relative to, if it is not the folder that is named, or that of the file."""
    try:
        if os.path.isdir(name):
            yield from _folder(name, root or Path(name), listings)
        elif os.path.lexists(name):
            yield _file(Path(name), root, listings)
        elif _URL.match(name):
            yield InputRefused(stored(name), "addresses cannot be fetched yet; save the page and ingest the file")
        elif matches := sorted(glob.glob(name, recursive=True)):
            fixed = Path(*takewhile(lambda part: not glob.has_magic(part), Path(name).parts))
            for match in matches:
                if os.path.isdir(match) or Path(match).suffix.lower() in ENDINGS:
                    yield from _meant(match, listings, fixed)
        else:
            yield InputRefused(stored(name), "there is no such file or folder, and no file matches it; check the path")
    except (OSError, ValueError) as error:
        yield InputRefused(stored(name), f"this is not a usable path ({error})")


def _folder(name: str, root: Path, listings: _Listings) -> Iterator[Found | InputRefused]:
    errors: list[OSError] = []
    paths: list[Path] = []
    for folder, below, files in os.walk(name, onerror=errors.append):
        below[:] = [one for one in below if not one.startswith(".")]
        here = Path(folder)
        links = [one for one in below if (here / one).is_symlink()]
        paths += [here / one for one in links + files if not one.startswith(".")]
        yield from listings(here).refused
    yield from (_unreadable(stored(str(error.filename)), error) for error in errors)
    for path in sorted(paths):
        linked = os.path.isdir(path)  # unlike the methods of Path it takes any link, such as one to itself
        if linked and _real(path).is_relative_to(_real(root)):
            continue  # a link to a folder whose files are met where they are
        if linked or path.suffix.lower() in ENDINGS:
            yield _file(path, root, listings)


def _file(path: Path, root: Path | None, listings: _Listings) -> Found | InputRefused:
    """The file at `path` below `root`, which a link may not leave; without `root`, a file that the user named."""
    label, ending = stored(str(path)), path.suffix.lower()
    real = _real(path)
    if root and not real.is_relative_to(_real(root)):
        return InputRefused(label, "it is a link that leaves the ingested folder; ingest its target by its own path")
    if ending not in ENDINGS:
        return InputRefused(label, f"files that end in {ending or 'nothing'} are not read; {_READS}")
    if not os.path.exists(real):
        return InputRefused(label, "it is a link to a file that is not there")
    return Found(real, stored(path.relative_to(root or path.parent).as_posix()), label, _said(path, root, listings))


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _said(path: Path, root: Path | None, listings: _Listings) -> Said:
    """By the nearest `coverage.csv`, from the file's own folder up to `root`."""
    for folder in path.parents:
        if row := listings(folder).rows.get(path.relative_to(folder).as_posix()):
            return row
        if folder == (root or path.parent):
            break
    return Said()


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
