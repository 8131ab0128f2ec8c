"""Time and space of the whole: ingest, answers, commands, and the home on disk, as a Markdown table.

    python -m evals.bench --home DIR

Ratios compare two things measured in turn in one run, so that they hold on a machine that others use too. The articles
are the made-up newswire of `evals.newswire`; with `--home` they are ingested once, for later runs too. Progress goes
to stderr.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from pydantic import PrivateAttr

from evals.newswire import articles, questions
from rag.assistant import Assistant
from rag.words import content_words
from store.article import Article, Draft
from store.embedder import BATCH, Embedder
from store.errors import InputRefused
from store.extract import extract
from store.home import Home, open_home
from store.ingest import Taken, ingest
from store.vectors import Vectors

SEED = 1
SAMPLE = Path(__file__).parent / "coverage" / "kursk"
WARM_UP = 5
"""Questions asked before those that count."""

Row = tuple[str, str]
"""A line of the table: what was measured, and the figures."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured: articles searched, articles of a timed ingest, and how often the rest is repeated."""

    articles: int = 2_000
    ingested: int = 150
    pairs: int = 3
    questions: int = 72
    runs: int = 5


class Overheard(Embedder):
    """An embedder that remembers the texts it was given and the seconds it took over them."""

    _texts: list[str] = PrivateAttr(default_factory=list)
    _seconds: float = PrivateAttr(default=0.0)

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """What the embedder makes of them."""
        began = perf_counter()
        made = super().encode(texts, progress)
        self._seconds += perf_counter() - began
        self._texts += texts
        return made

    def heard(self) -> tuple[list[str], float]:
        """The texts and the seconds since this was last asked."""
        told = self._texts, self._seconds
        self._texts, self._seconds = [], 0.0
        return told

    def bare(self, texts: list[str]) -> None:
        """The same texts through the model alone, which sorts all of them by length."""
        self._model.encode(texts, batch_size=BATCH, show_progress_bar=False)


@dataclass(frozen=True, slots=True)
class AskTimes:
    """Milliseconds of each question: the whole answer, what of it was embedding, and embedding the question alone."""

    ask: list[float]
    embedding: list[float]
    alone: list[float]


class _Progress:
    """Tells on stderr how far an ingest is."""

    def __init__(self, what: str) -> None:
        self._what, self._inputs, self._texts = what, 0, 0

    def taken(self, taken: Taken) -> None:
        self._inputs += 1
        if taken.outcome == "refused":
            print(f"{taken.source}: {taken.detail}", file=sys.stderr)
        if self._inputs % 100 == 0:
            print(f"{self._what}: {self._inputs:,} articles, {self._texts:,} texts embedded", file=sys.stderr)

    def embedded(self, texts: int) -> None:
        self._texts += texts


def measure(sizes: Sizes, reports: Path, folder: Path) -> Iterator[Row]:
    """The lines of the table, each when it is known; the homes are made, or found again, in `folder`."""
    embedder = Overheard()
    embedder.bare(["The first text pays for what the model puts off."])
    yield _ingest_row(embedder, sizes)
    few = fill(folder / "reports", embedder, extract([str(reports)]), "reports")
    many = fill(folder / f"newswire-{sizes.articles}", embedder, articles(sizes.articles, SEED), "newswire")
    asked = [q.text for q in questions(sizes.questions + WARM_UP, SEED, sizes.articles)]
    for home, asking in ((few, about(few.articles(), sizes.questions + WARM_UP)), (many, asked)):
        yield from _ask_rows(embedder, home, asking)
    yield _command_row(sizes, "--help")
    for home in (few, many):
        yield _command_row(sizes, "articles", home)
    for home in (few, many):
        yield _space_row(home)


def ingest_ratio(embedder: Overheard, drafts: Sequence[Draft]) -> tuple[float, float]:
    """(texts a second of a whole ingest into a new home, the same as a share of the bare model's on those texts)."""
    embedder.heard()
    with tempfile.TemporaryDirectory() as folder:
        began = perf_counter()
        fill(Path(folder), embedder, drafts, "ingest")
        whole = perf_counter() - began
    texts, _ = embedder.heard()
    began = perf_counter()
    embedder.bare(texts)
    return len(texts) / whole, (perf_counter() - began) / whole


def fill(folder: Path, embedder: Embedder, drafts: Iterable[Draft | InputRefused], what: str) -> Home:
    """A home with the drafts in it; those that it holds already cost next to nothing."""
    home = open_home(folder, "default")
    ingest(home, embedder, drafts, _Progress(what), lambda notice: print(notice, file=sys.stderr))
    return home


