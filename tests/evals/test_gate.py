"""Gates: what lets a run pass, what stops it, and what is no gate at all."""

import pytest

from evals.compare import compare
from evals.errors import RunError
from evals.gate import check, unmet, worsened
from evals.record import Run
from tests.evals.making import figure, run_of, scored, suite_of

REFUSING = {"refused": [0.0, 0.0], "should_refuse": [1.0, 0.0]}
"""Nothing was refused, so that nobody can say how precise refusals are."""


@pytest.fixture
def run() -> Run:
    figures = [figure("claim_recall", 0.8), figure("forbidden", 0.25), figure("rr", 1)]
    one = suite_of("one", scored(1, 0.6, forbidden=[0, 0.5], rr=[1, 1]), figures)
    two = suite_of("two", scored(0.5, 0.5, **REFUSING), [figure("claim_recall", 0.5), figure("refusal_recall", 0.0)])
    return run_of("1", one, two)


@pytest.mark.parametrize(
    ("name", "value"),
    [("claim_recall", 0.5), ("one.claim_recall", 0.8), ("forbidden", 0.25), ("forbidden", 0.3), ("rr", 1),
     ("two.claim_recall", -1)],
)  # fmt: skip
def test_what_is_reached_passes(run: Run, name: str, value: float) -> None:
    assert unmet(run, [(name, value)]) == []


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("claim_recall", 0.6, "two: claim_recall is 0.500, under 0.6"),
        ("one.claim_recall", 0.81, "one: claim_recall is 0.800, under 0.81"),
        ("forbidden", 0.2, "one: forbidden is 0.250, over 0.2"),
        ("two.refusal_precision", 0.1, "two: refusal_precision has no value in this run, so it does not reach 0.1"),
        ("refusal_precision", 0.0, "two: refusal_precision has no value in this run, so it does not reach 0"),
    ],
)
def test_what_is_not_reached_is_told(run: Run, name: str, value: float, complaint: str) -> None:
    assert unmet(run, [(name, value)]) == [complaint]


def test_every_suite_and_every_floor_is_looked_at(run: Run) -> None:
    assert len(unmet(run, [("claim_recall", 0.9), ("forbidden", 0.0), ("rr", 0.5)])) == 3


@pytest.mark.parametrize("name", ["claim_precision", "bogus", "two.forbidden", "three.claim_recall", "one", ""])
def test_a_gate_that_would_look_at_nothing_is_refused(run: Run, name: str) -> None:
    with pytest.raises(
        RunError, match=f"no suite of this run has the metric {name}; there are claim_recall, forbidden"
    ):
        unmet(run, [(name, 0.1)])


def test_a_metric_that_no_run_can_have_is_refused_beforehand() -> None:
    check([("claim_recall", 1), ("one.rr", 1)], ["one"])
    for name in ("claim-recall", "two.rr", "one.", ""):
        with pytest.raises(RunError, match=f"there is no metric {name}; say METRIC or SUITE.METRIC, of status_right"):
            check([("rr", 1), (name, 1)], ["one"])


def against(before: list[float], after: list[float], column: str = "claim_recall") -> list[str]:
    a, b = ([{"id": str(n), "kind": "", column: v} for n, v in enumerate(values)] for values in (before, after))
    return worsened(compare(run_of("1", suite_of("s", a)), run_of("2", suite_of("s", b))))


def test_what_got_significantly_worse_is_told() -> None:
    (complaint,) = against([1.0] * 20, [0.0] * 10 + [1.0] * 10)
    assert complaint.startswith("s: claim_recall went from 1.000 to 0.500 (p = 0.0")
    (complaint,) = against([0.0] * 20, [1.0] * 20, "forbidden")
    assert complaint.startswith("s: forbidden went from 0.000 to 1.000")


def test_chance_improvement_what_has_no_better_and_the_clock_do_not_count() -> None:
    assert against([1.0] * 20, [0.0] * 2 + [1.0] * 18) == []
    assert against([0.0] * 20, [1.0] * 20) == []
    assert against([0.0] * 20, [1.0] * 20, "words") == []
    quick, slow = (
        run_of(name, suite_of("s", scored(*[1.0] * 40), times=range(first, first + 400, 10)))
        for name, first in (("1", 10), ("2", 210))
    )
    compared = compare(quick, slow)
    assert {row.metric.name: row.verdict for row in compared.suites[0].rows}["latency_p50"] == "worse"
    assert worsened(compared) == []


def test_a_figure_that_the_baseline_had_and_this_run_has_not_is_told() -> None:
    before = run_of("1", suite_of("one", scored(refused=[1.0, 0.0], should_refuse=[1.0, 0.0])))
    after = run_of("2", suite_of("one", scored(**REFUSING)))
    complaints = worsened(compare(before, after))
    assert "one: refusal_precision had a value in 1, and has none now" in complaints
    assert not worsened(compare(after, before))
