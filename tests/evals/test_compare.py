"""Two runs side by side, on runs made by hand."""

import json
import re
from typing import Any

import pytest

from evals.compare import Comparison, SuiteComparison, compare, markdown
from evals.errors import RunError
from evals.record import Run
from tests.evals.making import Line, run_of, scored, strict, suite_of

HOSTILE = "<img src=x onerror=alert(1)> | [go](javascript:1) `x` **b**\n\n# Owned\u202e\u2028- item"


def runs(before: list[Line], after: list[Line], asked: str = "Why?") -> tuple[Run, Run]:
    return run_of("1-s", suite_of("s", before)), run_of("2-s", suite_of("s", after, asked=asked))


def one(before: list[Line], after: list[Line]) -> SuiteComparison:
    (suite,) = compare(*runs(before, after)).suites
    return suite


def verdicts(suite: SuiteComparison) -> dict[str, str]:
    return {row.metric.name: row.verdict for row in suite.rows}


def test_a_difference_is_after_less_before_over_the_same_samples() -> None:
    (row,) = one(scored(1, 0, 0, 1), scored(1, 1, 0, 0.5)).rows
    assert (row.a, row.b, row.difference) == (0.5, 0.625, 0.125)
    assert row.verdict == "same"


def test_what_is_certain_gets_a_verdict_by_which_way_is_better() -> None:
    low, high = [0.0] * 20, [1.0] * 20
    assert verdicts(one(scored(*low, forbidden=high, words=low), scored(*high, forbidden=low, words=high))) == {
        "claim_recall": "better",
        "forbidden": "better",
        "words": "same",
    }
    assert verdicts(one(scored(*high, forbidden=low), scored(*low, forbidden=high))) == {
        "claim_recall": "worse",
        "forbidden": "worse",
    }


def test_a_few_samples_make_no_verdict() -> None:
    assert verdicts(one(scored(1, 1, 1, 1), scored(0, 0, 0, 0))) == {"claim_recall": "same"}


def test_the_samples_that_changed_are_told_both_ways() -> None:
    before = scored(1, 0, 0.5, None, forbidden=[0, 0, 0, 1])
    after = scored(0, 1, 0.5, None, forbidden=[0, 0, 0, 0])
    assert [(c.id, c.better, dict(c.scores)) for c in one(before, after).changed] == [
        ("a", False, {"claim_recall": (1, 0)}),
        ("b", True, {"claim_recall": (0, 1)}),
        ("d", True, {"forbidden": (1, 0)}),
    ]


def test_a_sample_that_moved_both_ways_alike_is_neither_better_nor_worse() -> None:
    found = one(scored(1.0, rr=[0.5]), scored(0.5, rr=[1.0]))
    assert [changed.better for changed in found.changed] == [None]
    assert "Changed both ways: 1" in markdown(compare(*runs(scored(1.0, rr=[0.5]), scored(0.5, rr=[1.0]))))


def test_what_is_no_longer_scored_has_got_worse() -> None:
    (changed,) = one(scored(1, 1), scored(1, None)).changed
    assert (changed.id, changed.better, changed.scores) == ("b", False, {"claim_recall": (1, None)})


def test_only_shared_samples_are_compared_and_the_rest_counted() -> None:
    after = [line | {"id": {"a": "x", "b": "b", "c": "c"}[line["id"]]} for line in scored(0, 1, 1)]
    suite = one(scored(1, 1, 1, 1, 0), after)
    assert (suite.shared, suite.only_a, suite.only_b) == (2, 3, 1)
    assert suite.rows[0].difference == 0
    assert suite.changed == ()
    assert "Left out: 3 only in the run before, 1 only in the one after" in markdown(
        compare(*runs(scored(1, 1, 1, 1, 0), after))
    )


def test_the_order_of_the_samples_does_not_matter() -> None:
    assert one(scored(1, 0, 0.5), scored(1, 0, 0.5)[::-1]).changed == ()


def test_runs_without_a_common_suite_or_sample_are_refused() -> None:
    with pytest.raises(RunError, match="1-s and 2-t have no suite in common: s against t"):
        compare(run_of("1-s", suite_of("s", scored(1))), run_of("2-t", suite_of("t", scored(1))))
    with pytest.raises(RunError, match="the two runs of s have no sample in common"):
        compare(*runs(scored(1), [{"id": "z", "kind": "", "claim_recall": 1.0}]))


def test_a_metric_that_one_run_cannot_tell_is_left_out() -> None:
    refusing = {"should_refuse": [1.0, 0.0], "refused": [1.0, 0.0]}
    before, after = scored(1, 1, **refusing), scored(1, 1, **refusing | {"refused": [0.0, 0.0]})
    assert "refusal_precision" not in verdicts(one(before, after))
    assert "refusal_recall" in verdicts(one(before, after))


def test_what_was_set_differently_is_told() -> None:
    a, b = run_of("1-s", suite_of("s", scored(1)), git="x"), run_of("2-s", suite_of("s", scored(1)), made="later")
    assert compare(a, b).settings == {"git": ("x", None)}
    assert "Not the same: git" in markdown(compare(a, b))
    assert "Not the same" not in markdown(compare(a, a))


def test_the_comparison_is_json() -> None:
    made = json_of(compare(*runs(scored(1, 0, None), scored(1, 1, 0.5))))
    assert made["suites"][0]["metrics"][0]["difference"] == pytest.approx(2.5 / 3 - 1 / 2)
    assert [c["scores"] for c in made["suites"][0]["changed"]] == [
        {"claim_recall": [0, 1]},
        {"claim_recall": [None, 0.5]},
    ]


def test_what_cannot_be_told_is_null_in_json() -> None:
    made = compare(*runs(scored(1), scored(1)))
    row = made.suites[0].rows[0]
    object.__setattr__(row, "p", float("nan"))
    assert json_of(made)["suites"][0]["metrics"][0]["p"] is None


def json_of(comparison: Comparison) -> Any:  # noqa: ANN401
    return strict(json.dumps(comparison.to_json()))


def test_markdown_has_a_table_and_the_samples() -> None:
    told = markdown(compare(*runs(scored(*[0] * 9), scored(*[1] * 9))))
    assert told.startswith("# 2-s against 1-s\n\n## s: 9 samples\n")
    assert "| claim_recall | 0.000 | 1.000 | +1.000 (+1.000 to +1.000) | 0.0" in told
    assert "**better** |" in told
    assert "Better now: 9\n\n- a: Why?: claim_recall 0.00 → 1.00\n" in told


def test_questions_names_and_ids_are_no_markup() -> None:
    scores = [scored(0)[0] | {"id": HOSTILE}], [scored(1)[0] | {"id": HOSTILE}]
    a, b = (run_of(HOSTILE, suite_of(HOSTILE, lines, asked=HOSTILE)) for lines in scores)
    told = markdown(compare(a, b))
    assert not re.search(r"(?<!\\)<img|(?<!\\)\[go|(?<!\\)`x|^# Owned|^- item|\u202e|\u2028", told, re.MULTILINE)
    assert [line for line in told.splitlines() if line.startswith("|")] == told.split("\n\n")[2].splitlines()
