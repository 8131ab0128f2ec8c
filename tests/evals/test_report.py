"""The report of a run: what it says, and in a real browser what it shows, opened from a file."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect, sync_playwright

from evals.charts import histogram, steps
from evals.record import Run, load_run
from evals.report import html, markdown, to_json
from evals.report_sample import judged, pieces
from rag.wording import visible

BROWSER = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
HOSTILE = (
    "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">]]>--></style></svg>"
    "<a href='https://evil.example/'>[go](https://evil.example/)</a> {{ 7 * 7 }} |pipe| \u202eevil\u2066 \u2028line"
)
UNKNOWN = float("nan")
QUOTE = "Divers found a crack the length of a hand in the eastern pivot."
GOLD = {"source": "post.txt", "start": 112, "end": 137, "words": "a crack the length of a hand"}


def answer(status: str = "answered", **changed: Any) -> dict[str, Any]:  # noqa: ANN401
    cited = {"number": 1, "article": "a1", "source": "post.txt", "outlet": "Ellery Post", "title": "Bridge shut",
             "published": "2025-11-18", "url": None, "revision": 1, "start": 100, "end": 100 + len(QUOTE),
             "quote": QUOTE, "speaker": None, "verified": "exact"}  # fmt: skip
    refused = status == "not_in_coverage"
    return {
        "id": None, "question": "What did divers find?", "standalone_question": "What did divers find?",
        "status": status, "confidence": 0.2 if refused else 0.91, "text": "…",
        "sentences": [] if refused else [{"text": QUOTE, "citations": [1], "speaker": None, "stance": None}],
        "citations": [] if refused else [cited], "nearest": [cited] if refused else [],
        "reported_by": {"outlets": 1, "independent": None},
        "coverage": {"articles": 3, "outlets": 2, "from": None, "to": None},
        "engine": "extractive", "notices": [],
    } | changed  # fmt: skip


def record(id_: str, kind: str, question: str, **changed: Any) -> dict[str, Any]:  # noqa: ANN401
    sentence = {"source": "post.txt", "start": 100, "end": 163, "text": QUOTE, "relevance": 0.8, "cosine": 0.7}
    return {
        "sample": {"id": id_, "kind": kind, "question": question, "turns": [], "status": "answered",
                   "facts": [{"wordings": ["crack"], "vital": True}, {"wordings": ["western pivot"], "vital": False}],
                   "must_not": ["collapse"], "relevant": []},
        "answer": answer(), "hits": [], "extra": None, "error": None, "gold": [[GOLD]],
        "trace": {"standalone": question, "wants": "thing", "views": [question], "signals": {"best": 0.71},
                  "passages": [{"source": "post.txt", "start": 0, "end": 200, "score": 0.0312}],
                  "sentences": [sentence | {"overlap": 0.5, "cited": 1},
                                *[sentence | {"overlap": 0.1, "cited": None}] * 11]},
    } | changed  # fmt: skip


RIGHT = {"refused": 0, "should_refuse": 0, "confidence": 0.91, "status_right": 1, "claim_recall": 1.0, "words": 12,
         "vital_facts": 1.0, "sentence_recall": None}  # fmt: skip
MISSED = RIGHT | {"status_right": 0, "refused": 1, "confidence": 0.2, "claim_recall": 0.0, "words": None}
NOBODY = {"refused": 0, "should_refuse": None, "status_right": None, "confidence": 0.6, "words": 9}

SAMPLES = [
    (record("divers", "fact", "What did divers find?"), RIGHT),
    (record("toll", "follow-up", "And what of the toll?", answer=answer("not_in_coverage")), MISSED),
    (record("open", "why", "Why so late?", gold=[], sample={"id": "open", "kind": "why", "question": "Why so late?",
            "turns": [{"role": "user", "text": "When was the board warned?"}], "status": None, "facts": [],
            "must_not": [], "relevant": []}), NOBODY),
    (record("down", "why", "Why?", answer=None, trace=None, error="AskError: too short"), {}),
    (record(f"h-{HOSTILE}", HOSTILE, HOSTILE,
            answer=answer(sentences=[{"text": HOSTILE, "citations": [1], "speaker": None, "stance": None}],
                          citations=[answer()["citations"][0]
                                     | {"quote": HOSTILE, "outlet": HOSTILE, "source": HOSTILE}],
                          standalone_question=HOSTILE + "?", notices=[HOSTILE]),
            gold=[[GOLD | {"words": HOSTILE, "source": HOSTILE}]], extra={HOSTILE: [HOSTILE]}),
     RIGHT | {"claim_recall": 0.0}),
]  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run of two suites: five samples with everything in them, and one that keeps scores alone."""
    folder = tmp_path_factory.mktemp("runs") / "7-bridge"
    figures = [
        {"metric": "status_right", "value": 0.75, "low": 0.25, "high": 1.0, "scored": 3, "samples": 5},
        {"metric": "claim_recall", "value": 0.3333, "low": 0.0, "high": 1.0, "scored": 3, "samples": 5},
        {"metric": "words", "value": 10.5, "low": 9.0, "high": 12.0, "scored": 3, "samples": 5},
        {"metric": "of_another_version", "value": 2.5, "low": UNKNOWN, "high": UNKNOWN, "scored": 1, "samples": 5},
    ]  # fmt: skip
    slow = {"metric": "latency_p95", "value": 1234.5, "low": 900.0, "high": 1500.0, "scored": 5, "samples": 5}
    put(folder / "run.json", {"suites": ["bridge", HOSTILE[:9]], "engine": "extractive", "model": HOSTILE,
        "settings": {"story": HOSTILE, "llm": None}, "versions": {"python": "3.11"},
        "git": {"commit": "0123456789abcdef", "changed": True}})  # fmt: skip
    put(folder / "summary.json", {"suites": {"bridge": figures, HOSTILE[:9]: []}})
    put(folder / "timings.json", {"suites": {"bridge": [slow]}, "made": "2026-01-01T12:30:00+00:00"})
    scores = [{"id": r["sample"]["id"], "kind": r["sample"]["kind"]} | s for r, s in SAMPLES]
    put(folder / "bridge/records.jsonl", *[r for r, _ in SAMPLES])
    put(folder / "bridge/scores.jsonl", *scores)
    put(folder / "bridge/timings.jsonl", *[{"id": s["id"], "total_ms": 40.0 + 7 * n} for n, s in enumerate(scores)])
    put(folder / HOSTILE[:9] / "scores.jsonl", {"id": "bare", "kind": "", "status_right": 1.0})
    return load_run(folder)


