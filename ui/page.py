"""The page in the browser: the chat on the left, the cited reports on the right (Gradio Blocks).

Only text components carry our markup: `gr.HTML` evaluates templates in the browser, which the page's
Content-Security-Policy forbids. What a click on a chip does is in `page.js`; the report itself comes from `server`.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from store.article import Coverage
from ui import message
from ui.evaluations import runs_table
from ui.examples import examples
from ui.markup import boundary, shown
from ui.page_compare import compare_tab
from ui.page_coverage import coverage_tab
from ui.page_find import find_tab
from ui.page_quotes import quotes_tab
from ui.page_timeline import timeline_tab
from ui.sources import coverage_list
from ui.talk import LONGEST_TALK, Exchange, Talk, asked, asked_again, messages, narrowing, replied

if TYPE_CHECKING:
    from rag.assistant import Assistant

EXAMPLES = 4
MOST_WAITING = 32
"""Questions that may wait in the queue, of all readers together; the next is told that the page is busy."""
CACHE_SECONDS = 3_600


def build_page(assistant: "Assistant", story: str, runs: Path) -> gr.Blocks:
    """The whole page over one story of `assistant`; each reader's conversation is kept apart, in the session."""
    with gr.Blocks(
        title=f"{story} · Byline" if story != "default" else "Byline",
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(CACHE_SECONDS, CACHE_SECONDS),
    ) as page:
        talk = gr.State(())
        header = gr.Markdown(_header(assistant.coverage(), story), elem_id="masthead", container=False)
        with gr.Row(elem_id="desk", equal_height=False):
            with gr.Column(elem_id="work", scale=3, min_width=300), gr.Tabs(elem_id="tabs"):
                with gr.Tab("Ask"), gr.Column(elem_id="talk"):
                    filters, outlets = _filters(assistant)
                    chat = _chat()
                    asks = _examples(assistant)
                    box, send, clear = _composer()
                find_tab(assistant)
                quotes_tab(assistant)
                timeline_tab(assistant)
                compare_tab(assistant)
                changed = coverage_tab(assistant)
                with gr.Tab("Evaluation") as evaluation:
                    table = gr.Markdown(elem_id="evaluation", container=False)
            with gr.Column(elem_id="sources", scale=2, min_width=300):
                gr.Markdown(_PANEL, container=False)
        evaluation.select(lambda: runs_table(runs), None, table, show_progress="hidden", api_visibility="private")
        listed = gr.Markdown(_listed(assistant), elem_id="vacant", container=False)
        again = gr.Textbox(elem_id="again", container=False)
        changing = [chat, talk, box, send, clear, *asks]
        asking = [(box.submit, box, asked), (send.click, box, asked), *((a.click, a, asked) for a in asks)]
        for trigger, source, read in [*asking, (again.change, again, asked_again)]:
            trigger(
                _converse(assistant, read),
                [source, talk, *filters],
                changing,
                trigger_mode="once",
                concurrency_id="ask",
                concurrency_limit=1,
                show_progress="hidden",
                api_visibility="private",
            )
        clear.click(lambda: ([], (), *_ready(), *_offers(assistant)), None, changing, api_visibility="private")
        for trigger in (page.load, *(event.then for event in changed)):
            trigger(
                lambda: _fresh(assistant, story),
                None,
                [header, listed, outlets, *asks],
                show_progress="hidden",
                api_visibility="private",
            )
    page.queue(max_size=MOST_WAITING)
    return page


_PANEL = '<section id="panel"><div id="panel-body"></div></section>'
"""Filled by `page.js`, which takes the cards out of the answers and reports from the server."""


def _listed(assistant: "Assistant") -> str:
    return f'<div class="listed">{coverage_list(assistant.articles())}</div>'


def _fresh(assistant: "Assistant", story: str) -> tuple[Any, ...]:
    """The parts that tell of the coverage, as it is now: reports may have come in since the server started."""
    outlets = gr.update(choices=assistant.outlets())
    return (_header(assistant.coverage(), story), _listed(assistant), outlets, *_offers(assistant))


