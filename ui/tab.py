"""What the tabs beside the chat have alike: a line to ask in, and a part of the page that is filled by a handler.

Whatever a handler makes is one line of HTML (see `markup`); what goes wrong is said in its place.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

import gradio as gr

from rag.errors import RagError
from store.errors import StoreError
from ui.markup import shown
from ui.message import trouble

log = logging.getLogger(__name__)

WENT_WRONG = "Something went wrong. Try it again, or in other words."
MOST_LINKS = 12
PRIVATE: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def asking(label: str, placeholder: str, verb: str) -> tuple[gr.Textbox, gr.Button]:
    """A line to write in and its button."""
    with gr.Row(elem_classes="asking", equal_height=True):
        box = gr.Textbox(
            label=label, placeholder=placeholder, show_label=False, container=False, max_lines=4, scale=8, min_width=160
        )
        button = gr.Button(verb, variant="primary", scale=0, min_width=72)
    return box, button


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
