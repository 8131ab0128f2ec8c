"""What `byline eval new` writes: stubs of real words that wait for a reporter's questions."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evals.errors import SuiteError
from evals.sample import Sample
from evals.spec import Spec, SuiteFile
from evals.starter import STUBS, starter
from evals.suites import located, read_suite
from store.article import Article, Span
from store.clean import label

BODIES = {
    "a.txt": ("Harbour Post", "The ferry sailed again on Friday. It had lain in port for 9 long days"),
    "b.txt": ("Harbour Post", "The ramp was cracked in 2 places, said the yard."),
    "c.txt": ("Öresund Radio", "“Nobody warned us of any of this”, the hauliers told the board."),
    "d.txt": (None, "Growers expect a third of the usual crop this year."),
}


def article(source: str, outlet: str | None, text: str, title: str = "A title") -> Article:
    return Article(source, source, title, outlet, None, None, None, text, label(text, title), 1, 1, "2025-03-14")


def body(article: Article) -> Article:
    """The article, all of it a body."""
    return replace(article, spans=(Span("body", 0, len(article.text)),))


ARTICLES = [article(source, outlet, text) for source, (outlet, text) in BODIES.items()]


def filled(tmp_path: Path, articles: Sequence[Article]) -> tuple[Sample, ...]:
    """The starter's samples when a reporter has written the questions, its words looked up."""
    lines = starter(articles).split("\n")
    written = ["    question: Who?" if line.startswith("    question: TODO") else line for line in lines]
    written = ["      - What?" if line.startswith("      - TODO") else line for line in written]
    (tmp_path / "starter.yaml").write_text("\n".join(written), encoding="utf-8")
    return located(read_suite(tmp_path / "starter.yaml"), {a.source: a.text for a in articles})


def quoted(samples: Sequence[Sample]) -> list[tuple[str, str]]:
    """(source, words) of the citations."""
    texts = {a.source: a.text for a in ARTICLES}
    places = [place for sample in samples for claim in sample.claims for place in claim.places]
    return [(place.source, texts[place.source][place.start : place.end]) for place in places]


def test_it_quotes_every_outlet_and_what_is_easy_to_ask_about(tmp_path: Path) -> None:
    assert quoted(filled(tmp_path, ARTICLES)) == [
        ("a.txt", "It had lain in port for 9 long days"),
        ("c.txt", BODIES["c.txt"][1].strip('«»“”".')),
        ("d.txt", BODIES["d.txt"][1].strip('«»“”".')),
        ("a.txt", "The ferry sailed again on Friday"),
    ]


def test_it_has_a_follow_up_and_a_question_to_refuse(tmp_path: Path) -> None:
    *_, follow_up, absent = filled(tmp_path, ARTICLES)
    assert (follow_up.kind, len(follow_up.turns), absent.status) == ("follow-up", 1, "not_in_coverage")


def test_it_does_not_pass_unless_its_questions_are_written(tmp_path: Path) -> None:
    (tmp_path / "starter.yaml").write_text(starter(ARTICLES), encoding="utf-8")
    with pytest.raises(SuiteError) as caught:
        read_suite(tmp_path / "starter.yaml")
    said = str(caught.value).splitlines()
    lines = starter(ARTICLES).split("\n")
    todo = [n for n, line in enumerate(lines, start=1) if line.strip(" -").startswith(("TODO", "question: TODO"))]
    assert len(todo) == STUBS + 3
    assert [line.split(": ")[0] for line in said] == [f"{tmp_path}/starter.yaml:{n}" for n in todo]


def test_the_same_articles_give_the_same_text() -> None:
    assert starter(ARTICLES[::-1]) == starter(ARTICLES)


def test_without_articles_there_is_still_something_to_begin_with(tmp_path: Path) -> None:
    assert [sample.kind for sample in filled(tmp_path, [])] == ["follow-up", "absent"]


def test_every_key_that_can_be_read_is_explained() -> None:
    keys = [field.alias or name for name, field in {**SuiteFile.model_fields, **Spec.model_fields}.items()]
    assert [key for key in keys if f" {key}:" not in starter(()).replace("\n", " ")] == []


HOSTILE = st.text(
    st.one_of(
        st.sampled_from("\n\r\t\"'“”:#-&*!|>%@`{}[]\\,? \x00\x07\x85\u2028\u200b\ufeff1aBé…\U0001f600"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=80,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(HOSTILE.filter(bool), HOSTILE, HOSTILE, HOSTILE), max_size=4, unique_by=lambda a: a[0]))
def test_hostile_reports_do_no_harm(tmp_path: Path, reports: list[tuple[str, str, str, str]]) -> None:
    made = [
        body(
            article(
                source, outlet, f'TODO it was a long & hard day.\nsamples: [1] said "the" {text} of #\n{text}', title
            )
        )
        for source, outlet, text, title in reports
    ]
    *stubs, _, _ = filled(tmp_path, made)
    assert len(stubs) <= STUBS and bool(stubs) == bool(made)
    assert all(claim.places for sample in stubs for claim in sample.claims)
