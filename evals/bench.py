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
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from pydantic import PrivateAttr

from evals.newswire import articles
from evals.pool import open_pool
from rag.assistant import Assistant
from store.article import Article, Draft
from store.embedder import BATCH, Embedder
from store.home import Home
from store.vectors import Vectors

SEED = 1
REPEATS = 3
"""Times that an ingest and a command are measured."""
WARM_UP = 5
"""Questions asked before those that count."""

Row = tuple[str, str]
"""A line of the table: what was measured, and the figures."""


class Overheard(Embedder):
    """An embedder that keeps the texts that it was given in `texts`."""

    _texts: list[str] = PrivateAttr(default_factory=list)

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """What the embedder makes of them."""
        self._texts += texts
        return super().encode(texts, progress)

    def bare(self) -> int:
        """The same texts through the model alone, which sorts all of them by length; returns how many, and forgets."""
        texts, self._texts = self._texts, []
        self._model.encode(texts, batch_size=BATCH, show_progress_bar=False)
        return len(texts)


def measure(count: int, ingested: int, questions: int, folder: Path) -> Iterator[Row]:
    """The lines of the table, each when it is known; the home is made, or found again, in `folder`."""
    embedder = Overheard()
    embedder.encode(["The first text pays for what the model puts off."])
    embedder.bare()
    drafts = list(articles(ingested, SEED))
    speeds, ratios = zip(*(ingest_ratio(embedder, drafts) for _ in range(REPEATS)), strict=True)
    yield f"ingest of {ingested} articles", f"{median(speeds):.0f} texts/s, {median(ratios):.2f} of the bare model's"
    assistant = open_pool(folder, embedder, list(articles(count, SEED)))
    quotes = quoted(assistant.articles(), questions + WARM_UP)
    asked, alone = zip(*ask_times(assistant, embedder, [f"Who said that {quote}?" for quote in quotes]), strict=True)
    where = f"{count:,} articles"
    yield f"warm `ask`, {where}, {questions} questions", _spread(asked)
    figures = f"{_spread(alone)}; `ask` takes {median(asked) / median(alone):.1f} times that"
    yield "embedding the question alone", figures
    yield (
        f"warm `find`, {where}",
        _spread([_seconds(partial(assistant.find, quote, paraphrase=False)) for quote in quotes][WARM_UP:]),
    )
    for command in (["--help"], ["articles"], ["find", quotes[0]]):
        seconds = median(cpu_seconds(["--home", str(folder), *command]) for _ in range(REPEATS))
        yield f"`byline {command[0]}`, {where}", f"{seconds:.2f} s of CPU"
    yield f"home of {where} on disk", _space(assistant.home)


def ingest_ratio(embedder: Overheard, drafts: Sequence[Draft]) -> tuple[float, float]:
    """(texts a second of a whole ingest into a new home, the same as a share of the bare model's on those texts)."""
    with tempfile.TemporaryDirectory() as folder:
        whole = _seconds(lambda: open_pool(Path(folder), embedder, drafts))
    began = perf_counter()
    texts = embedder.bare()
    return texts / whole, (perf_counter() - began) / whole


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
    before = os.times()
    subprocess.run([sys.executable, "-m", "ui.cli", *arguments], stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def disk_bytes(home: Home) -> dict[str, int]:
    """Bytes of the home's files: the catalogue's (with its log) and the index's."""
    found = {"catalogue": home.path.glob(f"{home.database.name}*"), "index": home.index.folder.rglob("*")}
    return {part: sum(file.stat().st_size for file in files if file.is_file()) for part, files in found.items()}


def main(argv: Sequence[str] | None = None) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2_000, help="articles to search (%(default)s)")
    parser.add_argument("--ingested", type=int, default=150, help="articles of a timed ingest (%(default)s)")
    parser.add_argument("--questions", type=int, default=72, help="questions asked (%(default)s)")
    parser.add_argument("--home", type=Path, help="keep the home here")
    options = parser.parse_args(argv)
    print("| measured | figures |\n|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder)
        for what, figures in measure(options.articles, options.ingested, options.questions, home):
            print(f"| {what} | {figures} |", flush=True)


def _space(home: Home) -> str:
    words = sum(report.words for report in home.articles())
    a_word = {part: size / words for part, size in disk_bytes(home).items()}
    parts = ", ".join(f"{part} {size:.0f}" for part, size in a_word.items())
    return f"{sum(a_word.values()):.0f} bytes a word ({parts}); {words:,} words"


def _spread(seconds: Sequence[float]) -> str:
    p95 = quantiles(seconds, n=20, method="inclusive")[-1]
    return f"p50 {1000 * median(seconds):.1f} ms, p95 {1000 * p95:.1f} ms"


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


if __name__ == "__main__":
    main()
