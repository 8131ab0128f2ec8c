"""The tab that looks a quote or a claim up: every place where it stands, earliest first, and what is changed there."""

from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.find import Lookup
from rag.lookup.likeness import wordings
from rag.wording import counted, spread
from ui.lookup import by_text
from ui.tab import asking, fills, narrowed, narrowing, panel, vacant
from ui.template import rendered

if TYPE_CHECKING:
    from rag.assistant import Assistant

MOST_PLACES = 100
_MATCHES = {"exact": "the same words", "near": "changed words", "paraphrase": "in other words"}
_INTRO = "Paste a quote or write a claim to see every report that has it, the earliest first, and how each words it."


def find_tab(assistant: "Assistant") -> None:
    """The tab, over one story."""
    with gr.Tab("Find a quote"):
        box, button = asking("Quote or claim", "A quote, or part of one; … stands for what is left out", "Find")
        other = "Also sentences that may say it in other words"
        meant = gr.Checkbox(label=other, container=False, elem_classes="plain")
        parts = narrowing(assistant)
        places = panel(vacant(_INTRO), "places")

    def look_up(query: str, paraphrase: bool, *chosen: Any) -> str:  # noqa: ANN401 - see `narrowed`
        if not query.strip():
            return vacant(_INTRO)
        return places_markup(assistant.find(query, narrowed(*chosen), paraphrase or None))

    changed = [part.change for part in (meant, *parts)]
    fills(places, [box.submit, button.click, *changed], look_up, [box, meant, *parts], "Looking through the reports…")


def places_markup(lookup: Lookup) -> str:
    """What a lookup gives, as markup."""
    worded = [one.changes for one in lookup.occurrences if one.match != "paraphrase"]
    by = spread(lookup.reported_by)
    return rendered(
        "found",
        groups=by_text(lookup.occurrences),
        most=MOST_PLACES,
        nearest=lookup.nearest,
        matches=_MATCHES,
        told=f"{counted(len(lookup.occurrences), 'place')} in {by}",
        wordings=wordings(worded),
        only_paraphrased=not worded,
    )
