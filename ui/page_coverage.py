"""The tab of the coverage: its reports in a table to search and sort, what to add to it, and what to remove."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import gradio as gr

from store.article import MAX_TEXT_CHARS, Article
from ui.additions import from_files, from_paste, removed
from ui.progress import as_it_goes
from ui.records import listed
from ui.revisions import changes_address
from ui.tab import PRIVATE, fills, panel, safely, vacant
from ui.template import outlet_name, rendered

if TYPE_CHECKING:
    from rag.assistant import Assistant

MOST_ROWS = 200
_FILES = "Files: txt, md, html, pdf, json, jsonl"
_ORDERS: dict[str, tuple[Callable[[Article], Any], bool]] = {
    "Newest first": (lambda a: a.published or "", True),
    "Oldest first": (lambda a: a.published or "9", False),
    "Outlet": (lambda a: (a.outlet or "\uffff").casefold(), False),
    "Title": (lambda a: a.title.casefold(), False),
    "Longest first": (lambda a: a.words, True),
    "Added last": (lambda a: a.ingested_at, True),
}
"""What reports are sorted by, and whether the greatest comes first; what is not known comes last."""


def coverage_tab(assistant: "Assistant") -> list[Any]:
    """The tab, over one story; the events after which the coverage may be another one."""
    with gr.Tab("Coverage") as tab:
        with gr.Accordion("Add reports", open=False, elem_id="adding"), gr.Row():
            files = gr.File(file_count="multiple", label=_FILES, height=150, min_width=260)
            with gr.Column(min_width=260):
                title = gr.Textbox(label="Title", max_lines=1)
                with gr.Row():
                    outlet, published, url = (
                        gr.Textbox(label=name, placeholder=like, max_lines=1, min_width=110)
                        for name, like in (("Outlet", ""), ("Published", "2025-03-14"), ("Address", "https://…"))
                    )
                text = gr.Textbox(label="Text", lines=4, max_lines=12, max_length=MAX_TEXT_CHARS)
                paste = gr.Button("Add what is pasted", size="sm")
        done = panel(elem_id="done")
        with gr.Row(elem_classes="narrowing"):
            like = "Title, outlet, author or file"
            search = gr.Textbox(label="Search", placeholder=like, scale=2, min_width=160, max_lines=1)
            order = gr.Dropdown(list(_ORDERS), label="Sort", scale=1, min_width=140)
        table = panel(elem_id="articles")
        removal = gr.Textbox(elem_id="removal", container=False)

    def uploaded(paths: list[str] | None) -> Iterator[tuple[str, None]]:
        for said in as_it_goes(partial(safely, from_files, assistant, paths or [])):
            yield said, None

    def pasted(*fields: str) -> Iterator[tuple[Any, ...]]:
        for said in as_it_goes(partial(safely, from_paste, assistant, fields)):
            went_in = '<div class="took">' in said and 'class="outcome refused"' not in said
            yield said, *([""] if went_in else [gr.skip()]) * len(fields)

    fields = [title, outlet, published, url, text]
    write: dict[str, Any] = {**PRIVATE, "concurrency_id": "write"}
    changed = [
        files.upload(uploaded, files, [done, files], **write),
        paste.click(pasted, fields, [done, *fields], **write),
        removal.change(partial(safely, removed, assistant), removal, done, **write),
    ]
    triggers = [tab.select, search.change, order.change, *(event.then for event in changed)]
    fills(table, triggers, partial(reports_markup, assistant), [search, order])
    return changed


def reports_markup(assistant: "Assistant", query: str, order: str) -> str:
    """The reports that hold the words of `query` in what is said of them, as a table."""
    held = listed(assistant.home)
    known = {article.id: article for article, _ in held}
    wanted = query.casefold().split()
    found = [one for one in held if all(word in _said_of(one[0]) for word in wanted)]
    if not found:
        return vacant("No report is like that." if held else "There is no report yet: add some above.")
    key, reverse = _ORDERS[order]
    found.sort(key=lambda one: key(one[0]), reverse=reverse)
    shown = [(article, known.get(original or "")) for article, original in found[:MOST_ROWS]]
    return rendered("articles", rows=shown, rest=len(found) - MOST_ROWS, changes=changes_address)


def _said_of(a: Article) -> str:
    return " ".join(filter(None, (a.title, outlet_name(a.outlet), a.author, a.source))).casefold()
