"""The tab in which questions are asked: the chat, what narrows it, and the reader's conversations above it.

What a button in the chat does comes through a hidden line, as `page.js` tells it: a verb and what it is about.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from ui.markup import isolated, visible
from ui.page_conversations import Drawer, drawer
from ui.tab import panel
from ui.talk import Talk

if TYPE_CHECKING:
    from rag.assistant import Assistant

EXAMPLES = 4
NARROW = "Filters"
_WELCOME = (
    '<div class="welcome"><h2>Ask the coverage</h2><p>Every sentence of an answer is cited to the exact words of a'
    " report.</p></div>"
)
_REMEDY = "To have a language model write them, start Byline with BYLINE_LLM=MODEL@URL (docs/llm.md)."


@dataclass(frozen=True)
class Parts:
    """The components of the tab; `narrowed` are those of the filters, `act` hears what buttons in the chat say."""

    talk: gr.State
    drawer: Drawer
    fold: gr.Accordion
    narrowed: tuple[Any, ...]
    engine: gr.Radio
    chat: gr.Chatbot
    offers: tuple[gr.Button, ...]
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    new: gr.Button
    act: gr.Textbox

    @property
    def shown(self) -> list[Any]:
        """What an answer or the press of a button changes."""
        return [self.talk, *self.drawer.parts, self.chat, *self.offers, self.box, self.send, self.stop, self.new]


def ask_tab(assistant: "Assistant", story: str) -> Parts:
    """The tab over one story."""
    with gr.Tab("Ask"), gr.Column(elem_id="talk"):
        talk = gr.State(Talk())
        with gr.Row(elem_id="folds", equal_height=False):
            talks, (fold, narrowed) = drawer(), _filters()
            engine = _settings(assistant, story)
        chat = _chat()
        with gr.Row(elem_id="examples"):
            offers = tuple(gr.Button(visible=False, size="sm", elem_classes="example") for _ in range(EXAMPLES))
        composer = _composer()
        act = gr.Textbox(elem_id="act", container=False)
    return Parts(talk, talks, fold, narrowed, engine, chat, offers, *composer, act)


def _filters() -> tuple[gr.Accordion, tuple[Any, ...]]:
    with gr.Accordion(NARROW, open=False, elem_id="filters") as fold:
        with gr.Row():
            outlets = gr.Dropdown([], multiselect=True, label="Outlets", scale=2, min_width=200)
            first, last = (
                gr.DateTime(label=label, include_time=False, type="string", scale=1, min_width=150)
                for label in ("Published from", "Published to")
            )
        articles = gr.Dropdown([], multiselect=True, label="Reports", min_width=200)
    return fold, (outlets, articles, first, last)


def _settings(assistant: "Assistant", story: str) -> gr.Radio:
    """Who writes the answers; what cannot be had says why, and what to do for it."""
    model = assistant.llm
    with gr.Accordion("Settings", open=False, elem_id="settings"):
        engine = gr.Radio(
            [("The reports’ own words", "own"), (f"Language model: {visible(model or 'none is set')}", "llm")],
            value="llm" if model else "own",
            label="Answers are written in",
            info=None if model else _REMEDY,
            interactive=model is not None,
        )
        panel(
            f"<p>Story: {isolated(story, 80)} · texts are compared by {isolated(assistant.embedder.model_name, 80)}</p>"
        )
    return engine


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
        autoscroll=False,
        placeholder=_WELCOME,
    )


def _composer() -> tuple[gr.Textbox, gr.Button, gr.Button, gr.Button]:
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
        send, stop, new = (
            gr.Button(
                words, variant=variant, scale=0, min_width=72, elem_id=f"do-{words.lower()}", visible=words != "Stop"
            )
            for words, variant in (("Ask", "primary"), ("Stop", "stop"), ("New", "secondary"))
        )
    return box, send, stop, new
