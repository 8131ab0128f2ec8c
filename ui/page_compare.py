"""The tab that compares outlets: the claims that answer a question, and which outlet makes which of them."""

from typing import TYPE_CHECKING, Any

import gradio as gr

from ui.tab import asking, fills, narrowed, narrowing, panel, vacant
from ui.template import rendered

if TYPE_CHECKING:
    from rag.assistant import Assistant

MOST_OUTLETS = 24
_INTRO = "Ask a question to see which outlet answers it how, where they differ, and which of them say nothing on it."


def compare_tab(assistant: "Assistant") -> None:
    """The tab, over one story."""
    with gr.Tab("Compare"):
        box, button = asking("Question", "Ask every outlet", "Compare")
        parts = narrowing(assistant)
        matrix = panel(vacant(_INTRO), "matrix")

    def compare(question: str, *chosen: Any) -> str:  # noqa: ANN401 - see `narrowed`
        if not question.strip():
            return vacant(_INTRO)
        made = assistant.compare(question, filters=narrowed(*chosen))
        return rendered("matrix", made=made, outlets=made.outlets[:MOST_OUTLETS])

    triggers = [box.submit, button.click, *(part.change for part in parts)]
    fills(matrix, triggers, compare, [box, *parts], "Asking every outlet…")
