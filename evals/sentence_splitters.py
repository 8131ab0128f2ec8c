"""Sentence splitters measured on the hand-made set: `python -m evals.sentence_splitters` prints the table.

Each candidate gets one paragraph at a time. `exact`: share of paragraphs with every boundary right and none too
many. `F1`: over boundaries inside paragraphs, a boundary being the number of non-space characters before it,
so that one that drops or keeps spaces is judged alike. `s/MB`: seconds for a megabyte of those paragraphs.
A candidate whose library is not installed is left out (pysbd is no dependency of the project).
"""

import importlib
import importlib.util
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from store.article import Span
from store.sentences import split

GOLD = Path(__file__).parent.parent / "tests" / "store" / "sentences_gold.txt"
MARK = "¦"

Splitter = Callable[[str], list[str]]


@dataclass(frozen=True)
class Paragraph:
    """One line of the gold set: its text, and its inner boundaries as `boundaries` counts them."""

    text: str
    boundaries: frozenset[int]


@dataclass(frozen=True)
class Measure:
    """Results of one candidate on one part, all in 0…1."""

    exact: float
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall over boundaries."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def read_gold(path: Path = GOLD) -> dict[str, list[Paragraph]]:
    """The paragraphs of each `[part]` of the gold file; lines that start with `#` are comments."""
    parts: dict[str, list[Paragraph]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            parts[line.strip("[]")] = current = []
        elif line.strip() and not line.startswith("#"):
            pieces = line.split(MARK)
            current.append(Paragraph(line.replace(f" {MARK} ", " ").replace(MARK, ""), boundaries(pieces)))
    return parts


def boundaries(sentences: list[str]) -> frozenset[int]:
    """Where the sentences meet, as counts of non-space characters before each inner boundary."""
    counts, seen = set(), 0
    for sentence in sentences[:-1]:
        seen += sum(not character.isspace() for character in sentence)
        counts.add(seen)
    return frozenset(counts)


def measure(splitter: Splitter, paragraphs: list[Paragraph]) -> Measure:
    """Judge a splitter on the paragraphs of one part."""
    found = [boundaries(splitter(paragraph.text)) for paragraph in paragraphs]
    right = sum(len(f & p.boundaries) for f, p in zip(found, paragraphs, strict=True))
    return Measure(
        exact=sum(f == p.boundaries for f, p in zip(found, paragraphs, strict=True)) / len(paragraphs),
        precision=right / max(1, sum(map(len, found))),
        recall=right / max(1, sum(len(p.boundaries) for p in paragraphs)),
    )


def seconds_per_megabyte(splitter: Splitter, paragraphs: list[Paragraph]) -> float:
    """Time for 2**20 bytes of the given paragraphs, measured on about a quarter of that."""
    size = sum(len(p.text.encode()) for p in paragraphs)
    rounds = max(1, 2**18 // size)
    start = time.perf_counter()
    for _ in range(rounds):
        for paragraph in paragraphs:
            splitter(paragraph.text)
    return (time.perf_counter() - start) / (rounds * size) * 2**20


def ours(text: str) -> list[str]:
    """The splitter of `store.sentences` on one body paragraph."""
    return [text[start:end] for start, end, _ in split(text, (Span("body", 0, len(text)),))]


def punkt() -> Splitter:
    """Punkt for English from the data that llama-index-core ships, found without importing that package."""
    package = importlib.util.find_spec("llama_index.core")
    assert package is not None and package.origin is not None
    folder = Path(package.origin).parent / "_static" / "nltk_cache"
    importlib.import_module("nltk.data").path.insert(0, str(folder))
    tokenizer = importlib.import_module("nltk.tokenize.punkt").PunktTokenizer("english")
    return lambda text: [text[a:b] for a, b in tokenizer.span_tokenize(text)]


def pysbd() -> Splitter:
    """pysbd for English, as it comes."""
    return importlib.import_module("pysbd").Segmenter(language="en", clean=False).segment  # type: ignore[no-any-return]


def candidates() -> Iterator[tuple[str, Splitter]]:
    """Every candidate that can be loaded here, with its name."""
    yield "store.sentences", ours
    for name, load in (("nltk", punkt), ("pysbd", pysbd)):
        if importlib.util.find_spec(name):
            yield load.__name__, load()


def rows(gold: dict[str, list[Paragraph]]) -> Iterator[str]:
    """The table, a line at a time, as Markdown."""
    yield "| splitter | " + " | ".join(f"{part} exact | {part} F1" for part in gold) + " | s/MB |"
    yield "|---|" + "---|" * (2 * len(gold) + 1)
    for name, splitter in candidates():
        scores = [measure(splitter, paragraphs) for paragraphs in gold.values()]
        cells = [cell for score in scores for cell in (f"{score.exact:.3f}", f"{score.f1:.3f}")]
        speed = seconds_per_megabyte(splitter, [p for paragraphs in gold.values() for p in paragraphs])
        yield f"| {name} | " + " | ".join(cells) + f" | {speed:.2f} |"


if __name__ == "__main__":
    for row in rows(read_gold(Path(sys.argv[1]) if len(sys.argv) > 1 else GOLD)):
        print(row)
