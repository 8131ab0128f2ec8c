"""What a citation chip links to: one revision of a report, the spans cited from it, and which of them to show.

The link says everything that the panel needs, so it works for earlier messages, in a tab of its own and after the
server was started again; nothing in it is believed: it is parsed and bounded as any request is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from rag.answer import Citation
from ui.markup import long_date, outlet_name

_SPAN = re.compile(r"(\d{1,3}):(\d{1,9})-(\d{1,9})(~?)")
MOST_SPANS = 50
LONGEST_SPANS = MOST_SPANS * 25


@dataclass(frozen=True, slots=True)
class Cited:
    """Citation `number` as the span `[start, end)`; `near` where its words are close to the answer's, not the same."""

    number: int
    start: int
    end: int
    near: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """The spans (none: the whole report) that an answer cites from one revision; `focus` is the number asked for."""

    article: str
    revision: int
    cited: tuple[Cited, ...]
    focus: int

    @property
    def focused(self) -> Cited | None:
        """The span asked for; the first where no span has that number, None where the report is opened as a whole."""
        return next((c for c in self.cited if c.number == self.focus), self.cited[0] if self.cited else None)


def reference(citation: Citation, others: Iterable[Citation]) -> Reference:
    """What the chip of `citation` opens, with all spans that the same answer cites from the same revision."""
    same = {
        c.number: Cited(c.number, c.start, c.end, c.verified != "exact")
        for c in (citation, *others)
        if (c.article, c.revision) == (citation.article, citation.revision)
    }
    kept = sorted(same.values(), key=lambda c: (c.number != citation.number, c.number))[:MOST_SPANS]
    cited = tuple(sorted(kept, key=lambda c: c.number))
    return Reference(citation.article, citation.revision, cited, citation.number)


def address(opened: Reference) -> str:
    """`report?article=…`, relative to the page."""
    spans = ",".join(f"{c.number}:{c.start}-{c.end}{'~' if c.near else ''}" for c in opened.cited)
    query = {
        "article": opened.article,
        "revision": opened.revision,
        "spans": spans,
        "focus": opened.focus,
    }
    return f"report?{urlencode(query)}"


def parsed(article: str, revision: int, spans: str, focus: int) -> Reference:
    """The reference in a request. Raises ValueError where `spans` is not empty nor `number:start-end[~]`, by commas."""
    matches = [_SPAN.fullmatch(part) for part in spans.split(",", MOST_SPANS)] if spans else []
    cited = tuple(Cited(int(m[1]), int(m[2]), int(m[3]), bool(m[4])) for m in matches if m)
    if len(cited) != len(matches) or any(c.end <= c.start for c in cited):
        raise ValueError("spans are written number:start-end, separated by commas")
    return Reference(article, revision, cited, focus)


def label(citation: Citation) -> str:
    """What a chip is called: `Citation 1: Al Jazeera, 14 March 2025, exact words` (plain text)."""
    where = f"{outlet_name(citation.outlet)}, {long_date(citation.published)}"
    return f"Citation {citation.number}: {where}, {'exact words' if citation.verified == 'exact' else 'near match'}"
