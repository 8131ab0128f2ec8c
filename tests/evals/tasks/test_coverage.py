"""A suite written by hand: over reports that it names, or over the home's own story."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from evals.errors import SuiteError
from evals.sample import Claim, Place, Sample
from evals.task import Outcome
from evals.tasks.coverage import coverage, found
from rag.search import SearchHit
from store.article import Article
from store.home import Home
from tests.evals.tasks.making import worked
from tests.rag.making import article

BRIDGE = "Swing bridge shut\n\nThe swing bridge stays shut until spring.\n\nDivers found a crack in the pivot.\n"
SUITE = """\
suite: bridge
coverage: reports
samples:
  - id: spring
    question: Until when does the swing bridge stay shut?
    status: answered
    citations:
      - {source: bridge.txt, words: shut until spring}
    facts: [spring]
  - id: bread
    question: How do you bake banana bread?
    status: not_in_coverage
  - id: open
    question: What did divers find?
"""


def nobody() -> Sequence[Article]:
    raise AssertionError("the home was read")


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/bridge.txt").write_text(BRIDGE)
    (tmp_path / "bridge.yaml").write_text(SUITE)
    return tmp_path / "bridge.yaml"


def test_a_suite_with_reports_brings_them(suite: Path) -> None:
    task = coverage(suite, nobody)
    assert (task.name, [draft.source for draft in task.drafts or ()]) == ("bridge", ["bridge.txt"])
    ((place,),) = (claim.places for claim in task.samples[0].claims)
    assert task.texts[place.source][place.start : place.end] == "shut until spring"


def test_a_suite_without_reports_is_about_the_homes_own(suite: Path) -> None:
    suite.write_text(SUITE.replace("coverage: reports\n", ""))
    task = coverage(suite, lambda: [article("It stays shut until spring.", id="bridge")])
    assert task.drafts is None
    assert task.samples[0].claims == (Claim((Place("bridge.txt", 9, 26),)),)


def test_reports_that_are_not_there_or_cannot_be_read_are_named(suite: Path) -> None:
    (suite.parent / "reports/odd.txt").write_bytes(b"\x00\x01\x02\xff" * 50)
    with pytest.raises(SuiteError, match=r"bridge: a report of its coverage cannot be read: .*odd\.txt"):
        coverage(suite, nobody)
    suite.write_text(SUITE.replace("reports", "nowhere"))
    with pytest.raises(SuiteError, match=r"bridge: .*nowhere: there is no such file"):
        coverage(suite, nobody)


def test_what_was_judged_is_scored_and_the_rest_is_not(home: Home, suite: Path) -> None:
    scores = worked(home, coverage(suite, nobody))
    assert scores["spring"]["claim_recall"] is not None
    assert scores["spring"]["rr"] == 1
    assert "rr" not in scores["bread"]
    assert (scores["open"]["status_right"], scores["open"]["claim_recall"]) == (None, None)
    assert scores["spring"]["quotes_exact"] == 1


PIER = article("x" * 400, id="pier")
QUAY = article("x" * 400, id="quay")


def hits(*stretches: tuple[Article, int, int]) -> Outcome:
    return Outcome(hits=tuple(SearchHit(n, 1 / n, *stretch) for n, stretch in enumerate(stretches, 1)))


def wanting(*places: Place) -> Sample:
    return Sample("s", "Why?", claims=(Claim(places),))


def test_a_passage_is_relevant_if_half_of_a_place_stands_in_it() -> None:
    wanted = wanting(Place("pier.txt", 90, 110))
    assert found(wanted, hits((QUAY, 80, 120), (PIER, 0, 100)))["rr"] == 0.5
    assert found(wanted, hits((PIER, 0, 99)))["rr"] == 0
    assert found(wanted, hits((PIER, 0, 99), (PIER, 99, 200)))["rr"] == 0.5


def test_a_place_that_no_passage_holds_is_missed() -> None:
    wanted = wanting(Place("pier.txt", 0, 10), Place("quay.txt", 0, 10), Place("quay.txt", 300, 310))
    scores = found(wanted, hits((PIER, 0, 100), (QUAY, 100, 200)))
    assert scores["recall_5"] == pytest.approx(1 / 3)
    assert found(wanted, Outcome()) == {"ndcg_10": 0, "recall_5": 0, "recall_10": 0, "rr": 0}


def test_two_places_in_one_passage_are_one_passage() -> None:
    wanted = wanting(Place("pier.txt", 0, 10), Place("pier.txt", 20, 30))
    assert found(wanted, hits((PIER, 0, 100))) == {"ndcg_10": 1, "recall_5": 1, "recall_10": 1, "rr": 1}


def test_without_claims_nothing_is_ranked() -> None:
    assert found(Sample("s", "Why?"), hits((PIER, 0, 100))) == {}
