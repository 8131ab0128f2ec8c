"""The JSON of the command line is the contract's, to the last key."""

from rag.question import read_question
from rag.quotes import Quote
from rag.search import SearchHit, SearchResult
from store.spans import SpeechRow
from tests.ui.newsroom import ARTICLES
from ui.records import article_json, quote_json, search_json, show_json

POST = ARTICLES[0]


def test_an_article_of_the_list() -> None:
    assert article_json(POST) == {
        "article": "post",
        "source": "post.txt",
        "outlet": "Ellery Post",
        "title": "Swing bridge shut to lorries until spring",
        "author": "Maud Okafor",
        "published": "2025-11-18",
        "url": "https://post.example/bridge",
        "words": len(POST.text.split()),
        "revision": 1,
        "revisions": 1,
        "copies_of": None,
        "ingested_at": "2025-11-20T08:00:00",
    }


def test_a_copy_names_its_source() -> None:
    assert article_json(POST, "0123456789ab")["copies_of"] == "0123456789ab"


def test_a_quote() -> None:
    said = SpeechRow(4, 16, True, "Ines Caldera", 20, 23, "said", 24, 28, "post")
    assert quote_json(Quote(POST, said)) == {
        "article": "post",
        "source": "post.txt",
        "start": 4,
        "end": 16,
        "quote": "swing bridge",
        "direct": True,
        "speaker": "Ines Caldera",
        "speaker_start": 20,
        "speaker_end": 23,
        "cue": "said",
    }


def test_an_article_that_is_shown() -> None:
    made = show_json(POST, [(1, "2025-11-19T08:00:00"), (2, "2025-11-20T08:00:00")])
    assert list(made) == "article source outlet title author published url revision text spans revisions".split()
    assert made["text"] == POST.text
    assert made["spans"][0] == {"kind": "body", "start": 0, "end": POST.text.index("\n") + 1}
    assert "".join(POST.text[s["start"] : s["end"]] for s in made["spans"]) == POST.text
    assert made["revisions"] == [
        {"revision": 1, "ingested_at": "2025-11-19T08:00:00"},
        {"revision": 2, "ingested_at": "2025-11-20T08:00:00"},
    ]


def test_what_a_search_found() -> None:
    found = SearchResult(read_question("Who found it?"), (SearchHit(1, 0.5, POST, 4, 16),))
    assert search_json(found, 7) == {
        "id": 7,
        "question": "Who found it?",
        "standalone_question": "Who found it?",
        "hits": [
            {
                "rank": 1,
                "score": 0.5,
                "article": "post",
                "source": "post.txt",
                "outlet": "Ellery Post",
                "title": "Swing bridge shut to lorries until spring",
                "published": "2025-11-18",
                "start": 4,
                "end": 16,
                "text": "swing bridge",
            }
        ],
    }
    assert search_json(SearchResult(found.question, ()))["hits"] == []
