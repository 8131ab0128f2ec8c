"""The tab of evaluation runs: what each measured, a link to its report, and any two of them side by side."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import gradio as gr

from evals.compare import compare, markdown
from evals.errors import RunError
from evals.record import Run, finished, load_run, named_run
from evals.report import html
from store.errors import NotFound
from ui.message import trouble
from ui.tab import PRIVATE, fills
from ui.template import rendered

_FIGURES = {
    "status_right": ("Status right", "%.2f"),
    "claim_recall": ("Claims cited", "%.2f"),
    "refusal_f1": ("Refusal F1", "%.2f"),
    "latency_p50": ("Half answered within", "%.0f ms"),
}
"""The metrics in the table: their headings, and how their values are written."""


def evaluation_tab(runs: Path) -> None:
    """The tab, over the runs in a folder."""
    with gr.Tab("Evaluation") as tab:
        table = gr.Markdown(elem_id="evaluation", container=False)
        with gr.Row(elem_classes="narrowing", visible=False) as choosing:
            before, after = (gr.Dropdown([], label=name, min_width=140) for name in ("Compare run", "with run"))
        difference = gr.Markdown(elem_id="difference", latex_delimiters=[], container=False)

    def choices() -> list[dict[str, Any]]:
        names = [folder.name for folder in reversed(finished(runs))]
        return [gr.update(choices=names), gr.update(choices=names), gr.update(visible=len(names) > 1)]

    fills(table, [tab.select], lambda: runs_table(runs))
    tab.select(choices, None, [before, after, choosing], **PRIVATE)
    fills(difference, [before.change, after.change], lambda a, b: compared(runs, a, b), [before, after], "Comparing…")


def runs_table(runs: Path) -> str:
    """The runs in a folder as markup, newest first, each suite's main figures beside it."""
    return rendered("runs", runs=_readable(list(reversed(finished(runs)))), figures=_FIGURES)


def report_page(runs: Path, name: str) -> str:
    """The report of the run of this name, as a whole HTML document. Raises NotFound where there is none."""
    for made in _readable([folder for folder in finished(runs) if folder.name == name]):
        return html(made)
    raise NotFound("There is no finished run of this name, or it cannot be read.")


def compared(runs: Path, before: str | None, after: str | None) -> str:
    """Two runs side by side, every metric and the samples that changed, as Markdown that a table can scroll in."""
    if not before or not after or {before, after} - {folder.name for folder in finished(runs)}:
        return ""
    try:
        made = compare(named_run(runs, before), named_run(runs, after))
    except RunError as error:
        return trouble(str(error))
    return f'<div class="scroll" tabindex="0">\n\n{markdown(made)}\n\n</div>'


def _readable(folders: Sequence[Path]) -> list[Run]:
    """The runs, without those that are damaged: the others are shown all the same."""
    made = []
    for folder in folders:
        with suppress(RunError):
            made.append(load_run(folder))
    return made
