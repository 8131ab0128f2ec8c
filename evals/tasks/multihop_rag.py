"""MultiHop-RAG: questions whose evidence is spread over two to four news articles.

Tang and Yang, "MultiHop-RAG: Benchmarking Retrieval-Augmented Generation for Multi-Hop Queries", COLM 2024
(arXiv 2401.15391). Retrieval is scored by the published protocol, see `evals.measures.published_hits`.
"""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from evals.measures import published_hits
from evals.sample import Sample
from evals.scorers import answerable, length
from evals.task import Outcome, Scores, Task, search
from evals.tasks.lines import Row, json_list
from rag.answer import Status
from store.article import Draft
from store.decode import one_line, stored
from store.published import parse_published

DEPTH = 11
"""Passages that the published protocol looks at."""
NULL = "null_query"
"""The type of a question that the corpus does not answer; the protocol leaves it out."""


class Article(Row):
    """An item of the corpus; `source` is the outlet."""

    title: str
    author: str | None
    source: str
    published_at: Annotated[str, AfterValidator(parse_published)]
    url: str
    body: str


class Evidence(Row):
    """A sentence of the corpus that the answer rests on."""

    fact: str


class Query(Row):
    """An item of the queries."""

    query: str
    question_type: str
    evidence_list: list[Evidence]


def multihop_rag(queries: Path, corpus: Path) -> Task:
    """The queries, numbered from 0, over the whole corpus. Raises SuiteError."""
    samples = [_sample(str(number), row) for number, row in enumerate(json_list(queries, Query))]
    drafts = [_draft(article) for article in json_list(corpus, Article)]
    return Task("multihop-rag", samples, search(DEPTH), (answerable, hit, length), drafts)


def hit(sample: Sample, outcome: Outcome) -> Scores:
    """The passages found, best first, by the facts that they hold; a question without an answer is unscored."""
    return published_hits([hit.text for hit in outcome.hits], sample.gold) if sample.status == "answered" else {}


def _sample(id_: str, row: Query) -> Sample:
    expected: Status = "not_in_coverage" if row.question_type == NULL else "answered"
    facts = [evidence.fact for evidence in row.evidence_list]
    return Sample(id_, row.query, kind=row.question_type, status=expected, gold=facts)


def _draft(article: Article) -> Draft:
    return Draft(
        source=article.url,
        text=stored(article.body),
        title=one_line(article.title) or None,
        outlet=one_line(article.source) or None,
        author=one_line(article.author or "") or None,
        published=article.published_at or None,
        url=article.url,
    )
