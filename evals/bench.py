"""Time and space of the whole: ingest, answers, commands, and the home on disk, as a Markdown table.

    python -m evals.bench --home DIR

Ratios compare two things measured in turn in one run, so that they hold on a machine that others use too. The articles
are the made-up newswire of `evals.newswire`; with `--home` they are ingested once, for later runs too.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from pydantic import PrivateAttr

from evals.newswire import SAMPLE, articles
from evals.pool import Quiet, complain
from rag.assistant import Assistant
from rag.find import find
from store.article import Article, Draft, Sentence
from store.clean import label
from store.dates import dates
from store.embedder import BATCH, Embedder
from store.errors import InputRefused
from store.extract import extract
from store.home import Home, open_home
from store.ingest import ingest
from store.sentences import split
from store.speakers import attributions
from store.vectors import Vectors

SEED = 1
WARM_UP = 5
"""Questions asked before those that count."""

Row = tuple[str, str]
"""A line of the table: what was measured, and the figures."""


def _speakers(text: str) -> object:
    sentences = [Sentence(n, 0, kind, a, b) for n, (a, b, kind) in enumerate(split(text, label(text, "")))]
    return attributions(text, sentences)


HOSTILE: Mapping[str, tuple[Callable[[str], object], Sequence[str]]] = {
    "dates": (partial(dates, published=None), ("Friday ", "between 2014 and ", "12-", "the late ", "March ", " ", "1")),
    "speakers": (_speakers, ("“No. ", "said ", "who said ", "'a ", '"', "“No.” Hale said. ", "Ann Hale, ")),
}
"""What reads untrusted text, and what it might choke on when that is repeated."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured: articles searched, articles of a timed ingest, and how often the rest is repeated."""

    articles: int = 2_000
    ingested: int = 150
    pairs: int = 3
    questions: int = 72
    runs: int = 5


class Overheard(Embedder):
    """An embedder that remembers the texts it was given."""

    _texts: list[str] = PrivateAttr(default_factory=list)

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """What the embedder makes of them."""
        self._texts += texts
        return super().encode(texts, progress)

    def heard(self) -> list[str]:
        """The texts since this was last asked."""
        told, self._texts = self._texts, []
        return told

    def bare(self, texts: list[str]) -> None:
        """The same texts through the model alone, which sorts all of them by length."""
        self._model.encode(texts, batch_size=BATCH, show_progress_bar=False)


def measure(sizes: Sizes, reports: Path, folder: Path) -> Iterator[Row]:
    """The lines of the table, each when it is known; the homes are made, or found again, in `folder`."""
    embedder = Overheard()
    embedder.bare(["The first text pays for what the model puts off."])
    drafts = list(articles(sizes.ingested, SEED))
    speeds, ratios = zip(*(ingest_ratio(embedder, drafts) for _ in range(sizes.pairs)), strict=True)
    figures = f"{median(speeds):.0f} texts/s, {median(ratios):.2f} of the bare model's"
    yield f"ingest of {sizes.ingested} articles", figures
    few = fill(folder / "reports", embedder, extract([str(reports)]))
    many = fill(folder / f"newswire-{sizes.articles}", embedder, articles(sizes.articles, SEED))
    for home in (few, many):
        yield from _warm_rows(embedder, home, quoted(home.articles(), sizes.questions + WARM_UP))
    for name, (reader, units) in HOSTILE.items():
        yield f"hostile text four times as long, {name}", _growth(reader, units)
    yield _command_row(sizes, "--help")
    for home in (few, many):
        yield _command_row(sizes, "articles", home)
        yield _command_row(sizes, "find", home, quoted(home.articles(), 1)[0])
        yield _space_row(home)


def ingest_ratio(embedder: Overheard, drafts: Sequence[Draft]) -> tuple[float, float]:
    """(texts a second of a whole ingest into a new home, the same as a share of the bare model's on those texts)."""
    embedder.heard()
    with tempfile.TemporaryDirectory() as folder:
        whole = _seconds(lambda: fill(Path(folder), embedder, drafts))
    texts = embedder.heard()
    return len(texts) / whole, _seconds(lambda: embedder.bare(texts)) / whole


