"""The page in the browser: the tabs on the left, the cited reports on the right (Gradio Blocks).

Only text components carry our markup: `gr.HTML` evaluates templates in the browser, which the page's
Content-Security-Policy forbids. What a click on a chip does is in `page.js`; the report itself comes from `server`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from store.article import Coverage
from ui.ask import Ask
from ui.blocks import Blocks
from ui.markup import boundary, shown
from ui.page_ask import ask_tab
from ui.page_compare import compare_tab
from ui.page_coverage import coverage_tab
from ui.page_evaluation import evaluation_tab
from ui.page_find import find_tab
from ui.page_quotes import quotes_tab
from ui.page_timeline import timeline_tab
from ui.sources import coverage_list
from ui.tab import PRIVATE

if TYPE_CHECKING:
    from rag.assistant import Assistant

MOST_WAITING = 32
"""Questions that may wait in the queue, of all readers together; the next is told that the page is busy."""
CACHE_SECONDS = 3_600
_PANEL = '<section id="panel"><div id="panel-body"></div></section>'
"""Filled by `page.js`, which takes the cards out of the answers and reports from the server."""


def build_page(assistant: "Assistant", story: str, runs: Path) -> gr.Blocks:
    """The whole page over one story of `assistant`; conversations are kept in its home, each for its reader alone."""
    with Blocks(
        title=f"{story} · Byline" if story != "default" else "Byline",
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(CACHE_SECONDS, CACHE_SECONDS),
    ) as page:
        header = gr.Markdown(_header(assistant.coverage(), story), elem_id="masthead", container=False)
        with gr.Row(elem_id="desk", equal_height=False):
            with gr.Column(elem_id="work", scale=3, min_width=300), gr.Tabs(elem_id="tabs", overflow_behavior="wrap"):
                ask, changed = _tabs(assistant, story, runs)
            with gr.Column(elem_id="sources", scale=2, min_width=300):
                gr.Markdown(_PANEL, container=False)
        listed = gr.Markdown(_listed(assistant), elem_id="vacant", container=False)
        ask.listen()
        ask.offer_after(page.load(ask.begin, None, ask.parts.shown, **PRIVATE))
        page.unload(ask.stop)
        for trigger in (page.load, *(event.then for event in changed)):
            parts = [header, listed, *ask.parts.narrowed[:2]]
            trigger(
                lambda: [_header(assistant.coverage(), story), _listed(assistant), *ask.choices()],
                None,
                parts,
                **PRIVATE,
            )
    page.queue(max_size=MOST_WAITING)
    return page


def _tabs(assistant: "Assistant", story: str, runs: Path) -> tuple[Ask, Sequence[Any]]:
    """What the first tab does, and the events after which the coverage may be another one."""
    ask = Ask(assistant, ask_tab(assistant, story))
    find_tab(assistant)
    quotes_tab(assistant)
    timeline_tab(assistant)
    compare_tab(assistant)
    changed = coverage_tab(assistant)
    evaluation_tab(runs)
    return ask, changed


def _listed(assistant: "Assistant") -> str:
    return f'<div class="listed">{coverage_list(assistant.articles())}</div>'


def _header(coverage: Coverage, story: str) -> str:
    name = f'<span class="story">{shown(story, 80)}</span>' if story != "default" else ""
    return f'<div class="masthead"><h1>Byline</h1>{name}<span class="boundary">{shown(boundary(coverage))}</span></div>'
