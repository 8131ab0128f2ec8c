"""The tab that compares outlets: the claims that answer a question, and which outlet makes which of them."""

from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.answer import AnswerSentence
from rag.compare import Comparison, OutletView
from rag.wording import UNKNOWN_OUTLET
from ui.markup import boundary, isolated, outlet_name, shown
from ui.sources import chip
from ui.tab import asking, fills, narrowed, narrowing, panel, vacant

if TYPE_CHECKING:
    from rag.assistant import Assistant

MOST_OUTLETS = 24
_INTRO = "Ask a question to see which outlet answers it how, where they differ, and which of them say nothing on it."


def compare_tab(assistant: "Assistant") -> None:
    """The tab, over one story."""
    with gr.Tab("Compare") as tab:
        box, button = asking("Question", "Ask every outlet", "Compare")
        parts = narrowing(assistant, tab)
        matrix = panel(vacant(_INTRO), "matrix")

    def compare(question: str, *chosen: Any) -> str:  # noqa: ANN401 - see `narrowed`
        if not question.strip():
            return vacant(_INTRO)
        return told(assistant.compare(question, filters=narrowed(*chosen)))

    triggers = [box.submit, button.click, *(part.change for part in parts)]
    fills(matrix, triggers, compare, [box, *parts], "Asking every outlet…")


def told(made: Comparison) -> str:
    """A comparison as markup: what is missing and what differs, and a table of claims and outlets."""
    if not made.sentences:
        searched = f"<p>Searched: {shown(boundary(made.coverage))}.</p>"
        return f'<div class="matrix none"><p class="refused">No outlet says anything on this.</p>{searched}</div>'
    outlets = made.outlets[:MOST_OUTLETS]
    notices = "".join(f'<p class="notice">{isolated(notice, 600)}</p>' for notice in made.notices)
    heads = "".join(f'<th scope="col"{_silent(view)}>{isolated(_named(view), 60)}</th>' for view in outlets)
    rows = "".join(_row(sentence, made, outlets) for sentence in made.sentences)
    table = f'<table><thead><tr><th scope="col">Claim</th>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    return f'<div class="matrix">{notices}<div class="scroll" tabindex="0">{table}</div></div>'


def _named(view: OutletView) -> str:
    return outlet_name(view.outlet if view.outlet != UNKNOWN_OUTLET else None)


def _silent(view: OutletView) -> str:
    return "" if view.citations else ' class="silent" title="says nothing on this"'


def _row(sentence: AnswerSentence, made: Comparison, outlets: tuple[OutletView, ...]) -> str:
    speaker = f' <span class="said-by">{isolated(sentence.speaker, 80)}</span>' if sentence.speaker else ""
    cells = "".join(_cell(sentence, made, view) for view in outlets)
    return f'<tr><th scope="row">{isolated(sentence.text, 600)}{speaker}</th>{cells}</tr>'


def _cell(sentence: AnswerSentence, made: Comparison, view: OutletView) -> str:
    own = [c for c in made.citations if c.number in sentence.citations and c.number in view.citations]
    if not own:
        return '<td class="empty">–</td>'
    chips = "".join(chip(c, made.citations) for c in own)
    return f'<td title="{shown(_named(view), 60)}">{chips}</td>'
