"""The tab of who said what: statements by speaker, each in the wordings of all reports that have it."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.answer import Filters
from rag.quotes import Statement, statements
from rag.retrieve import allowed_articles
from store.catalogue import Story
from ui.tab import PRIVATE, fills, narrowed, narrowing, panel, vacant
from ui.template import rendered

if TYPE_CHECKING:
    from rag.assistant import Assistant

MOST_STATEMENTS = 120


def quotes_tab(assistant: "Assistant") -> None:
    """The tab, over one story."""
    with gr.Tab("Who said what") as tab:
        with gr.Row(elem_classes="narrowing"):
            speaker = gr.Dropdown([("Everybody", "")], label="Speaker", value="", min_width=160)
        parts = narrowing(assistant)
        said = panel(elem_id="said")

    def choices() -> Any:  # noqa: ANN401
        heard = Counter(one.speaker for one in _statements(assistant))
        names = [("Everybody", ""), *((f"{name} ({times})", name) for name, times in heard.most_common())]
        return gr.update(choices=names)

    def tell(name: str | None, *chosen: Any) -> str:  # noqa: ANN401 - see `narrowed`
        own = _statements(assistant, narrowed(*chosen))
        return statements_markup([one for one in own if not name or one.speaker == name])

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


def statements_markup(made: Sequence[Statement]) -> str:
    """Statements as markup, in their order, a heading for each speaker."""
    if not made:
        return vacant("The reports quote nobody here.")
    heard = Counter(one.speaker for one in made)
    shown = groupby(made[:MOST_STATEMENTS], key=lambda one: one.speaker)
    speakers = [(name, heard[name], list(own)) for name, own in shown]
    return rendered("said", speakers=speakers, rest=len(made) - MOST_STATEMENTS)
