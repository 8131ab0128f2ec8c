"""Which files an argument of `ingest` means, and how they are opened. Knows nothing of what is in them."""

import glob
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from store.coverage_csv import Listing, Row, read_listing
from store.decode import stored
from store.errors import InputRefused

ENDINGS = (".txt", ".md", ".html", ".htm", ".pdf", ".json", ".jsonl")
"""The file name endings that are read, in lower case; upper case is read too."""

MAX_FILE_BYTES = 20_000_000
"""Bytes of one file that holds one article."""

MAX_LINES_BYTES = 2_000_000_000
"""Bytes of a JSON Lines file, which is read line by line."""

_URL = re.compile(r"(?:[a-z][a-z0-9+.-]+://|file:|feed:|mailto:)", re.IGNORECASE)
_READS = f"Byline reads {' '.join(ENDINGS)}"


@dataclass(frozen=True, slots=True)
class Found:
    """A file to ingest: `path` to open, `source` as the home will know it, `label` as the user knows it."""

    path: Path
    source: str
    label: str
    row: Row | None = None

    @property
    def ending(self) -> str:
        """Lower-case file name ending with its dot."""
        return Path(self.source).suffix.lower()


def find(inputs: Sequence[str]) -> Iterator[Found | InputRefused]:
    """The files that `inputs` (files, folders, globs) mean: in the order given, each folder sorted by path.

    A folder gives its files with a known ending, at any depth, without hidden ones. A file met twice is given once.
    What cannot be used is given as an InputRefused in its place; so is an input that means nothing.
    """
    listings: dict[Path, Listing] = {}
    seen: set[Path] = set()
    for name in inputs:
        empty = True
        for found in _meant(name, listings):
            empty = False
            if isinstance(found, InputRefused):
                yield found
            elif found.path not in seen:
                seen.add(found.path)
                yield found
        if empty:
            yield InputRefused(_shown(name), f"there is nothing to ingest in it; {_READS}")


