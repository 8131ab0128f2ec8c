"""The tab of who said what: statements by speaker, each in the wordings of all reports that have it."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.answer import Filters
from rag.quotes import Quote, Statement, statements
from rag.retrieve import allowed_articles
from rag.wording import counted
from store.catalogue import Story
from ui.markup import isolated
from ui.sources import opening, where
from ui.tab import PRIVATE, fills, narrowed, narrowing, panel, some, vacant

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
            speaker = gr.Dropdown([("Everybody", "")], label="Speaker", value="", min_width=160)
        parts = narrowing(assistant, tab)
        said = panel(elem_id="said")

    def choices() -> Any:  # noqa: ANN401
        heard = Counter(one.speaker for one in _statements(assistant))
        names = [("Everybody", ""), *((f"{name} ({times})", name) for name, times in heard.most_common())]
        return gr.update(choices=names)

    def tell(name: str | None, *chosen: Any) -> str:  # noqa: ANN401 - see `narrowed`
        own = _statements(assistant, narrowed(*chosen))
        return told([one for one in own if not name or one.speaker == name])

    events = [tab.select, *(part.change for part in (speaker, *parts))]
    first, *_ = fills(said, events, tell, [speaker, *parts], "Reading what was said…")
    first.then(choices, None, speaker, **PRIVATE)


def _statements(assistant: "Assistant", filters: Filters = Filters()) -> tuple[Statement, ...]:
    with assistant.home.read() as db:
        story = assistant.home.story(db)
        allowed = allowed_articles(db, story, filters)
    return _remembered(assistant, story, None if allowed is None else frozenset(allowed))


@lru_cache(maxsize=8)
def _remembered(assistant: "Assistant", story: Story, allowed: frozenset[str] | None) -> tuple[Statement, ...]:
    """Grouped anew only when the coverage has changed, which makes it another `Story`."""
    return statements(q for q in assistant.quotes() if allowed is None or q.article.id in allowed)


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
    words = isolated(quote.told, LONGEST_QUOTE)
    return f'<q class="direct">{words}</q>' if quote.alone else f'<span class="reported">{words}</span>'


def _opened(quote: Quote) -> str:
    return opening(quote.article, quote.said.start, quote.said.end, where(quote.article, dated=False))