def _header(coverage: Coverage, story: str) -> str:
    name = f'<span class="story">{shown(story, 80)}</span>' if story != "default" else ""
    return f'<div class="masthead"><h1>Byline</h1>{name}<span class="boundary">{shown(boundary(coverage))}</span></div>'


def _chat() -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        label="Conversation",
        show_label=False,
        container=False,
        height=None,
        min_height=0,
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],
        allow_tags=False,
        layout="bubble",
        placeholder=_WELCOME,
    )


_WELCOME = (
    '<div class="welcome"><h2>Ask the coverage</h2><p>Every sentence of an answer is cited to the exact words of a'
    " report.</p></div>"
)


def _filters(assistant: "Assistant") -> tuple[list[Any], gr.Dropdown]:
    with gr.Accordion("Narrow the coverage", open=False, elem_id="filters") as fold, gr.Row():
        outlets = gr.Dropdown(assistant.outlets(), multiselect=True, label="Outlets", scale=2, min_width=200)
        first = _date("Published from")
        last = _date("Published to")
    narrowed = [outlets, first, last]
    for part in narrowed:
        part.change(_narrowed, narrowed, fold, show_progress="hidden", api_visibility="private")
    return narrowed, outlets


def _date(label: str) -> gr.DateTime:
    return gr.DateTime(label=label, include_time=False, type="string", scale=1, min_width=150)


def _narrowed(outlets: list[str], first: str | None, last: str | None) -> dict[str, Any]:
    """The fold's label says what is active, so that a folded filter is never forgotten."""
    update: dict[str, Any] = gr.update(label=narrowing(outlets, first, last) or "Narrow the coverage")
    return update


def _examples(assistant: "Assistant") -> list[gr.Button]:
    offers = _questions(assistant)
    with gr.Row(elem_id="examples"):
        return [
            gr.Button(offers[i] if i < len(offers) else "", visible=i < len(offers), size="sm", elem_classes="example")
            for i in range(EXAMPLES)
        ]


def _composer() -> tuple[gr.Textbox, gr.Button, gr.Button]:
    with gr.Row(elem_id="composer", equal_height=True):
        box = gr.Textbox(
            placeholder="Ask a question",
            label="Your question",
            show_label=False,
            container=False,
            lines=1,
            max_lines=5,
            scale=8,
            min_width=160,
            autofocus=True,
            elem_id="question",
        )
        send = gr.Button("Ask", variant="primary", scale=0, min_width=72, elem_id="send")
        clear = gr.Button("Clear", variant="secondary", scale=0, min_width=72, elem_id="clear")
    return box, send, clear


def _questions(assistant: "Assistant") -> list[str]:
    return _remembered(assistant, assistant.coverage())


@lru_cache(maxsize=8)
def _remembered(assistant: "Assistant", coverage: Coverage) -> list[str]:
    """The example questions, read out of the reports again only when the coverage has changed."""
    return examples(assistant.articles(), EXAMPLES)


def _offers(assistant: "Assistant") -> list[Any]:
    offers = _questions(assistant)
    return [gr.update(value=q, visible=True) for q in offers] + [gr.update(visible=False)] * (EXAMPLES - len(offers))


def _ready() -> list[Any]:
    return [gr.update(interactive=True), gr.update(interactive=True), gr.update(interactive=True)]


def _converse(
    assistant: "Assistant", read: Callable[[str, Talk], Exchange | None]
) -> Callable[..., Iterator[tuple[Any, ...]]]:
    """The handler of a question: first the question with a status, then its reply; the box is shut in between."""

    def converse(
        source: str, talk: Talk, outlets: list[str], first: str | None, last: str | None
    ) -> Iterator[tuple[Any, ...]]:
        exchange = read(source, talk)
        if exchange is None:
            yield (gr.skip(),) * (5 + EXAMPLES)
            return
        shut = [gr.update(value="", interactive=False), gr.update(interactive=False), gr.update(interactive=False)]
        hidden = [gr.update(visible=False)] * EXAMPLES
        pending = replace(exchange, reply=message.searching(assistant.coverage()))
        yield (messages((*talk, pending)), talk, *shut, *hidden)
        talk = (*talk, replied(assistant, exchange, outlets, first, last))[-LONGEST_TALK:]
        yield (messages(talk), talk, *_ready(), *hidden)

    return converse
