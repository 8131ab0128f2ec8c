"""What the questions of the sample coverage promise: enough of every kind, and gold that stands in the reports."""

from collections import Counter
from pathlib import Path

import pytest

import evals
from evals.measures import fact_held
from evals.sample import Claim, Place, Sample
from evals.suites import located, places, read_suite
from store.article import Draft
from store.extract import extract
from store.normalise import read_words

FOLDER = Path(evals.__file__).parent / "coverage"
AT_LEAST = {
    "fact": 14,
    "attribution": 12,
    "disputed": 10,
    "compare": 6,
    "why": 6,
    "timeline": 6,
    "follow-up": 10,
    "absent": 14,
    "noise": 5,
}
MAY_BE: dict[str, set[str | None]] = {
    "fact": {"answered"},
    "attribution": {"answered"},
    "disputed": {"disputed"},
    "compare": {"answered", "disputed", None},
    "why": {"answered"},
    "timeline": {"answered"},
    "follow-up": {"answered", "disputed", "not_in_coverage", None},
    "absent": {"not_in_coverage"},
    "noise": {"answered", "not_in_coverage"},
}
"""The statuses that samples of a kind can have; None is unjudged."""

Reports = dict[str, Draft]


@pytest.fixture(scope="module")
def reports() -> Reports:
    return {d.source: d for d in extract([str(FOLDER / "kursk")]) if isinstance(d, Draft)}


@pytest.fixture(scope="module")
def samples(reports: Reports) -> tuple[Sample, ...]:
    """The samples; that their words stand in the reports is what `located` checks."""
    return located(read_suite(FOLDER / "kursk.yaml"), {source: draft.text for source, draft in reports.items()})


def gold(sample: Sample) -> list[Place]:
    return [place for claim in sample.claims for place in claim.places]


def line(place: Place, reports: Reports) -> str:
    """The line that a place stands in."""
    text = reports[place.source].text
    return text[text.rfind("\n", 0, place.start) + 1 :].partition("\n")[0]


def comments(draft: Draft) -> str:
    return draft.text.partition("3 Comments\n")[2]


def test_there_are_enough_samples_of_every_kind(samples: tuple[Sample, ...]) -> None:
    counts = Counter(sample.kind for sample in samples)
    assert set(counts) == set(AT_LEAST)
    assert {kind: n for kind, n in counts.items() if n < AT_LEAST[kind]} == {}
    assert len(samples) >= 75


def test_no_question_is_a_copy_of_another(samples: tuple[Sample, ...]) -> None:
    asked = Counter((read_words(sample.question).keys, sample.turns) for sample in samples)
    assert [question for question, n in asked.items() if n > 1] == []


def test_the_status_fits_the_kind(samples: tuple[Sample, ...]) -> None:
    assert [s.id for s in samples if s.status not in MAY_BE[s.kind]] == []


def test_a_refusal_has_no_gold_and_everything_else_has(samples: tuple[Sample, ...]) -> None:
    assert [s.id for s in samples if (s.status == "not_in_coverage") == bool(s.claims and s.facts)] == []


def test_follow_ups_have_earlier_turns_and_nothing_else_has(samples: tuple[Sample, ...]) -> None:
    assert [s.id for s in samples if (s.kind == "follow-up") != bool(s.turns)] == []


def test_all_filters_and_both_roles_are_used(samples: tuple[Sample, ...]) -> None:
    filters = [sample.filters for sample in samples]
    assert all(any(getattr(f, name) for f in filters) for name in ("outlets", "articles", "first", "last"))
    assert {turn.role for sample in samples for turn in sample.turns} == {"user", "assistant"}


def test_the_words_to_cite_stand_once_in_a_report_and_in_one_line(
    samples: tuple[Sample, ...], reports: Reports
) -> None:
    for place in {place for sample in samples for place in gold(sample)}:
        text = reports[place.source].text
        words = text[place.start : place.end]
        assert "\n" not in words
        assert len(places(read_words(text), words)) == 1, words


def test_no_promo_notice_or_comment_is_gold(samples: tuple[Sample, ...], reports: Reports) -> None:
    cited = {line(place, reports) for sample in samples for place in gold(sample)}
    assert [words for words in cited if words.startswith(("MORE:", "READ MORE:", "Also read:", "(Digest"))] == []
    assert [words for words in cited if any(words in comments(draft) for draft in reports.values())] == []


def test_gold_lies_within_the_filters(samples: tuple[Sample, ...], reports: Reports) -> None:
    for sample in samples:
        narrow = sample.filters
        for draft in (reports[place.source] for place in gold(sample)):
            assert not narrow.articles or draft.source in narrow.articles, sample.id
            assert not narrow.outlets or draft.outlet in narrow.outlets, sample.id
            assert (narrow.first or "") <= (draft.published or "") <= (narrow.last or "9"), sample.id


def test_the_lines_to_cite_hold_every_vital_fact(samples: tuple[Sample, ...], reports: Reports) -> None:
    for sample in samples:
        cited = "\n".join(line(place, reports) for place in gold(sample))
        missed = [fact.wordings for fact in sample.facts if fact.vital and not fact_held(cited, fact.wordings)]
        assert missed == [], sample.id


def test_a_dispute_has_two_sides_with_words_of_their_own(samples: tuple[Sample, ...]) -> None:
    assert [s.id for s in samples if s.status == "disputed" and not two_sides(s.claims)] == []


def two_sides(claims: tuple[Claim, ...]) -> bool:
    return len(claims) >= 2 and not set.intersection(*(set(claim.places) for claim in claims))


def test_what_would_be_wrong_is_not_in_the_question(samples: tuple[Sample, ...]) -> None:
    assert [s.id for s in samples if fact_held(s.question, s.must_not)] == []


def test_what_only_readers_wrote_is_to_be_refused_and_captions_may_be_cited(
    samples: tuple[Sample, ...], reports: Reports
) -> None:
    noise = [sample for sample in samples if sample.kind == "noise"]
    written = "\n".join(comments(draft) for draft in reports.values())
    assert any(s.status == "not_in_coverage" and fact_held(written, s.must_not) for s in noise)
    assert any(line(place, reports).startswith("PHOTO:") for s in noise for place in gold(s))
