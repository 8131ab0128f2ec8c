"""A home serves several processes at once, and says clearly why it cannot be used. See test_home_repair, too."""

import resource
import shutil
import sqlite3
from pathlib import Path
from threading import Barrier
from typing import NamedTuple

import pytest
from filelock import FileLock

from store import catalogue, lexical
from store.errors import HomeError, NotFound
from store.home import Home, open_home, ready, refresh
from store.ingest import reindex
from tests import homes, processes
from tests.homes import BRIDGE, FERRY, ORCHARD, OTHER, Log, opened, put_in


def silent(_: str) -> None:
    return


# Several processes.


def test_a_reader_sees_what_another_process_has_put_in(home: Home) -> None:
    put_in(home, [FERRY])
    before = refresh(home)
    assert homes.nearest(home, "Night frost ruined most of the apple blossom") != ORCHARD.text
    assert processes.exit_of(homes.ingest_there, home.path, [ORCHARD]) == 0
    after = refresh(home)
    assert after.generation > before.generation
    frost = "Night frost ruined most of the apple blossom in the Dorn valley."
    assert homes.nearest(home, frost) == frost
    assert refresh(home) == after


def test_a_reader_sees_that_another_process_built_the_index_anew(home: Home) -> None:
    put_in(home, [FERRY])
    before = refresh(home)
    homes.nearest(home, "ferry")
    assert processes.exit_of(reindex_there, home.path) == 0
    assert refresh(home).generation > before.generation
    assert homes.nearest(home, "Engineers had replaced a cracked ramp.", embedder=OTHER)


def test_a_reindex_forgets_the_words_that_another_version_kept(home: Home) -> None:
    put_in(home, [FERRY])
    with home.engine.begin() as db:
        story = home.story(db)
        lexical.add(db, story.id, "sentence", [(999, "outdated")])
        lexical.count_names(db, story.id, ["The Outdated"], by=1)
    reindex_there(home.path)
    with home.read() as db:
        assert lexical.frequencies(db, story.id, ["outdat", "ferri"]).keys() == {"ferri"}
        assert "otdat" not in lexical.vocabulary(db, story.id).spellings


def reindex_there(path: Path) -> None:
    reindex(open_home(path, "default"), OTHER, Log(), silent)  # type: ignore[arg-type]


def test_a_second_writer_is_told_so_and_a_reader_goes_on(home: Home) -> None:
    put_in(home, [FERRY])
    here, there = processes.pipe()
    writer = processes.process(homes.hold_lock, home.path, there)
    assert here.recv() == "held"
    with pytest.raises(HomeError, match=f"another process is writing to {home.path}"):
        put_in(home, [BRIDGE])
    reader = open_home(home.path, "default")
    ready(reader, pytest.fail)
    assert homes.nearest(reader, "refunds to passengers")
    here.send("stop")
    writer.join(20)
    assert writer.exitcode == 0
    assert put_in(home, [BRIDGE]).outcomes == {"bridge.txt": "added"}


def test_the_lock_of_a_killed_writer_holds_nobody_up(home: Home) -> None:
    put_in(home, [FERRY])
    here, there = processes.pipe()
    writer = processes.process(homes.hold_lock, home.path, there)
    assert here.recv() == "held"
    writer.kill()
    writer.join(20)
    reader = opened(home.path)
    assert homes.faults(reader) == []


def test_two_processes_may_make_the_same_home(tmp_path: Path) -> None:
    for attempt in range(15):
        start = processes.barrier(6)
        makers = [processes.process(_open_together, start, tmp_path / str(attempt)) for _ in range(6)]
        for maker in makers:
            maker.join(30)
        assert [maker.exitcode for maker in makers] == [0] * 6


def _open_together(start: Barrier, path: Path) -> None:
    start.wait(30)
    open_home(path, "default")


def test_a_read_sees_the_home_as_at_one_moment(home: Home) -> None:
    put_in(home, [FERRY])
    with home.read() as db:
        story = home.story(db)
        assert processes.exit_of(homes.ingest_there, home.path, [BRIDGE]) == 0
        assert [a.source for a in catalogue.articles(db, story)] == ["ferry.txt"]
    assert len(home.articles()) == 2


# What cannot be used says so.


def test_a_home_that_is_a_file_or_below_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "file", tmp_path / "file" / "home"):
        with pytest.raises(HomeError, match=f"the home {path} cannot be made or opened: .*--home"):
            open_home(path, "default")


