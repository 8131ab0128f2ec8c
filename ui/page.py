"""The page in the browser: the chat on the left, the cited reports on the right (Gradio Blocks).

Only text components carry our markup: `gr.HTML` evaluates templates in the browser, which the page's
Content-Security-Policy forbids. What a click on a chip does is in `page.js`; the report itself comes from `server`.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.answer import Filters, Turn
from rag.errors import AskError
from rag.wording import counted, spell_dates
from store.article import Coverage
from store.errors import StoreError
from ui import message
from ui.evaluations import runs_table
from ui.examples import examples
from ui.markup import boundary, iso_day, long_date, shown
from ui.sources import coverage_list

if TYPE_CHECKING:
    from rag.assistant import Assistant

log = logging.getLogger(__name__)

EXAMPLES = 4
LONGEST_TALK = 50
"""Exchanges kept in a conversation: each answer sends the whole chat to the browser again."""
MOST_WAITING = 32
"""Questions that may wait in the queue, of all readers together; the next is told that the page is busy."""
CACHE_SECONDS = 3_600
WENT_WRONG = "Something went wrong while answering. The question is kept: ask it again, or in other words."


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its reply as the chat shows them; `turns` is what follow-ups are told, none after a trouble."""

    asked: str
    reply: str
    turns: tuple[Turn, ...] = ()


Talk = tuple[Exchange, ...]


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
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("Ask"), gr.Row(elem_id="desk", equal_height=False):
                with gr.Column(elem_id="talk", scale=3, min_width=300):
                    filters, outlets = _filters(assistant)
                    chat = _chat()
                    asks = _examples(assistant)
                    box, send, clear = _composer()
                with gr.Column(elem_id="sources", scale=2, min_width=300):
                    gr.Markdown(_PANEL, container=False)
            with gr.Tab("Evaluation") as evaluation:
                table = gr.Markdown(elem_id="evaluation", container=False)
        evaluation.select(lambda: runs_table(runs), None, table, show_progress="hidden", api_visibility="private")
        listed = gr.Markdown(_listed(assistant), elem_id="vacant", container=False)
        changing = [chat, talk, box, send, clear, *asks]
        for trigger, source in [(box.submit, box), (send.click, box), *((a.click, a) for a in asks)]:
            trigger(
                _converse(assistant),
                [source, talk, *filters],
                changing,
                trigger_mode="once",
                concurrency_id="ask",
                concurrency_limit=1,
                show_progress="hidden",
                api_visibility="private",
            )
        clear.click(lambda: ([], (), *_ready(), *_offers(assistant)), None, changing, api_visibility="private")
        page.load(
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
    parts = [", ".join(outlets) if len(outlets) <= 2 else counted(len(outlets), "outlet")] if outlets else []
    if iso_day(first or "") and iso_day(last or ""):
        parts.append(spell_dates(first, last))
    elif first or last:
        parts.append(f"{'from' if first else 'until'} {long_date(first or last)}")
    label = f"Narrowed to {' · '.join(parts)}" if parts else "Narrow the coverage"
    update: dict[str, Any] = gr.update(label=label)
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


def _converse(assistant: "Assistant") -> Callable[..., Iterator[tuple[Any, ...]]]:
    """The handler of a question: first the question with a status, then its reply; the box is shut in between."""

    def converse(
        question: str, talk: Talk, outlets: list[str], first: str | None, last: str | None
    ) -> Iterator[tuple[Any, ...]]:
        if not question.strip():
            yield (gr.skip(),) * (5 + EXAMPLES)
            return
        shut = [gr.update(value="", interactive=False), gr.update(interactive=False), gr.update(interactive=False)]
        hidden = [gr.update(visible=False)] * EXAMPLES
        pending = Exchange(message.asked(question), message.searching(assistant.coverage()))
        yield (_messages((*talk, pending)), talk, *shut, *hidden)
        talk = (*talk, _exchange(assistant, question, talk, outlets, first, last))[-LONGEST_TALK:]
        yield (_messages(talk), talk, *_ready(), *hidden)

    return converse


def _exchange(
    assistant: "Assistant", question: str, talk: Talk, outlets: Sequence[str], first: str | None, last: str | None
) -> Exchange:
    """The reply to `question`, whatever happens: a page that stops to answer helps nobody."""
    asked = message.asked(question)
    try:
        filters = Filters(outlets=tuple(outlets or ()), first=_day(first), last=_day(last))
        turns = tuple(turn for exchange in talk for turn in exchange.turns)
        answer = assistant.ask(question, turns, filters)
    except (AskError, StoreError) as error:
        return Exchange(asked, message.trouble(str(error)))
    except Exception:
        log.exception("a question could not be answered")
        return Exchange(asked, message.trouble(WENT_WRONG))
    return Exchange(asked, message.answered(answer), (Turn("user", question), Turn("assistant", answer.text)))


def _day(text: str | None) -> str | None:
    """An ISO date as the filters want it. Raises AskError where the reader wrote something else."""
    if not text or not text.strip():
        return None
    day = iso_day(text)
    if day is None:
        raise AskError(f"“{text.strip()[:40]}” is no date: write it as year-month-day, like 2025-03-14.")
    return day.isoformat()


def _messages(talk: Talk) -> list[dict[str, str]]:
    pairs = [(("user", e.asked), ("assistant", e.reply)) for e in talk]
    return [{"role": role, "content": text} for pair in pairs for role, text in pair]
