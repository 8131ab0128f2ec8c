"""A home that was left in the middle of something, or damaged, is put in order by whoever opens it next."""

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from store import catalogue
from store.home import Home, collection, discard, open_home, ready, writing
from store.ingest import reindex
from tests import homes, processes
from tests.homes import BRIDGE, FERRY, FERRY_CHANGED, ORCHARD, OTHER, HashEmbedder, Log, opened, put_in


def silent(_: str) -> None:
    return


# Killed.

POINTS = [
    ("tests.homes:HashEmbedder.encode", 2, False),  # the first article is in, the second is not even staged
    ("store.index:Index.upsert", 1, False),  # staged, nothing in the index
    ("store.index:Index.upsert", 1, True),  # passages in the index, sentences not
    ("store.ingest:finish", 1, False),  # all in the index, nothing current
    ("store.catalogue:activate", 1, True),  # inside the transaction that makes it current
    ("store.index:Index.delete", 1, False),  # current, the old still in the index
    ("store.index:Index.delete", 1, True),  # half of the old still in the index
    ("store.home:Index.close", 2, False),  # all done, but for the mark
]


@pytest.mark.parametrize(("place", "call", "after"), POINTS)
def test_killed_anywhere_the_next_start_repairs(tmp_path: Path, place: str, call: int, after: bool) -> None:
    put_in(open_home(tmp_path, "default"), [FERRY, ORCHARD])
    drafts = [FERRY_CHANGED, BRIDGE]
    assert processes.exit_of(homes.ingest_and_die, tmp_path, drafts, place, call, after) == -9
    home = opened(tmp_path)
    assert homes.faults(home) == []
    log = put_in(home, drafts)
    assert homes.faults(home) == []
    assert {a.source: a.revision for a in home.articles()} == {"ferry.txt": 2, "orchard.txt": 1, "bridge.txt": 1}
    assert put_in(home, drafts).outcomes == dict.fromkeys(log.outcomes, "unchanged")
    assert homes.nearest(home, "A second crack was found in the hull.") == "A second crack was found in the hull."
    assert homes.lexically(home, "refunds") == []


def test_killed_while_writing_the_next_ingest_repairs_too(tmp_path: Path) -> None:
    place = ("store.index:Index.upsert", 2, False)
    assert processes.exit_of(homes.ingest_and_die, tmp_path, [FERRY, BRIDGE], *place) == -9
    home = homes.home_at(tmp_path)
    assert put_in(home, [FERRY, BRIDGE]).outcomes == {"ferry.txt": "unchanged", "bridge.txt": "added"}
    assert homes.faults(home) == []


def test_killed_while_the_home_is_made(tmp_path: Path) -> None:
    assert processes.exit_of(homes.ingest_and_die, tmp_path, [FERRY], "store.tables:put_setting", 1, False) == -9
    home = homes.home_at(tmp_path)
    assert put_in(home, [FERRY]).outcomes == {"ferry.txt": "added"}


def test_an_interrupt_in_the_middle_leaves_a_home_that_goes_on(home: Home) -> None:
    class Interrupted(Log):
        def taken(self, taken: object) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        put_in(home, [FERRY], log=Interrupted())
    ready(home, silent)
    assert homes.faults(home) == []
    assert put_in(home, [FERRY]).outcomes == {"ferry.txt": "unchanged"}


def test_an_interrupt_between_staging_and_index_is_finished_by_the_same_process(home: Home) -> None:
    real = home.index.upsert

    def interrupted(name: str, entries: Sequence[object]) -> None:
        raise KeyboardInterrupt

    home.index.upsert = interrupted  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        put_in(home, [FERRY])
    home.index.upsert = real  # type: ignore[method-assign]
    assert put_in(home, [FERRY]).outcomes == {"ferry.txt": "unchanged"}
    assert homes.faults(home) == []


def test_killed_while_an_article_is_removed(tmp_path: Path) -> None:
    put_in(open_home(tmp_path, "default"), [FERRY, BRIDGE])
    assert processes.exit_of(remove_and_die, tmp_path) == -9
    home = opened(tmp_path)
    assert [a.source for a in home.articles()] == ["bridge.txt"]
    assert homes.faults(home) == []