def fill(folder: Path, embedder: Embedder, drafts: Iterable[Draft | InputRefused]) -> Home:
    """A home with the drafts in it; those that it holds already cost next to nothing."""
    home = open_home(folder, "default")
    ingest(home, embedder, drafts, Quiet(), complain)
    return home


def ask_times(assistant: Assistant, embedder: Embedder, asked: Sequence[str]) -> list[tuple[float, float]]:
    """Seconds of each question answered and embedded alone, in turn; the first few only warm up."""
    times = [(_seconds(partial(assistant.ask, q)), _seconds(partial(embedder.encode, [q]))) for q in asked]
    return times[WARM_UP:]


def quoted(reports: Sequence[Article], count: int) -> list[str]:
    """Quotes from reports spread over all, a dozen words long, every second one with a word changed."""
    picked = (reports[n * len(reports) // count].text.split() for n in range(count))
    said = (words[(7 * n) % max(1, len(words) - 12) :][:12] for n, words in enumerate(picked))
    return [" ".join([*words[:6], "indeed", *words[7:]] if n % 2 else words) for n, words in enumerate(said)]


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
    found = {"catalogue": home.path.glob(f"{home.database.name}*"), "index": home.index.folder.rglob("*")}
    return {part: sum(file.stat().st_size for file in files if file.is_file()) for part, files in found.items()}


def main(argv: Sequence[str] | None = None, sizes: Sizes = Sizes()) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=sizes.articles, help="made-up articles to search")
    parser.add_argument("--reports", type=Path, default=SAMPLE, help="a folder of real reports to ask too")
    parser.add_argument("--home", type=Path, help="keep the homes here")
    options = parser.parse_args(argv)
    sizes = replace(sizes, articles=options.articles)
    print("| measured | figures |\n|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for what, figures in measure(sizes, options.reports, options.home or Path(folder)):
            print(f"| {what} | {figures} |", flush=True)


def _warm_rows(embedder: Overheard, home: Home, quotes: Sequence[str]) -> Iterator[Row]:
    where = f"{len(home.articles()):,} articles"
    times = ask_times(Assistant(home, embedder), embedder, [f"Who said that {quote}?" for quote in quotes])
    whole, alone = zip(*times, strict=True)
    yield f"warm `ask`, {where}, {len(times)} questions", _spread(whole)
    figures = f"{_spread(alone)}; `ask` takes {median(whole) / median(alone):.1f} times that"
    yield f"embedding the question alone, {where}", figures
    found = [_seconds(partial(find, home, quote)) for quote in quotes][WARM_UP:]
    yield f"warm `find`, {where}, {len(found)} quotes", _spread(found)


def _command_row(sizes: Sizes, command: str, home: Home | None = None, *arguments: str) -> Row:
    where = ["--home", str(home.path)] if home else []
    seconds = median(cpu_seconds([*where, command, *arguments]) for _ in range(sizes.runs))
    return f"`byline {command}`" + (f", {len(home.articles()):,} articles" if home else ""), f"{seconds:.2f} s of CPU"


def _space_row(home: Home) -> Row:
    reports = home.articles()
    words = sum(report.words for report in reports)
    a_word = {part: size / words for part, size in disk_bytes(home).items()}
    parts = ", ".join(f"{part} {size:.0f}" for part, size in a_word.items())
    figures = f"{sum(a_word.values()):.0f} bytes a word ({parts}); {words:,} words"
    return f"home of {len(reports):,} articles on disk", figures


def _growth(reader: Callable[[str], object], units: Sequence[str]) -> str:
    """How many times as long a text takes to be read that is four times as long, for the worst of the units."""
    reader(units[0])
    grown = {unit: _seconds(partial(reader, unit * 8_000)) / _seconds(partial(reader, unit * 2_000)) for unit in units}
    worst = max(units, key=lambda unit: grown[unit])
    return f"{median(grown.values()):.1f} times the time, at worst {grown[worst]:.1f} ({worst!r})"


def _spread(seconds: Sequence[float]) -> str:
    p95 = quantiles(seconds, n=20, method="inclusive")[-1]
    return f"p50 {1000 * median(seconds):.1f} ms, p95 {1000 * p95:.1f} ms"


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


if __name__ == "__main__":
    main()
