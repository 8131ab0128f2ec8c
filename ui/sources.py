"""The panel beside the chat: the reports an answer cites, as cards, and one report opened at the cited words.

Pure functions from the nouns of `rag` and `store` to HTML; knows nothing of Gradio or of requests.
"""

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from types import MappingProxyType
from typing import Literal

from rag.answer import Citation
from rag.wording import counted
from store.article import CITED_KINDS, Article, Kind
from ui.markup import isolated, linked, long_date, outlet_name, shortened, shown, visible
from ui.reference import Cited, Reference, address, label, reference

CARD_TITLE, CARD_QUOTE, REPORT_TITLE = 160, 220, 600
LISTED = 40
"""Reports listed before the first question at most."""
NEIGHBOURS = 2
"""Paragraphs shown on each side of the cited words, before the reader asks for the whole report."""
NEAR_ENOUGH = 300
"""Characters shown on each side at least: reports of one sentence a line would show too little otherwise."""
LONGEST_SHOWN = 120_000
"""Characters of a report around the cited words that are sent to the browser at most."""

_ASIDE: dict[Kind, str] = {
    "caption": "Caption",
    "promo": "Promotion",
    "boilerplate": "Boilerplate",
    "comment": "Reader comment",
}


State = Literal["current", "revised", "removed"]
"""What has become of a cited revision (see `rag.conversation.Source`)."""
_STATES: dict[str, str] = {
    "revised": "The report has changed since: the chip opens it as it was.",
    "removed": "No longer in the coverage: these are the words as they were cited.",
}


def chip(citation: Citation, others: Iterable[Citation]) -> str:
    """The link that opens `citation` in the panel; its name says the outlet and the date."""
    near = citation.verified == "near"
    return _link(reference(citation, others), str(citation.number), label(citation), "near" if near else "")


def opening(
    article: Article, start: int, end: int, words: str, name: str = "", near: bool = False, kind: str = "source"
) -> str:
    """The link that opens `article` in the panel at the span `[start, end)`; a link without `words` needs a `name`."""
    return _link(Reference(article.id, article.revision, (Cited(0, start, end, near),), 0), words, name, kind)


def where(article: Article, dated: bool = True) -> str:
    """Who published an article and when, as plain text."""
    name = shortened(outlet_name(article.outlet), 80)
    return f"{name} · {long_date(article.published)}" if dated else name


def _link(opened: Reference, words: str, name: str = "", kind: str = "") -> str:
    title = f' title="{shown(name, 240)}"' if name else ""
    return f'<a class="{f"chip {kind}".strip()}" href="{html.escape(address(opened))}"{title}>{shown(words)}</a>'


def cards(citations: Sequence[Citation], heading: str, states: Mapping[Citation, State] = MappingProxyType({})) -> str:
    """One card a report, in the order of their first numbers: outlet, date, title, cited words, chips."""
    groups: dict[tuple[str, int], list[Citation]] = {}
    for citation in citations:
        groups.setdefault((citation.article, citation.revision), []).append(citation)
    listed = "".join(_card(group, states.get(group[0], "current")) for group in groups.values())
    return f'<div class="cards"><h2>{shown(heading)}</h2>{listed}</div>'


def _card(group: Sequence[Citation], state: State) -> str:
    first, most = group[0], None if state == "removed" else CARD_QUOTE
    quotes = "".join(f"<li>{_spoken(c)}{isolated(c.quote, most)} {_verified(c)}{chip(c, group)}</li>" for c in group)
    since = f'<p class="since">{_STATES[state]}</p>' if state in _STATES else ""
    return (
        f'<div class="card">{kicker(first.outlet, first.published)}'
        f'<h3>{isolated(first.title, CARD_TITLE)}</h3>{since}<ul class="quotes">{quotes}</ul></div>'
    )


def _verified(citation: Citation) -> str:
    return f'<span class="badge {citation.verified}">{citation.verified}</span> '


