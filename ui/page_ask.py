"""The tab in which questions are asked: the chat, what narrows it, and the reader's conversations above it.

What a button in the chat does comes through a hidden line, as `page.js` tells it: a verb and what it is about.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.wording import visible
from store.conversations import conversations
from store.home import Home
from ui.tab import narrowing, panel
from ui.talk import Talk
from ui.template import isolated, rendered

if TYPE_CHECKING:
    from rag.assistant import Assistant

EXAMPLES = 4
MOST_LISTED = 100
_WELCOME = (
    '<div class="welcome"><h2>Ask the coverage</h2><p>Every sentence of an answer is cited to the exact words of a'
    " report.</p></div>"
)
_REMEDY = "To have a language model write them, start Byline with BYLINE_LLM=MODEL@URL (docs/llm.md)."


@dataclass(frozen=True)
class Parts:
    """The components of the tab: `kept` to `rename` show the reader's conversations, `narrowed` are the filters.

    `act` hears what buttons in the chat say.
    """

    talk: gr.State
    kept: gr.Accordion
    list: gr.Markdown
    title: gr.Textbox
    rename: gr.Button
    narrowed: list[Any]
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
        drawer = (self.kept, self.list, self.title, self.rename)
        return [self.talk, *drawer, self.chat, *self.offers, self.box, self.send, self.stop, self.new]

    @property
    def asked_with(self) -> list[Any]:
        """What a handler that asks is told besides the question: `talk`, `engine` and the values of the filters."""
        return [self.talk, self.engine, *self.narrowed]


def ask_tab(assistant: "Assistant", story: str) -> Parts:
    """The tab over one story."""
    with gr.Tab("Ask"), gr.Column(elem_id="talk"):
        talk = gr.State(Talk())
        with gr.Row(elem_id="folds", equal_height=False):
            drawer, narrowed = _drawer(), narrowing(assistant, "Filters", reports=True, elem_id="filters")
            engine = _settings(assistant, story)
        chat = _chat()
        with gr.Row(elem_id="examples"):
            offers = tuple(gr.Button(visible=False, size="sm", elem_classes="example") for _ in range(EXAMPLES))
        composer = _composer()
        act = gr.Textbox(elem_id="act", container=False)
    return Parts(talk, *drawer, narrowed, engine, chat, offers, *composer, act)


def listing(parts: Parts, home: Home, reader: str, opened: str | None) -> dict[Any, Any]:
    """What shows a reader's conversations, one of which is `opened`."""
    kept = conversations(home, reader)
    title = next((one.title for one in kept if one.id == opened), None)
    listed = rendered("talks", talks=kept[:MOST_LISTED], opened=opened)
    return {
        parts.kept: gr.update(label=f"Conversations ({len(kept):,})" if kept else "Conversations"),
        parts.list: listed if kept else "<p>What you ask is kept here.</p>",
        parts.title: gr.update(value=title or "", visible=title is not None),
        parts.rename: gr.update(visible=title is not None),
    }


def _drawer() -> tuple[gr.Accordion, gr.Markdown, gr.Textbox, gr.Button]:
    """A list to open, save and delete conversations, a title to change."""
    with gr.Accordion("Conversations", open=False, elem_id="conversations") as fold:
        kept = panel()
        with gr.Row(elem_classes="narrowing", equal_height=True):
            title = gr.Textbox(label="Title of this conversation", max_lines=1, min_width=160, scale=4, visible=False)
            rename = gr.Button("Rename", size="sm", scale=0, min_width=96, visible=False)
    return fold, kept, title, rename


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
