"""Citation lookup as a task: the samples that are made, and how what is found is scored."""

from collections import Counter
from pathlib import Path

from evals.named import SUITES, task_of
from evals.sample import Claim, Place, Sample
from evals.task import Outcome
from evals.tasks.find import find, found, look_up
from store.article import Draft
from store.normalise import read_words
from tests.rag.making import assistant

TEXT = (
    "Geese on the quay\n\nThe geese of the old quay bite every visitor who comes near their nests in spring. The mayor "
    "has promised to move all of the geese to the island before the first ferry of the summer comes.\n"
)
DRAFT = Draft("geese.txt", TEXT, "Geese on the quay")


def place(words: str) -> Place:
    return Place("geese.txt", TEXT.index(words), TEXT.index(words) + len(words))


def outcome(*said: tuple[str, str]) -> Outcome:
    spots = [(match, place(words)) for match, words in said]
    return Outcome(
        extra={"occurrences": [{"match": m, "source": p.source, "start": p.start, "end": p.end} for m, p in spots]}
    )


def test_the_suite_is_built_in_and_always_the_same() -> None:
    task = task_of("find", list)
    kinds = Counter(sample.kind for sample in task.samples)
    assert kinds["invented"] == 100
    assert kinds["translated"] == 21
    assert all(kinds[kind] >= 40 for kind in ("verbatim", "noise", "cross-sentence", "elided", "dropped", "changed"))
    assert [s.to_json() for s in task.samples] == [s.to_json() for s in find(SUITES / "find.yaml").samples]


def test_the_gold_of_a_made_sample_are_its_words() -> None:
    task = task_of("find", list)
    texts = {draft.source: draft.text for draft in task.drafts or ()}
    for sample in task.samples:
        if sample.kind == "verbatim" and not sample.claims[0].places[1:]:
            for claim in sample.claims:
                (place,) = claim.places
                assert read_words(texts[place.source][place.start : place.end]).keys == read_words(sample.question).keys
    assert all(
        (sample.status == "not_in_coverage") == (sample.kind in ("invented", "absent")) for sample in task.samples
    )


def test_what_is_called_exact_must_be_so_to_the_character() -> None:
    sample = Sample("a", "", "verbatim", claims=(Claim((place("geese of the old quay"),)),))
    assert found(sample, outcome(("exact", "geese of the old quay"), ("near", "the geese to the island"))) == {
        "exact_recall": 1.0,
        "exact_precision": 1.0,
    }
    assert found(sample, outcome(("exact", "geese of the old"))) == {"exact_recall": 0.0, "exact_precision": 0.0}
    assert found(sample, outcome()) == {"exact_recall": 0.0, "exact_precision": None}


def test_what_is_near_must_share_half_and_may_be_another_rendering() -> None:
    sample = Sample("a", "", "changed", claims=(Claim((place("geese of the old quay"), place("all of the geese"))),))
    both = outcome(("near", "the old quay bite"), ("near", "all of the geese"))
    assert found(sample, both) == {"near_recall": 1.0, "near_precision": 1.0}
    assert found(sample, outcome(("near", "all of the geese"), ("near", "nests in spring"))) == {
        "near_recall": 0.0,
        "near_precision": 0.5,
    }


def test_for_the_invented_anything_found_is_too_much() -> None:
    sample = Sample("a", "", "invented", status="not_in_coverage")
    assert found(sample, outcome(("near", "nests in spring"))) == {"invented_found": 1.0}
    assert found(sample, outcome()) == {"invented_found": 0.0}
    assert found(sample, Outcome()) == {}


def test_a_quote_is_looked_up_as_a_reader_does(tmp_path: Path) -> None:
    asked = assistant(tmp_path, [DRAFT])
    sample = Sample("a", "bite every visitor", "verbatim", claims=(Claim((place("bite every visitor"),)),))
    assert found(sample, look_up(asked, sample)) == {"exact_recall": 1.0, "exact_precision": 1.0}
