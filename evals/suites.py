"""Suites as a reporter writes them by hand: read, checked, and their words looked up in the reports.

All faults of samples are told at once, by file and line. Knows nothing of homes: who calls `located` brings the texts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from rapidfuzz.fuzz import partial_ratio_alignment

from evals.errors import SuiteError
from evals.plain import READERS, Loc, Plain, read_plain
from evals.sample import Claim, Place, Sample
from evals.spec import Citation, Spec, SuiteFile, checked
from store.normalise import Words, read_words

CLOSE = 60
"""From so many per cent of likeness on, a stretch of a text is worth showing for words that stand nowhere in it."""


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
    files: list[tuple[Path, SuiteFile]] = []
    samples: list[Written] = []
    faults: list[str] = []
    for file in map(read_plain, _files(path)):
        read = checked(file.data)
        if isinstance(read, SuiteFile):
            files.append((file.path, read))
            samples += [Written(spec, file, ("samples", number)) for number, spec in enumerate(read.samples)]
        else:
            faults += [
                f"{file.path}:{line}: {said}" for line, said in sorted((file.line(at), said) for at, said in read)
            ]
    _refuse([*faults, *_doubled(samples)])
    if not samples:
        raise SuiteError(f"{path} holds no samples; write them below `samples:`")
    names = [read.suite for _, read in files if read.suite] or [path.resolve().stem]
    coverage = tuple(file.parent / name for file, read in files for name in read.coverage)
    return Suite(names[0], coverage or None, tuple(samples))


def located(suite: Suite, texts: Mapping[str, str]) -> tuple[Sample, ...]:
    """The samples with their citations as places in the stored texts of the reports, given by source.

    Raises SuiteError for words that stand nowhere and unknown sources.
    """
    page, lost = cache(lambda source: read_words(texts[source])), []

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


def places(text: Words, words: str) -> list[tuple[int, int]]:
    """Every `[start, end)` of the text where the words stand in a row, compared as `store.normalise` has them."""
    wanted = read_words(words).keys
    size = len(wanted)
    starts = (n for n, key in enumerate(text.keys) if text.keys[n : n + size] == wanted)
    return [(text.starts[n], text.ends[n + size - 1]) for n in starts]


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in READERS and file.is_file())
    else:
        files = [path] if path.suffix.lower() in READERS else []
    if not files:
        raise SuiteError(f"{path} is no suite; a suite is a {', '.join(READERS)} file or a folder of them")
    return files


def _doubled(samples: Sequence[Written]) -> Iterator[str]:
    first: dict[str, Written] = {}
    for written in samples:
        earlier = first.setdefault(written.id, written)
        if earlier is not written:
            where = written.file.where((*written.at, "id"))
            yield f"{where}: id: {written.id!r} is the id of {earlier.file.where(earlier.at)} already"


def _lost(source: str, words: str, texts: Mapping[str, str]) -> str:
    """Why words are not found, with what is nearest. Reports are strangers' text, so `repr` has it on one line."""
    if source not in texts:
        near = ", ".join(map(repr, get_close_matches(source, texts, 3, cutoff=0)))
        return f"no report has the source {source!r}; the nearest are {near}"
    found = partial_ratio_alignment(words, texts[source], score_cutoff=CLOSE)
    hint = f"; the nearest is {texts[source][found.dest_start : found.dest_end].strip()!r}" if found else ""
    return f"{source!r} does not hold the words {words!r}{hint}"


def _refuse(faults: Sequence[str]) -> None:
    if faults:
        raise SuiteError("\n".join(faults))