def open_file(found: Found) -> BinaryIO:
    """`found` opened for reading. InputRefused if it is too large, no regular file, or cannot be read."""
    most = MAX_LINES_BYTES if found.ending == ".jsonl" else MAX_FILE_BYTES
    try:
        _check(found.path.stat(), found.label, most)  # before opening, which alone can act on a device
        # Without waiting (a FIFO would) and without following a link put there since the folder was searched.
        handle = os.open(found.path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise unreadable(found.label, error) from error
    stream = os.fdopen(handle, "rb")
    try:
        _check(os.fstat(handle), found.label, most)
    except InputRefused:
        stream.close()
        raise
    return stream


def read_file(found: Found) -> bytes:
    """All bytes of `found`. InputRefused as `open_file`, and for an empty file."""
    with open_file(found) as stream:
        try:
            data = stream.read(MAX_FILE_BYTES + 1)
        except OSError as error:
            raise unreadable(found.label, error) from error
    if len(data) > MAX_FILE_BYTES:
        raise _too_large(found.label, len(data), MAX_FILE_BYTES)
    if not data:
        raise InputRefused(found.label, "the file is empty")
    return data


def unreadable(label: str, error: OSError) -> InputRefused:
    """The refusal of a file that the system does not let us read."""
    return InputRefused(label, f"it cannot be read ({error.strerror or error}); check the file and its permissions")


def _check(status: os.stat_result, label: str, most: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise InputRefused(label, "it is not a regular file; save it as one")
    if status.st_size > most:
        raise _too_large(label, status.st_size, most)


def _too_large(label: str, size: int, most: int) -> InputRefused:
    return InputRefused(
        label, f"it has {size / 1e6:,.1f} MB, more than the {most // 1_000_000:,} MB of one file; split it"
    )


def _shown(path: str) -> str:
    return stored(path)  # a file name that is not UTF-8 holds lone surrogates, which cannot be printed


def _meant(name: str, listings: dict[Path, Listing]) -> Iterator[Found | InputRefused]:
    label = _shown(name)
    try:
        if os.path.isdir(name):
            yield from _folder(name, listings)
        elif os.path.lexists(name):
            yield from _file(name, os.path.basename(name), listings)
        elif _URL.match(name):
            yield InputRefused(label, "addresses cannot be fetched yet; save the page and ingest the file")
        elif glob.has_magic(name):
            yield from _glob(name, listings)
        else:
            yield InputRefused(label, "there is no such file or folder; check the path")
    except (OSError, ValueError) as error:
        yield InputRefused(label, f"this is not a usable path ({error})")


def _file(name: str, source: str, listings: dict[Path, Listing]) -> Iterator[Found | InputRefused]:
    """A file named by the user: its link is followed, and the `coverage.csv` beside it counts."""
    label, ending = _shown(name), os.path.splitext(name)[1].lower()
    if ending not in ENDINGS:
        yield InputRefused(label, f"files that end in {ending or 'nothing'} are not read; {_READS}")
        return
    path = Path(name).resolve()
    if not path.exists():
        yield InputRefused(label, "it is a link to a file that is not there")
        return
    folder = Path(name).parent.resolve()
    if folder not in listings:
        listings[folder] = read_listing(folder, os.path.dirname(name))
    yield Found(path, _shown(source), label, listings[folder].rows.get(Path(name).name))


def _glob(pattern: str, listings: dict[Path, Listing]) -> Iterator[Found | InputRefused]:
    """Sources are relative to the part of the pattern before its first wildcard, as if that folder were given."""
    parts = Path(pattern).parts
    fixed = next(index for index, part in enumerate(parts) if glob.has_magic(part))
    root = os.path.join(*parts[:fixed]) if fixed else ""
    matches = sorted(glob.glob(pattern, recursive=True))
    if not matches:
        yield InputRefused(_shown(pattern), "no file matches it; check the pattern")
    for match in matches:
        if os.path.isdir(match):
            if "**" not in parts:  # which gives the files below a folder by itself
                yield from _folder(match, listings)
        elif os.path.splitext(match)[1].lower() in ENDINGS:
            yield from _file(match, Path(os.path.relpath(match, root or ".")).as_posix(), listings)


def _folder(name: str, listings: dict[Path, Listing]) -> Iterator[Found | InputRefused]:
    root = Path(name).resolve()
    errors: list[OSError] = []
    paths: list[str] = []
    for folder, below, files in os.walk(root, onerror=errors.append):
        below[:] = [one for one in below if not one.startswith(".")]
        relative = os.path.relpath(folder, root)
        links = [one for one in below if os.path.islink(os.path.join(folder, one))]
        paths += [os.path.normpath(os.path.join(relative, one)) for one in files + links]
        listings[Path(folder)] = read_listing(Path(folder), _shown(os.path.normpath(os.path.join(name, relative))))
        yield from listings[Path(folder)].refused
    yield from (unreadable(_shown(str(error.filename)), error) for error in errors)
    for path in sorted(paths):
        yield from _entry(name, root, path, listings)


def _entry(name: str, root: Path, relative: str, listings: dict[Path, Listing]) -> Iterator[Found | InputRefused]:
    """A file, or a link to one or to a folder, at `relative` below `root`."""
    path, label = root / relative, _shown(os.path.join(name, relative))
    known = path.suffix.lower() in ENDINGS and not path.name.startswith(".")
    if path.is_symlink():
        target = path.resolve()
        if not (known or target.is_dir()):
            return
        if not target.is_relative_to(root):
            yield InputRefused(label, "it is a link that leaves the ingested folder; ingest its target by its own path")
            return
        if target.is_dir():
            return  # its files are met where they are
        if not target.exists():
            yield InputRefused(label, "it is a link to a file that is not there")
            return
        path = target
    if known:
        yield Found(path, _shown(Path(relative).as_posix()), label, _row_of(root, relative, listings))


def _row_of(root: Path, relative: str, listings: dict[Path, Listing]) -> Row | None:
    """The row of the nearest `coverage.csv`, from the file's own folder up to the ingested one."""
    path = root / relative
    for folder in path.parents:
        row = listings[folder].rows.get(path.relative_to(folder).as_posix()) if folder in listings else None
        if row or folder == root:
            return row
    return None
