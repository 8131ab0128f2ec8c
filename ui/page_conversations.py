"""The reader's conversations above the chat: a list to open, save and delete them, a title to change."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from rag.wording import counted
from store.conversations import Listed, conversations
from store.home import Home
from ui.markup import isolated, long_date
from ui.message import act
from ui.tab import panel

MOST_LISTED = 100
_FORMS = {".md": "Markdown", ".html": "HTML", ".json": "JSON"}


@dataclass(frozen=True)
class Drawer:
    """Its components."""

    fold: gr.Accordion
    list: gr.Markdown
    title: gr.Textbox
    rename: gr.Button

    @property
    def parts(self) -> tuple[Any, ...]:
        """What changes with the conversations."""
        return self.fold, self.list, self.title, self.rename


def drawer() -> Drawer:
    """The fold with nothing in it yet."""
    with gr.Accordion("Conversations", open=False, elem_id="conversations") as fold:
        kept = panel()
        with gr.Row(elem_classes="narrowing", equal_height=True):
            title = gr.Textbox(label="Title of this conversation", max_lines=1, min_width=160, scale=4, visible=False)
            rename = gr.Button("Rename", size="sm", scale=0, min_width=96, visible=False)
    return Drawer(fold, kept, title, rename)


def listing(drawer: Drawer, home: Home, reader: str, opened: str | None) -> dict[Any, Any]:
    """What stands in the drawer for a reader who has the conversation `opened`."""
    told = conversations(home, reader)
    title = next((one.title for one in told if one.id == opened), None)
    items = "".join(_item(one, one.id == opened) for one in told[:MOST_LISTED])
    number = f" ({len(told):,})" if told else ""
    return {
        drawer.fold: gr.update(label=f"Conversations{number}"),
        drawer.list: f'<ul class="entries talks">{items}</ul>' if items else "<p>What you ask is kept here.</p>",
        drawer.title: gr.update(value=title or "", visible=title is not None),
        drawer.rename: gr.update(visible=title is not None),
    }


def _item(one: Listed, opened: bool) -> str:
    name = isolated(one.title)
    saves = "".join(f'<a href="conversation/{one.id}{form}" download>{words}</a>' for form, words in _FORMS.items())
    delete = (
        '<details class="removing"><summary title="Delete this conversation">Delete</summary>'
        f"{act(f'delete {one.id}', 'Delete it for good')}</details>"
    )
    return (
        f'<li{" class=open" if opened else ""}>{act(f"open {one.id}", name, one.title, opened)}<span class="count">'
        f"{counted(one.messages, 'question')} · {long_date(one.last_at)}</span>"
        f'<span class="saves">Save as {saves}</span>{delete}</li>'
    )