def put(path: Path, *values: Any) -> None:  # noqa: ANN401
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")


@pytest.fixture(scope="module")
def page(run: Run) -> Iterator[Page]:
    """The report, opened from its file; nothing but that file was asked for, and nothing of it ran."""
    address = run.folder / "report.html"
    address.write_text(html(run), encoding="utf-8")
    chromium = shutil.which("chromium")
    assert chromium, "this test drives Chromium: install it first (apt-get install chromium)"
    with sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER)
        shown = browser.new_page(viewport={"width": 1440, "height": 900})
        asked: list[str] = []
        said: list[str] = []
        shown.on("request", lambda request: asked.append(request.url))
        shown.on("console", lambda message: said.append(message.text))
        shown.on("dialog", lambda dialog: said.append(dialog.message))
        shown.goto(address.as_uri())
        yield shown
        assert set(asked) == {address.as_uri()}
        assert said == []
        browser.close()


@pytest.fixture(autouse=True)
def as_opened(request: pytest.FixtureRequest) -> None:
    """Every test of the page finds it as it opens."""
    if "page" in request.fixturenames:
        request.getfixturevalue("page").reload()


def samples(page: Page) -> list[str]:
    """The questions that can be seen."""
    return page.locator("#suite-1 .sample > summary .ask > bdi").filter(visible=True).all_inner_texts()


