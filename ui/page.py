"""The page in the browser: the tabs on the left, the cited reports on the right (Gradio Blocks).

Only text components carry our markup: `gr.HTML` evaluates templates in the browser, which the page's
Content-Security-Policy forbids. What a click on a chip does is in `page.js`; the report itself comes from `server`.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr

from ui.ask import Ask
from ui.blocks import Blocks
from ui.page_ask import ask_tab
from ui.page_compare import compare_tab
from ui.page_coverage import coverage_tab
from ui.page_evaluation import evaluation_tab
from ui.page_find import find_tab
from ui.page_quotes import quotes_tab
from ui.page_timeline import timeline_tab
from ui.sources import coverage_list
from ui.tab import PRIVATE
from ui.template import rendered

if TYPE_CHECKING:
    from rag.assistant import Assistant

MOST_WAITING = 32
"""Questions that may wait in the queue, of all readers together; the next is told that the page is busy."""
CACHE_SECONDS = 3_600
_PANEL = '<section id="panel"><div id="panel-body"></div></section>'
"""Filled by `page.js`, which takes the cards out of the answers and reports from the server."""


def build_page(assistant: "Assistant", story: str, runs: Path) -> gr.Blocks:
    """The whole page over one story of `assistant`; conversations are kept in its home, each for its reader alone."""

    def covered() -> list[str]:
        header = rendered("masthead", story=story, coverage=assistant.coverage())
        return [header, coverage_list(assistant.articles())]

    masthead, reports = covered()
    with Blocks(
        title=f"{story} · Byline" if story != "default" else "Byline",
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(CACHE_SECONDS, CACHE_SECONDS),
    ) as page:
        header = gr.Markdown(masthead, elem_id="masthead", container=False)
        with gr.Row(elem_id="desk", equal_height=False):
            with gr.Column(elem_id="work", scale=3, min_width=300), gr.Tabs(elem_id="tabs", overflow_behavior="wrap"):
                ask = Ask(assistant, ask_tab(assistant, story))
                for tab in (find_tab, quotes_tab, timeline_tab, compare_tab):
                    tab(assistant)
                changed = coverage_tab(assistant)
                evaluation_tab(runs)
            with gr.Column(elem_id="sources", scale=2, min_width=300):
                gr.Markdown(_PANEL, container=False)
        listed = gr.Markdown(reports, elem_id="vacant", container=False)
        ask.listen()
        ask.offer_after(page.load(ask.begin, None, ask.parts.shown, **PRIVATE))
        page.unload(ask.stop)
        for trigger in (page.load, *(event.then for event in changed)):
            trigger(covered, None, [header, listed], **PRIVATE)
    page.queue(max_size=MOST_WAITING)
    return page
