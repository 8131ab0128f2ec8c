"""Passages: whole sentences joined up to the embedding model's window, as a LlamaIndex node parser.

Passages tile each stretch of citable text: they neither overlap nor leave a sentence out, and never reach over a
caption, promo or comment. Neighbours are found through the catalogue.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from llama_index.core.node_parser import NodeParser
from llama_index.core.schema import BaseNode, Document, NodeRelationship, TextNode
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
    room = window - SPECIAL_TOKENS - count([lead(title, count, window)])[0]
    pieces = [cut for piece in pieces for cut in _cut(text, piece, count, room)]
    sizes = count([text[start:end] for start, end, _ in pieces])
    broken = _breaks(pieces, spans)
    while True:
        sentences = _fill(pieces, sizes, broken, room)
        passages = _passages(sentences)
        # A tokenizer may read more tokens in joined sentences than in each by itself.
        joined = count([text[p.start : p.end] for p in passages])
        over = [p for p, size in zip(passages, joined, strict=True) if size > room]
        halved = {_middle(sentences, p) for p in over} - broken
        if not halved:
            return sentences, passages
        broken |= halved


def lead(title: str, count: CountTokens, window: int) -> str:
    """The first words of an article's title, as many as may be embedded with its passages."""
    ends = [0, *(word.end() for word in re.finditer(r"\S+", title))]
    fitting = bisect_right(ends, window // TITLE_SHARE, key=lambda end: count([title[:end]])[0])
    return title[: ends[fitting - 1]]


def embedded_text(lead: str, words: str) -> str:
    """What the model reads for a passage: the title gives the words their subject."""
    return f"{lead}\n{words}"


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
        source = {NodeRelationship.SOURCE: node.as_related_node_info()}
        return [
            TextNode(
                text=text[p.start : p.end],
                start_char_idx=p.start,
                end_char_idx=p.end,
                metadata=dict(node.metadata),
                relationships=dict(source),
            )
            for p in passages
        ]

    def _postprocess_parsed_nodes(self, nodes: list[BaseNode], parent_doc_map: dict[str, Document]) -> list[BaseNode]:
        """LlamaIndex's own links between the nodes; its offsets, found by searching the text, are not taken."""
        offsets = [(n.start_char_idx, n.end_char_idx) for n in nodes if isinstance(n, TextNode)]
        linked: list[BaseNode] = super()._postprocess_parsed_nodes(nodes, parent_doc_map)
        for node, (start, end) in zip(linked, offsets, strict=True):
            if isinstance(node, TextNode):
                node.start_char_idx, node.end_char_idx = start, end
        return linked


def _fill(pieces: Sequence[Piece], sizes: Sequence[int], broken: set[int], room: int) -> tuple[Sentence, ...]:
    """Sentences joined to passages of up to `room` tokens, a new one before each number in `broken`."""
    sentences = []
    filled = passage = 0
    for number, ((start, end, kind), size) in enumerate(zip(pieces, sizes, strict=True)):
        if number and (number in broken or filled + size > room):
            passage, filled = passage + 1, 0
        filled += size
        sentences.append(Sentence(number, passage, kind, start, end))
    return tuple(sentences)


def _middle(sentences: Sequence[Sentence], passage: Passage) -> int:
    """The number of the sentence with which the second half of a passage begins."""
    numbers = [s.number for s in sentences if s.passage == passage.number]
    return numbers[len(numbers) // 2]


def _breaks(pieces: Sequence[Piece], spans: Sequence[Span]) -> set[int]:
    """Indexes of sentences before which a passage must end, since uncited text lies between."""
    uncited = sorted(s.start for s in spans if s.kind not in ("headline", "body"))
    cut = set()
    for number, (before, after) in enumerate(pairwise(pieces), start=1):
        apart = "caption" in (before[2], after[2]) and before[2] != after[2]
        if apart or bisect_left(uncited, before[1]) < bisect_left(uncited, after[0]):
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
    # A token is at least one byte of a word, so a short piece cannot be too long; one character cannot be cut.
    words = text[start:end]
    if len(words.encode()) < room or len(words) == 1 or count([words])[0] <= room:
        return [piece]
    middle = (start + end) // 2
    space = text.rfind(" ", start + 1, middle)
    middle = space if space > 0 else middle
    left = middle - (len(text[start:middle]) - len(text[start:middle].rstrip()))
    right = middle + (len(text[middle:end]) - len(text[middle:end].lstrip()))
    halves = [(start, left, kind), (right, end, kind)]
    return [part for half in halves if half[0] < half[1] for part in _cut(text, half, count, room)]