def test_the_page_names_the_run_and_what_it_was_made_with(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("7-bridge")
    expect(page.locator(".facts")).to_contain_text("2026-01-01 12:30:00+00:00")
    expect(page.locator(".facts")).to_contain_text("6 in 2 suites")
    expect(page.locator(".facts")).to_contain_text("0123456789, changed since")
    version = page.locator(".settings .pairs div", has_text="python")
    expect(version).to_be_hidden()
    page.locator(".settings summary").click()
    expect(version).to_be_visible()
    expect(version).to_have_text("python3.11")


def test_every_figure_stands_with_its_interval_and_how_many_were_scored(page: Page) -> None:
    rows = page.locator("#suite-1 .figures tbody tr")
    told = [re.sub(r"\s+", " ", row.inner_text()) for row in rows.all()]
    assert [re.sub("^.*?(?=[0-9])", "", text) for text in told] == [
        "0.750 0.250 – 1.000 3 of 5 2 unscored",
        "0.333 0.000 – 1.000 3 of 5 2 unscored",
        "10.5 words 9 – 12 words 3 of 5 2 unscored",
        "2.500 – 1 of 5 4 unscored",
        "95 time within which 95 % of the answers came; lower is better 1,234 ms 900 – 1,500 ms 5 of 5",
    ]
    expect(rows.first.locator("rect.fill")).to_have_attribute("width", "75.0%")
    expect(rows.nth(2).locator("svg")).to_have_count(0)
    expect(page.locator("#suite-1 .unscored-metrics")).to_contain_text("sentence recall")
    expect(page.locator("#suite-2 .figures")).to_contain_text("Nothing of this suite was scored.")


def test_charts_are_labelled_and_say_their_numbers(page: Page) -> None:
    assert page.locator("#suite-1 figure figcaption").all_inner_texts() == [
        "Reliability\ndots on the dashed line mean what they say; their area is the number of samples",
        "Latency\nof a whole answer",
        "Answer length\nrefusals left out",
    ]
    latency = page.locator("#suite-1 figure").nth(1)
    assert latency.locator(".marked").all_text_contents() == ["p50 54 ms", "p95 66.6 ms"]
    dots = page.locator("#suite-1 .dot title").all_text_contents()
    assert dots[-1].startswith("Confidence 0.9 to 1.0: 2 samples, confidence 0.91 on average, 100 % with an answer")


def test_what_went_wrong_comes_first_and_says_why(page: Page) -> None:
    chips = page.locator("#suite-1 .sample > summary .chip").all_inner_texts()
    assert chips == ["✕ wrong", "✕ wrong", "– unscored", "– unscored", "✓ right"]
    faults = page.locator("#suite-1 .sample > summary .faults").all_inner_texts()
    assert faults == [
        "not in coverage, should be answered",
        "gold not cited",
        "could not be asked: AskError: too short",
    ]


def test_samples_are_filtered_by_verdict_and_kind_without_scripts(page: Page) -> None:
    filters = page.locator("#suite-1 .filters")
    filters.get_by_label("wrong 2", exact=True).check()
    assert samples(page) == ["And what of the toll?", visible(HOSTILE)]
    filters.get_by_label("follow-up", exact=True).check()
    assert samples(page) == ["And what of the toll?"]
    filters.get_by_label("all 5", exact=True).check()
    filters.get_by_label("why", exact=True).check()
    assert samples(page) == ["Why so late?", "Why?"]


def test_filters_and_samples_are_reached_by_the_keyboard(page: Page) -> None:
    page.locator("#suite-1 input[name=verdict-1]").first.focus()
    page.keyboard.press("ArrowRight")
    assert len(samples(page)) == 2
    page.locator("#suite-1 .sample summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#suite-1 .sample").first).to_have_attribute("open", "")


def test_an_unfolded_sample_shows_the_answer_against_the_gold_and_the_trace(page: Page) -> None:
    sample = page.locator("#suite-1 .sample.right")
    expect(sample.locator(".body")).to_be_hidden()
    sample.locator("> summary").click()
    expect(sample.locator(".sentence")).to_have_text(f"{QUOTE}\u00a01")
    assert sample.locator("mark").all_inner_texts() == [QUOTE[12:37]]
    assert sample.locator(".wanted .verdict").all_inner_texts() == [
        "✓ met",
        "✓ held",
        "– missing, may be left out",
        "✓ not said",
    ]
    expect(sample.locator(".scores")).to_contain_text("sentence recallunscored")
    expect(sample.locator(".trace table").first).to_be_hidden()
    sample.locator(".trace summary").click()
    expect(sample.locator(".trace tr.chosen")).to_contain_text("0.800")
    expect(sample.locator(".trace table").first.locator("tbody tr")).to_have_count(12)


def test_a_conversation_is_shown_and_a_refusal_with_what_was_nearest(page: Page) -> None:
    page.locator("#suite-1 .sample.unscored summary").first.click()
    expect(page.locator("#suite-1 .turns")).to_contain_text("Reader When was the board warned?")
    page.locator("#suite-1 .sample.wrong summary").first.click()
    expect(page.locator("#suite-1 .sample.wrong .said").first).to_contain_text("Nearest passages")


def test_hostile_text_is_text(page: Page) -> None:
    for fold in page.locator("summary").all():
        if fold.is_visible():
            fold.click()
    expect(page.get_by_text("<script>document.title='owned'</script>").first).to_be_visible()
    expect(page.get_by_text("{{ 7 * 7 }}").first).to_be_visible()
    assert page.title() == "Evaluation 7-bridge"
    assert page.locator("script, img, iframe, object, embed, form, link, base").count() == 0
    assert page.locator("a").evaluate_all("links => links.map(a => a.getAttribute('href'))") == ["#suite-1", "#suite-2"]
    assert page.evaluate("[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())"
                         ".filter(name => name.startsWith('on'))") == []  # fmt: skip


