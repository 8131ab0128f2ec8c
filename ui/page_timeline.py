"""The tab of what happened when: a plot of the dated events, a dot for each, and below it the events day by day."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from math import log2
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.timeline import Event, spelled
from ui.tab import asking, fills, narrowed, narrowing, panel, vacant
from ui.template import rendered

if TYPE_CHECKING:
    from rag.assistant import Assistant

MOST_EVENTS = 300
MOST_ROWS = 8
"""Dots of a column below each other; more of them make it wider."""
_SHORT_GAP, _LONGEST_GAP = 6, 72
"""Pixels for each doubling of the time between two columns of the plot, and at most."""
_LEGEND = {
    "": "happened",
    "announced": "announced",
    "conflict": "dated otherwise elsewhere",
    "many": "in several reports",
}


def timeline_tab(assistant: "Assistant") -> None:
    """The tab, over one story."""
    with gr.Tab("Timeline") as tab:
        box, button = asking("Subject", "A subject, a day, or all", "Show")
        parts = narrowing(assistant)
        events = panel(elem_id="events")

    def tell(question: str, *chosen: Any) -> str:  # noqa: ANN401 - see `narrowed`
        return events_markup(assistant.timeline(question.strip() or None, narrowed(*chosen)))

    triggers = [tab.select, box.submit, button.click, *(part.change for part in parts)]
    fills(events, triggers, tell, [box, *parts], "Reading the dates…")


def events_markup(events: Sequence[Event]) -> str:
    """Events as markup: the plot, what has happened, and what was announced."""
    if not events:
        return vacant("The reports tell of no dated event here.")
    kept = events[:MOST_EVENTS]
    columns = list(_columns(kept))
    happened, announced = (_days(one for one in kept if one.announced == later) for later in (False, True))
    return rendered(
        "events",
        columns=columns,
        tallest=min(MOST_ROWS, max(len(same) for *_, same in columns)),
        lists=[("Happened", happened), ("Announced", announced)],
        numbered={one.number: one for one in events},
        rest=len(events) - len(kept),
        legend=_LEGEND,
        spelled=spelled,
    )


def _columns(events: Sequence[Event]) -> Iterator[tuple[str, str, int, list[Event]]]:
    """A column of the plot for each date: its day, its year, its distance from the one before, its events."""
    before = ""
    for (first, last), same in groupby(events, key=lambda one: (one.first, one.last)):
        when = spelled(first, last)
        year = when[-4:] if when[-4:].isdecimal() else ""
        yield when.removesuffix(year), year, _gap(before, first) if before else 0, list(same)
        before = max(before or last, last)


def _gap(before: str, first: str) -> int:
    """The time between two columns as pixels: long ones are shortened, or days would not be seen beside years."""
    days = (date.fromisoformat(first) - date.fromisoformat(before)).days
    return min(_LONGEST_GAP, round(_SHORT_GAP * log2(days))) if days > 1 else 0


def _days(events: Iterable[Event]) -> list[tuple[str, list[Event]]]:
    days = groupby(events, key=lambda one: (one.first, one.last))
    return [(spelled(first, last), list(same)) for (first, last), same in days]
