"""Fitting the support of sentences: what counts how much, the threshold, and the file."""

import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from evals import calibrate_support
from evals.calibrate_support import PRECISION, best_threshold, report, sure, table
from evals.fitting import Table
from evals.support_pairs import Pair, evidence
from rag.llm.support import SupportSignals, packaged
from tests.evals.tasks.making import lines
from tests.homes import EMBEDDER

PLACES = "Ardal Brenna Corvik Dunmar Eskil Fjorden Garvo Hollin Ister Jarrow Kelling Lomar".split()


def rows() -> list[Pair]:
    """Of each place one sentence that is carried, one of which a name is missing, one that says the contrary."""
    found = []
    for place in PLACES:
        cited = tuple(evidence(place, "", f"The lock at {place} has not opened to barges.", EMBEDDER.encode))
        said = (
            f"At {place} the lock has not opened.",
            "At Westmark the lock has not opened.",
            f"At {place} it has opened.",
        )
        labels = zip(("answer", "name", "negation"), said, (True, False, False), strict=True)
        found += [Pair(kind, place, sentence, cited, carried) for kind, sentence, carried in labels]
    return found


def test_kinds_of_a_sort_weigh_alike_and_so_do_both_sorts() -> None:
    made, whole = table(rows()[:-1], EMBEDDER.encode)
    kinds = made.kinds
    total = {kind: made.weights[kinds == kind].sum() for kind in ("answer", "name", "negation")}
    assert total["name"] == pytest.approx(total["negation"])
    assert total["answer"] == pytest.approx(total["name"] + total["negation"])
    assert made.weights.mean() == pytest.approx(1)
    assert list(whole) == list(kinds != "name")


def test_what_misses_something_has_no_support_and_the_contrary_little() -> None:
    made, whole = table(rows(), EMBEDDER.encode)
    likely = sure(made, whole)
    assert list(likely[~whole]) == [0.0] * len(PLACES)
    assert likely[made.labels].min() > 0.5 > likely[~made.labels].max()


def test_the_threshold_is_the_lowest_with_the_precision() -> None:
    labels = np.array([True] * 97 + [False] * 4)
    same = np.array(["one"] * 101)
    held = Table(("a",), np.zeros((101, 1)), labels, same, same, np.ones(101))
    likely = np.array([0.9] * 97 + [0.6] * 3 + [0.3])
    assert PRECISION == 0.965
    assert best_threshold(held, likely) == 0.31


def test_the_report_tells_of_each_kind_and_of_all(capsys: pytest.CaptureFixture[str]) -> None:
    made, whole = table(rows(), EMBEDDER.encode)
    report(made, whole, sure(made, whole), 0.5)
    told = capsys.readouterr().out
    assert "name         -   12 rows, missing 1.00, holds 0.00, AUROC 1.000" in told
    assert "answer       +   12 rows, missing 0.00, holds 1.00, AUROC 1.000" in told
    assert "precision 1.000, recall 1.000" in told


def test_the_file_of_the_program_has_each_signal(tmp_path: Path) -> None:
    passages = [
        {
            "id": place,
            "question": "who",
            "title": place,
            "sentences": [f"The lock at {place} has opened to barges .", f"Trout live near {place} ."],
            "gold_sentences": [0],
            "answers": [f"At {place} the lock has opened."],
        }
        for place in PLACES
    ]
    out = tmp_path / "support.json"
    calibrate_support.main([f"clapnq={lines(tmp_path / 'clapnq.jsonl', passages)}", "--out", str(out)])
    made = json.loads(out.read_text("utf-8"))
    assert list(made["coefficients"]) == ["intercept", *(field.name for field in fields(SupportSignals))]
    assert 0.05 <= made["threshold"] <= 0.99


def test_every_signal_of_the_packaged_file_speaks_against_a_sentence() -> None:
    coefficients = dict(packaged().coefficients)
    assert coefficients.pop("intercept") > 0
    assert set(coefficients) == {field.name for field in fields(SupportSignals)}
    assert max(coefficients.values()) < 0
