"""The public sets as samples: readers, what counts as cited, and the figures, against numbers worked out by hand."""

import json
from collections.abc import Iterable, Mapping
from math import log2
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals import public
from evals.public import Sample, Scored, cited_sentences, clapnq, clapnq_figures, f1, mtragun, retrieval
from rag.answer import Turn
from rag.assistant import Assistant
from store.home import Home
from tests.homes import EMBEDDER, put_in

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


def lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """A JSON Lines file of the rows."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


class TestClapnq:
    def test_a_passage_becomes_an_article(self, tmp_path: Path) -> None:
        drafts, _ = clapnq(lines(tmp_path / "set.jsonl", [DYKE, MILL]))
        assert [(d.source, d.title) for d in drafts] == [("dyke", "Hallum dyke"), ("mill", "Brusk mill")]
        assert drafts[1].text == "The mill at Brusk has three stones. Rye is ground there every Tuesday."

    def test_the_offsets_are_those_of_the_sentences_in_the_article(self, tmp_path: Path) -> None:
        drafts, samples = clapnq(lines(tmp_path / "set.jsonl", [DYKE]))
        assert [drafts[0].text[start:end] for start, end in samples[0].sentences] == DYKE["sentences"]

    def test_the_offsets_hold_for_the_stored_text_where_line_ends_are_changed(self, tmp_path: Path) -> None:
        row = MILL | {"sentences": ["One\r\nstone.", "Two stones."]}
        drafts, samples = clapnq(lines(tmp_path / "set.jsonl", [row]))
        stored = [drafts[0].text[start:end] for start, end in samples[0].sentences]
        assert stored == ["One\nstone.", "Two stones."]

    def test_a_question_without_chosen_sentences_is_not_answerable(self, tmp_path: Path) -> None:
        _, samples = clapnq(lines(tmp_path / "set.jsonl", [DYKE, MILL]))
        assert [(s.answerable, s.gold) for s in samples] == [(True, {1, 2}), (False, frozenset())]
        assert samples[0].question == DYKE["question"]
        assert samples[0].relevant == {"dyke"}


class TestMtragun:
    def test_the_pool_becomes_articles_with_stored_line_ends_and_titles_of_one_line(self, tmp_path: Path) -> None:
        drafts, _ = mtragun(lines(tmp_path / "set.jsonl", []), lines(tmp_path / "pool.jsonl", PASSAGES))
        assert [(d.source, d.title) for d in drafts] == [("p1", None), ("p2", "Locks of the canal"), ("p3", "Bees")]
        assert drafts[0].text == "Barges carry peat down the Odrin canal.\nThe tow path is open."

    def test_a_conversation_becomes_its_last_question_with_the_turns_before(self, tmp_path: Path) -> None:
        _, [sample] = mtragun(lines(tmp_path / "set.jsonl", [TALK]), lines(tmp_path / "pool.jsonl", []))
        assert sample.turns == (Turn("user", "Which locks?"), Turn("assistant", "At Maunt."))
        assert (sample.question, sample.relevant) == (TALK["question"], {"p2"})

    def test_only_what_is_judged_the_one_or_the_other_is_labelled(self, tmp_path: Path) -> None:
        rows = [TALK, UNKNOWN, VAGUE, TALK | {"answerability": "partial"}]
        _, samples = mtragun(lines(tmp_path / "set.jsonl", rows), lines(tmp_path / "pool.jsonl", []))
        assert [s.answerable for s in samples] == [True, False, None, None]


SAMPLE = Sample("s", "?", sentences=((0, 10), (11, 21), (22, 22), (23, 30)))


class TestCitedSentences:
    def test_half_a_sentence_counts_and_less_does_not(self) -> None:
        assert cited_sentences(SAMPLE, [(0, 5)]) == {0}
        assert cited_sentences(SAMPLE, [(0, 4)]) == set()

    def test_a_span_may_reach_over_several(self) -> None:
        assert cited_sentences(SAMPLE, [(3, 17)]) == {0, 1}

    def test_parts_add_up(self) -> None:
        assert cited_sentences(SAMPLE, [(0, 3), (8, 10)]) == {0}

    def test_the_same_words_cited_twice_count_once(self) -> None:
        assert cited_sentences(SAMPLE, [(0, 3), (0, 3), (1, 4)]) == set()

    def test_an_empty_sentence_is_never_cited(self) -> None:
        assert 2 not in cited_sentences(SAMPLE, [(0, 30)])

    @given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.data())
    def test_citing_some_sentences_whole_gives_just_those(self, lengths: list[int], data: st.DataObject) -> None:
        starts = [sum(lengths[:n]) + n for n in range(len(lengths))]
        sentences = tuple((start, start + size) for start, size in zip(starts, lengths, strict=True))
        chosen = data.draw(st.sets(st.sampled_from(range(len(lengths)))))
        assert cited_sentences(Sample("s", "?", sentences=sentences), [sentences[n] for n in chosen]) == chosen


class TestF1:
    @pytest.mark.parametrize(
        ("chosen", "gold", "figure"),
        [
            ({1, 2}, {2, 3, 4}, 2 * (1 / 2) * (1 / 3) / (1 / 2 + 1 / 3)),
            ({0, 1, 2, 3}, {1}, 2 * (1 / 4) * 1 / (1 / 4 + 1)),
            ({5, 6}, {5, 6}, 1.0),
            ({1}, {2}, 0.0),
            (set(), {2}, 0.0),
        ],
    )
    def test_is_the_harmonic_mean_of_precision_and_recall(
        self, chosen: set[int], gold: set[int], figure: float
    ) -> None:
        assert f1(chosen, frozenset(gold)) == pytest.approx(figure)


class TestRetrieval:
    def test_a_relevant_source_counts_by_its_rank(self) -> None:
        figures = retrieval([Sample("a", "?", relevant=frozenset("x"))], {"a": ["p", "q", "x"]})
        assert figures == {"nDCG@10": pytest.approx(1 / log2(3 + 1)), "R@5": pytest.approx(1)}

    def test_several_relevant_ones_are_measured_against_the_best_possible_order(self) -> None:
        figures = retrieval([Sample("a", "?", relevant=frozenset("yz"))], {"a": list("zabcdefy")})
        best = 1 / log2(1 + 1) + 1 / log2(2 + 1)
        assert figures == {
            "nDCG@10": pytest.approx((1 / log2(1 + 1) + 1 / log2(8 + 1)) / best),
            "R@5": pytest.approx(1 / 2),
        }

    def test_what_comes_eleventh_counts_for_nothing(self) -> None:
        figures = retrieval([Sample("a", "?", relevant=frozenset("x"))], {"a": [*"0123456789", "x"]})
        assert figures == {"nDCG@10": 0, "R@5": 0}

    def test_a_question_for_which_nothing_was_found_counts_as_zero(self) -> None:
        samples = [Sample("a", "?", relevant=frozenset("x")), Sample("b", "?", relevant=frozenset("x"))]
        assert retrieval(samples, {"a": ["x"], "b": []}) == {"nDCG@10": pytest.approx(0.5), "R@5": pytest.approx(0.5)}


class TestClapnqFigures:
    SCORED = (
        Scored(answerable=True, confidence=0.9, refused=False, f1=0.8, citations=3),
        Scored(answerable=True, confidence=0.7, refused=False, f1=0.0, citations=2),
        Scored(answerable=True, confidence=0.2, refused=True, f1=0.6, citations=1),
        Scored(answerable=False, confidence=0.3, refused=True, f1=0.0, citations=6),
        Scored(answerable=False, confidence=0.1, refused=True, f1=0.0, citations=6),
    )

    def test_are_means_over_the_answerable_questions(self) -> None:
        figures = clapnq_figures(self.SCORED)
        assert figures["sentence F1"] == pytest.approx((0.8 + 0 + 0) / 3)
        assert figures["sentence F1, refusal off"] == pytest.approx((0.8 + 0 + 0.6) / 3)
        assert figures["citations per answer"] == pytest.approx(2)

    def test_an_answer_with_the_wrong_sentences_is_no_refusal(self) -> None:
        assert clapnq_figures(self.SCORED)["refused of answerable"] == pytest.approx(1 / 3)

    def test_auroc_is_the_share_of_pairs_in_the_right_order(self) -> None:
        assert clapnq_figures(self.SCORED)["answerable AUROC"] == pytest.approx(5 / 6)


def assistant(home: Home, drafts: Iterable[Any]) -> Assistant:
    """An assistant over the drafts, with the stand-in model."""
    put_in(home, drafts)
    return Assistant(home, EMBEDDER)  # type: ignore[arg-type]


def test_sources_are_ranked_by_their_best_passage_and_named_once(home: Home, tmp_path: Path) -> None:
    drafts, [sample] = mtragun(lines(tmp_path / "set.jsonl", [TALK]), lines(tmp_path / "pool.jsonl", PASSAGES))
    ranked = public.ranked_sources(assistant(home, drafts), sample)
    assert ranked[0] == "p2"
    assert len(ranked) == len(set(ranked))


def test_clapnq_is_asked_of_each_question_s_own_passage(home: Home, tmp_path: Path) -> None:
    other = DYKE | {"id": "other", "sentences": ["Fog lay over the river.", "Nobody came."], "gold_sentences": []}
    drafts, samples = clapnq(lines(tmp_path / "set.jsonl", [DYKE, other]))
    figures = public.report_clapnq(assistant(home, drafts), samples)
    assert figures["answerable AUROC"] == 1
    assert figures["sentence F1, refusal off"] > 0


def test_the_figures_of_conversations_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions = lines(tmp_path / "set.jsonl", [TALK, UNKNOWN, VAGUE])
    pool = lines(tmp_path / "pool.jsonl", PASSAGES)
    public.main([str(questions), str(pool), "--homes", str(tmp_path / "homes")])
    figures = dict(line.rsplit(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert figures == {"nDCG@10": "1.000", "R@5": "1.000", "answerable AUROC": "1.000"}
    assert (tmp_path / "homes" / "mtragun" / "byline.db").exists()
