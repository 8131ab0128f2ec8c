"""An answer as JSON is the contract of the command line and the page."""

import json
from dataclasses import replace

import pytest

from rag.answer import Answer, AnswerSentence, Citation, Filters, ReportedBy, Turn
from rag.wording import spread
from store.article import Coverage

FIRST = Citation(1, "a1", "post.txt", "Ellery Post", "Shut", "2025-11-18", None, 2, 3, 8, "crack")
UNKNOWN = replace(FIRST, number=2, article="b2", source="wire.txt", outlet=None)
ANSWER = Answer(
    question="Why?",
    standalone_question="Why is it shut?",
    status="answered",
    confidence=0.75,
    text="A crack. [1][2]",
    sentences=(AnswerSentence("A crack.", (1, 2)),),
    citations=(FIRST, UNKNOWN),
    nearest=(),
    coverage=Coverage(2, 1, "2025-11-18", "2025-11-20"),
    engine="extractive",
    notices=("one",),
    timings_ms={"total": 1.5},
    id="q1",
)


def test_the_json_is_the_contracts_to_the_letter() -> None:
    assert json.loads(json.dumps(ANSWER.to_json())) == {
        "id": "q1",
        "question": "Why?",
        "standalone_question": "Why is it shut?",
        "status": "answered",
        "confidence": 0.75,
        "text": "A crack. [1][2]",
        "sentences": [{"text": "A crack.", "citations": [1, 2], "speaker": None, "stance": None}],
        "citations": [
            {
                "number": 1,
                "article": "a1",
                "source": "post.txt",
                "outlet": "Ellery Post",
                "title": "Shut",
                "published": "2025-11-18",
                "url": None,
                "revision": 2,
                "start": 3,
                "end": 8,
                "quote": "crack",
                "speaker": None,
                "verified": "exact",
            },
            {
                "number": 2,
                "article": "b2",
                "source": "wire.txt",
                "outlet": None,
                "title": "Shut",
                "published": "2025-11-18",
                "url": None,
                "revision": 2,
                "start": 3,
                "end": 8,
                "quote": "crack",
                "speaker": None,
                "verified": "exact",
            },
        ],
        "nearest": [],
        "reported_by": {"outlets": 2, "independent": None},
        "coverage": {"articles": 2, "outlets": 1, "from": "2025-11-18", "to": "2025-11-20"},
        "engine": "extractive",
        "notices": ["one"],
        "timings_ms": {"total": 1.5},
    }


def test_reports_of_one_outlet_count_once_and_those_of_unknown_outlet_each() -> None:
    twice = replace(ANSWER, citations=(FIRST, replace(FIRST, number=2, article="c3")))
    unknown = replace(ANSWER, citations=(UNKNOWN, replace(UNKNOWN, article="d4")))
    assert twice.reported_by == ReportedBy(1)
    assert replace(twice, independent=1).to_json()["reported_by"] == {"outlets": 1, "independent": 1}
    assert unknown.reported_by == ReportedBy(2, unknown=2)
    assert spread(unknown.reported_by) == "2 unknown outlets"
    assert spread(ReportedBy(5, 4, 1)) == "4 outlets and 1 unknown outlet, 4 independently"
    assert spread(ReportedBy(0)) == "0 outlets"
    assert replace(ANSWER, citations=()).reported_by == ReportedBy(0)


@pytest.mark.parametrize(
    "narrowed",
    [
        Filters(outlets=("x",)),
        Filters(articles=("x",)),
        Filters(first="2025-01-01"),
        Filters(last="2025-01-01"),
        Filters(speaker="x"),
    ],
)
def test_filters_are_true_when_they_narrow(narrowed: Filters) -> None:
    assert narrowed
    assert not Filters()


def test_a_turn_says_who_spoke() -> None:
    assert (Turn("user", "Why?").role, Turn("assistant", "So.").text) == ("user", "So.")
