"""What changed between two revisions of a report, line by line and there word by word, for the panel."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from urllib.parse import urlencode

from rag.wording import visible
from store.article import Article
from ui.template import rendered

MOST_WORDS = 3_000
"""Words of a changed line that are compared one by one; a longer one is shown as taken out and put in."""
_FIELDS = ("title", "outlet", "author", "published", "url")

Piece = tuple[str, str]
"""`same`, `del` or `ins`, and the words."""


def changes_address(article: Article, revision: int) -> str:
    """What opens the changes that `revision` (2 or later) made, relative to the page."""
    return f"changes?{urlencode({'article': article.id, 'revision': revision})}"


def changes(old: Article, new: Article) -> str:
    """`new` against `old`, the revision before it, as markup; what is the same is left out."""
    paragraphs = list(_compared(_lines(old), _lines(new)))
    return rendered("changes", article=new, paragraphs=paragraphs, changes=changes_address)


def _lines(article: Article) -> list[str]:
    """What is known of the article, a line each, and the lines of its text."""
    known = [f"{name.capitalize()}: {getattr(article, name) or 'unknown'}" for name in _FIELDS]
    return [line for line in map(visible, [*known, *article.text.splitlines()]) if line.strip()]


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[list[Piece]]:
    """A paragraph for each line that is different, an empty one for lines that are the same."""
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield []
        elif b - a == d - c:
            yield from (_words(x, y) for x, y in zip(old[a:b], new[c:d], strict=True))
        else:
            yield from ([("del", line)] for line in old[a:b])
            yield from ([("ins", line)] for line in new[c:d])


def _words(old: str, new: str) -> list[Piece]:
    before, after = re.findall(r"\s*\S+", old), re.findall(r"\s*\S+", new)
    if len(before) + len(after) > MOST_WORDS:
        return [("del", old), ("ins", new)]
    pieces: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("same", "".join(after[c:d])))
        else:
            pieces += [("del", "".join(before[a:b])), ("ins", "".join(after[c:d]))]
    return pieces
