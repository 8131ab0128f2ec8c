"""How answers are put into words: the Markdown of an answer, and the boundary of a coverage."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from rag.answer import AnswerSentence, Citation, ReportedBy
from store.article import Coverage

UNKNOWN_OUTLET = "outlet unknown"

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#|~$&]|(?<=:)/(?=/)|(?<=(?i:www))\.|(?<=\w)@|^\d+(?=[.)])|^[-+=])")


def describe(coverage: Coverage) -> str:
    """The boundary of the coverage in words: `5 reports, 4 outlets, 14–15 March 2025`."""
    parts = (counted(coverage.articles, "report"), counted(coverage.outlets, "outlet"))
    return ", ".join(filter(None, (*parts, spell_dates(coverage.first, coverage.last))))


def counted(number: int, noun: str) -> str:
    """`1 report`, `8 reports`, `2,000 reports`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def quoted(words: Sequence[str]) -> str:
    """`“A”, “B” and “C”`, as Markdown that shows just these words."""
    return listed([f"“{escape(word)}”" for word in words])


def spread(by: ReportedBy) -> str:
    """`4 outlets, 2 independently`; `4 outlets and 1 unknown outlet`."""
    known = by.outlets - by.unknown
    told = [counted(known, "outlet")] if known or not by.unknown else []
    told += [counted(by.unknown, "unknown outlet")] if by.unknown else []
    independent = "" if by.independent is None else f", {by.independent} independently"
    return " and ".join(told) + independent


def visible(text: str) -> str:
    """Text on one line, without what hides or reorders it; joiners (ZWNJ, ZWJ) are letters' own."""
    seen = (c for c in text if c.isspace() or c in "\u200c\u200d" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return re.sub(r"\s+", " ", "".join(seen))


def shortened(text: str, limit: int | None) -> str:
    """The first `limit` characters, with an ellipsis where something is left off."""
    return text if limit is None or len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def markdown(sentences: Sequence[AnswerSentence], citations: Sequence[Citation]) -> str:
    """The answer as Markdown, a paragraph a sentence, each with its outlets and markers; article text is escaped."""
    by_number = {c.number: c for c in citations}
    lines = []
    for sentence in sentences:
        outlets = dict.fromkeys(by_number[n].outlet or UNKNOWN_OUTLET for n in sentence.citations)
        marks = "".join(f"[{n}]" for n in sentence.citations)
        lines.append(f"{escape(sentence.text)} — {escape(', '.join(outlets))} {marks}")
    return "\n\n".join(lines)


def escape(text: str) -> str:
    """Text as Markdown that shows just that text: no links, images, HTML or emphasis."""
    return _MARKDOWN.sub(_entity, text)


def _entity(found: re.Match[str]) -> str:
    """Punctuation is escaped; where a backslash would not stop a link or a list, a character reference does."""
    mark = found.group()
    return f"\\{mark}" if mark in "\\`*_{}[]<>()#|~$&" else f"&#{ord(mark[0])};{mark[1:]}"


def spell_dates(first: str | None, last: str | None) -> str:
    """Two ISO dates as a reader writes them: `14–15 March 2025`; empty when there is none."""
    if not first or not last:
        return ""
    start, end = date.fromisoformat(first[:10]), date.fromisoformat(last[:10])
    if start == end:
        return spell_day(end)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{spell_day(end)}"
    begin = f"{start.day} {start:%B}" if start.year == end.year else spell_day(start)
    return f"{begin} – {spell_day(end)}"


def spell_day(day: date) -> str:
    """`14 March 2025`."""
    return f"{day.day} {day:%B} {day.year}"
