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
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from store.article import Span
from store.sentences import split

GOLD = Path(__file__).parent.parent / "tests" / "store" / "sentences_gold.txt"
MARK = "¦"

Splitter = Callable[[str], list[str]]
Paragraph = tuple[str, frozenset[int]]
"""A line of the gold set: its text, and its inner boundaries as `boundaries` counts them."""


def read_gold(path: Path = GOLD) -> dict[str, list[Paragraph]]:
    """The paragraphs of each `[part]` of the gold file; lines that start with `#` are comments."""
    parts: dict[str, list[Paragraph]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            parts[line.strip("[]")] = current = []
        elif line.strip() and not line.startswith("#"):
            current.append((line.replace(f" {MARK} ", " ").replace(MARK, ""), boundaries(line.split(MARK))))
    return parts


def boundaries(sentences: Sequence[str]) -> frozenset[int]:
    """Where the sentences meet, as counts of non-space characters before each inner boundary."""
    return frozenset(accumulate(len("".join(sentence.split())) for sentence in sentences[:-1]))


def measure(splitter: Splitter, paragraphs: Sequence[Paragraph]) -> tuple[float, float]:
    """The share of paragraphs split exactly, and the F1 over their boundaries."""
    pairs = [(boundaries(splitter(text)), gold) for text, gold in paragraphs]
    right, total = sum(len(found & gold) for found, gold in pairs), sum(len(found) + len(gold) for found, gold in pairs)
    return sum(found == gold for found, gold in pairs) / len(pairs), 2 * right / max(1, total)


def seconds_per_megabyte(splitter: Splitter, paragraphs: Sequence[Paragraph]) -> float:
    """Time for 2**20 bytes of the given paragraphs, measured on about a quarter of that."""
    size = sum(len(text.encode()) for text, _ in paragraphs)
    rounds = max(1, 2**18 // size)
    start = time.perf_counter()
    for text, _ in list(paragraphs) * rounds:
        splitter(text)
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


def rows(gold: dict[str, list[Paragraph]]) -> Iterator[str]:
    """The table, a line at a time, as Markdown."""
    yield "| splitter | " + " | ".join(f"{part} exact | {part} F1" for part in gold) + " | s/MB |"
    yield "|---|" + "---|" * (2 * len(gold) + 1)
    others = [(load.__name__, load()) for name, load in (("nltk", punkt), ("pysbd", pysbd)) if _installed(name)]
    for name, splitter in [("store.sentences", ours), *others]:
        figures = [f"{figure:.3f}" for paragraphs in gold.values() for figure in measure(splitter, paragraphs)]
        speed = seconds_per_megabyte(splitter, [p for paragraphs in gold.values() for p in paragraphs])
        yield f"| {' | '.join([name, *figures])} | {speed:.2f} |"


def _installed(library: str) -> bool:
    return importlib.util.find_spec(library) is not None


if __name__ == "__main__":
    for row in rows(read_gold(Path(sys.argv[1]) if len(sys.argv) > 1 else GOLD)):
        print(row)
