"""What each command does to a home, and with what exit status; the embedding model is a stand-in."""

import json
import socket
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from evals import newswire
from store.home import open_home
from store.vectors import Vectors
from tests.homes import faults
from tests.ui.conftest import REPORTS, Byline, StandIn

CRACK = "Did divers find a crack the length of a hand in the eastern pivot?"


# ingest


def test_ingest_counts_what_became_of_each_input(byline: Byline, folder: Path) -> None:
    done = byline("ingest", str(folder))
    assert (done.status, done.out, done.err) == (0, "3 added, 0 updated, 0 unchanged, 0 refused\n", "")
    (folder / "wire.txt").write_text("Was the board warned?\n\nIt was warned in June, the board said on Monday.\n")
    assert byline("ingest", str(folder)).out == "0 added, 1 updated, 2 unchanged, 0 refused\n"


def test_what_is_refused_is_named_and_the_rest_goes_in(byline: Byline, folder: Path) -> None:
    (folder / "empty.txt").write_text("")
    (folder / "odd.jsonl").write_text('{"id": "a", "text": "A line about lorries."}\n{broken\n')
    done = byline("ingest", str(folder))
    assert (done.status, done.out) == (1, "4 added, 0 updated, 0 unchanged, 2 refused\n")
    assert "byline: refused " in done.err
    assert "empty.txt: " in done.err
    assert "odd.jsonl:2: " in done.err
    assert byline("ingest", str(folder)).status == 1


def test_nothing_taken_in_is_nothing_done(byline: Byline, tmp_path: Path) -> None:
    done = byline("ingest", str(tmp_path / "missing.txt"))
    assert (done.status, done.out) == (2, "0 added, 0 updated, 0 unchanged, 1 refused\n")
    assert "missing.txt: " in done.err


def test_what_is_said_of_all_inputs_wins(byline: Byline, folder: Path) -> None:
    said = [
        "--outlet",
        "Said Post",
        "--published",
        "14 March 2025",
        "--author",
        "Bo",
        "--url",
        "https://post.example/1",
    ]
    assert byline("ingest", str(folder / "post.txt"), *said).status == 0
    (listed,) = byline("articles", "--json").json
    assert (listed["outlet"], listed["published"]) == ("Said Post", "2025-03-14")
    assert (listed["author"], listed["url"]) == ("Bo", "https://post.example/1")
    done = byline("ingest", str(folder / "wire.txt"), "--published", "soon")
    assert (done.status, "--published" in done.err) == (2, True)


def test_a_story_of_its_own(byline: Byline, folder: Path) -> None:
    byline("ingest", str(folder / "post.txt"), "--story", "bridge")
    byline("--story", "board", "ingest", str(folder / "wire.txt"))
    assert [a["source"] for a in byline("articles", "--json", "--story", "bridge").json] == ["post.txt"]
    done = byline("articles")
    assert done.status == 2
    assert "no story 'default'" in done.err and "'board', 'bridge'" in done.err


