"""The commands that ask the coverage: ask, search, chat; the embedding model is a stand-in."""

import re
from pathlib import Path

import pytest

from tests.ui.conftest import REPORTS, Byline

CRACK = "Did divers find a crack the length of a hand in the eastern pivot?"


def test_ask_as_the_contract_says(byline: Byline, kept: str) -> None:
    done = byline("ask", CRACK, "--json", "--home", kept)
    assert (done.status, done.err) == (0, "")
    made = done.json
    keys = "id question standalone_question status confidence text sentences citations nearest reported_by coverage"
    assert list(made) == [*keys.split(), "engine", "notices", "timings_ms"]
    assert (made["status"], made["question"]) == ("answered", CRACK)
    assert made["coverage"] == {"articles": 3, "outlets": 2, "from": "2025-11-18", "to": "2025-11-19"}
    texts = {r.source: r.text for r in REPORTS}
    assert {c["source"] for c in made["citations"]} == {"post.txt", "radio.txt"}
    assert all(texts[c["source"]][c["start"] : c["end"]] == c["quote"] for c in made["citations"])


def test_a_refusal_is_an_answer(byline: Byline, kept: str) -> None:
    done = byline("ask", "Does photosynthesis need chlorophyll?", "--json", "--home", kept)
    assert (done.status, done.json["status"]) == (0, "not_in_coverage")
    assert done.json["sentences"] == done.json["citations"] == []
    assert done.json["nearest"]
    plain = byline("ask", "Does photosynthesis need chlorophyll?", "--home", kept)
    assert "Searched: 3 reports, 2 outlets, 18–19 November 2025." in plain.out


def test_ask_in_plain_words(byline: Byline, kept: str) -> None:
    done = byline("ask", CRACK, "--home", kept)
    assert "Divers found a crack the length of a hand in the eastern pivot. — " in done.out
    assert re.search(r"eastern pivot\. — .*\[\d\]\[\d\]", done.out)


def test_an_earlier_question(byline: Byline, kept: str) -> None:
    done = byline("ask", "And how long was it?", "--after", "Hello there", "--after", CRACK, "--json", "--home", kept)
    assert done.json["standalone_question"] == f"{CRACK} And how long was it?"


def test_a_speaker(byline: Byline, kept: str) -> None:
    warned = "Had the board been warned in May?"
    made = byline("ask", warned, "--speaker", "Mr Brandvold", "--json", "--home", kept).json
    assert [(c["source"], c["speaker"]) for c in made["citations"]] == [("wire.txt", "Tomas Brandvold")]
    assert [s["speaker"] for s in made["sentences"]] == ["Tomas Brandvold"]
    assert made["reported_by"] == {"outlets": 1, "independent": 1}
    found = byline("search", CRACK, "--speaker", "Brandvold", "--json", "--home", kept).json
    assert [h["source"] for h in found["hits"]] == ["wire.txt"]
    assert "none passes the filters" in byline("ask", warned, "--speaker", "Nobody", "--home", kept).out


@pytest.mark.parametrize(
    ("narrow", "cited"),
    [
        (["--outlet", "ELLERY post"], {"post.txt"}),
        (["--outlet", "öresund radio", "--outlet", "Ellery Post"], {"post.txt", "radio.txt"}),
        (["--article", "radio.txt"], {"radio.txt"}),
        (["--from", "2025-11-19"], {"radio.txt"}),
        (["--to", "2025-11-18"], {"post.txt"}),
        (["--to", "20251118"], {"post.txt"}),
    ],
)
def test_filters(byline: Byline, kept: str, narrow: list[str], cited: set[str]) -> None:
    made = byline("ask", CRACK, "--json", "--home", kept, *narrow).json
    assert {c["source"] for c in made["citations"]} == cited
    found = byline("search", CRACK, "--json", "--home", kept, *narrow).json
    assert {h["source"] for h in found["hits"]} == cited


def test_search_as_the_contract_says(byline: Byline, kept: str) -> None:
    found = byline("search", "night convoy", "-k", "2", "--json", "--home", kept).json
    assert list(found) == ["id", "question", "standalone_question", "hits"]
    assert [hit["rank"] for hit in found["hits"]] == [1, 2]
    keys = "rank score article source outlet title published start end text"
    assert all(list(hit) == keys.split() for hit in found["hits"])
    texts = {r.source: r.text for r in REPORTS}
    assert all(texts[h["source"]][h["start"] : h["end"]] == h["text"] for h in found["hits"])
    assert found["hits"][0]["source"] == "radio.txt"
    assert byline("search", "night convoy", "--home", kept).out.startswith("1. Öresund Radio · ")


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    ("said", "why"),
    [
        ([], "what? byline"),
        ([""], "the question is empty"),
        (["\u202e?\x1b"], "the question is empty"),
        (["x" * 20_000], "20,000 characters, 2,000 are allowed"),
        (["Who?", "--from", "soon"], "write it as YYYY-MM-DD"),
        (["Who?", "--from", "2025-02-01", "--to", "2025-01-01"], "no day is both"),
    ],
)
def test_a_question_that_cannot_be_asked_is_said_before_anything_is_loaded(
    byline: Byline, kept: str, command: str, said: list[str], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.assistant.Embedder", None)
    done = byline(command, *said, "--home", kept)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("byline: ") and why in done.err


@pytest.mark.parametrize(
    "command", [["articles"], ["show", "x"], ["remove", "x"], ["ask", "Who?"], ["search", "x"], ["chat"]]
)
def test_an_empty_home_and_an_unknown_story(byline: Byline, kept: str, tmp_path: Path, command: list[str]) -> None:
    empty = byline(*command)
    assert (empty.status, empty.out) == (2, "")
    assert "is empty; put reports in with `byline ingest PATH`" in empty.err
    assert not (tmp_path / "home").exists()
    unknown = byline(*command, "--home", kept, "--story", "none")
    assert (unknown.status, unknown.out) == (2, "")
    assert "no story 'none'" in unknown.err and "'default'" in unknown.err


def test_reindex_of_an_empty_home(byline: Byline) -> None:
    assert byline("reindex").status == 2


def test_chat_remembers_what_was_asked_and_ends_with_the_input(byline: Byline, kept: str) -> None:
    done = byline("chat", "--home", kept, stdin=f"{CRACK}\nAnd how long was it?\n".encode())
    assert done.status == 0
    assert done.out.startswith("3 reports, 2 outlets, 18–19 November 2025. Ask;")
    assert "Divers found a crack" in done.out
    assert f"read as: {CRACK} And how long was it?" in done.err


def test_chat_says_what_cannot_be_asked_once_and_goes_on(byline: Byline, kept: str) -> None:
    lines = f"?!\n{'x' * 3000}\n\xff{CRACK}\n\nnever read\n".encode("latin-1")
    done = byline("chat", "--home", kept, "--outlet", "Ellery Post", stdin=lines)
    assert done.status == 0
    assert done.err.count("byline: the question is empty") == 1
    assert done.err.count("3,000 characters") == 1
    assert "Divers found a crack" in done.out and "never read" not in done.out
    assert "radio.txt" not in done.out
