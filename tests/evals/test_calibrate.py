"""Fitting the two models: raw coefficients, honest cross-validation, the threshold, and the tables they learn from."""

import json
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from evals import calibrate
from evals.calibrate import best_threshold, coverage_table, fitted, sentence_table, standard_error
from evals.fitting import STRENGTH, Numbers, Table, fit, held_out
from evals.sample import Claim, Place, Sample
from rag.answer import Filters
from rag.assistant import Assistant
from rag.calibration import CoverageSignals, SentenceSignals
from store.article import Draft
from store.home import Home
from tests.evals.tasks.making import lines
from tests.homes import EMBEDDER, put_in


def table(signals: Numbers, labels: list[bool], weights: list[float] | None = None) -> Table:
    """Rows of one setting, each of a question of its own."""
    rows = len(labels)
    kinds, groups = np.array(["one"] * rows), np.array([f"q{n}" for n in range(rows)])
    signal_names = tuple("abcdefgh"[: signals.shape[1]])
    return Table(signal_names, signals, np.array(labels), kinds, groups, np.array(weights or [1.0] * rows))


def noisy(rows: int) -> tuple[Numbers, list[bool]]:
    """Signals of very different scales, and labels that depend on them but not wholly."""
    rng = np.random.default_rng(7)
    signals = rng.normal(size=(rows, 3)) * [0.1, 1.0, 20.0] + [0.5, -2.0, 40.0]
    return signals, list(signals @ [12.0, -1.0, 0.05] + rng.normal(size=rows) > 10)


def probabilities(coefficients: dict[str, float], signals: Numbers) -> Numbers:
    """The logistic of the intercept and the weighted raw signals."""
    intercept, *raw = coefficients.values()
    made: Numbers = 1 / (1 + np.exp(-(intercept + signals @ np.array(raw))))
    return made


class TestFit:
    def test_raw_coefficients_say_what_the_model_on_standardised_signals_says(self) -> None:
        signals, labels = noisy(200)
        model = make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH, max_iter=1000)).fit(signals, labels)
        coefficients = fit(table(signals, labels))
        expected = model.predict_proba(signals)[:, 1]
        assert np.abs(probabilities(coefficients, signals) - expected).max() < 2e-3

    def test_coefficients_carry_the_names_of_the_signals_in_their_order(self) -> None:
        signals, labels = noisy(50)
        assert list(fit(table(signals, labels))) == ["intercept", "a", "b", "c"]

    def test_a_row_counts_by_its_weight(self) -> None:
        signals, labels = noisy(80)
        both = labels + [not label for label in labels]
        denied = table(np.vstack([signals, signals]), both, [1.0] * 80 + [1e-9] * 80)
        assert fit(denied) == pytest.approx(fit(table(signals, labels)), abs=1e-3)


def test_a_signal_that_is_left_out_gets_no_coefficient_and_the_others_are_fitted_without_it() -> None:
    signals, labels = noisy(200)
    both = table(signals, labels)
    whole, without = fitted(both, both), fitted(both, both, frozenset({"b"}))
    alone = fit(replace(both, signals=signals * [1, 0, 1]))
    assert (without.relevance["b"], without.confidence["b"]) == (0.0, 0.0)
    assert without.relevance == alone != whole.relevance
    assert whole.relevance["b"] != 0.0