def ask_times(assistant: Assistant, embedder: Overheard, asked: Sequence[str]) -> AskTimes:
    """Each question asked and embedded alone, in turn; the first few only warm up."""
    times = AskTimes([], [], [])
    for number, question in enumerate(asked):
        embedder.heard()
        began = perf_counter()
        assistant.ask(question)
        answered = perf_counter()
        _, within = embedder.heard()
        embedder.encode([question])
        _, alone = embedder.heard()
        if number >= WARM_UP:
            times.ask.append(1000 * (answered - began))
            times.embedding.append(1000 * within)
            times.alone.append(1000 * alone)
    return times


def about(reports: Sequence[Article], count: int) -> list[str]:
    """Different questions in the reports' own words, as many as they have words to offer and at most `count`."""
    words = dict.fromkeys(word for report in reports for word, _ in content_words(f"{report.title} {report.text}"))
    long = [word for word in words if len(word) > 4]
    third = len(long) // 3
    threes = zip(long, long[third:] + long[:third], long[2 * third :] + long[: 2 * third], strict=True)
    return [f"What do the reports say about {a}, {b} and {c}?" for a, b, c in threes][:count]


def cpu_seconds(arguments: Sequence[str]) -> float:
    """CPU time of one `byline` command in a process of its own, user and system together. Raises on failure."""
    command = [sys.executable, "-m", "ui.cli", *arguments]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return used.ru_utime + used.ru_stime


def disk_bytes(home: Home) -> dict[str, int]:
    """Bytes of the home's files: the catalogue's (with its log) and the index's."""
    index = (file for file in home.index.folder.rglob("*") if file.is_file())
    catalogue = home.path.glob(f"{home.database.name}*")
    return {"catalogue": _size(catalogue), "index": _size(index)}


def table(rows: Iterable[Row]) -> Iterator[str]:
    """The rows in Markdown, line by line as they come."""
    yield "| measured | figures |"
    yield "|---|---|"
    yield from (f"| {what} | {figures} |" for what, figures in rows)


def main(argv: Sequence[str] | None = None, sizes: Sizes = Sizes()) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=sizes.articles, help="made-up articles to search")
    parser.add_argument("--reports", type=Path, default=SAMPLE, help="a folder of real reports to ask too")
    parser.add_argument("--home", type=Path, help="keep the homes here")
    options = parser.parse_args(argv)
    sizes = replace(sizes, articles=options.articles)
    with tempfile.TemporaryDirectory() as folder:
        for line in table(measure(sizes, options.reports, options.home or Path(folder))):
            print(line, flush=True)


def _ingest_row(embedder: Overheard, sizes: Sizes) -> Row:
    drafts = list(articles(sizes.ingested, SEED))
    speeds, ratios = zip(*(ingest_ratio(embedder, drafts) for _ in range(sizes.pairs)), strict=True)
    figures = f"{median(speeds):.0f} texts/s, {median(ratios):.2f} of the bare model's"
    return f"ingest of {sizes.ingested} articles", figures


def _ask_rows(embedder: Overheard, home: Home, asked: Sequence[str]) -> Iterator[Row]:
    times = ask_times(Assistant(home, embedder), embedder, asked)
    ask, alone = median(times.ask), median(times.alone)
    where = f"{len(home.articles()):,} articles"
    p95 = quantiles(times.ask, n=20, method="inclusive")[-1]
    yield f"warm `ask`, {where}, {len(times.ask)} questions", f"p50 {ask:.1f} ms, p95 {p95:.1f} ms"
    share = sum(times.embedding) / sum(times.ask)
    figures = f"p50 {alone:.1f} ms; `ask` takes {ask / alone:.1f} times that, {share:.0%} of it embedding"
    yield f"embedding the question alone, {where}", figures


def _command_row(sizes: Sizes, command: str, home: Home | None = None) -> Row:
    where = ["--home", str(home.path)] if home else []
    seconds = median(cpu_seconds([*where, command]) for _ in range(sizes.runs))
    return f"`byline {command}`" + (f", {len(home.articles()):,} articles" if home else ""), f"{seconds:.2f} s of CPU"


def _space_row(home: Home) -> Row:
    reports = home.articles()
    words = sum(report.words for report in reports)
    a_word = {part: size / words for part, size in disk_bytes(home).items()}
    parts = ", ".join(f"{part} {size:.0f}" for part, size in a_word.items())
    figures = f"{sum(a_word.values()):.0f} bytes a word ({parts}); {words:,} words"
    return f"home of {len(reports):,} articles on disk", figures


def _size(files: Iterable[Path]) -> int:
    return sum(file.stat().st_size for file in files)


if __name__ == "__main__":
    main()