def test_a_home_that_another_process_keeps_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.home.OPENING_SECONDS", 0.1)
    with (
        FileLock(tmp_path / "opening.lock"),
        pytest.raises(HomeError, match=f"another process has been opening {tmp_path} for .* try again"),
    ):
        open_home(tmp_path, "default")


def test_a_lock_that_cannot_be_made(home: Home) -> None:
    (home.path / "writer.lock").mkdir()
    with pytest.raises(HomeError, match=f"{home.path} cannot be written: .*--home"):
        put_in(home, [FERRY])


@pytest.mark.parametrize("content", [b"not a database" * 100, b""], ids=["garbage", "a folder"])
def test_a_catalogue_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    if content:
        (tmp_path / "byline.db").write_bytes(content)
    else:
        (tmp_path / "byline.db").mkdir()
    with pytest.raises(HomeError, match=r"byline\.db cannot be used: .*--home"):
        open_home(tmp_path, "default")


@pytest.mark.parametrize(
    "statements",
    [
        "CREATE TABLE article (headline TEXT)",
        "CREATE TABLE setting (key TEXT, value TEXT)",
        "CREATE TABLE setting (key TEXT, value TEXT); INSERT INTO setting VALUES ('schema', '0')",
        "CREATE TABLE setting (name TEXT)",
    ],
)
def test_a_catalogue_of_another_schema_is_left_alone(tmp_path: Path, statements: str) -> None:
    with sqlite3.connect(tmp_path / "byline.db") as db:
        db.executescript(statements)
    before = tables_of(tmp_path / "byline.db")
    with pytest.raises(HomeError, match=r"byline\.db (was made by another|cannot be used).*--home"):
        open_home(tmp_path, "default")
    assert tables_of(tmp_path / "byline.db") == before
    db.close()


def tables_of(path: Path) -> list[tuple[str]]:
    db = sqlite3.connect(path)
    found = db.execute("SELECT name FROM sqlite_master ORDER BY name").fetchall()
    db.close()
    return found


def test_a_catalogue_damaged_later_is_reported_by_name(home: Home) -> None:
    put_in(home, [FERRY])
    home.engine.dispose()
    for left in home.path.glob("byline.db-*"):
        left.unlink()
    (home.path / "byline.db").write_bytes(b"no database any more" * 500)
    with pytest.raises(HomeError, match=r"byline\.db cannot be used"):
        home.articles()


def test_odd_characters_in_the_path_of_a_home(tmp_path: Path) -> None:
    home = open_home(tmp_path / "a?b=1&c %20#d é", "default")
    assert put_in(home, [FERRY]).outcomes == {"ferry.txt": "added"}
    assert (home.path / "byline.db").is_file()


def test_a_nearly_full_disk_is_refused_before_anything_is_written(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage(NamedTuple):
        free: int

    put_in(home, [FERRY])
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(5 * 2**20))
    with pytest.raises(HomeError, match=f"{home.path} has 5 MB of free space"):
        put_in(home, [BRIDGE])
    monkeypatch.undo()
    assert homes.faults(home) == []


@pytest.mark.parametrize("place", ["store.catalogue:stage", "store.index:Index.upsert", "store.ingest:finish"])
def test_a_disk_that_fills_in_the_middle_is_reported_and_repaired(tmp_path: Path, place: str) -> None:
    put_in(open_home(tmp_path, "default"), [FERRY])
    here, there = processes.pipe()
    worker = processes.process(ingest_onto_full_disk, tmp_path, place, there)
    assert here.poll(60), "an ingest onto a full disk hangs"
    kind, message = here.recv()
    worker.join(20)
    assert (kind, str(tmp_path) in message) == ("HomeError", True), message
    home = opened(tmp_path)
    assert homes.faults(home) == []
    put_in(home, [homes.long_draft("long.txt", 60)])
    assert homes.faults(home) == []
    assert len(home.articles()) == 2


def ingest_onto_full_disk(path: Path, place: str, answer: processes.Connection) -> None:
    """For a process: ingest with a disk that is full from the first call of `place` on."""
    processes.before(place, 1, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)))
    try:
        homes.ingest_there(path, [homes.long_draft("long.txt", 60)])
    except BaseException as error:
        answer.send((type(error).__name__, str(error)))
    else:
        answer.send(("no error", ""))


def test_an_unknown_story_names_those_there_are(home: Home) -> None:
    put_in(home, [FERRY])
    other = open_home(home.path, "elsewhere")
    with pytest.raises(NotFound, match=r"no story 'elsewhere' .*'default'"):
        other.articles()
    with pytest.raises(NotFound, match="it is empty"):
        open_home(home.path / "new", "default").articles()
