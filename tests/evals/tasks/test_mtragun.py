"""MTRAG-UN as a task: the pool as articles, the last questions with their turns, who is judged."""

from pathlib import Path

import pytest

from evals.errors import SuiteError
from evals.tasks.mtragun import mtragun
from rag.answer import Turn
from store.home import Home
from tests.evals.tasks.making import lines, worked

PASSAGES = [
    {"id": "p1", "title": "", "text": "Barges carry peat down the Odrin canal.\r\nThe tow path is open."},
    {"id": "p2", "title": "Locks\nof the canal", "text": "Seven locks lift the barges to Maunt."},
    {"id": "p3", "title": "Bees", "text": "Hives stand in the heather until autumn."},
]
TALK = {
    "id": "talk",
    "turns": [{"role": "user", "text": "Which locks?"}, {"role": "assistant", "text": "At Maunt."}],
    "question": "How many locks lift the barges to Maunt?",
    "answerability": "answerable",
    "relevant": {"p2": 1},
}
UNKNOWN = {
    "id": "unknown",
    "turns": [],
    "question": "Which comet did Ptolemy dislike?",
    "answerability": "unanswerable",
    "relevant": {},
}
VAGUE = UNKNOWN | {"id": "vague", "answerability": "underspecified"}
PARTLY = TALK | {"id": "partly", "answerability": "partial", "relevant": {"p2": 1, "p3": 0}}


def test_the_pool_becomes_articles_with_stored_line_ends_and_titles_of_one_line(tmp_path: Path) -> None:
    drafts = mtragun(lines(tmp_path / "set.jsonl", []), lines(tmp_path / "pool.jsonl", PASSAGES)).drafts or ()
    assert [(d.source, d.title) for d in drafts] == [("p1", None), ("p2", "Locks of the canal"), ("p3", "Bees")]
    assert drafts[0].text == "Barges carry peat down the Odrin canal.\nThe tow path is open."


def test_a_conversation_becomes_its_last_question_with_the_turns_before(tmp_path: Path) -> None:
    [sample] = mtragun(lines(tmp_path / "set.jsonl", [TALK]), lines(tmp_path / "pool.jsonl", [])).samples
    assert sample.turns == (Turn("user", "Which locks?"), Turn("assistant", "At Maunt."))
    assert (sample.question, sample.relevant, sample.kind) == (TALK["question"], {"p2"}, "answerable")


def test_only_what_is_judged_the_one_or_the_other_has_a_status(tmp_path: Path) -> None:
    rows = [TALK, UNKNOWN, VAGUE, PARTLY]
    samples = mtragun(lines(tmp_path / "set.jsonl", rows), lines(tmp_path / "pool.jsonl", [])).samples
    assert [s.status for s in samples] == ["answered", "not_in_coverage", None, None]
    assert [s.relevant for s in samples] == [{"p2"}, set(), set(), {"p2"}]


def test_a_turn_of_somebody_else_is_refused(tmp_path: Path) -> None:
    odd = TALK | {"turns": [{"role": "system", "text": "Be brief."}]}
    with pytest.raises(SuiteError, match=r"set.jsonl:1: turns.0.role: Input should be 'user' or 'assistant'"):
        mtragun(lines(tmp_path / "set.jsonl", [odd]), lines(tmp_path / "pool.jsonl", []))


def test_ranking_is_scored_where_passages_are_known_and_refusal_where_it_was_judged(home: Home, tmp_path: Path) -> None:
    task = mtragun(lines(tmp_path / "set.jsonl", [TALK, UNKNOWN, VAGUE]), lines(tmp_path / "pool.jsonl", PASSAGES))
    scores = worked(home, task)
    assert (scores["talk"]["ndcg_10"], scores["talk"]["recall_5"]) == (1, 1)
    assert scores["unknown"].get("ndcg_10") is None
    assert [scores[id_]["should_refuse"] for id_ in ("talk", "unknown", "vague")] == [0, 1, None]
    assert (scores["talk"]["confidence"] or 0) > (scores["unknown"]["confidence"] or 0)
