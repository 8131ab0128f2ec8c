"""Outlet by outlet: who says what on a question, and who says nothing on it."""

import json
from dataclasses import replace
from pathlib import Path

from rag.answer import Filters
from rag.assistant import Assistant
from rag.calibration import packaged
from rag.compare import Comparison
from store.article import Draft
from tests.rag.making import EMBEDDER, assistant

COVERED = "Did divers find a crack the length of a hand in the eastern pivot?"
UNNAMED = "outlet unknown"


def outlets(made: Comparison) -> dict[str, bool]:
    """Which outlet says something."""
    return {view.outlet: bool(view.citations) for view in made.outlets}


def test_a_claim_that_all_outlets_make_is_one_claim_cited_in_each(harbour: Assistant) -> None:
    made = harbour.compare(COVERED)
    assert outlets(made) == {"Ellery Post": True, "Öresund Radio": True, UNNAMED: True}
    first = made.sentences[0]
    assert "crack" in first.text
    assert {made.citations[n - 1].source for n in first.citations} == {"post.txt", "radio.txt", "wire.txt"}
    assert made.silent == ()


def test_an_outlet_without_a_word_on_it_is_named_as_silent(harbour: Assistant) -> None:
    made = harbour.compare("the Christmas trade of the shopkeepers")
    assert outlets(made) == {"Ellery Post": True, "Öresund Radio": False, UNNAMED: False}
    assert {c.source for c in made.citations} == {"post.txt"}
    assert any(n.startswith("Nothing on this in: ") and "Öresund Radio" in n for n in made.notices)


def test_one_name_is_enough_to_ask_for(harbour: Assistant) -> None:
    said = outlets(harbour.compare("Brandvold"))
    assert said == {"Ellery Post": False, "Öresund Radio": True, UNNAMED: True}


def test_what_nobody_tells_leaves_all_outlets_silent(harbour: Assistant) -> None:
    made = harbour.compare("photosynthesis and chlorophyll")
    assert (made.sentences, made.citations) == ((), ())
    assert len(made.silent) == 3


def test_citations_are_numbered_in_order_and_exact(harbour: Assistant) -> None:
    made = harbour.compare(COVERED)
    assert [c.number for c in made.citations] == list(range(1, len(made.citations) + 1))
    assert sorted(n for view in made.outlets for n in view.citations) == [c.number for c in made.citations]
    for c in made.citations:
        assert harbour.article(c.article).text[c.start : c.end] == c.quote


def test_filters_leave_outlets_out(harbour: Assistant) -> None:
    assert outlets(harbour.compare(COVERED, filters=Filters(outlets=("Ellery Post",)))) == {"Ellery Post": True}
    assert harbour.compare(COVERED, filters=Filters(outlets=("Nobody",))).outlets == ()


def test_its_json_has_every_outlet_with_its_citations(harbour: Assistant) -> None:
    made = json.loads(json.dumps(harbour.compare("the Christmas trade of the shopkeepers").to_json()))
    assert {"question", "subject", "claims", "citations", "differences", "notices", "coverage"} < made.keys()
    assert {view["outlet"]: view["mentions"] for view in made["outlets"]} == {
        "Ellery Post": True,
        "Öresund Radio": False,
        UNNAMED: False,
    }


def test_a_question_for_outlets_is_answered_with_those_that_say_it_and_names_the_silent(harbour: Assistant) -> None:
    for asked in ("Which outlets did not mention Ines Caldera?", "Which outlets mention Ines Caldera?"):
        made = harbour.ask(asked)
        assert made.status == "answered"
        assert {c.source for c in made.citations} == {"post.txt"}
        assert any(n.startswith("Nothing on this in: ") and "Öresund Radio" in n for n in made.notices)


def test_a_question_for_outlets_on_what_nobody_tells_is_refused(harbour: Assistant) -> None:
    made = harbour.ask("Which outlets mention Photosynthesis?")
    assert made.status == "not_in_coverage"
    assert made.citations == ()


def test_an_outlet_that_speaks_of_it_without_the_figure_is_not_silent(harbour: Assistant) -> None:
    made = harbour.compare("How many hours a day do the drivers lose over the bridge convoy?")
    assert outlets(made)["Öresund Radio"]


def test_the_conditions_that_somebody_set_are_that_ones_words(tmp_path: Path) -> None:
    said = {
        "Ellery Post": "Ines Caldera demanded a new pivot before the bridge opens. "
        "The Caldera conditions for the bridge are unacceptable conditions, Olav Brandvold said.",
        "Courier": "Olav Brandvold said that the conditions Caldera set for the bridge are conditions nobody can meet. "
        "Ines Caldera said the bridge stays shut until spring.",
    }
    drafts = [Draft(outlet, text, "Bridge", outlet, published="2025-03-14") for outlet, text in said.items()]
    made = assistant(tmp_path, drafts).compare("Which conditions did Caldera set for the bridge?")
    assert {sentence.speaker for sentence in made.sentences} == {"Ines Caldera"}


def test_whoever_the_verdict_names_has_a_sentence_in_the_matrix(tmp_path: Path) -> None:
    deniers = ("Ida Hale", "Tom Rusk", "Mia Dorn", "Olav Brandvold", "Ines Caldera", "Ada Ruiz", "Leo Marsh")
    said = {
        "Ellery Post": "Mayor Jan Berg said the Velm bridge was closed.",
        "Courier": "\n\n".join(
            f"{name} denied on Friday that the Velm bridge was closed by floods." for name in deniers
        ),
    }
    drafts = [Draft(outlet, text, "News", outlet, published="2025-03-14") for outlet, text in said.items()]
    made = assistant(tmp_path, drafts).compare("Was the Velm bridge closed?")
    assert made.difference and {side.speaker for side in made.difference.sides} == {"Jan Berg", *deniers}
    assert {sentence.speaker for sentence in made.sentences} == {"Jan Berg", *deniers}


def test_outlets_of_which_none_is_sure_alone_are_heard_where_all_together_hold_an_answer(harbour: Assistant) -> None:
    asked = "Did divers find a crack in the eastern pivot?"
    alone = max(view.confidence for view in harbour.compare(asked).outlets)
    together = harbour.weigh(asked).confidence
    assert alone < together
    strict = replace(packaged(), threshold=(alone + together) / 2)
    made = Assistant(harbour.home, EMBEDDER, calibration=strict).compare(asked)  # type: ignore[arg-type]
    assert max(view.confidence for view in made.outlets) == alone
    assert "crack" in made.sentences[0].text
