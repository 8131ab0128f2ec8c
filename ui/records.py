"""The JSON of the command line, named by the contract. Answers bring their own (`rag.answer`)."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from store.article import Article

if TYPE_CHECKING:
    from rag.find import Lookup, Occurrence
    from rag.quotes import Quote
    from rag.search import SearchResult
    from rag.timeline import Event


def article_json(article: Article, copy_of: str | None = None) -> dict[str, Any]:
    """One article of `byline articles`; `copy_of` is the id of the article that it was taken from, if any."""
    return _facts(article) | {
        "words": article.words,
        "revision": article.revision,
        "revisions": article.revisions,
        "copies_of": copy_of,
        "ingested_at": article.ingested_at,
    }


def show_json(article: Article, revisions: Sequence[tuple[int, str]]) -> dict[str, Any]:
    """One article of `byline show`, with its whole text and its labelled spans."""
    return _facts(article) | {
        "revision": article.revision,
        "text": article.text,
        "spans": [{"kind": s.kind, "start": s.start, "end": s.end} for s in article.spans],
        "revisions": [{"revision": number, "ingested_at": at} for number, at in revisions],
    }


def quote_json(quote: "Quote") -> dict[str, Any]:
    """One thing said, of `byline quotes`."""
    return {
        "article": quote.article.id,
        "source": quote.article.source,
        "start": quote.said.start,
        "end": quote.said.end,
        "quote": quote.text,
        "direct": quote.said.direct,
        "speaker": quote.said.speaker,
        "speaker_start": quote.said.speaker_start,
        "speaker_end": quote.said.speaker_end,
        "cue": quote.said.cue,
    }


def timeline_json(events: Iterable["Event"]) -> list[dict[str, Any]]:
    """The dates of `byline timeline`, an entry for each that a report gives; entries of one `event` tell the same."""
    return [
        {
            "date": mention.row.first,
            "date_end": mention.row.last if mention.row.last != mention.row.first else None,
            "precision": mention.row.grain,
            "expression": mention.expression,
            "article": mention.article.id,
            "source": mention.article.source,
            "outlet": mention.article.outlet,
            "start": mention.row.start,
            "end": mention.row.end,
            "text": mention.text,
            "announced": mention.row.announced,
            "event": event.number,
            "conflicts": list(event.conflicts),
        }
        for event in events
        for mention in event.mentions
    ]


def find_json(found: "Lookup", id_: str | int | None = None) -> dict[str, Any]:
    """The result of `byline find`; `nearest` is what comes nearest where there are no occurrences."""
    return {
        "id": id_,
        "query": found.query,
        "occurrences": [_occurrence_json(one) for one in found.occurrences],
        "outlets": found.outlets,
        "independent": found.independent,
        "nearest": [_occurrence_json(found.nearest)] if found.nearest else [],
    }


def _occurrence_json(one: "Occurrence") -> dict[str, Any]:
    return {
        "match": one.match,
        "score": one.score,
        "article": one.article.id,
        "source": one.article.source,
        "outlet": one.article.outlet,
        "published": one.article.published,
        "start": one.start,
        "end": one.end,
        "quote": one.quote,
        "speaker": one.speaker,
        "wording_changes": [list(change) for change in one.changes],
        "copies_of": one.copy_of,
        "negation": one.turned,
    }


def _facts(article: Article) -> dict[str, Any]:
    return {
        "article": article.id,
        "source": article.source,
        "outlet": article.outlet,
        "title": article.title,
        "author": article.author,
        "published": article.published,
        "url": article.url,
    }


def search_json(found: "SearchResult", id_: str | int | None = None) -> dict[str, Any]:
    """The result of `byline search`."""
    return {
        "id": id_,
        "question": found.question.asked,
        "standalone_question": found.question.standalone,
        "hits": [
            {
                "rank": hit.rank,
                "score": hit.score,
                "article": hit.article.id,
                "source": hit.article.source,
                "outlet": hit.article.outlet,
                "title": hit.article.title,
                "published": hit.article.published,
                "start": hit.start,
                "end": hit.end,
                "text": hit.text,
            }
            for hit in found.hits
        ],
    }
