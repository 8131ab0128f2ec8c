"""The panel beside the chat: the reports of the coverage, and one report opened at the cited words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from rag.wording import visible
from store.article import Article, Kind
from ui.template import rendered

LISTED = 40
"""Reports listed before the first question at most."""
NEIGHBOURHOOD = 300
"""Characters around the cited words whose paragraphs are shown before the reader asks for the whole report."""
LONGEST_SHOWN = 120_000
"""Characters of a report around the cited words that are sent to the browser at most."""

_ASIDES: dict[Kind, str] = {
    "caption": "Caption",
    "promo": "Promotion",
    "boilerplate": "Boilerplate",
    "comment": "Reader comment",
}


@dataclass(frozen=True, slots=True)
class Cited:
    """The span `[start, end)` of a report, by its number in an answer (0: in none).

    `near` where its words are close to what was looked for, not the same.
    """

    start: int
    end: int
    number: int = 0
    near: bool = False


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A stretch of the stored text: of what kind, what is cited in it, what stands before and after."""

    kind: Kind
    near: bool
    before: str
    words: str
    after: str


def coverage_list(articles: Sequence[Article]) -> str:
    """What the panel shows before the first question: the reports of the story, newest first, each to be opened."""
    newest = sorted(articles, key=lambda a: a.published or "", reverse=True)
    return rendered("sources", articles=newest[:LISTED], rest=len(articles) - LISTED)


def report(article: Article, cited: Cited | None = None) -> str:
    """`article` with the cited words marked, folded down to the paragraphs around them."""
    spans = list(_spans(article, cited))
    near = [span for span in spans if cited and _near(span, cited)] or spans
    paragraphs = [_paragraph(article, cited, *span, span in near) for span in spans]
    folded = len(near) < len(spans)
    return rendered("report", article=article, cited=cited, paragraphs=paragraphs, folded=folded, asides=_ASIDES)


def _spans(article: Article, cited: Cited | None) -> Iterator[tuple[int, int]]:
    """The lines that hold text, cut where the kind changes, within `LONGEST_SHOWN` around the cited words."""
    first = max(0, min(cited.start if cited else 0, len(article.text)) - LONGEST_SHOWN // 2)
    last = min(len(article.text), first + LONGEST_SHOWN)
    edges = {first, last, *(e for s in article.spans for e in (s.start, s.end) if first < e < last)}
    edges.update(i + 1 for i in range(first, last - 1) if article.text[i] == "\n")
    return ((a, b) for a, b in pairwise(sorted(edges)) if visible(article.text[a:b]).strip())


def _near(span: tuple[int, int], cited: Cited) -> bool:
    return span[0] < cited.end + NEIGHBOURHOOD and cited.start - NEIGHBOURHOOD < span[1]


def _paragraph(article: Article, cited: Cited | None, start: int, end: int, near: bool) -> _Paragraph:
    kind: Kind = next((s.kind for s in article.spans if s.start <= start < s.end), "body")
    at, until = (min(max(edge, start), end) for edge in ((cited.start, cited.end) if cited else (end, end)))
    text = article.text
    return _Paragraph(kind, near, text[start:at], text[at:until], text[until:end])


def document(title: str, body: str) -> str:
    """A page of its own around `body` (markup), for a chip that is opened in a new tab."""
    return rendered("document", title=title, body=Markup(body))