def _spoken(citation: Citation) -> str:
    """Who says the cited words, before them; nothing where the outlet does."""
    return f'<span class="said-by">{isolated(citation.speaker, 80)}:</span> ' if citation.speaker else ""


def coverage_list(articles: Sequence[Article]) -> str:
    """What the panel shows before the first question: the reports of the story, newest first, each to be opened."""
    newest = sorted(articles, key=lambda a: a.published or "", reverse=True)
    rows = "".join(_row(article) for article in newest[:LISTED])
    rest = len(articles) - LISTED
    more = f'<p class="more">and {counted(rest, "more report")}</p>' if rest > 0 else ""
    intro = (
        '<div class="vacant"><h2>Sources</h2><p>What is cited opens here: follow a number'
        " or the name of an outlet to read the words in their report.</p></div>"
    )
    return f"{intro}{rows}{more}"


def _row(article: Article) -> str:
    return f'<div class="card">{kicker(article.outlet, article.published)}<h3>{titled(article)}</h3></div>'


def titled(article: Article, words: str = "") -> str:
    """The title of an article, or other words, as the link that opens it as a whole."""
    target = html.escape(address(Reference(article.id, article.revision, (), 0)))
    return f'<a class="title" href="{target}">{isolated(words or article.title, CARD_TITLE)}</a>'


def kicker(outlet: str | None, published: str | None) -> str:
    """The line over a title: who published it and when."""
    name = outlet_name(outlet)
    return (
        f'<p class="kicker"><span class="outlet">{isolated(name, 80)}</span>'
        f' <span class="date">{shown(long_date(published), 40)}</span></p>'
    )


def report(article: Article, opened: Reference) -> str:
    """`article` with the spans of `opened` marked, folded down to the paragraphs around the one asked for."""
    paragraphs = tuple(_paragraphs(article, opened))
    near = _neighbours(paragraphs, opened)
    body = "".join(_paragraph(article, p, opened, i in near) for i, p in enumerate(paragraphs))
    folded = any(i not in near for i in range(len(paragraphs)))
    unfold = '<button type="button" class="unfold" aria-expanded="false">Show the whole report</button>'
    return (
        f'<article class="report">{_masthead(article, opened)}'
        f'<div class="text{" folded" if folded else ""}">{body}</div>{unfold if folded else ""}</article>'
    )


def _masthead(article: Article, opened: Reference) -> str:
    title = isolated(article.title, REPORT_TITLE)
    author = f"<span>By {isolated(article.author, 120)}</span>" if article.author else ""
    revision = f"<span>{_revision(article)}</span>"
    original = linked("Open the original", article.url)
    source = original if original.startswith("<a") else ""
    return (
        f"<header>{kicker(article.outlet, article.published)}"
        f'<h2 tabindex="-1">{linked(title, article.url)}</h2>'
        f'<p class="facts">{author}{revision}{source}</p>{_badge(opened)}</header>'
    )


def _revision(article: Article) -> str:
    if article.revision < article.revisions:
        return f"Revision {article.revision} (the report has since changed)"
    return f"Revision {article.revision}"


def _badge(opened: Reference) -> str:
    focus = opened.focused
    if focus is None:
        return ""
    kind, text = ("near", "Near match") if focus.near else ("exact", "Verified: exact words")
    others = [c for c in opened.cited if c != focus]
    also = "".join(_number(opened, c.number) for c in others)
    more = f'<span class="also">Also cited here {also}</span>' if also else ""
    number = f'<span class="number">{focus.number}</span>' if focus.number else ""
    return f'<p class="checked">{number}<span class="badge {kind}">{text}</span>{more}</p>'


