"""What `byline find` shows: where a quote or a claim stands, in which words, and who copied it from whom."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from rich.text import Text

from rag.answer import Filters, ReportedBy
from rag.find import Lookup, Occurrence, find
from rag.lookup.likeness import wordings
from rag.settings import Settings
from rag.wording import counted, spread
from store.home import open_home, ready
from ui import terminal

if TYPE_CHECKING:
    from store.embedder import Embedder


def finder(settings: Settings, paraphrase: bool | None) -> Callable[[str, Filters], Lookup]:
    """What looks words up in the home's story; the model is loaded when it is needed. Raises StoreError."""
    terminal.must_exist(settings)
    home = open_home(settings.home, settings.story, settings.chroma_url)

    @cache
    def embedder() -> "Embedder":
        from store.embedder import Embedder
        from store.ingest import check_model

        ready(home, terminal.notice)
        made = Embedder(settings.model)
        check_model(home, made)
        return made

    return lambda query, filters: find(home, query, filters, paraphrase, embedder)


def remark(found: Lookup) -> None:
    """What a reader must know of a lookup whose words stand nowhere, to stderr."""
    if not found.occurrences:
        near = found.nearest
        told = _line(near.quote.join(near.context)) if near else ""
        there = f"; nearest, in {terminal.where(near.article)}: {told}" if near else ""
        terminal.notice(f"not found: no report has these words{there}")
    elif all(one.match == "paraphrase" for one in found.occurrences):
        terminal.notice("no report has these words; these sentences may say the same in others, or not quite the same")


def show(found: Lookup) -> None:
    """The places, earliest first, copies below what they copy; in a pipe a line each, the words last."""
    places = (line for number, group in enumerate(by_text(found.occurrences), 1) for line in _told(number, group))
    terminal.outline([*places, *_summed_up(found)], [_fields(one) for one in found.occurrences])


def by_text(found: Sequence[Occurrence]) -> list[list[Occurrence]]:
    """What an article and its copies have in the same words, the earliest first."""
    groups: dict[tuple[str, str, int], list[Occurrence]] = {}
    times: Counter[tuple[str, str]] = Counter()
    for one in found:
        words = _line(one.quote).casefold()
        times[one.article.id, words] += 1
        groups.setdefault((one.copy_of or one.article.id, words, times[one.article.id, words]), []).append(one)
    return list(groups.values())


def _told(number: int, group: Sequence[Occurrence]) -> Iterator[tuple[Text, int]]:
    first, outlets = group[0], {one.article.outlet or one.article.id for one in group}
    said_by = f" · {first.speaker}" if first.speaker else ""
    yield _text(f"{number}. {terminal.where(first.article)} · {first.match}{said_by}", "bold"), 0
    before, after = first.context
    yield _text(before).append_text(_text(first.quote, "bold")).append_text(_text(after)), 3
    if first.changes:
        yield _text(" ".join(f"{sign}{words}" for sign, words in first.changes), "yellow"), 3
    if first.turned:
        yield _text(f"may say the opposite: it stands here {first.turned} a negation", "bold red"), 3
    if len(outlets) > 1:
        yield _text(f"the same text in {counted(len(outlets), 'outlet')}:", "italic"), 3
    for one in group[1:]:
        yield _text(f"also {terminal.where(one.article)} ({one.start}–{one.end})", "dim"), 3


def _summed_up(found: Lookup) -> Iterator[tuple[Text, int]]:
    for words in wordings([one.changes for one in found.occurrences if one.match != "paraphrase"]):
        yield _text(" · ".join(f"“{word}” {times}" for word, times in words.items())), 0
    if found.occurrences:
        by = spread(ReportedBy(found.outlets, found.independent))
        yield _text(f"{counted(len(found.occurrences), 'place')} in {by}", "dim"), 0


def _text(words: str, style: str = "") -> Text:
    return Text(re.sub(r"\s+", " ", terminal.clean(words)), style=style)


def _fields(one: Occurrence) -> tuple[str, ...]:
    known = (one.article.outlet or "", one.article.published or "", one.article.source, str(one.start), str(one.end))
    return (one.match, f"{one.score:.2f}", *known, one.speaker or "", one.quote)


def _line(words: str) -> str:
    return " ".join(words.split())
