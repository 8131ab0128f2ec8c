"""MultiHop-RAG as a task: its two files, the facts among the passages found, null queries left out of that."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.errors import SuiteError
from evals.task import Task
from evals.tasks.multihop_rag import multihop_rag
from store.home import Home
from tests.evals.tasks.making import worked

KITES = {
    "title": "Kites over Sarby",
    "author": None,
    "source": "Sarby Herald",
    "published_at": "2023-10-02T09:15:00+00:00",
    "category": "sports",
    "url": "https://herald.example/kites",
    "body": "Forty kites rose over Sarby on Sunday.\r\nThe red kite of Jon Maas flew highest.",
}
TAX = {
    "title": "A tax on string",
    "author": "Lena Brisk",
    "source": "Odrin Ledger",
    "published_at": "2023-11-20",
    "category": "business",
    "url": "https://ledger.example/string",
    "body": "The council of Sarby taxes string from May.",
}


def evidence(article: dict[str, Any], fact: str) -> dict[str, Any]:
    return {key: value for key, value in article.items() if key != "body"} | {"fact": fact}


WHOSE = {
    "query": "Whose kite flew highest over the town that taxes string?",
    "answer": "Jon Maas",
    "question_type": "inference_query",
    "evidence_list": [
        evidence(KITES, "The red  kite of Jon Maas\nflew highest."),
        evidence(TAX, "The council of Sarby taxes string from May."),
    ],
}
NOBODY = {
    "query": "Which violins did Ptolemy dislike?",
    "answer": "Insufficient information.",
    "question_type": "null_query",
    "evidence_list": [],
}


def task(folder: Path, queries: list[dict[str, Any]], corpus: list[dict[str, Any]]) -> Task:
    for name, rows in (("queries", queries), ("corpus", corpus)):
        (folder / f"{name}.json").write_text(json.dumps(rows), encoding="utf-8")
    return multihop_rag(folder / "queries.json", folder / "corpus.json")


def test_an_article_keeps_its_outlet_date_author_and_address(tmp_path: Path) -> None:
    kites, tax = task(tmp_path, [], [KITES, TAX]).drafts or ()
    assert (kites.source, kites.url) == (KITES["url"], KITES["url"])
    assert (kites.outlet, kites.published) == ("Sarby Herald", "2023-10-02T09:15:00+00:00")
    assert (kites.author, tax.author) == (None, "Lena Brisk")
    assert kites.text == "Forty kites rose over Sarby on Sunday.\nThe red kite of Jon Maas flew highest."


def test_queries_are_numbered_and_a_null_query_is_to_be_refused(tmp_path: Path) -> None:
    samples = task(tmp_path, [WHOSE, NOBODY], [KITES, TAX]).samples
    assert [(s.id, s.kind, s.status) for s in samples] == [
        ("0", "inference_query", "answered"),
        ("1", "null_query", "not_in_coverage"),
    ]


def test_passages_are_scored_by_their_facts_and_null_queries_by_refusal_alone(home: Home, tmp_path: Path) -> None:
    scores = worked(home, task(tmp_path, [WHOSE, NOBODY], [KITES, TAX]))
    assert (scores["0"]["hits_4"], scores["0"]["mrr_10"]) == (1, 1)
    assert "hits_4" not in scores["1"]
    assert scores["1"]["should_refuse"] == 1


def test_a_fact_that_nobody_reported_is_not_hit(home: Home, tmp_path: Path) -> None:
    missing = WHOSE | {"evidence_list": [evidence(KITES, "The blue kite flew highest.")]}
    assert worked(home, task(tmp_path, [missing], [KITES, TAX]))["0"]["hits_10"] == 0


def test_a_date_that_cannot_be_read_is_refused_with_the_item(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match=r"corpus.json: 1.published_at: '03/04/2023' could be two"):
        task(tmp_path, [], [KITES, TAX | {"published_at": "03/04/2023"}])


def test_a_query_without_its_evidence_is_refused_with_the_item(tmp_path: Path) -> None:
    bare = {key: value for key, value in WHOSE.items() if key != "evidence_list"}
    with pytest.raises(SuiteError, match=r"queries.json: 0.evidence_list: Field required"):
        task(tmp_path, [bare], [KITES])
