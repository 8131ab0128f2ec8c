from collections.abc import Callable, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals import newswire
from store.copies import Cited, Report, Signed, independent, signature, sources

ARTICLES = [draft.text for draft in newswire.articles(24, seed=7)]
SPEECH = (
    "“We will not leave the valley before the last of the bridges has been mended, and whoever tells you otherwise has "
    "never set foot here, has never spoken to the people who live along the river, and does not mean well by them.”"
)


def report(article: str, text: str, outlet: str | None = None, published: str | None = "2025-03-14") -> Report:
    """An article in passages of about 150 words, which end where they happen to."""
    ends = [*range(900, len(text), 900), len(text)]
    passages = [
        Signed(start, end, signature(text[start:end])) for start, end in zip([0, *ends[:-1]], ends, strict=True)
    ]
    return Report(article, article, outlet or article, published, tuple(passages))


def count(cited: Sequence[tuple[Report, int]], *others: Report) -> int:
    """Independent reports behind one citation of each report, at its offset."""
    reports = {r.article: r for r in [*(r for r, _ in cited), *others]}
    return independent([Cited(r.article, at, at + 5) for r, at in cited], reports, sources(reports.values()))


def edited(text: str, every: int) -> str:
    rng = Random(1)
    return " ".join(f"changed{rng.random()}" if n % every == 0 else word for n, word in enumerate(text.split(" ")))


def paragraphs(text: str) -> list[str]:
    return text.strip().split("\n\n")


def test_a_signature_is_the_same_on_every_machine_and_with_every_version() -> None:
    words = " ".join(f"word{n}" for n in range(30))
    assert signature(words)[:12].hex() == "1b00000091003300d371ed00"
    assert len(signature(words)) == 516


def test_case_punctuation_white_space_and_the_form_of_apostrophes_do_not_count() -> None:
    plain = (
        "The council’s auditor, who has read all of the accounts, doesn’t believe that a single crown of it was lost. "
        * 2
    )
    other = plain.upper().replace("’", "'").replace(",", " –").replace(" ", "\n  ")
    assert signature(plain) == signature(other)


def test_a_passage_of_few_words_is_no_evidence() -> None:
    stock = "The ministry did not answer a request for comment on Friday."
    assert signature(stock) == b""


@given(st.text())
def test_any_text_has_a_signature(text: str) -> None:
    assert len(signature(text)) in (0, 516)


def test_words_in_quotation_marks_leave_no_trace() -> None:
    around = " ".join(f"word{n}" for n in range(30))
    assert signature(f"{around} {SPEECH}") == signature(around)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: edited(text, 10),
        lambda text: text[: len(text) // 2],
        lambda text: "\n\n".join(paragraphs(text)[::2]),
        lambda text: "Another headline\n\n" + "\n\n".join([paragraphs(ARTICLES[23])[0], *paragraphs(text)[1:]]),
    ],
    ids=["verbatim", "every tenth word changed", "first half", "every second paragraph", "another headline and lead"],
)
def test_a_copy_is_traced_to_its_source_whatever_was_done_to_it(
    change: Callable[[str], str],
) -> None:
    originals = [report(f"original{n}", text, published="2025-03-13") for n, text in enumerate(ARTICLES[:8])]
    copies = [report(f"copy{n}", change(text)) for n, text in enumerate(ARTICLES[:8])]
    assert sources([*copies, *originals]) == {f"copy{n}": f"original{n}" for n in range(8)}


def test_different_reports_are_no_copies() -> None:
    assert sources([report(str(n), text) for n, text in enumerate(ARTICLES)]) == {}


def test_a_report_that_borrows_a_paragraph_is_no_copy() -> None:
    lent = report("agency", ARTICLES[0], published="2025-03-13")
    borrower = report("paper", ARTICLES[1] + "\n\n".join(paragraphs(ARTICLES[0])[1:3]))
    assert sources([lent, borrower]) == {}


def test_the_earliest_is_the_source_whatever_the_form_of_its_time() -> None:
    times = ["2025-03-14T09:00:00+02:00", "2025-03-14T08:00:00+00:00", "2025-03-15", None]
    reports = [report(f"{9 - n}", ARTICLES[0], published=at) for n, at in enumerate(times)]
    assert sources(reversed(reports)) == {"8": "9", "7": "9", "6": "9"}


