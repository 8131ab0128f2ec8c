"""Many questions in one process: every line gets its document, in its place, whatever is wrong with it."""

import json
from pathlib import Path

import pytest

from rag.answer import Turn
from rag.errors import AskError
from tests.ui.conftest import Byline
from ui.batch import Line

CRACK = "Did divers find a crack the length of a hand in the eastern pivot?"


def batch(tmp_path: Path, *lines: object) -> str:
    """A file with a line each: a text as it is, anything else as JSON."""
    path = tmp_path / "batch.jsonl"
    path.write_text("\n".join(li if isinstance(li, str) else json.dumps(li) for li in lines), encoding="utf-8")
    return str(path)


def test_a_line_by_the_contracts_names() -> None:
    line = Line.model_validate(
        {
            "id": "q1",
            "question": "Why?",
            "turns": [{"role": "user", "text": "Who?"}, {"role": "assistant", "text": "She."}],
            "articles": ["a.txt"],
            "outlets": ["ABC"],
            "from": "2025-03-01",
            "to": "2025-03-31",
            "speaker": "Caldera",
            "unknown": 1,
        }
    )
    assert line.history == [Turn("user", "Who?"), Turn("assistant", "She.")]
    assert (line.filters.articles, line.filters.outlets) == (("a.txt",), ("ABC",))
    assert (line.filters.first, line.filters.last, line.filters.speaker) == ("2025-03-01", "2025-03-31", "Caldera")
    assert Line(question="Why?", after=["Who?", "When?"]).history == [Turn("user", "Who?"), Turn("user", "When?")]


def test_null_is_as_good_as_absent() -> None:
    keys = ("id", "after", "turns", "articles", "outlets", "from", "to", "speaker")
    assert Line.model_validate({"question": "Why?", **dict.fromkeys(keys)}) == Line(question="Why?")


def test_filters_of_a_line_are_read_when_they_are_used() -> None:
    with pytest.raises(AskError, match="no date"):
        _ = Line.model_validate({"question": "Why?", "from": "soon"}).filters


def test_answers_come_in_the_order_of_the_lines_with_their_ids(byline: Byline, kept: str, tmp_path: Path) -> None:
    path = batch(
        tmp_path,
        {"id": "x2", "question": CRACK},
        "",
        {"id": "x1", "question": "What was it?", "after": [CRACK]},
        {"id": 7, "question": CRACK, "outlets": ["ellery post"], "unknown": [1]},
        {"question": CRACK, "from": "2025-11-19", "to": "2025-11-19"},
        {"id": "x3", "question": CRACK, "articles": ["wire.txt"]},
    )
    done = byline("--home", kept, "ask", "--batch", path)
    assert (done.status, done.err) == (0, "")
    assert [line["id"] for line in done.lines] == ["x2", "x1", 7, None, "x3"]
    sources = [{c["source"] for c in line["citations"]} for line in done.lines]
    assert sources[0] == {"post.txt", "radio.txt"}
    assert done.lines[1]["standalone_question"] == f"{CRACK} What was it?"
    assert sources[2:4] == [{"post.txt"}, {"radio.txt"}]
    assert {c["source"] for c in done.lines[4]["citations"] + done.lines[4]["nearest"]} == {"wire.txt"}


def test_a_bad_line_gets_a_document_and_is_named_the_others_are_answered(
    byline: Byline, kept: str, tmp_path: Path
) -> None:
    path = batch(
        tmp_path,
        {"id": "good", "question": CRACK},
        "{not json",
        '["a list"]',
        {"id": "no-question"},
        {"id": "empty", "question": " ?"},
        {"id": "long", "question": "x" * 20_000},
        {"id": "both", "question": "Why?", "after": ["a"], "turns": [{"role": "user", "text": "b"}]},
        {"id": "date", "question": "Why?", "from": "soon"},
        {"id": "role", "question": "Why?", "turns": [{"role": "system", "text": "b"}]},
        {"id": "string", "question": "Why?", "turns": ["Who?"]},
        {"id": 1.5, "question": "Why?"},
        {"id": "last", "question": CRACK},
    )
    done = byline("--home", kept, "ask", "--batch", path, "--json")
    assert done.status == 1
    ids = ["good", None, None, "no-question", "empty", "long", "both", "date", "role", "string", 1.5, "last"]
    assert [line["id"] for line in done.lines] == ids
    errors = {n: line["error"] for n, line in enumerate(done.lines, start=1) if "error" in line}
    assert list(errors) == list(range(2, 11))
    assert done.lines[0]["status"] == done.lines[-1]["status"] == "answered"
    assert "question: Field required" in errors[4]
    assert "empty" in errors[5]
    assert "20,000 characters" in errors[6]
    assert errors[7] == "give `after` or `turns`, not both"
    assert "YYYY-MM-DD" in errors[8]
    assert errors[9].startswith("turns.0.role: ")
    assert errors[10].startswith('turns.0: a turn is {"role"')
    assert [line for line in done.err.splitlines()] == [
        f"byline: {path}:{number}: {error}" for number, error in errors.items()
    ]


