"""Whom a question means by an office alone (`the Orle mayor`): looked for where the coverage calls people so."""

from contextlib import suppress

from rag.errors import AskError
from rag.question import read_question
from rag.reading.callings import asks_calling, named, who_is
from rag.retrieve import DEPTH, question_terms
from rag.view import View
from store import catalogue, lexical, spans
from store.home import Home


def with_names(asked: str, home: Home, view: View) -> str:
    """A question with the names of those whom it describes by an office that the coverage gives them."""

    def called(description: str) -> str | None:
        if description not in view.offices:
            view.offices[description] = who_is(description, _texts_on(description, home, view))
        return view.offices[description]

    with suppress(AskError):  # an earlier turn may be of any length
        return asked if asks_calling(read_question(asked)) else named(asked, called)
    return asked


def _texts_on(words: str, home: Home, view: View) -> list[str]:
    """The texts of the passages that hold most of the words, by BM25."""
    terms, known = question_terms(words, view.vocabulary), view.vocabulary.lists
    with home.read() as db:
        held = spans.passages(db, lexical.search(db, view.story.id, "passage", terms, DEPTH, None, known)).values()
        articles = {a.id: a.text for a in catalogue.articles(db, view.story, {p.article for p in held})}
    return [articles[p.article][p.start : p.end] for p in held]