def test_an_interrupted_ingest_keeps_what_is_in_and_goes_on(
    byline: Byline, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    byline("ingest", str(folder / "post.txt"))

    class Interrupted(StandIn):
        def encode(self, texts: Sequence[str], progress: object = None) -> Vectors:
            raise KeyboardInterrupt

    monkeypatch.setattr("store.embedder.Embedder", Interrupted)
    done = byline("ingest", str(folder))
    assert (done.status, done.out, done.err) == (130, "", "byline: stopped; what was taken in is kept\n")
    monkeypatch.setattr("store.embedder.Embedder", StandIn)
    assert byline("ingest", str(folder)).out == "2 added, 0 updated, 1 unchanged, 0 refused\n"


# articles, show, remove, reindex


def test_articles_as_the_contract_says(byline: Byline, kept: str) -> None:
    done = byline("articles", "--json", "--home", kept)
    assert done.status == 0
    assert [a["source"] for a in done.json] == ["post.txt", "radio.txt", "wire.txt"]
    keys = "article source outlet title author published url words revision revisions copies_of ingested_at"
    assert all(list(a) == keys.split() for a in done.json)
    plain = byline("articles", "--home", kept).out.splitlines()
    assert len(plain) == 3
    assert plain[0].endswith("\tpost.txt\tEllery Post\t2025-11-18\tSwing bridge [red]shut[/red] to lorries")


def test_show_gives_the_stored_text_by_id_and_by_source(byline: Byline, kept: str) -> None:
    by_source = byline("show", "post.txt", "--json", "--home", kept).json
    assert by_source == byline("show", by_source["article"], "--json", "--home", kept).json
    assert by_source["text"] == REPORTS[0].text
    assert {s["kind"] for s in by_source["spans"]} >= {"body", "caption"}
    shown = byline("show", "post.txt", "--home", kept)
    assert (shown.status, "Swing bridge [red]shut[/red] to lorries" in shown.out) == (0, True)


def test_show_an_older_revision(byline: Byline, folder: Path) -> None:
    byline("ingest", str(folder))
    (folder / "wire.txt").write_text("Was the board warned?\n\nIt was warned in June, the board said on Monday.\n")
    byline("ingest", str(folder))
    new, old = byline("show", "wire.txt", "--json").json, byline("show", "wire.txt", "--revision", "1", "--json").json
    assert (new["revision"], old["revision"]) == (2, 1)
    assert "June" in new["text"] and "in May" in old["text"]
    assert [r["revision"] for r in new["revisions"]] == [1, 2]
    gone = byline("show", "wire.txt", "--revision", "3")
    assert (gone.status, "no revision 3 of article 'wire.txt'" in gone.err) == (2, True)


# quotes


def test_quotes_as_the_contract_says(byline: Byline, kept: str) -> None:
    done = byline("quotes", "--json", "--home", kept)
    keys = "article source start end quote direct speaker speaker_start speaker_end cue"
    assert (done.status, [list(q) for q in done.json]) == (0, [keys.split()] * len(done.json))
    (said,) = (q for q in done.json if q["source"] == "wire.txt")
    text = byline("show", "wire.txt", "--json", "--home", kept).json["text"]
    assert text[said["start"] : said["end"]] == said["quote"] == "the board had been warned in May"
    assert text[said["speaker_start"] : said["speaker_end"]] == said["speaker"] == "Tomas Brandvold"
    assert (said["cue"], said["direct"]) == ("said", False)


def test_quotes_of_a_report_or_a_speaker(byline: Byline, kept: str) -> None:
    for said in (["wire.txt"], ["--speaker", "Mr Brandvold"]):
        speaker, told = byline("quotes", *said, "--home", kept).out.splitlines()
        assert speaker == "Tomas Brandvold"
        assert told.endswith("the board had been warned in May — outlet unknown · no date · wire.txt")
    nobody = byline("quotes", "--speaker", "Nobody", "--json", "--home", kept)
    assert (nobody.status, nobody.json) == (0, [])


def test_a_timeline_as_the_contract_says(byline: Byline, folder: Path) -> None:
    (folder / "mill.txt").write_text("The old mill burned down on Wednesday. The council will vote on it in May.\n")
    byline("ingest", str(folder / "mill.txt"), "--published", "2025-03-14")
    done = byline("timeline", "--json")
    keys = "date date_end precision expression article source outlet start end text announced event conflicts"
    assert (done.status, [list(entry) for entry in done.json]) == (0, [keys.split()] * 2)
    text = byline("show", "mill.txt", "--json").json["text"]
    assert [text[entry["start"] : entry["end"]] for entry in done.json] == [entry["text"] for entry in done.json]
    read = [[entry[key] for key in ("date", "date_end", "precision", "announced")] for entry in done.json]
    assert read == [["2025-03-12", None, "day", False], ["2025-05-01", "2025-05-31", "month", True]]
    assert byline("timeline", "--to", "2025-03-13", "--json").json == []


def test_a_reprint_names_its_source(byline: Byline, folder: Path) -> None:
    text = next(newswire.articles(1, seed=3)).text
    for name, day in (("first.txt", "2025-03-14"), ("second.txt", "2025-03-15")):
        (folder / name).write_text(text)
        byline("ingest", str(folder / name), "--published", day)
    first, second = byline("articles", "--json").json
    assert (first["copies_of"], second["copies_of"]) == (None, first["article"])
    byline("remove", "first.txt")
    assert [a["copies_of"] for a in byline("articles", "--json").json] == [None]


@pytest.mark.parametrize("command", ["show", "remove", "quotes"])
def test_an_unknown_article(byline: Byline, kept: str, command: str) -> None:
    done = byline(command, "none.txt", "--home", kept)
    assert (done.status, done.out) == (2, "")
    assert "no article 'none.txt'" in done.err and "byline articles" in done.err


def test_what_is_removed_is_no_longer_cited(byline: Byline, folder: Path) -> None:
    byline("ingest", str(folder))
    assert {c["source"] for c in byline("ask", CRACK, "--json").json["citations"]} == {"post.txt", "radio.txt"}
    done = byline("remove", "post.txt")
    assert (done.status, done.out) == (0, "removed post.txt: Swing bridge [red]shut[/red] to lorries\n")
    assert {c["source"] for c in byline("ask", CRACK, "--json").json["citations"]} == {"radio.txt"}
    assert byline("show", "post.txt").status == 2
    for last in ("radio.txt", "wire.txt"):
        byline("remove", last)
    empty = byline("ask", CRACK, "--json")
    assert (empty.status, empty.json["status"]) == (0, "not_in_coverage")


def test_reindex_says_how_much_was_embedded_anew(byline: Byline, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    byline("ingest", str(folder), "--story", "one")
    byline("ingest", str(folder / "wire.txt"), "--story", "two")
    monkeypatch.setenv("BYLINE_MODEL", "another")
    refused = byline("ask", CRACK, "--story", "one")
    assert (refused.status, "byline reindex" in refused.err) == (2, True)
    done = byline("reindex")
    assert done.status == 0
    assert done.out.startswith("4 reports embedded anew with another, ")
    assert done.out.endswith(" texts in all\n")
    assert byline("ask", CRACK, "--story", "one", "--json").json["status"] == "answered"


# serve


@pytest.mark.parametrize(
    ("host", "why"), [("127.0.0.1", "Address already in use"), ("no.such.host.invalid", ""), ("a..b", "")]
)
def test_a_page_that_cannot_be_served_is_said_in_a_sentence(
    byline: Byline, kept: str, host: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.server.PORTS_TRIED", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = byline("serve", "--home", kept, "--open", "--host", host, "--port", port)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"byline: the page cannot be served at {host}, port {port}: ")
    assert why in done.err
    assert done.err.endswith("name another address with --host and --port\n")


def test_a_page_that_everybody_reaches_asks_for_a_login_before_anything_is_loaded(byline: Byline) -> None:
    done = byline("serve", "--host", "0.0.0.0")
    assert (done.status, done.out) == (2, "")
    assert "ask for a login with BYLINE_AUTH=USER:PASSWORD (or --auth), or say with --open" in done.err
    assert "neither of them empty" in byline("serve", "--auth", "desk").err


# What nobody wants to happen.


def test_a_home_that_is_none(byline: Byline, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert byline("ingest", "x.txt", "--home", str(tmp_path / "file")).status == 2
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "byline.db").write_bytes(b"not a database, but long enough to be taken for one" * 40)
    done = byline("articles", "--home", str(tmp_path / "other"))
    assert (done.status, str(tmp_path / "other" / "byline.db") in done.err, done.err.count("\n")) == (2, True, 1)
    far = byline("articles", "--home", "~nobody-of-that-name/x")
    assert (far.status, "--home" in far.err) == (2, True)
    long = byline("articles", "--home", "/" + "x" * 5000)
    assert (long.status, "File name too long" in long.err) == (2, True)


@pytest.mark.parametrize("command", [["articles"], ["show", "post.txt"], ["remove", "post.txt"], ["ask", CRACK]])
def test_a_catalogue_that_is_damaged_is_one_clear_line(byline: Byline, folder: Path, command: list[str]) -> None:
    byline("ingest", str(folder))
    home = folder.parent / "home"
    with sqlite3.connect(home / "byline.db") as db:
        db.execute("DROP TABLE revision")
    db.close()
    done = byline(*command)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"byline: {home / 'byline.db'} cannot be used: ")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device", "/disk/byline.db"), "byline: /disk/byline.db: No space left on device"),
        (OSError("odd"), "byline: odd"),
        (KeyError("revision\nand more"), "byline: a fault of Byline itself, at ui/commands.py:"),
    ],
)
def test_what_nobody_foresaw_is_one_line_too(
    byline: Byline, kept: str, error: Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise error

    monkeypatch.setattr("ui.printed.articles", broken)
    done = byline("articles", "--home", kept)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(said) and done.err.count("\n") == 1


def test_a_fault_is_placed_in_the_innermost_of_our_own_lines(
    byline: Byline, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise KeyError("outlet")

    monkeypatch.setattr("rag.reading.constraints.framed", broken)
    assert "itself, at rag/reading/constraints.py:" in byline("ask", "Who said so?", "--home", kept).err


def test_a_home_is_whole_after_all_of_that(byline: Byline, folder: Path) -> None:
    byline("ingest", str(folder))
    byline("remove", "post.txt")
    byline("reindex")
    assert byline("ingest", str(folder)).out.startswith("1 added")
    home = open_home(folder.parent / "home", "default")
    assert faults(home) == []
    assert json.loads(byline("articles", "--json").out)[0]["revision"] == 1