def test_an_id_that_json_cannot_hold_is_refused_like_any_other_fault(byline: Byline, kept: str, tmp_path: Path) -> None:
    done = byline("--home", kept, "search", "--batch", batch(tmp_path, '{"id": NaN, "question": "crack"}'))
    assert "NaN" not in done.out
    assert done.lines[0]["error"].startswith("Invalid JSON")


def test_a_fault_of_byline_is_not_told_as_one_of_the_line(
    byline: Byline, kept: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def search(*_: object) -> None:
        raise ValueError("the shapes do not match")

    monkeypatch.setattr("rag.assistant.Assistant.search", search)
    done = byline("--home", kept, "search", "--batch", batch(tmp_path, {"question": "crack"}))
    assert (done.status, done.out) == (2, "")
    assert "a fault of Byline itself" in done.err and "the shapes do not match" in done.err


def test_a_line_number_is_not_read_as_an_emoji(byline: Byline, kept: str, tmp_path: Path) -> None:
    done = byline("--home", kept, "search", "--batch", batch(tmp_path, *[""] * 99, "{", {"question": "crack"}))
    assert ":100: Invalid JSON" in done.err


def test_all_lines_bad_is_nothing_done(byline: Byline, kept: str, tmp_path: Path) -> None:
    assert byline("--home", kept, "ask", "--batch", batch(tmp_path, "{", {})).status == 2


def test_no_lines_no_answers(byline: Byline, kept: str, tmp_path: Path) -> None:
    done = byline("--home", kept, "ask", "--batch", batch(tmp_path, "", "  "))
    assert (done.status, done.out) == (0, "")


def test_search_in_a_batch(byline: Byline, kept: str, tmp_path: Path) -> None:
    path = batch(tmp_path, {"id": "s", "question": "night convoy"}, {"id": "t", "question": "x", "outlets": ["none"]})
    done = byline("--home", kept, "search", "--batch", path, "-k", "1")
    assert [line["id"] for line in done.lines] == ["s", "t"]
    assert [[hit["source"] for hit in line["hits"]] for line in done.lines] == [["radio.txt"], []]


def test_a_batch_from_stdin_with_windows_line_ends_and_a_byte_order_mark(byline: Byline, kept: str) -> None:
    lines = f'\ufeff{{"id": "a", "question": "{CRACK}"}}\r\n{{"id": "b", "question": "Öresund 🚢?"}}\r\n'
    done = byline("--home", kept, "ask", "--batch", "-", stdin=lines.encode())
    assert (done.status, [line["id"] for line in done.lines]) == (0, ["a", "b"])
    assert done.lines[1]["question"] == "Öresund 🚢?"


def test_a_batch_that_cannot_be_read(byline: Byline, kept: str, tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b'{"question": "caf\xe9"}')
    for name, reason in (("none", "No such file"), ("latin", "not UTF-8"), (".", "directory")):
        done = byline("--home", kept, "ask", "--batch", str(tmp_path / name))
        assert (done.status, done.out) == (2, "")
        assert reason in done.err
    assert byline("--home", kept, "ask", "--batch", "-", stdin=b"\xff").status == 2


def test_line_separators_do_not_break_a_document_into_lines(byline: Byline, tmp_path: Path) -> None:
    report = {"id": "u", "text": "Divers found\u2028a crack in\x85the pivot\u2029today.", "title": "Crack"}
    (tmp_path / "u.jsonl").write_text(json.dumps(report))
    assert byline("ingest", str(tmp_path / "u.jsonl")).status == 0
    done = byline("ask", "--batch", batch(tmp_path, {"id": "1", "question": "Divers found a crack in the pivot today"}))
    assert len(done.out.splitlines()) == 1
    quote = done.lines[0]["citations"][0]
    assert quote["quote"] == report["text"][quote["start"] : quote["end"]]


@pytest.mark.parametrize("beside", [["a question"], ["--outlet", "ABC"], ["--from", "2025-01-01"], ["--after", "Who?"]])
def test_what_stands_beside_a_batch_would_be_ignored_and_is_refused(
    byline: Byline, kept: str, tmp_path: Path, beside: list[str]
) -> None:
    done = byline("--home", kept, "ask", "--batch", batch(tmp_path, {"question": CRACK}), *beside)
    assert (done.status, done.out) == (2, "")
    assert "each line brings its own" in done.err