def remove_and_die(path: Path) -> None:
    processes.die_at("store.index:Index.delete", 1, after=True)
    home = open_home(path, "default")
    with writing(home, silent):
        with home.read() as db:
            story = home.story(db)
        discard(home, story, catalogue.article_id("default", "ferry.txt"))


@pytest.mark.parametrize("place", ["store.ingest:rebuild", "store.index:Index.replace"])
def test_killed_while_all_is_embedded_anew_with_another_model(tmp_path: Path, place: str) -> None:
    put_in(open_home(tmp_path, "default"), [FERRY, BRIDGE])
    assert processes.exit_of(reindex_and_die, tmp_path, place) == -9
    home = opened(tmp_path)
    assert homes.faults(home) == []
    assert homes.nearest(home, "Night frost", embedder=OTHER) != ""


def reindex_and_die(path: Path, place: str) -> None:
    processes.die_at(place, 1, after=False)
    reindex(open_home(path, "default"), OTHER, Log(), silent)  # type: ignore[arg-type]


# A damaged index is noticed and built anew from the catalogue, without the model.


class Damage(NamedTuple):
    name: str
    do: Callable[[Path], object]


def level0(index: Path) -> Path:
    """The vectors of the collection that has been synced to disk."""
    return next(index.glob("*/index_metadata.pickle")).with_name("data_level0.bin")


DAMAGES = [
    Damage("folder deleted", shutil.rmtree),
    Damage("database deleted", lambda index: (index / "chroma.sqlite3").unlink()),
    Damage("database emptied", lambda index: (index / "chroma.sqlite3").write_bytes(b"")),
    Damage("database cut short", lambda index: os.truncate(index / "chroma.sqlite3", 60_000)),
    Damage("vectors cut short", lambda index: os.truncate(level0(index), level0(index).stat().st_size // 2)),
    Damage("vectors a little short", lambda index: os.truncate(level0(index), level0(index).stat().st_size - 4000)),
    Damage("vectors garbage", lambda index: level0(index).write_bytes(os.urandom(level0(index).stat().st_size))),
    Damage("vectors deleted", lambda index: level0(index).unlink()),
]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with more vectors than Chroma keeps in its log, so that it has written vector files."""
    path = tmp_path_factory.mktemp("large")
    put_in(open_home(path, "default"), [homes.long_draft("long.txt", 1200), FERRY], HashEmbedder(dimension=8))
    return path


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.name)
def test_a_damaged_index_is_built_anew(tmp_path: Path, large: Path, damage: Damage) -> None:
    shutil.copytree(large, tmp_path / "home", copy_function=shutil.copy2)
    damage.do(tmp_path / "home" / "index")
    notices: list[str] = []
    home = open_home(tmp_path / "home", "default")
    ready(home, notices.append)
    with home.read() as db:
        story = home.story(db)
    assert len(home.index.ids(collection(story, "sentence"))) > 1200
    embedder = HashEmbedder(dimension=8)
    for asked in ("Item 7 of the long inventory was counted in hall 7.", "Engineers had replaced a cracked ramp."):
        assert homes.nearest(home, asked, embedder=embedder) == asked
    assert len(notices) == (damage.name != "folder deleted")


def test_reading_leaves_a_home_in_order(tmp_path: Path, large: Path) -> None:
    shutil.copytree(large, tmp_path / "home", copy_function=shutil.copy2)
    for _ in range(2):
        home = open_home(tmp_path / "home", "default")
        ready(home, pytest.fail)
        home.index.answers = lambda: pytest.fail("an index in order was probed")  # type: ignore[method-assign]
        homes.nearest(home, "Item 7", embedder=HashEmbedder(dimension=8))
        homes.nearest(home, "Item 7", grain="passage", embedder=HashEmbedder(dimension=8))
        ready(home, pytest.fail)
        home.index.close()


def test_a_copied_home_is_as_good_as_the_first(tmp_path: Path, large: Path) -> None:
    shutil.copytree(large, tmp_path / "copy", copy_function=shutil.copy)  # with other times
    home = open_home(tmp_path / "copy", "default")
    ready(home, pytest.fail)
    assert homes.nearest(
        home, "Item 7 of the long inventory was counted in hall 7.", embedder=HashEmbedder(dimension=8)
    )