def test_on_one_day_the_uncut_version_is_the_source_and_then_the_first_by_name() -> None:
    cut = report("a", ARTICLES[0][:1000])
    assert sources([cut, report("c", ARTICLES[0]), report("b", ARTICLES[0])]) == {"a": "b", "c": "b"}


def test_the_source_is_the_article_that_holds_most_of_the_copy() -> None:
    agency, paper = ARTICLES[0][:1200], ARTICLES[1] + ARTICLES[2]
    small = report("small", agency, published="2025-03-12")
    whole = report("whole", agency + paper, published="2025-03-13")
    assert sources([small, whole, report("copy", agency + paper[:1200])]) == {"copy": "whole"}


def test_a_copy_is_nobodys_source() -> None:
    agency = report("agency", ARTICLES[0][:1800], published="2025-03-12")
    local = report("local", ARTICLES[0][:1800] + ARTICLES[1][:900], published="2025-03-13")
    repost = report("repost", ARTICLES[0][:1800] + ARTICLES[1][:900])
    assert sources([agency, local, repost]) == {"local": "agency", "repost": "agency"}


def test_articles_without_passages_to_judge_are_independent() -> None:
    assert sources([report("a", "Short."), report("b", "Short."), Report("c", "c", None, None, ())]) == {}


def test_one_text_in_several_outlets_is_one_report() -> None:
    copies = [(report(str(n), ARTICLES[0]), 1000) for n in range(4)]
    assert count(copies) == 1
    assert count([*copies, (report("own", ARTICLES[1]), 0)]) == 2


def test_two_cut_versions_of_one_text_are_one_report_though_they_share_nothing() -> None:
    text = ARTICLES[0]
    cut = [report("top", text[:900], published="2025-03-15"), report("end", text[900:], published="2025-03-15")]
    assert count([(one, 0) for one in cut]) == 2
    assert count([(one, 0) for one in cut], report("agency", text)) == 1


def test_an_agencys_paragraphs_in_reports_that_differ_otherwise_are_one_report_where_these_are_cited() -> None:
    agency = " ".join(" ".join(paragraphs(ARTICLES[0])).split()[:150])
    one, other = (f"{own[:300]} {agency} {own[300:]}" for own in (ARTICLES[1], ARTICLES[2] * 2))
    reports = report("one", one), report("other", other)
    assert sources(reports) == {}
    assert count([(r, 500) for r in reports]) == 1
    assert count([(reports[0], 500), (reports[1], len(other) - 200)]) == 2


def test_what_an_outlet_added_to_a_copied_article_is_its_own() -> None:
    agency = report("agency", ARTICLES[0][:1800], published="2025-03-13")
    local = report("local", ARTICLES[0][:1800] + ARTICLES[1][:900])
    assert sources([agency, local]) == {"local": "agency"}
    assert count([(agency, 0), (local, 0)]) == 1
    assert count([(agency, 0), (local, 2000)]) == 2


def test_a_speech_that_everybody_quotes_is_reported_by_each_for_himself() -> None:
    reports = [report(str(n), f"{text[:400]} {SPEECH} {text[400:700]}") for n, text in enumerate(ARTICLES[:3])]
    assert count([(r, 450) for r in reports]) == 3


def test_an_outlet_counts_once_and_an_unknown_one_for_itself() -> None:
    texts = [
        (report(str(n), text, outlet="The Herald" if n % 2 else "the herald"), 0) for n, text in enumerate(ARTICLES[:4])
    ]
    assert count(texts) == 1
    unknown = [Report(r.article, r.source, None, r.published, r.passages) for r, _ in texts]
    assert count([(r, 0) for r in unknown]) == 4


def test_an_outlet_with_a_report_of_its_own_beside_a_copy_counts_for_its_own() -> None:
    own = report("own", ARTICLES[1], outlet="Herald")
    copied, agency = report("copied", ARTICLES[0], outlet="Herald"), report("agency", ARTICLES[0], outlet="Wire")
    assert count([(copied, 0), (agency, 0)]) == 1
    assert count([(copied, 0), (agency, 0), (own, 0)]) == 2


def test_nothing_cited_is_nothing_reported() -> None:
    assert independent([], {}, {}) == 0
