"""The tab that looks a quote or a claim up: every place where it stands, earliest first, and what is changed there."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.answer import ReportedBy
from rag.find import Lookup, Occurrence
from rag.lookup.likeness import wordings
from rag.wording import counted, spread
from ui.lookup import by_text
from ui.markup import isolated, shown
from ui.sources import opening, where
from ui.tab import asking, fills, narrowed, narrowing, panel, vacant

if TYPE_CHECKING:
    from rag.assistant import Assistant

MOST_PLACES = 100
LONGEST_QUOTE = 1_000
_MATCHES = {"exact": "the same words", "near": "changed words", "paraphrase": "in other words"}
_INTRO = "Paste a quote or write a claim to see every report that has it, the earliest first, and how each words it."


def find_tab(assistant: "Assistant") -> None:
    """The tab, over one story."""
    with gr.Tab("Find a quote") as tab:
        box, button = asking("Quote or claim", "A quote, or part of one; … stands for what is left out", "Find")
        other = "Also sentences that may say it in other words"
        meant = gr.Checkbox(label=other, container=False, elem_classes="plain")
        parts = narrowing(assistant, tab)
        places = panel(vacant(_INTRO), "places")

    def look_up(query: str, paraphrase: bool, *chosen: Any) -> str:  # noqa: ANN401 - see `narrowed`
        if not query.strip():
            return vacant(_INTRO)
        return found(assistant.find(query, narrowed(*chosen), paraphrase or None))

    changed = [part.change for part in (meant, *parts)]
    fills(places, [box.submit, button.click, *changed], look_up, [box, meant, *parts], "Looking through the reports…")


def found(lookup: Lookup) -> str:
    """What a lookup gives, as markup."""
    if not lookup.occurrences:
        return _nowhere(lookup.nearest)
    groups = by_text(lookup.occurrences)
    items = "".join(f"<li>{_place(group)}</li>" for group in groups[:MOST_PLACES])
    rest = len(groups) - MOST_PLACES
    more = f'<p class="more">and {counted(rest, "more place")}: look for more words</p>' if rest > 0 else ""
    return f'<div class="found">{_summary(lookup)}<ol class="entries">{items}</ol>{more}</div>'


def _summary(lookup: Lookup) -> str:
    spoken = [one for one in lookup.occurrences if one.match != "paraphrase"]
    by = spread(ReportedBy(lookup.outlets, lookup.independent))
    told = f"{counted(len(lookup.occurrences), 'place')} in {by}"
    if not spoken:
        told = f"No report has these words. {told} may say the same in others, or not quite the same."
    spreads = "".join(
        f'<p class="wordings">{" · ".join(_worded(word, times) for word, times in words.items())}</p>'
        for words in wordings([one.changes for one in spoken])
    )
    return f'<p class="summary">{shown(told)}</p>{spreads}'


def _worded(words: str, times: int) -> str:
    return f"“{isolated(words, 80)}” in {counted(times, 'place')}"


def _nowhere(nearest: Occurrence | None) -> str:
    said = '<p class="refused">No report has these words.</p>'
    near = f'<p class="summary">The nearest that any report has:</p>{_place([nearest])}' if nearest else ""
    return f'<div class="found none">{said}{near}</div>'


def _place(group: Sequence[Occurrence]) -> str:
    """One place, its changes, and the copies that have the same words."""
    first = group[0]
    before, after = first.context
    speaker = f'<span class="said-by">{isolated(first.speaker, 80)}</span>' if first.speaker else ""
    kind = f'<span class="match {first.match}">{_MATCHES[first.match]}</span>'
    words = f"{shown(before)}<mark>{shown(first.quote, LONGEST_QUOTE)}</mark>{shown(after)}"
    also = f'<p class="also">The same text in {", ".join(map(_opened, group[1:]))}</p>' if len(group) > 1 else ""
    return (
        f'<p class="heading">{_opened(first)}{kind}{speaker}</p>'
        f'<blockquote dir="auto">{words}</blockquote>{_changes(first)}{also}'
    )


def _opened(one: Occurrence) -> str:
    return opening(one.article, one.start, one.end, where(one.article), near=one.match != "exact")


def _changes(one: Occurrence) -> str:
    tags = {"-": "del", "+": "ins"}
    words = " ".join(f"<{tags[sign]}>{shown(word, 200)}</{tags[sign]}>" for sign, word in one.changes)
    turned = f"<strong>may say the opposite: it stands here {one.turned} a negation</strong>" if one.turned else ""
    return f'<p class="changes">{words} {turned}</p>' if words else ""
