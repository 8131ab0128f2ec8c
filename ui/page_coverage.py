"""The tab of the coverage: its reports in a table to search and sort, what to add to it, and what to remove."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.wording import counted
from store import catalogue
from store.article import Article
from store.independence import copies_of
from store.parsed import MAX_TEXT_CHARS
from ui.additions import from_files, from_paste, removed
from ui.markup import isolated, long_date, outlet_name, shown
from ui.revisions import changes_link
from ui.sources import titled, where
from ui.tab import PRIVATE, as_it_goes, fills, panel, told, vacant

if TYPE_CHECKING:
    from rag.assistant import Assistant

MOST_ROWS = 200
_FILES = "Files: txt, md, html, pdf, json, jsonl"
_ORDERS: dict[str, Callable[[Article], Any]] = {
    "Newest first": lambda a: [-ord(c) for c in a.published or "0"],
    "Oldest first": lambda a: a.published or "9",
    "Outlet": lambda a: (a.outlet or "\uffff").casefold(),
    "Title": lambda a: a.title.casefold(),
    "Longest first": lambda a: -a.words,
    "Added last": lambda a: [-ord(c) for c in a.ingested_at],
}


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

    def listed(query: str, ordered: str) -> str:
        return rows(assistant, query, ordered)

    def uploaded(paths: list[str] | None) -> Iterator[tuple[str, None]]:
        for said in as_it_goes(partial(from_files, assistant, paths or [])):
            yield said, None

    def pasted(*fields: str) -> Iterator[tuple[Any, ...]]:
        for said in as_it_goes(partial(from_paste, assistant, fields)):
            went_in = '<div class="took">' in said and 'class="outcome refused"' not in said
            yield said, *([""] if went_in else [gr.skip()]) * len(fields)

    fields = [title, outlet, published, url, text]
    write: dict[str, Any] = {**PRIVATE, "concurrency_id": "write"}
    changed = [
        files.upload(uploaded, files, [done, files], **write),
        paste.click(pasted, fields, [done, *fields], **write),
        removal.change(lambda said: told(removed, assistant, said), removal, done, **write),
    ]
    fills(table, [tab.select, search.change, order.change, *(event.then for event in changed)], listed, [search, order])
    return changed


def rows(assistant: "Assistant", query: str, order: str) -> str:
    """The reports that hold the words of `query` in what is said of them, as a table."""
    with assistant.home.read() as db:
        story = assistant.home.story(db)
        articles, copies = catalogue.articles(db, story), copies_of(db, story)
    known = {a.id: a for a in articles}
    wanted = query.casefold().split()
    found = sorted((a for a in articles if all(word in _said_of(a) for word in wanted)), key=_ORDERS[order])
    if not found:
        return vacant("No report is like that." if articles else "There is no report yet: add some above.")
    body = "".join(_row(a, known.get(copies.get(a.id, ""))) for a in found[:MOST_ROWS])
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("Report", "Published", "Words", "Revision", ""))
    rest = len(found) - MOST_ROWS
    more = f'<p class="more">and {counted(rest, "more report")}: search for words of them</p>' if rest > 0 else ""
    return f'<div class="articles"><table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>{more}</div>'


def _said_of(a: Article) -> str:
    return " ".join(filter(None, (a.title, outlet_name(a.outlet), a.author, a.source))).casefold()


def _row(article: Article, original: Article | None) -> str:
    copied = titled(original, where(original) if original.outlet else "") if original else ""
    copy = f'<p class="copy">Copy of {copied}</p>' if copied else ""
    newest = article.revisions
    revision = changes_link(article, newest, f"{newest} · what changed") if newest > 1 else "1"
    name = isolated(article.title, 60)
    remove = (
        f'<details class="removing"><summary title="Remove this report">Remove</summary><p>Remove “{name}”'
        f" with {counted(newest, 'revision')}? It cannot be undone.</p>"
        f'<button type="button" class="remove" value="{article.id}">Remove it</button></details>'
    )
    return (
        f'<tr><th scope="row">{titled(article)}<p class="kicker"><span class="outlet">'
        f"{isolated(outlet_name(article.outlet), 80)}</span><span>{isolated(article.source, 80)}</span></p>{copy}</th>"
        f'<td>{shown(long_date(article.published), 40)}</td><td class="number">{article.words:,}</td>'
        f"<td>{revision}</td><td>{remove}</td></tr>"
    )
