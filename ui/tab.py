"""What the tabs beside the chat have alike: a line to ask in, and a part of the page that is filled by a handler.

Whatever a handler makes is one line of HTML (see `markup`); what goes wrong is said in its place.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.answer import Filters
from rag.errors import AskError, RagError
from store.errors import StoreError
from ui.markup import shown
from ui.message import trouble
from ui.narrow import in_words, read_filters

if TYPE_CHECKING:
    from rag.assistant import Assistant

log = logging.getLogger(__name__)

WENT_WRONG = "Something went wrong. Try it again, or in other words."
NARROW = "Narrow to outlets or days"
MOST_LINKS = 12
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


def narrowing(assistant: "Assistant", tab: gr.Tab) -> list[Any]:
    """A fold with the outlets and days that a tab looks at, which says what is active; values for `narrowed`."""
    with gr.Accordion(NARROW, open=False, elem_classes="narrow") as fold, gr.Row(elem_classes="narrowing"):
        outlets = gr.Dropdown([], multiselect=True, label="Outlets", scale=2, min_width=160)
        days = [
            gr.DateTime(label=label, include_time=False, type="string", scale=1, min_width=130)
            for label in ("Published from", "Published to")
        ]
    parts = [outlets, *days]
    tab.select(lambda: gr.update(choices=assistant.outlets()), None, outlets, **PRIVATE)
    for part in parts:
        part.change(_active, parts, fold, **PRIVATE)
    return parts


def narrowed(outlets: Sequence[str] | None, first: str | None, last: str | None) -> Filters:
    """The filters of a `narrowing`. Raises AskError for days that are none, or in the wrong order."""
    return read_filters(outlets or (), (), (first or "")[:10], (last or "")[:10])


def _active(*parts: Any) -> dict[str, Any]:  # noqa: ANN401 - as `narrowed` has them
    try:
        said = in_words(narrowed(*parts))
    except AskError:
        said = ""  # what is wrong is said where the result would stand
    update: dict[str, Any] = gr.update(label=f"Narrowed: {said}" if said else NARROW)
    return update


def panel(markup: str = "", elem_id: str | None = None) -> gr.Markdown:
    """A part of the page that shows our own markup."""
    return gr.Markdown(markup, latex_delimiters=[], container=False, elem_classes="findings", elem_id=elem_id)


def vacant(text: str) -> str:
    """What stands where nothing is to be shown yet, or at all."""
    return f'<div class="vacant"><p>{shown(text)}</p></div>'


def some(links: Sequence[str]) -> str:
    """The first of many links, and how many more there are."""
    rest = len(links) - MOST_LINKS
    return " ".join(links[:MOST_LINKS]) + (f' <span class="count">and {rest:,} more</span>' if rest > 0 else "")


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
            yield _pending(doing)
        yield told(make, *values)

    return [trigger(handler, list(inputs), output, trigger_mode="always_last", **PRIVATE) for trigger in triggers]


def _pending(doing: str) -> str:
    return f'<div class="searching"><span class="pulse"></span>{shown(doing)}</div>'


def as_it_goes(work: Callable[[Callable[[str], None]], str]) -> Iterator[str]:
    """What `work` tells while it is at it, and then what it makes (see `told`)."""
    said: SimpleQueue[str | None] = SimpleQueue()
    with ThreadPoolExecutor(1) as pool:
        made = pool.submit(told, work, said.put)
        made.add_done_callback(lambda _: said.put(None))
        while (doing := said.get()) is not None:
            yield _pending(doing)
    yield made.result()


def told(make: Callable[..., str], *values: Any) -> str:  # noqa: ANN401
    """What `make` makes of the values, or what kept it from that, said plainly."""
    try:
        return make(*values)
    except (RagError, StoreError) as error:
        return trouble(str(error))
    except Exception:
        log.exception("a tab could not be filled")
        return trouble(WENT_WRONG)
