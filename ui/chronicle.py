"""A timeline for a terminal: day by day, each event in the words of one report with the outlets that tell it beside."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.text import Text

from rag.lookup.mentions import Mention
from rag.timeline import Event, spelled
from rag.wording import UNKNOWN_OUTLET
from ui.terminal import LONGEST_QUOTE, clean


def outlined(events: Sequence[Event]) -> Iterator[tuple[Text, int]]:
    """(line, by how much it is set in): what has happened, then what was announced; the date's own words underlined."""
    numbered = {event.number: event for event in events}
    for announced in (False, True):
        told = [event for event in events if event.announced == announced]
        if told and announced:
            yield Text("Announced", style="bold magenta"), 0
        for (first, last), same in groupby(told, key=lambda event: (event.first, event.last)):
            yield Text(spelled(first, last), style="bold"), 0
            for event in same:
                yield _words(event.mentions[0]), 2
                yield Text(clean(_told_by(event)), style="dim"), 4
                for other in filter(numbered.__contains__, event.conflicts):
                    yield Text(_otherwise(numbered[other]), style="yellow"), 4


def rows(events: Sequence[Event]) -> list[tuple[str, ...]]:
    """For a program: first day, last day, `announced` or nothing, event, outlet, source, start, end, words."""
    return [
        (
            mention.row.first,
            mention.row.last,
            "announced" if mention.row.announced else "",
            str(event.number),
            mention.article.outlet or "",
            mention.article.source,
            str(mention.row.start),
            str(mention.row.end),
            mention.text,
        )
        for event in events
        for mention in event.mentions
    ]


def _words(mention: Mention) -> Text:
    row, text = mention.row, mention.article.text
    before, own, after = (
        " ".join(part.split()) for part in (text[row.start : row.at], mention.expression, text[row.until : row.end])
    )
    room = max(LONGEST_QUOTE - len(before) - len(own), 0)
    behind = after if len(after) <= room else f"{after[:room].rstrip()}…"
    gaps = [" " if text[at : at + 1].isspace() and row.start < at < row.end else "" for at in (row.at - 1, row.until)]
    return Text.assemble(clean(before + gaps[0]), (clean(own), "underline"), clean(gaps[1] + behind))


def _told_by(event: Event) -> str:
    sources = dict.fromkeys(f"{m.article.outlet or UNKNOWN_OUTLET} · {m.article.source}" for m in event.mentions)
    return "; ".join(sources)


def _otherwise(event: Event) -> str:
    outlets = dict.fromkeys(clean(m.article.outlet or UNKNOWN_OUTLET) for m in event.mentions)
    return f"≠ {spelled(event.first, event.last)} in {', '.join(outlets)}"