def test_nothing_hides_or_reorders_text(run: Run) -> None:
    for text in (html(run), markdown(run)):
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u2028\u2029\u200b\x00-\x08]", text)


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_is_wider_than_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.set_viewport_size({"width": 1440, "height": 900})


def test_three_hundred_samples_are_not_a_heavy_file(run: Run) -> None:
    (suite, _), (record, scores) = run.suites, SAMPLES[0]
    line = {"id": "divers", "kind": "fact"} | scores
    many = replace(suite, records=(record,) * 300, lines=(line,) * 300)
    assert len(html(replace(run, suites=(many,))).encode()) < 5_000_000


def test_markdown_has_a_table_and_names_what_went_wrong(run: Run) -> None:
    lines = markdown(run).splitlines()
    assert "| status right | 0.750 | 0.250 – 1.000 | 3 of 5 |" in lines
    assert "| of another version | 2.500 | – | 1 of 5 |" in lines
    assert "2 samples of 5 went wrong:" in lines
    assert "- toll: And what of the toll? (not in coverage, should be answered)" in lines


def test_markdown_holds_no_markup_of_the_data(run: Run) -> None:
    (line,) = [line for line in markdown(run).splitlines() if line.startswith("- h-")]
    assert not re.search(r"(?<!\\)[<>\[\]|*_`]", line)
    assert "https://" not in line


def test_json_holds_figures_and_scores_and_null_for_what_is_unknown(run: Run) -> None:
    told = json.loads(json.dumps(to_json(run), allow_nan=False))
    assert (told["run"], told["engine"], told["made"]) == ("7-bridge", "extractive", "2026-01-01T12:30:00+00:00")
    bridge = told["suites"][0]
    assert bridge["figures"][0]["value"] == 0.75
    assert bridge["figures"][3]["low"] is None
    assert bridge["samples"][1] | {"words": None} == bridge["samples"][1]
    assert bridge["samples"][1]["total_ms"] == 47.0


@pytest.mark.parametrize(
    ("scores", "verdict", "faults"),
    [
        ({}, "unscored", ()),
        ({"status_right": None, "words": 8.0}, "unscored", ()),
        ({"status_right": 1.0}, "right", ()),
        ({"claim_recall": 0.5, "forbidden": 0.5}, "wrong", ("gold not cited", "says what it must not")),
        ({"status_right": 0.0, "refused": 1.0, "claim_recall": 0.0}, "wrong", ("wrong status",)),
        ({"status_right": 0.0, "refused": 0.0, "claim_recall": 0.0}, "wrong", ("wrong status", "gold not cited")),
    ],
)
def test_a_sample_is_wrong_where_anything_judged_falls_short(
    scores: dict[str, float | None], verdict: str, faults: tuple[str, ...]
) -> None:
    assert judged(scores, None) == (verdict, faults)


spans = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted)


@given(st.text(min_size=1, max_size=30), st.integers(0, 20), st.lists(spans, max_size=4))
def test_a_quote_is_cut_exactly_where_gold_begins_and_ends(quote: str, start: int, gold: list[list[int]]) -> None:
    claims = [[{"source": "a", "start": first, "end": last}] for first, last in gold]
    cut = list(pieces({"source": "a", "start": start, "quote": quote}, claims))
    assert "".join(words for _, words in cut) == quote
    inside = [in_gold for in_gold, words in cut for _ in words]
    assert inside == [any(first <= at < last for first, last in gold) for at in range(start, start + len(quote))]
    assert list(pieces({"source": "b", "start": start, "quote": quote}, claims)) == [(False, quote)]


@given(st.lists(st.floats(0, 1e7), min_size=1, max_size=60))
def test_a_histogram_counts_every_value_and_its_axes_hold_every_bar(values: list[float]) -> None:
    made = histogram(values)
    assert made
    assert sum(made.counts) == len(values)
    assert (made.edges[0], made.edges[-1]) == (0, pytest.approx(made.x[-1]))
    assert max(made.counts) <= made.y[-1]
    assert made.beyond == (max(values) > made.x[-1])


def test_a_long_tail_is_counted_in_the_last_bar() -> None:
    made = histogram([10.0] * 99 + [9_000.0])
    assert made
    assert (made.x[-1], made.counts[-1], made.beyond) == (30, 1, True)
    assert histogram([float("nan")]) is None


@pytest.mark.parametrize(
    ("high", "ticks"), [(0, [0, 1]), (1, [0, 0.2, 0.4, 0.6, 0.8, 1]), (93, [0, 20, 40, 60, 80, 100])]
)
def test_ticks_are_round(high: float, ticks: list[float]) -> None:
    assert steps(high) == pytest.approx(ticks)
