"""Passages: whole sentences joined up to the embedding model's window, as a LlamaIndex node parser.

Inside each stretch of citable text the passages tile it: they neither overlap nor leave a sentence out, and never reach
over a caption, promo or comment. Neighbours are found through the catalogue, so nothing is stored twice.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from llama_index.core.node_parser import NodeParser
from llama_index.core.schema import BaseNode, TextNode
from pydantic import Field

from store.article import Kind, Passage, Sentence, Span

CountTokens = Callable[[Sequence[str]], list[int]]
"""Tokens of each text by the embedding model's own tokenizer, special tokens not counted."""

SPECIAL_TOKENS = 2
TITLE_SHARE = 4
"""A title may take up to a quarter of the window; a longer one is cut where it is embedded."""

Piece = tuple[int, int, Kind]
"""Start, end and kind of a sentence."""


def tile(
    text: str, title: str, pieces: Sequence[Piece], spans: Sequence[Span], count: CountTokens, window: int
) -> tuple[tuple[Sentence, ...], tuple[Passage, ...]]:
    """Sentences and passages of an article.

    `window` is what the model reads at once, in tokens, special tokens included. The passage texts leave room for the
    title, which is embedded with them. A single sentence over the window is cut into several.
    """
    room = window - SPECIAL_TOKENS - min(count([title])[0], window // TITLE_SHARE)
    pieces = [cut for piece in pieces for cut in _cut(text, piece, count, room)]
    sizes = count([text[start:end] for start, end, _ in pieces])
    broken = _breaks(pieces, spans)
    sentences: list[Sentence] = []
    filled = passage = 0
    for number, ((start, end, kind), size) in enumerate(zip(pieces, sizes, strict=True)):
        if number and (number in broken or filled + size > room):
            passage, filled = passage + 1, 0
        filled += size
        sentences.append(Sentence(number, passage, kind, start, end))
    return tuple(sentences), _passages(sentences)


def embedded_text(title: str, words: str) -> str:
    """What the model reads for a passage: the title gives the words their subject."""
    return f"{title}\n{words}"


class PassageParser(NodeParser):
    """The same passages for a LlamaIndex pipeline: one TextNode a passage, with its character offsets."""

    split: Callable[[str], tuple[Sequence[Piece], Sequence[Span]]] = Field(exclude=True)
    count: CountTokens = Field(exclude=True)
    window: int

    def _parse_nodes(self, nodes: Sequence[BaseNode], show_progress: bool = False, **_: Any) -> list[BaseNode]:  # noqa: ANN401
        return [made for node in nodes for made in self._of(node)]

    def _of(self, node: BaseNode) -> list[BaseNode]:
        text = node.get_content()
        pieces, spans = self.split(text)
        title = str(node.metadata.get("title", ""))
        _, passages = tile(text, title, pieces, spans, self.count, self.window)
        return [
            TextNode(text=text[p.start : p.end], start_char_idx=p.start, end_char_idx=p.end, metadata=node.metadata)
            for p in passages
        ]


def _breaks(pieces: Sequence[Piece], spans: Sequence[Span]) -> set[int]:
    """Indexes of sentences before which a passage must end, since uncited text lies between."""
    uncited = [s.start for s in spans if s.kind not in ("headline", "body")]
    cut = set()
    for number, (before, after) in enumerate(pairwise(pieces), start=1):
        apart = "caption" in (before[2], after[2]) and before[2] != after[2]
        if apart or any(before[1] <= start < after[0] for start in uncited):
            cut.add(number)
    return cut


def _passages(sentences: Sequence[Sentence]) -> tuple[Passage, ...]:
    bounds: dict[int, tuple[int, int]] = {}
    for s in sentences:
        bounds[s.passage] = (bounds.get(s.passage, (s.start, 0))[0], s.end)
    return tuple(Passage(number, start, end) for number, (start, end) in bounds.items())


def _cut(text: str, piece: Piece, count: CountTokens, room: int) -> list[Piece]:
    """The piece, halved at white space (or anywhere, if there is none) until each part fits into `room` tokens."""
    start, end, kind = piece
    # A token is at least one character of a word, so a short piece cannot be too long.
    if end - start <= room or count([text[start:end]])[0] <= room:
        return [piece]
    middle = (start + end) // 2
    space = text.rfind(" ", start + 1, middle)
    middle = space if space > 0 else middle
    left = middle - (len(text[start:middle]) - len(text[start:middle].rstrip()))
    right = middle + (len(text[middle:end]) - len(text[middle:end].lstrip()))
    halves = [(start, left, kind), (right, end, kind)]
    return [part for half in halves if half[0] < half[1] for part in _cut(text, half, count, room)]
