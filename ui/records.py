"""The JSON of the command line, named by the contract. Answers bring their own (`rag.answer`)."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from store import catalogue
from store.article import Article
from store.home import Home
from store.independence import copies_of

if TYPE_CHECKING:
    from rag.find import Lookup, Occurrence
    from rag.quotes import Quote
    from rag.search import SearchResult
    from rag.timeline import Event

Id = str | int | None
"""What a line of a batch calls itself."""


def listed(home: Home) -> list[tuple[Article, str | None]]:
    """The articles of the home's story, each with the id of the one that it copies, if any. Raises StoreError."""
    with home.read() as db:
        story = home.story(db)
        copies = copies_of(db, story)
        return [(article, copies.get(article.id)) for article in catalogue.articles(db, story)]


def article_json(article: Article, copy_of: str | None = None) -> dict[str, Any]:
    """One article of `byline articles`; `copy_of` is the id of the article that it was taken from, if any."""
    counted = _of(article, "words revision revisions")
    return _known(article) | counted | {"copies_of": copy_of, "ingested_at": article.ingested_at}


def show_json(article: Article, revisions: Sequence[tuple[int, str]]) -> dict[str, Any]:
    """One article of `byline show`, with its whole text and its labelled spans."""
    return _known(article) | {
        "revision": article.revision,
        "text": article.text,
        "spans": [_of(span, "kind start end") for span in article.spans],
        "revisions": [{"revision": number, "ingested_at": at} for number, at in revisions],
    }


def quote_json(quote: "Quote") -> dict[str, Any]:
    """One thing said, of `byline quotes`."""
    named = {"article": quote.article.id, "source": quote.article.source}
    told = _of(quote.said, "direct speaker speaker_start speaker_end cue")
    return named | _of(quote.said, "start end") | {"quote": quote.text} | told


def timeline_json(events: Iterable["Event"]) -> list[dict[str, Any]]:
    """The dates of `byline timeline`, an entry for each that a report gives; entries of one `event` tell the same."""
    return [
        {
            "date": mention.row.first,
            "date_end": mention.row.last if mention.row.last != mention.row.first else None,
            "precision": mention.row.grain,
            "expression": mention.expression,
            "article": mention.article.id,
            **_of(mention.article, "source outlet"),
            **_of(mention.row, "start end"),
            "text": mention.text,
            "announced": mention.row.announced,
            "event": event.number,
            "conflicts": list(event.conflicts),
        }
        for event in events
        for mention in event.mentions
    ]


def find_json(found: "Lookup", id_: Id = None) -> dict[str, Any]:
    """The result of `byline find`; `nearest` is what comes nearest where there are no occurrences."""
    return {
        "id": id_,
        "query": found.query,
        "occurrences": [_occurrence_json(one) for one in found.occurrences],
        "outlets": found.reported_by.outlets,
        "independent": found.independent,
        "nearest": [_occurrence_json(found.nearest)] if found.nearest else [],
    }


def _occurrence_json(one: "Occurrence") -> dict[str, Any]:
    return {
        **_of(one, "match score"),
        "article": one.article.id,
        **_of(one.article, "source outlet published"),
        **_of(one, "start end quote speaker"),
        "wording_changes": [list(change) for change in one.changes],
        "copies_of": one.copy_of,
        "negation": one.turned,
    }


def search_json(found: "SearchResult", id_: Id = None) -> dict[str, Any]:
    """The result of `byline search`."""
    hits = [
        _of(hit, "rank score")
        | {"article": hit.article.id}
        | _of(hit.article, "source outlet title published")
        | _of(hit, "start end text")
        for hit in found.hits
    ]
    question = {"question": found.question.asked, "standalone_question": found.question.standalone}
    return {"id": id_} | question | {"hits": hits}


def _known(article: Article) -> dict[str, Any]:
    return {"article": article.id} | _of(article, "source outlet title author published url")


def _of(thing: object, names: str) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names.split()}
