"""The tab of what happened when: a plot of the dated events, a dot for each, and below it the events day by day."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from math import log2
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.lookup.mentions import Mention
from rag.timeline import Event, spelled
from rag.wording import counted
from ui.markup import isolated, shortened, shown, visible
from ui.sources import opening, where
from ui.tab import asking, fills, narrowed, narrowing, panel, some, vacant

if TYPE_CHECKING:
    from rag.assistant import Assistant

MOST_EVENTS, MOST_CONFLICTS = 300, 5
LONGEST_EVENT = 400
MOST_ROWS = 8
"""Dots of a column below each other; more of them make it wider."""
_SHORT_GAP, _LONGEST_GAP = 6, 72
"""Pixels for each doubling of the time between two columns of the plot, and at most."""
_NONE = "The reports tell of no dated event here."
_LEGEND = "".join(
    f'<span class="key"><span class="dot {kind}"></span>{meaning}</span>'
    for kind, meaning in {
        "": "happened",
        "announced": "announced",
        "conflict": "dated otherwise elsewhere",
        "many": "in several reports",
    }.items()
)
_ZOOM = (
    '<span class="zoom"><button type="button" class="zoom" value="-1" title="Zoom out">−</button>'
    '<button type="button" class="zoom" value="1" title="Zoom in">+</button></span>'
)


def timeline_tab(assistant: "Assistant") -> None:
    """The tab, over one story."""
    with gr.Tab("Timeline") as tab:
        box, button = asking("Subject", "A subject, a day, or all", "Show")
        parts = narrowing(assistant, tab)
        events = panel(elem_id="events")

    def tell(question: str, *chosen: Any) -> str:  # noqa: ANN401 - see `narrowed`
        return told(assistant.timeline(question.strip() or None, narrowed(*chosen)))

    triggers = [tab.select, box.submit, button.click, *(part.change for part in parts)]
    fills(events, triggers, tell, [box, *parts], "Reading the dates…")


def told(events: Sequence[Event]) -> str:
    """Events as markup: the plot, what has happened, and what was announced."""
    if not events:
        return vacant(_NONE)
    kept = events[:MOST_EVENTS]
    rest = len(events) - len(kept)
    more = f'<p class="more">and {counted(rest, "later event")}: narrow to a subject or an outlet</p>' if rest else ""
    lists = [
        f"<h2>{heading}</h2>{_days(those, events)}"
        for heading, announced in (("Happened", False), ("Announced", True))
        if (those := [one for one in kept if one.announced == announced])
    ]
    return f'<div class="events">{_plot(kept)}{"".join(lists)}{more}</div>'


def _plot(events: Sequence[Event]) -> str:
    columns, tallest, before = [], 1, ""
    for (first, last), group in groupby(events, key=lambda one: (one.first, one.last)):
        same = list(group)
        when, dots, tallest = spelled(first, last), "".join(map(_dot, same)), max(tallest, len(same))
        year = when[-4:] if when[-4:].isdecimal() else ""
        label = f'<span class="when">{shown(when.removesuffix(year))}<br>{year}</span>'
        gap = f' style="margin-left:{_gap(before, first)}px"' if before else ""
        columns.append(f'<div class="column"{gap}>{label}<div class="dots">{dots}</div></div>')
        before = max(before or last, last)
    head = f'<div class="plot-head"><p class="legend">{_LEGEND}</p>{_ZOOM}</div>'
    drawn = f'<div class="columns" style="--rows:{min(tallest, MOST_ROWS)}">{"".join(columns)}</div>'
    said = '<p class="pointed">Each dot is an event: point at it to read it, follow it to its report.</p>'
    return f'<div class="plot">{head}<div class="scroll" tabindex="0">{drawn}</div>{said}</div>'


def _gap(before: str, first: str) -> int:
    """The time between two columns as pixels: long ones are shortened, or days would not be seen beside years."""
    days = (date.fromisoformat(first) - date.fromisoformat(before)).days
    return min(_LONGEST_GAP, round(_SHORT_GAP * log2(days))) if days > 1 else 0


def _dot(event: Event) -> str:
    first, reports = event.mentions[0], len({m.article.id for m in event.mentions})
    kinds = {"announced": event.announced, "conflict": bool(event.conflicts), "many": reports > 1}
    kind = " ".join(["dot", *(name for name, holds in kinds.items() if holds)])
    name = f"{spelled(event.first, event.last)}, {counted(reports, 'report')}: {shortened(visible(first.text), 160)}"
    return opening(first.article, first.row.start, first.row.end, "", name, kind=kind)


def _days(events: Sequence[Event], known: Sequence[Event]) -> str:
    numbered = {one.number: one for one in known}
    parts = []
    for (first, last), same in groupby(events, key=lambda one: (one.first, one.last)):
        items = "".join(f"<li>{_event(one, numbered)}</li>" for one in same)
        parts.append(f'<h3>{shown(spelled(first, last))}</h3><ul class="entries">{items}</ul>')
    return "".join(parts)


def _event(event: Event, numbered: dict[int, Event]) -> str:
    tellers = {m.article.id: m for m in reversed(event.mentions)}.values()
    chips = some([opening(m.article, m.row.start, m.row.end, where(m.article, dated=False)) for m in tellers])
    others = [numbered[n] for n in event.conflicts if n in numbered][:MOST_CONFLICTS]
    conflicts = "".join(f'<p class="conflict">{_otherwise(other)}</p>' for other in others)
    return f"<p>{_words(event.mentions[0])} {chips}</p>{conflicts}"


def _words(mention: Mention) -> str:
    """The sentence with the words of its date underlined."""
    row, text = mention.row, mention.text
    at, until = row.at - row.start, row.until - row.start
    if not 0 <= at < until <= len(text):
        return isolated(text, LONGEST_EVENT)
    before, after = shown(text[:at]), shown(text[until:], max(LONGEST_EVENT - until, 40))
    return f'<bdi dir="auto">{before}<u>{shown(text[at:until])}</u>{after}</bdi>'


def _otherwise(event: Event) -> str:
    first = event.mentions[0]
    chip = opening(first.article, first.row.start, first.row.end, where(first.article, dated=False))
    return f"Elsewhere it is dated {shown(spelled(event.first, event.last))} {chip}"