def _number(opened: Reference, number: int) -> str:
    return _link(Reference(opened.article, opened.revision, opened.cited, number), str(number), f"Citation {number}")


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A line of the stored text as the span `[start, end)`, and what it is."""

    kind: Kind
    start: int
    end: int


def _paragraphs(article: Article, opened: Reference) -> Iterable[_Paragraph]:
    """The lines that hold text, cut where the kind changes, within `LONGEST_SHOWN` around the cited words."""
    focus = opened.focused
    first = max(0, min(focus.start if focus else 0, len(article.text)) - LONGEST_SHOWN // 2)
    last = min(len(article.text), first + LONGEST_SHOWN)
    edges = {first, last, *(e for s in article.spans for e in (s.start, s.end) if first < e < last)}
    edges.update(i + 1 for i in range(first, last - 1) if article.text[i] == "\n")
    points = sorted(edges)
    for start, end in pairwise(points):
        if visible(article.text[start:end]).strip():
            yield _Paragraph(_kind(article, start), start, end)


def _kind(article: Article, position: int) -> Kind:
    return next((s.kind for s in article.spans if s.start <= position < s.end), "body")


def _neighbours(paragraphs: Sequence[_Paragraph], opened: Reference) -> set[int]:
    """The positions of the paragraphs that hold the cited words and of enough around them."""
    focus = opened.focused
    held = [i for i, p in enumerate(paragraphs) if focus and p.start < focus.end and focus.start < p.end]
    if not held:
        return set(range(len(paragraphs)))
    before = _enough(paragraphs, range(held[0] - 1, -1, -1))
    after = _enough(paragraphs, range(held[-1] + 1, len(paragraphs)))
    return {*held, *before, *after}


def _enough(paragraphs: Sequence[_Paragraph], positions: Iterable[int]) -> list[int]:
    taken: list[int] = []
    characters = 0
    for i in positions:
        if len(taken) >= NEIGHBOURS and characters >= NEAR_ENOUGH:
            break
        taken.append(i)
        characters += paragraphs[i].end - paragraphs[i].start
    return taken


def _paragraph(article: Article, paragraph: _Paragraph, opened: Reference, near: bool) -> str:
    kind = paragraph.kind
    classes = " ".join(filter(None, [kind, "" if near else "far", "" if kind in CITED_KINDS else "aside"]))
    aside = f'<span class="aside-label">{_ASIDE[kind]}</span> ' if kind in _ASIDE else ""
    return f'<p dir="auto" class="{classes}">{aside}{_marked(article.text, paragraph, opened)}</p>'


def _marked(text: str, paragraph: _Paragraph, opened: Reference) -> str:
    """The paragraph's text, the words asked for in `mark.focus`, other cited words in `mark.other`."""
    edges = {e for c in opened.cited for e in (c.start, c.end) if paragraph.start < e < paragraph.end}
    points = sorted({paragraph.start, paragraph.end, *edges})
    pieces = [(_role(opened, a), a, b) for a, b in pairwise(points)]
    out = []
    for role, run in groupby(pieces, key=lambda piece: piece[0]):
        spans = list(run)
        words = text[spans[0][1] : spans[-1][2]]
        out.append(f'<mark class="{role}">{shown(words)}</mark>' if role and words.strip() else shown(words))
    return "".join(out).strip()


def _role(opened: Reference, position: int) -> str:
    """How the piece that starts at `position` is marked: pieces never cross an end of a cited span."""
    focus = opened.focused
    if focus and focus.start <= position < focus.end:
        return "focus"
    return "other" if any(c.start <= position < c.end for c in opened.cited) else ""


def document(title: str, body: str) -> str:
    """A page of its own around `body` (markup), for a chip that is opened in a new tab."""
    head = f'<meta charset="utf-8"><title>{html.escape(shortened(visible(title), 120))}</title>'
    view = '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">'
    css = '<link rel="stylesheet" href="page.css">'
    page = f'<head>{head}{view}{css}</head><body class="alone"><main>{body}</main></body>'
    return f'<!doctype html><html lang="en">{page}</html>'
