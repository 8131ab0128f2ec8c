"""The tab of who said what: statements by speaker, each in the wordings of all reports that have it."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.quotes import Quote, Statement, statements
from rag.wording import counted
from store.catalogue import Story
from ui.markup import isolated
from ui.sources import opening, where
from ui.tab import PRIVATE, fills, panel, some, vacant

if TYPE_CHECKING:
    from rag.assistant import Assistant

MOST_STATEMENTS = 120
MOST_WORDINGS = 20
LONGEST_QUOTE = 600
_NOBODY = "The reports quote nobody here."


def quotes_tab(assistant: "Assistant") -> None:
    """The tab, over one story."""
    with gr.Tab("Who said what") as tab:
        with gr.Row(elem_classes="narrowing"):
            speaker = gr.Dropdown([("Everybody", "")], label="Speaker", value="", scale=2, min_width=160)
            outlet = gr.Dropdown([("All outlets", "")], label="Outlet", value="", scale=1, min_width=160)
        said = panel(elem_id="said")

    def choices() -> tuple[Any, Any]:
        heard = Counter(one.speaker for one in _statements(assistant))
        names = [("Everybody", ""), *((f"{name} ({times})", name) for name, times in heard.most_common())]
        outlets = [("All outlets", ""), *((name, name) for name in assistant.outlets())]
        return gr.update(choices=names), gr.update(choices=outlets)

    def tell(name: str | None, published: str | None) -> str:
        return told([one for one in _statements(assistant, published or "") if not name or one.speaker == name])

    events = [tab.select, speaker.change, outlet.change]
    first, *_ = fills(said, events, tell, [speaker, outlet], "Reading what was said…")
    first.then(choices, None, [speaker, outlet], **PRIVATE)


def _statements(assistant: "Assistant", outlet: str = "") -> tuple[Statement, ...]:
    with assistant.home.read() as db:
        return _remembered(assistant, assistant.home.story(db), outlet)


@lru_cache(maxsize=8)
def _remembered(assistant: "Assistant", story: Story, outlet: str) -> tuple[Statement, ...]:
    """Grouped anew only when the coverage has changed, which makes it another `Story`."""
    return statements(q for q in assistant.quotes() if not outlet or q.article.outlet == outlet)


def told(made: Sequence[Statement]) -> str:
    """Statements as markup, in their order, a heading for each speaker."""
    if not made:
        return vacant(_NOBODY)
    parts = []
    for speaker, group in groupby(made[:MOST_STATEMENTS], key=lambda one: one.speaker):
        own = list(group)
        number = counted(sum(one.speaker == speaker for one in made), "statement")
        items = "".join(f"<li>{_statement(one)}</li>" for one in own)
        heading = f'<h3>{isolated(speaker, 80)} <span class="count">{number}</span></h3>'
        parts.append(f'{heading}<ul class="entries">{items}</ul>')
    rest = len(made) - MOST_STATEMENTS
    more = f'<p class="more">and {counted(rest, "more statement")}: choose a speaker</p>' if rest > 0 else ""
    return f'<div class="statements">{"".join(parts)}{more}</div>'


def _statement(one: Statement) -> str:
    """Its fullest wording first of the direct ones, those of the other reports below."""
    first, *others = sorted(one.quotes, key=lambda q: not q.said.direct)
    same = [q for q in others if q.text == first.text]
    other = [q for q in others if q.text != first.text]
    spread = f'<span class="count">{counted(one.reports, "report")}, {one.independent} independently</span>'
    below = "".join(f"<li>{_words(q)} {_opened(q)}</li>" for q in other[:MOST_WORDINGS])
    fold = (
        f"<details><summary>{counted(len(other), 'other wording')}</summary><ul>{below}</ul></details>" if other else ""
    )
    return (
        f"<p>{_words(first)} {some([_opened(q) for q in (first, *same)])}{spread if one.reports > 1 else ''}</p>{fold}"
    )


def _words(quote: Quote) -> str:
    words = isolated(quote.text, LONGEST_QUOTE)
    return f'<q class="direct">{words}</q>' if quote.said.direct else f'<span class="reported">{words}</span>'


def _opened(quote: Quote) -> str:
    return opening(quote.article, quote.said.start, quote.said.end, where(quote.article, dated=False))
