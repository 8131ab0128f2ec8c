"""CLAP NQ as a task: offsets of the sentences, what counts as cited, and the F1 of a choice, worked out by hand."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.errors import SuiteError
from evals.named import task_of
from evals.task import Outcome
from evals.tasks.clapnq import Choice, clapnq
from store.home import Home
from tests.evals.tasks.making import assistant, lines, worked

DYKE = {
    "id": "dyke",
    "question": "who built the long dyke at Hallum",
    "title": "Hallum dyke",
    "sentences": [
        "The dyke runs for nine miles.",
        "Widow Teska built the long dyke at Hallum.",
        "It “held” in 1703 — barely.",
        "Sheep graze on it now.",
    ],
    "gold_sentences": [1, 2],
    "answers": ["Widow Teska"],
}
MILL = {
    "id": "mill",
    "question": "how many violins did the emperor own",
    "title": "Brusk mill",
    "sentences": ["The mill at Brusk has three stones.", "Rye is ground there every Tuesday."],
    "gold_sentences": [],
    "answers": [],
}


class TestReading:
    def test_a_passage_becomes_an_article(self, tmp_path: Path) -> None:
        drafts = clapnq(lines(tmp_path / "set.jsonl", [DYKE, MILL])).drafts or ()
        assert [(d.source, d.title) for d in drafts] == [("dyke", "Hallum dyke"), ("mill", "Brusk mill")]
        assert drafts[1].text == "The mill at Brusk has three stones. Rye is ground there every Tuesday."

    def test_a_question_is_asked_of_its_own_passage_and_is_answerable_if_a_sentence_was_chosen(
        self, tmp_path: Path
    ) -> None:
        samples = clapnq(lines(tmp_path / "set.jsonl", [DYKE, MILL])).samples
        assert [s.filters.articles for s in samples] == [("dyke",), ("mill",)]
        assert [s.status for s in samples] == ["answered", "not_in_coverage"]
        assert samples[0].question == DYKE["question"]

    def test_the_chosen_sentences_are_the_claims_of_the_sample_where_they_stand_in_the_stored_article(
        self, tmp_path: Path
    ) -> None:
        broken = MILL | {"sentences": ["One\r\nstone.", "Two stones."], "gold_sentences": [0, 1]}
        task = clapnq(lines(tmp_path / "set.jsonl", [DYKE, broken]))
        places = [[place for claim in sample.claims for place in claim.places] for sample in task.samples]
        words = [[task.texts[p.source][p.start : p.end] for p in some] for some in places]
        assert words == [DYKE["sentences"][1:3], ["One\nstone.", "Two stones."]]

    def test_a_choice_of_a_sentence_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(SuiteError, match=r"set.jsonl:2: gold_sentences goes past the last of 2 sentences"):
            clapnq(lines(tmp_path / "set.jsonl", [DYKE, MILL | {"gold_sentences": [2]}]))

    def test_so_is_an_id_that_comes_twice(self, tmp_path: Path) -> None:
        with pytest.raises(SuiteError, match="two rows have the id 'dyke'"):
            task_of(f"clapnq={lines(tmp_path / 'set.jsonl', [DYKE, DYKE])}", list)


CHOICE = Choice(((0, 10), (11, 21), (22, 22), (23, 30)), frozenset())


class TestCited:
    def test_half_a_sentence_counts_and_less_does_not(self) -> None:
        assert CHOICE.cited([(0, 5)]) == {0}
        assert CHOICE.cited([(0, 4)]) == set()

    def test_a_span_may_reach_over_several(self) -> None:
        assert CHOICE.cited([(3, 17)]) == {0, 1}

    def test_parts_add_up(self) -> None:
        assert CHOICE.cited([(0, 3), (8, 10)]) == {0}

    def test_the_same_words_cited_twice_count_once(self) -> None:
        assert CHOICE.cited([(0, 3), (0, 3), (1, 4)]) == set()

    def test_an_empty_sentence_is_never_cited(self) -> None:
        assert 2 not in CHOICE.cited([(0, 30)])

    @given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.data())
    def test_citing_some_sentences_whole_gives_just_those(self, lengths: list[int], data: st.DataObject) -> None:
        starts = [sum(lengths[:n]) + n for n in range(len(lengths))]
        sentences = tuple((start, start + size) for start, size in zip(starts, lengths, strict=True))
        cited = data.draw(st.sets(st.sampled_from(range(len(lengths)))))
        assert Choice(sentences, frozenset()).cited([sentences[n] for n in cited]) == cited


@pytest.mark.parametrize(
    ("cited", "gold", "figure"),
    [
        ({1, 2}, {2, 3, 4}, 2 * (1 / 2) * (1 / 3) / (1 / 2 + 1 / 3)),
        ({0, 1, 2, 3}, {1}, 2 * (1 / 4) * 1 / (1 / 4 + 1)),
        ({5, 6}, {5, 6}, 1.0),
        ({1}, {2}, 0.0),
        (set(), {2}, 0.0),
    ],
)
def test_f1_is_the_harmonic_mean_of_precision_and_recall(cited: set[int], gold: set[int], figure: float) -> None:
    tens = tuple((start, start + 10) for start in range(0, 70, 10))
    assert Choice(tens, frozenset(gold)).f1([tens[n] for n in cited]) == pytest.approx(figure)


class TestScoring:
    def test_an_answerable_question_is_scored_by_its_sentences_and_the_other_one_is_not(
        self, home: Home, tmp_path: Path
    ) -> None:
        scores = worked(home, clapnq(lines(tmp_path / "set.jsonl", [DYKE, MILL])))
        assert (scores["dyke"]["should_refuse"], scores["mill"]["should_refuse"]) == (0, 1)
        assert scores["dyke"]["refused"] == 0
        assert scores["dyke"]["sentence_f1"] == scores["dyke"]["sentence_f1_forced"]
        assert scores["dyke"]["sentence_f1"]
        assert "sentence_f1" not in scores["mill"]

    def test_a_refusal_counts_nothing_unless_refusal_is_off(self, home: Home, tmp_path: Path) -> None:
        # Nothing of the question is in the passage, so it is refused; every sentence was chosen, so any will do.
        path = lines(tmp_path / "set.jsonl", [MILL | {"gold_sentences": [0, 1]}])
        task = clapnq(path)
        outcome = task.solve(assistant(home, task), task.samples[0])
        assert outcome.answer and outcome.answer.status == "not_in_coverage"
        scores = task.scores(task.samples[0], outcome)
        assert scores["sentence_f1"] == 0
        assert scores["sentence_f1_forced"]

    def test_without_an_answer_nothing_is_scored(self, tmp_path: Path) -> None:
        task = clapnq(lines(tmp_path / "set.jsonl", [DYKE]))
        assert not task.scores(task.samples[0], Outcome())
