"""`byline find`: what it prints, and what it does not load."""

import json
import subprocess
import sys
from pathlib import Path

from tests.ui.conftest import Byline

CRACK = "Divers found a crack the length of a hand"


def test_json_is_the_contract(byline: Byline, kept: str) -> None:
    done = byline("--home", kept, "find", CRACK, "--json", "--outlet", "ellery post")
    assert (done.status, done.err) == (0, "")
    (one,) = done.json["occurrences"]
    assert {key: done.json[key] for key in ("id", "query", "outlets", "independent", "nearest")} == {
        "id": None,
        "query": CRACK,
        "outlets": 1,
        "independent": 1,
        "nearest": [],
    }
    assert (one["match"], one["score"], one["quote"], one["wording_changes"]) == ("exact", 1.0, CRACK, [])
    assert set(one) == {
        *("match", "score", "article", "source", "outlet", "published", "start", "end"),
        *("quote", "speaker", "wording_changes", "copies_of", "negation"),
    }


def test_a_place_is_told_with_its_words_what_is_changed_there_and_who_else_has_it(byline: Byline, kept: str) -> None:
    first, words, changed, *_, last = byline("--home", kept, "find", CRACK.replace("hand", "thumb")).out.splitlines()
    assert first == "1. Ellery Post · 2025-11-18 · post.txt · near"
    assert words.strip() == f"{CRACK} in the eastern pivot."
    assert changed.strip() == "-thumb +hand"
    assert last.startswith("2 places in 2 outlets")


def test_a_misquote_is_not_found_and_the_nearest_real_words_are_told(byline: Byline, kept: str) -> None:
    done = byline(
        "--home", kept, "find", "“Divers never found the crack they were paid to find by the board”", "--json"
    )
    assert (done.status, done.json["occurrences"]) == (0, [])
    assert done.err.startswith("not found: no report has these words")


def test_many_in_a_batch(byline: Byline, kept: str, tmp_path: Path) -> None:
    path = tmp_path / "batch.jsonl"
    lines = [{"id": "a", "query": CRACK}, {"id": "b", "query": "“a purple elephant”"}, {"id": "c", "query": "…"}]
    path.write_text("\n".join(map(json.dumps, lines)))
    done = byline("--home", kept, "find", "--batch", str(path))
    assert done.status == 1
    found, nothing, refused = done.lines
    assert (found["id"], {o["match"] for o in found["occurrences"]}) == ("a", {"exact"})
    assert (nothing["id"], nothing["occurrences"]) == ("b", [])
    assert "no words" in refused["error"]


def test_words_that_are_there_need_neither_a_model_nor_an_index(kept: str) -> None:
    code = (
        "import sys; from ui.cli import main; status = main(sys.argv[1:]); "
        "print(sorted({'torch', 'chromadb', 'llama_index', 'gradio'} & set(sys.modules))); sys.exit(status)"
    )
    command = [sys.executable, "-c", code, "--home", kept, "find", CRACK, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
