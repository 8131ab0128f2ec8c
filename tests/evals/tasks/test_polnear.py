"""PolNeAR as a task: what a direct quote is, whose speaker is right, and the F1 of the words attributed."""

from pathlib import Path
from typing import Any

import pytest

from evals.errors import SuiteError
from evals.sample import Sample
from evals.task import Outcome, Scores
from evals.tasks.polnear import Report, compare, direct, polnear, words
from rag.assistant import Assistant
from tests.evals.tasks.making import lines

TEXT = "Goose row.\n\n“Geese bite,” Mayor Holt said. Ann Pike said that “tame” geese do not.\n"


def span(part: str, text: str = TEXT) -> tuple[int, int]:
    return text.index(part), text.index(part) + len(part)


def gold(source: str | None, content: str, text: str = TEXT) -> dict[str, Any]:
    return {"source": [span(source, text)] if source else [], "cue": [], "content": [span(content, text)]}


ROW = {
    "id": "geese",
    "title": "Goose row",
    "text": TEXT,
    "attributions": [gold("Mayor Holt", "“Geese bite,”"), gold("Ann Pike", "that “tame” geese do not")],
}
REPORT = Report.model_validate(ROW)


def found(speaker: str, content: str) -> dict[str, int]:
    """What a solver puts into a record of an attribution, as far as scores are made of it."""
    (start, end), (speaker_start, speaker_end) = span(content), span(speaker)
    return {"start": start, "end": end, "speaker_start": speaker_start, "speaker_end": speaker_end}


def scores(*attributions: dict[str, int], report: Report = REPORT) -> Scores:
    outcome = Outcome(extra={"attributions": list(attributions)})
    return compare(Sample("geese", "?", gold=report), outcome)


class TestDirect:
    def test_a_quote_is_direct_when_all_its_words_are_in_quotation_marks(self) -> None:
        assert direct(REPORT) == [REPORT.attributions[0]]

    def test_a_quote_in_two_halves_and_one_that_goes_on_in_the_next_paragraph_are_direct(self) -> None:
        text = '"Geese," said Holt, "bite."\n\nHolt said: “Dogs do.\n\n“Cats do too.”'
        halves = {"source": [span("Holt", text)], "cue": [], "content": [span('"Geese,"', text), span('"bite."', text)]}
        rows = [halves, gold("Holt", "“Dogs do.\n\n“Cats do too.”", text)]
        report = Report.model_validate(ROW | {"text": text, "attributions": rows})
        assert direct(report) == list(report.attributions)

    def test_what_stands_between_two_quotes_is_not_quoted(self) -> None:
        text = '"Geese bite," said Holt, who thinks that dogs do not, "all day."'
        report = Report.model_validate(ROW | {"text": text, "attributions": [gold("Holt", "dogs do not", text)]})
        assert not direct(report)

    def test_a_quote_that_nobody_is_named_for_does_not_count(self) -> None:
        report = Report.model_validate(ROW | {"attributions": [gold(None, "“Geese bite,”")]})
        assert not direct(report)
        assert scores(report=report)["speaker_right"] is None


class TestSpeakerRight:
    def test_the_speaker_must_overlap_the_source(self) -> None:
        assert scores(found("Holt said", "Geese bite"))["speaker_right"] == 1
        assert scores(found("Ann Pike", "Geese bite"))["speaker_right"] == 0

    def test_what_was_not_found_is_not_right(self) -> None:
        assert scores()["speaker_right"] == 0
        assert scores(found("Mayor Holt", "geese do not"))["speaker_right"] == 0

    def test_of_several_the_one_that_shares_most_with_the_quote_decides_and_then_the_tighter_one(self) -> None:
        right, part = found("Mayor Holt", "Geese bite"), found("Ann Pike", "Geese")
        wide = found("Ann Pike", "row.\n\n“Geese bite,” Mayor Holt said.")
        for order in ((right, part, wide), (wide, part, right)):
            assert scores(*order)["speaker_right"] == 1

    def test_says_how_many_direct_quotes_there_are(self) -> None:
        assert scores()["direct_quotes"] == 1


class TestContentF1:
    def test_counts_the_words_of_all_contents_together(self) -> None:
        # Marked: Geese bite; that tame geese do not (7). Found: tame geese do not (4), all of them marked.
        assert scores(found("Ann Pike", "tame” geese do not"))["content_f1"] == pytest.approx(2 * 4 / (7 + 4))

    def test_what_nobody_marked_costs_and_a_word_found_twice_counts_once(self) -> None:
        # Found: Goose row, and Geese bite twice (4); shared: Geese bite (2).
        twice = found("Ann Pike", "Geese bite")
        assert scores(found("Ann Pike", "Goose row"), twice, twice)["content_f1"] == pytest.approx(2 * 2 / (7 + 4))

    def test_is_unscored_only_where_nothing_is_marked_or_found(self) -> None:
        report = Report.model_validate(ROW | {"attributions": []})
        assert scores(report=report)["content_f1"] is None
        assert scores(found("Ann Pike", "Geese bite"), report=report)["content_f1"] == 0

    def test_a_word_belongs_to_the_span_in_which_it_begins(self) -> None:
        assert words("red geese", [(0, 6)]) == {0, 4}
        assert words("red geese", [(1, 4)]) == set()


def test_a_task_needs_no_coverage_and_records_what_was_found(tmp_path: Path, unused: Assistant) -> None:
    task = polnear(lines(tmp_path / "set.jsonl", [ROW]))
    outcome = task.solve(unused, task.samples[0])
    assert task.drafts == ()
    assert outcome.extra is not None
    first = outcome.extra["attributions"][0]
    assert TEXT[first["start"] : first["end"]] == first["said"]
    assert task.scores(task.samples[0], outcome)["speaker_right"] == 1


@pytest.fixture
def unused() -> Assistant:
    """Stands where an assistant is asked for; reading attributions asks it nothing."""
    return object()  # type: ignore[return-value]


def test_without_an_outcome_nothing_is_scored() -> None:
    assert not compare(Sample("geese", "?", gold=REPORT), Outcome())


def test_a_span_past_the_end_of_the_text_is_refused(tmp_path: Path) -> None:
    odd = ROW | {"attributions": [{"source": [], "cue": [], "content": [[0, 999]]}]}
    with pytest.raises(SuiteError, match=r"set.jsonl:1: attributions has a stretch that goes past the end"):
        polnear(lines(tmp_path / "set.jsonl", [odd]))
