"""The tab of evaluation runs: what each measured, a link to its report, and any two of them side by side."""

from pathlib import Path
from typing import Any

import gradio as gr

from evals.record import finished
from ui.evaluations import compared, runs_table
from ui.tab import PRIVATE, fills


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
