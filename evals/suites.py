"""Suites as a reporter writes them by hand: read, checked, and their words looked up in the reports.

All faults are told at once, by file and line. Knows nothing of homes: who calls `located` brings the texts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from evals.errors import SuiteError
from evals.places import fold, nearest, places
from evals.plain import READERS, Loc, Plain, read_plain
from evals.sample import Claim, Place, Sample
from evals.spec import Citation, Head, Spec, checked

FAULTS_TOLD = 20
"""No error tells more faults than these; the rest is counted."""
NAMES_TOLD = 8

_Fault = tuple[Plain, int, str]
"""A file, a line of it, what is wrong there."""


@dataclass(frozen=True, slots=True)
class Written:
    """A sample as it stands at a place of a file. `id` is its own, or its file's name and its line."""

    spec: Spec
    file: Plain
    at: Loc

    @property
    def id(self) -> str:
        """What the sample is called in a run."""
        return self.spec.id or f"{self.file.path.stem}-{self.file.line(self.at)}"


@dataclass(frozen=True, slots=True)
class Suite:
    """Samples, not yet looked up. `coverage` are the reports to ingest, None for the home's own story."""

    name: str
    coverage: tuple[Path, ...] | None
    samples: tuple[Written, ...]


def read_suite(path: Path) -> Suite:
    """The suite in a file (.yaml, .yml, .jsonl), or in all such files of a folder together.

    Raises SuiteError for whatever is wrong with it, a line a fault, each with its file and line.
    """
    files = [read_plain(file) for file in _files(path)]
    faults = [(file, line, message) for file in files for line, message in file.faults]
    heads, samples = [], []
    for file in files:
        for at, model, given in _parts(file):
            read = checked(model, given)
            if isinstance(read, Head):
                heads.append((file, read))
            elif isinstance(read, Spec):
                samples.append(Written(read, file, at))
            else:
                faults += ((file, file.line((*at, *loc)), message) for loc, message in read)
    faults += _across(heads, samples)
    if not samples and not faults:
        raise SuiteError(f"{path} holds no samples; write them below `samples:`")
    faults.sort(key=lambda fault: (fault[0].path, fault[1]))
    _refuse([f"{file.path}:{line}: {message}" for file, line, message in faults])
    names = [head.suite for _, head in heads if head.suite] or [path.resolve().stem]
    coverage = tuple(file.path.parent / name for file, head in heads for name in head.coverage)
    return Suite(names[0], coverage or None, tuple(samples))


def located(suite: Suite, texts: Mapping[str, str]) -> tuple[Sample, ...]:
    """The samples with their citations as places in the stored texts of the reports, given by source.

    Words are compared as `places.fold` has them. Raises SuiteError for words that stand nowhere and unknown sources.
    """
    page, lost = cache(lambda source: fold(texts[source])), []

    def claim(written: Written, number: int, citation: Citation) -> Claim:
        found = []
        for at, source, words in citation.quotes():
            spots = places(page(source), words) if source in texts else []
            if not spots:
                where = written.file.where((*written.at, "citations", number, *at))
                lost.append(f"{where}: {_lost(source, words, texts)}")
            found += [Place(source, start, end) for start, end in spots]
        return Claim(tuple(found))

    samples = [w.spec.sample(w.id, tuple(claim(w, *one) for one in enumerate(w.spec.citations))) for w in suite.samples]
    _refuse(lost)
    return tuple(samples)


def _parts(file: Plain) -> Iterator[tuple[Loc, type[Head] | type[Spec], object]]:
    """What is checked apart, so that no fault hides another."""
    yield (), Head, file.data
    samples = file.data.get("samples") if isinstance(file.data, dict) else None
    if isinstance(samples, list):
        yield from ((("samples", number), Spec, given) for number, given in enumerate(samples))


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in READERS and file.is_file())
    else:
        files = [path] if path.suffix.lower() in READERS else []
    if not files:
        raise SuiteError(f"{path} is no suite; a suite is a {', '.join(READERS)} file or a folder of them")
    return files


def _across(heads: Sequence[tuple[Plain, Head]], samples: Sequence[Written]) -> Iterator[_Fault]:
    """What no part by itself is to blame for: doubled ids, coverage that is not there, a second name."""
    first: dict[str, Written] = {}
    for written in samples:
        earlier = first.setdefault(written.id, written)
        if earlier is not written:
            line = written.file.line((*written.at, "id"))
            yield written.file, line, f"id: {written.id!r} is the id of {earlier.file.where(earlier.at)} already"
    named = [(file, head.suite) for file, head in heads if head.suite]
    for file, name in named:
        if name != named[0][1]:
            where = named[0][0].where(("suite",))
            yield file, file.line(("suite",)), f"suite: the files of a folder are one suite, and {where} names it too"
    for file, head in heads:
        for number, path in enumerate(file.path.parent / name for name in head.coverage):
            if not path.exists():
                yield file, file.line(("coverage", number)), f"coverage: {path} does not exist"


def _lost(source: str, words: str, texts: Mapping[str, str]) -> str:
    """Why words are not found, with what is nearest. Reports are strangers' text, so `repr` has it on one line."""
    if source not in texts:
        names = list(dict.fromkeys([*get_close_matches(source, texts, 3), *sorted(texts)]))
        more = f" and {len(names) - NAMES_TOLD} more" if len(names) > NAMES_TOLD else ""
        return f"no report has the source {source!r}; there are {', '.join(map(repr, names[:NAMES_TOLD]))}{more}"
    near = nearest(fold(texts[source]), words)
    hint = f"; the nearest is {texts[source][slice(*near)]!r}" if near else ""
    return f"{source!r} does not hold the words {words!r}{hint}"


def _refuse(told: Sequence[str]) -> None:
    if told:
        more = [f"and {len(told) - FAULTS_TOLD} more"] if len(told) > FAULTS_TOLD else []
        raise SuiteError("\n".join([*told[:FAULTS_TOLD], *more]))