def test_a_held_out_row_is_judged_by_a_model_that_has_not_seen_its_question() -> None:
    # The only signal is which question it is: learned by heart it tells everything, unseen it tells nothing.
    asked = [n // 2 for n in range(40)]
    signals, labels = np.eye(20)[asked], np.array([n % 2 == 0 for n in asked])
    names = tuple(f"s{n}" for n in range(20))
    groups = np.array([f"q{n}" for n in asked])
    known = Table(names, signals, labels, np.array(["one"] * 40), groups, np.ones(40))
    by_heart = probabilities(fit(known), signals)
    assert roc_auc_score(labels, by_heart) == 1
    assert roc_auc_score(labels, held_out(known)) <= 0.5


class TestBestThreshold:
    NOTHING = np.zeros((4, 1))

    def test_is_the_lowest_that_tells_all_apart(self) -> None:
        judged = table(self.NOTHING, [False, False, True, True])
        assert best_threshold(judged, np.array([0.2, 0.4, 0.6, 0.8])) == 0.41

    def test_a_confidence_that_equals_it_is_answered(self) -> None:
        judged = table(self.NOTHING, [False, False, True, True])
        assert best_threshold(judged, np.array([0.1, 0.43, 0.44, 0.9])) == 0.44

    def test_counts_both_labels_alike_however_many_rows_they_have(self) -> None:
        # 0.21 refuses one of two negatives and no positive, 0.51 both negatives and half the positives.
        judged = table(np.zeros((6, 1)), [False, True, False, True, True, True])
        assert best_threshold(judged, np.array([0.2, 0.3, 0.5, 0.3, 0.9, 0.9])) == 0.21

    def test_slack_takes_the_lowest_that_is_nearly_as_good(self) -> None:
        # 0.31 refuses one of three negatives (2/3 right on average), 0.61 all three (1.0).
        judged = table(np.zeros((6, 1)), [False, False, False, True, True, True])
        sure = np.array([0.3, 0.6, 0.6, 0.7, 0.8, 0.9])
        assert best_threshold(judged, sure) == 0.61
        assert best_threshold(judged, sure, slack=0.34) == 0.31

    def test_the_standard_error_is_that_of_the_mean_of_two_shares(self) -> None:
        # Shares 1/2 of 2 and 3/4 of 4: sqrt(0.25 / 2 + 0.1875 / 4) / 2.
        judged = table(np.zeros((6, 1)), [False, False, True, True, True, True])
        answered = np.array([True, False, True, True, True, False])
        assert standard_error(judged, answered) == pytest.approx(0.2073, abs=1e-4)

    def test_weights_decide(self) -> None:
        judged = table(self.NOTHING, [False, True, False, True], [1, 1, 1, 3])
        assert best_threshold(judged, np.array([0.2, 0.3, 0.5, 0.9])) == 0.51


BRIDGE = "The bridge at Orle fell on Monday. A heavy crane was the cause. Nobody was hurt. Goats crossed it that day."
QUAY = "The quay at Vint is closed. Old ropes burned there."


@pytest.fixture
def knowledge(home: Home) -> Assistant:
    """Two reports under the stand-in model."""
    put_in(home, [Draft("bridge", BRIDGE, "Bridge"), Draft("quay", QUAY, "Quay")])
    return Assistant(home, EMBEDDER)  # type: ignore[arg-type]


def stands(source: str, text: str, words: str) -> Claim:
    """The claim that these words of the report are the answer."""
    start = text.index(words)
    return Claim((Place(source, start, start + len(words)),))


SAMPLES = (
    Sample(
        "bridge",
        "Why did the bridge at Orle fall?",
        filters=Filters(articles=("bridge",)),
        status="answered",
        claims=(
            stands("bridge", BRIDGE, "The bridge at Orle fell on Monday."),
            stands("bridge", BRIDGE, "A heavy crane was the cause."),
        ),
    ),
    Sample("quay", "Who sang at the quay in Vint?", filters=Filters(articles=("quay",)), status="not_in_coverage"),
)


def test_sentences_of_answerable_passages_are_labelled_by_what_a_person_chose(knowledge: Assistant) -> None:
    made = sentence_table(knowledge, SAMPLES)
    one, pool = (made.kinds == setting for setting in ("one", "pool"))
    assert made.labels[one].tolist() == [True, True, False, False]
    assert sorted(made.labels[pool].tolist()) == [False] * 4 + [True] * 2  # the quay's two sentences are among them
    assert set(made.groups.tolist()) == {"bridge"}
    assert made.signals.shape == (10, len(fields(SentenceSignals)))


def test_sentences_of_the_own_passage_and_of_all_weigh_alike(knowledge: Assistant) -> None:
    made = sentence_table(knowledge, SAMPLES)
    weights = [made.weights[made.kinds == setting].sum() for setting in ("one", "pool")]
    assert weights == pytest.approx([5, 5])


class TestCoverageTable:
    TURNS = (
        Sample("t1", "When did the bridge fall?", status="answered"),
        Sample("t2", "Which opera was sung?", status="not_in_coverage"),
        Sample("t3", "And then?"),
    )

    def rows(self, knowledge: Assistant) -> set[tuple[str, str, bool]]:
        made = coverage_table(knowledge, SAMPLES, knowledge, self.TURNS)
        return set(zip(made.kinds.tolist(), made.groups.tolist(), made.labels.tolist(), strict=True))

    def test_every_question_is_asked_in_every_setting_and_never_answered_without_its_passage(
        self, knowledge: Assistant
    ) -> None:
        assert self.rows(knowledge) == {
            ("one", "bridge", True),
            ("one", "quay", False),
            ("without", "bridge", False),
            ("without", "quay", False),
            ("pool", "bridge", True),
            ("pool", "quay", False),
            ("turns", "t1", True),
            ("turns", "t2", False),
        }

    def test_settings_weigh_alike_whatever_their_size(self, knowledge: Assistant) -> None:
        made = coverage_table(knowledge, SAMPLES, knowledge, self.TURNS[:1])
        weight = {name: made.weights[made.kinds == name].sum() for name in made.kinds.tolist()}
        assert set(weight) == {"one", "without", "pool", "turns"}
        assert list(weight.values()) == pytest.approx([len(made.labels) / 4] * 4)

    def test_without_its_passage_the_words_of_a_question_are_not_met(self, knowledge: Assistant) -> None:
        made = coverage_table(knowledge, SAMPLES, knowledge, ())
        best = [field.name for field in fields(CoverageSignals)].index("best")
        cosine = {(s, q): row[best] for s, q, row in zip(made.kinds, made.groups, made.signals, strict=True)}
        assert cosine["without", "bridge"] < cosine["one", "bridge"]

    def test_a_question_without_any_evidence_is_left_out(self, knowledge: Assistant) -> None:
        unknown = Sample("not ingested", "Why did it rain in Vint?", status="answered")
        made = coverage_table(knowledge, [*SAMPLES, unknown], knowledge, ())
        assert ("one", "not ingested") not in set(zip(made.kinds, made.groups, strict=True))


PLACES = ("Orle", "Vint", "Maunt", "Brusk", "Hallum", "Odrin", "Teska", "Lorn", "Sarby", "Quell", "Finst", "Dorn")


def test_the_file_holds_a_coefficient_for_every_signal_and_the_threshold(tmp_path: Path) -> None:
    knowledge = [
        {
            "id": place,
            "title": f"{place} bridge",
            "question": f"Why did the bridge at {place} fall?",
            "sentences": [f"The bridge at {place} fell under a heavy crane.", "Nobody was hurt.", "Goats grazed."],
            "gold_sentences": [0] if number < 10 else [],
        }
        for number, place in enumerate(PLACES)
    ]
    pool = [{"id": "canal", "title": "", "text": "Seven locks lift the barges."}]
    judged = {"turns": [], "relevant": {}}
    turns = [
        {"id": "yes", "question": "How many locks lift barges?", "answerability": "answerable"} | judged,
        {"id": "no", "question": "Whose hat burned?", "answerability": "unanswerable"} | judged,
    ]
    sets = [("clapnq.jsonl", knowledge), ("mtragun.jsonl", turns), ("passages.jsonl", pool)]
    out = tmp_path / "calibration.json"
    calibrate.main([*(str(lines(tmp_path / name, rows)) for name, rows in sets), "--out", str(out)])
    made = json.loads(out.read_text("utf-8"))
    assert list(made["relevance"]["coefficients"]) == ["intercept", *(f.name for f in fields(SentenceSignals))]
    assert list(made["confidence"]["coefficients"]) == ["intercept", *(f.name for f in fields(CoverageSignals))]
    assert 0.05 <= made["confidence"]["threshold"] <= 0.95
    assert all("CLAP NQ" in part["data"] for part in made.values())
