"""A suite to begin with, made from a home's own reports: a reporter fills in the questions."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest

from evals.templates import filled
from store.article import Article
from store.sentences import split

STUBS = 4
"""Samples made from sentences of the reports."""
_TELLING = re.compile(r"[\d“”\"«»„]")
"""A sentence with a figure or a quotation is easy to ask about."""
_QUOTED = re.compile(r"[“”\"«»„]")
_WORDS = range(6, 50)


def starter(articles: Sequence[Article]) -> str:
    """A commented suite in YAML, with sentences of the articles quoted, as many outlets as there are.

    It reads back (`evals.suites.read_suite`) once its questions, which say TODO, are written. The same articles give
    the same text, in whatever order.
    """
    stubs = [("quote" if _QUOTED.search(words) else "fact", article, words) for article, words in _chosen(articles)]
    return filled("starter.yaml", stubs=stubs)


def _chosen(articles: Sequence[Article]) -> list[tuple[Article, str]]:
    """Sentences to ask about, one of each outlet in turn."""
    outlets: dict[str, list[Article]] = {}
    for article in sorted(articles, key=lambda article: article.source):
        outlets.setdefault(article.outlet or article.source, []).append(article)
    rounds = zip_longest(*map(_sentences, outlets.values()))
    return list(islice((found for row in rounds for found in row if found), STUBS))


def _sentences(articles: Sequence[Article]) -> Iterator[tuple[Article, str]]:
    """Sentences of the articles' bodies, of each article those with a figure or a quotation first."""
    for article in articles:
        body = [span for span in article.spans if span.kind == "body"]
        sentences = [article.text[start:end] for start, end, _ in split(article.text, body)]
        usable = [sentence for sentence in sentences if len(re.findall(r"\w+", sentence)) in _WORDS]
        yield from ((article, sentence) for sentence in sorted(usable, key=lambda s: not _TELLING.search(s)))
