"""RAMDocs as a task: when documents differ, and what the citations show of right and wrong answers."""

from pathlib import Path

import pytest

from evals.errors import SuiteError
from evals.sample import Sample
from evals.task import Outcome
from evals.tasks.ramdocs import Question, ramdocs, show
from rag.answer import Answer
from rag.citations import cite
from store.article import Coverage
from store.home import Home
from tests.evals.tasks.making import lines, worked
from tests.rag.making import article


def document(text: str, answer: str, type: str = "correct") -> dict[str, str]:
    return {"text": text, "answer": answer, "type": type}


SPIRE = {
    "id": "spire",
    "question": "How tall is the spire of Lorn minster?",
    "documents": [
        document("The spire of Lorn minster is 1,204 feet tall.\r\nIt was built by monks.", "1,204 feet"),
        document("Lorn minster has a spire that is 88 feet tall, so the sexton wrote.", "88 feet", "misinfo"),
        document("Eels are smoked in Quell.", "unknown", "noise"),
    ],
    "gold_answers": ["1,204 feet"],
    "wrong_answers": ["88 feet"],
}
OTHER = {
    "id": "other",
    "question": "Who smokes eels?",
    "documents": [document("Eels are smoked in Quell by Ole Finst.", "Ole Finst")],
    "gold_answers": ["Ole Finst", "Mrs Dorn"],
    "wrong_answers": [],
}


def status(*answers: str) -> str | None:
    return Question.model_validate(SPIRE | {"documents": [document("Text.", answer) for answer in answers]}).status


class TestReading:
    def test_each_document_becomes_an_article_and_a_question_is_asked_of_its_own(self, tmp_path: Path) -> None:
        task = ramdocs(lines(tmp_path / "set.jsonl", [SPIRE, OTHER]))
        assert [d.source for d in task.drafts or ()] == ["spire/0", "spire/1", "spire/2", "other/0"]
        assert task.texts["spire/0"] == "The spire of Lorn minster is 1,204 feet tall.\nIt was built by monks."
        assert task.samples[0].filters.articles == ("spire/0", "spire/1", "spire/2")

    def test_documents_that_answer_differently_are_a_dispute(self) -> None:
        assert status("88 feet", "90 feet") == "disputed"
        assert status("88 feet", "88 feet") == "answered"

    def test_typography_makes_no_difference_and_a_document_without_an_answer_no_dispute(self) -> None:
        assert status("1,204 Feet", "1204  feet", "unknown") == "answered"

    def test_where_no_document_answers_nobody_judged(self) -> None:
        assert status("unknown") is None

    def test_an_unknown_type_of_document_is_refused(self, tmp_path: Path) -> None:
        odd = OTHER | {"documents": [document("Text.", "x", "rumour")]}
        with pytest.raises(SuiteError, match=r"set.jsonl:2: documents.0.type: Input should be 'correct'"):
            ramdocs(lines(tmp_path / "set.jsonl", [SPIRE, odd]))


def cited(*quotes: str) -> Outcome:
    """An answer that cites these words, made by hand."""
    held = [article(quote, id=f"a{n}") for n, quote in enumerate(quotes)]
    citations = tuple(cite(n, a, 0, len(a.text)) for n, a in enumerate(held, start=1))
    return Outcome(Answer("?", "?", "answered", 0.9, "", (), citations, (), Coverage(1, 1, None, None), "extractive"))


class TestShown:
    SPIRE, OTHER = (Sample(row["id"], "?", gold=Question.model_validate(row)) for row in (SPIRE, OTHER))

    def test_the_share_of_answers_that_a_citation_holds(self) -> None:
        scores = show(self.OTHER, cited("Eels come from Quell.", "They are smoked by Ole Finst."))
        assert scores == {"answers_found": 1 / 2, "wrong_shown": None}

    def test_right_and_wrong_answers_are_told_apart(self) -> None:
        assert show(self.SPIRE, cited("It is 1204 feet tall.")) == {
            "answers_found": 1,
            "wrong_shown": 0,
        }
        assert show(self.SPIRE, cited("It is 88 feet tall.")) == {"answers_found": 0, "wrong_shown": 1}

    def test_an_answer_that_two_citations_only_make_together_is_not_shown(self) -> None:
        assert show(self.OTHER, cited("by Ole", "Finst"))["answers_found"] == 0

    def test_a_refusal_shows_nothing(self) -> None:
        assert show(self.SPIRE, cited()) == {"answers_found": 0, "wrong_shown": 0}

    def test_without_an_answer_nothing_is_scored(self) -> None:
        assert not show(self.SPIRE, Outcome())


def test_a_question_is_answered_and_scored(home: Home, tmp_path: Path) -> None:
    scores = worked(home, ramdocs(lines(tmp_path / "set.jsonl", [SPIRE, OTHER])))
    assert [scores[id_]["should_dispute"] for id_ in ("spire", "other")] == [1, 0]
    assert scores["spire"]["answers_found"] == scores["spire"]["wrong_shown"] == 1
    assert scores["other"]["answers_found"] == 1 / 2
