"""What the tabs have alike: a line to ask in, what narrows the coverage, and a part that is filled by a handler.

Whatever a handler makes is one line of HTML (see `template`); what goes wrong is said in its place.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.answer import Filters
from rag.errors import AskError, RagError
from rag.wording import shortened, visible
from store.errors import StoreError
from ui.message import trouble
from ui.narrow import in_words, read_filters
from ui.template import rendered, where

if TYPE_CHECKING:
    from rag.assistant import Assistant

log = logging.getLogger(__name__)

WENT_WRONG = "Something went wrong. Try it again, or in other words."
NARROW = "Narrow to outlets or days"
MOST_REPORTS = 500
"""Reports that can be chosen from a list."""
PRIVATE: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "api_name": "page"}
"""For the page's own handlers: other programs have the tools, whose names no handler may take."""


def asking(label: str, placeholder: str, verb: str) -> tuple[gr.Textbox, gr.Button]:
    """A line to write in and its button."""
    with gr.Row(elem_classes="asking", equal_height=True):
        box = gr.Textbox(
            label=label, placeholder=placeholder, show_label=False, container=False, max_lines=4, scale=8, min_width=160
        )
        button = gr.Button(verb, variant="primary", scale=0, min_width=72)
    return box, button


def narrowing(assistant: "Assistant", label: str = NARROW, reports: bool = False, elem_id: str = "") -> list[Any]:
    """A fold with the outlets and days (and reports) that are looked at, whose label says what is active.

    Returns the components, whose values `narrowed` reads.
    """
    with gr.Accordion(label, open=False, elem_classes="narrow", elem_id=elem_id or None) as fold:
        with gr.Row(elem_classes="narrowing"):
            outlets = gr.Dropdown([], multiselect=True, label="Outlets", scale=2, min_width=160)
            days = [
                gr.DateTime(label=label, include_time=False, type="string", scale=1, min_width=130)
                for label in ("Published from", "Published to")
            ]
        with gr.Row(elem_classes="narrowing", visible=reports):
            articles = gr.Dropdown([], multiselect=True, label="Reports", min_width=160)
    parts = [outlets, *days, articles]
    fold.expand(partial(_choices, assistant), None, [outlets, articles], **PRIVATE)
    for part in parts:
        part.change(partial(_active, label), parts, fold, **PRIVATE)
    return parts


def narrowed(outlets: Sequence[str], first: str | None, last: str | None, articles: Sequence[str]) -> Filters:
    """The filters of a `narrowing`. Raises AskError for days that are none, or in the wrong order."""
    return read_filters(outlets, articles, (first or "")[:10], (last or "")[:10])


def _choices(assistant: "Assistant") -> list[dict[str, Any]]:
    """The outlets and the reports, as they are now."""
    reports = [(f"{where(a)}: {shortened(visible(a.title), 80)}", a.id) for a in assistant.articles()]
    return [gr.update(choices=assistant.outlets()), gr.update(choices=reports[:MOST_REPORTS])]


def _active(label: str, *parts: Any) -> dict[str, Any]:  # noqa: ANN401 - as `narrowed` has them
    """A folded filter is never forgotten."""
    try:
        said = in_words(narrowed(*parts))
        label = f"Narrowed: {said}" if said else label
    except AskError as error:
        label = str(error)
    update: dict[str, Any] = gr.update(label=label)
    return update


def panel(markup: str = "", elem_id: str | None = None) -> gr.Markdown:
    """A part of the page that shows our own markup."""
    return gr.Markdown(markup, latex_delimiters=[], container=False, elem_classes="findings", elem_id=elem_id)


def vacant(words: str) -> str:
    """What stands where nothing is to be shown yet, or at all."""
    return rendered("vacant", words=words, trouble=False)


def fills(
    output: gr.Markdown,
    triggers: Sequence[Callable[..., Any]],
    make: Callable[..., str],
    inputs: Sequence[Any] = (),
    doing: str = "",
) -> list[Any]:
    """Lets each of the events fill `output` with what `make` makes of the inputs; `doing` stands there meanwhile.

    Returns what Gradio makes of the events: others may follow them.
    """

    def handler(*values: Any) -> Iterator[str]:  # noqa: ANN401 - whatever the inputs hold
        if doing:
            yield rendered("searching", doing=doing)
        yield safely(make, *values)

    return [trigger(handler, list(inputs), output, trigger_mode="always_last", **PRIVATE) for trigger in triggers]


def safely(make: Callable[..., str], *values: Any) -> str:  # noqa: ANN401
    """What `make` makes of the values, or what kept it from that, said plainly."""
    try:
        return make(*values)
    except (RagError, StoreError) as error:
        return trouble(str(error))
    except Exception:
        log.exception("a tab could not be filled")
        return trouble(WENT_WRONG)
