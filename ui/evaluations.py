"""The page's tab of evaluation runs: a table of them, and each one's report on a page of its own."""

from html import escape
from pathlib import Path
from urllib.parse import quote

from evals.compare import compare, markdown
from evals.errors import RunError
from evals.record import Run, finished, load_run, named_run
from evals.report import html
from store.errors import NotFound
from ui.markup import isolated, long_date, shown
from ui.message import trouble

FIGURES = ("status_right", "claim_recall", "refusal_f1", "latency_p50")
_HEADINGS = ("Run", "Made", "Suites", "Status right", "Claims cited", "Refusal F1", "Half answered within")

_NONE = (
    '<div class="vacant"><p>No evaluation has been run on this home yet. In a terminal:'
    " <code>byline eval run kursk</code></p></div>"
)


def runs_table(runs: Path) -> str:
    """The runs in a folder as markup, newest first, each suite's main figures beside it."""
    rows = [
        _row(run, suite.name) for folder in reversed(finished(runs)) if (run := _read(folder)) for suite in run.suites
    ]
    if not rows:
        return _NONE
    head = "".join(f"<th>{heading}</th>" for heading in _HEADINGS)
    return f'<div class="runs"><table><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'


def report_page(runs: Path, name: str) -> str:
    """The report of the run of this name, as a whole HTML document. Raises NotFound where there is none."""
    made = next((_read(found) for found in finished(runs) if found.name == name), None)
    if made is None:
        raise NotFound("There is no finished run of this name, or it cannot be read.")
    return html(made)


def compared(runs: Path, before: str | None, after: str | None) -> str:
    """Two runs side by side, every metric and the samples that changed, as Markdown that a table can scroll in."""
    if not before or not after or {before, after} - {folder.name for folder in finished(runs)}:
        return ""
    try:
        made = compare(named_run(runs, before), named_run(runs, after))
    except RunError as error:
        return trouble(str(error))
    return f'<div class="scroll" tabindex="0">\n\n{markdown(made)}\n\n</div>'


def _read(folder: Path) -> Run | None:
    """None for a run that is damaged: the others are shown all the same."""
    try:
        return load_run(folder)
    except RunError:
        return None


def _row(run: Run, suite: str) -> str:
    values = {f.metric: f.value for s in run.suites if s.name == suite for f in s.figures}
    link = f'<a href="evaluation/{escape(quote(run.name))}" target="_blank">{isolated(run.name, 60)}</a>'
    cells = (link, shown(long_date(run.info["made"])), isolated(suite, 60), *(_value(values, name) for name in FIGURES))
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _value(values: dict[str, float], name: str) -> str:
    if name not in values:
        return "–"
    return f"{values[name]:.0f} ms" if name.startswith("latency") else f"{values[name]:.2f}"
