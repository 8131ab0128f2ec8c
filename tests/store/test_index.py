"""The index: what is put in is found by its vector, until it is taken out; whatever Chroma limits or mixes up."""

import gc
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from store.errors import HomeError
from store.index import Entry, Index
from store.vectors import Vectors, unit

NAME = "story-1-passages"


def entries(count: int, first: int = 1, dimension: int = 16, article: str = "a") -> list[Entry]:
    vectors: Vectors = unit(np.random.default_rng(first).normal(size=(count, dimension)).astype(np.float32))
    return [Entry(first + n, article, vector) for n, vector in enumerate(vectors)]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path / "index", None)


def rows(index: Index, entry: Entry, k: int = 1, allowed: set[str] | None = None) -> list[int]:
    return [near.row for near in index.query(NAME, entry.vector.tolist(), k, allowed)]


def test_an_entry_is_found_by_its_vector_with_its_cosine(index: Index) -> None:
    made = entries(50)
    index.upsert(NAME, made)
    near = index.query(NAME, made[3].vector.tolist(), 50, None)
    assert near[0].row == made[3].row
    assert [one.row for one in near] == sorted(
        (e.row for e in made), key=lambda r: -(made[3].vector @ made[r - 1].vector)
    )
    for one in near:
        assert one.cosine == pytest.approx(float(made[3].vector @ made[one.row - 1].vector), abs=1e-4)


def test_several_batches(index: Index) -> None:
    made = entries(2_100, dimension=4)
    index.upsert(NAME, made)
    assert index.ids(NAME) == {e.id for e in made}
    index.delete(NAME, [e.id for e in made[1:]])
    assert index.ids(NAME) == {made[0].id}


def test_writing_again_takes_the_new_value(index: Index) -> None:
    old, new = entries(1)[0], Entry(1, "a", entries(1, first=99)[0].vector)
    index.upsert(NAME, [old])
    index.upsert(NAME, [new])
    assert index.query(NAME, new.vector.tolist(), 1, None)[0].cosine == pytest.approx(1, abs=1e-4)
    assert len(index.ids(NAME)) == 1


def test_a_filter_limits_the_articles(index: Index) -> None:
    mine, other = entries(5), entries(5, first=10, article="b")
    index.upsert(NAME, mine + other)
    assert set(rows(index, mine[0], 10, {"b"})) == {e.row for e in other}
    assert rows(index, mine[0], 10, set()) == []
    assert set(rows(index, mine[0], 10, {"a", "b"})) == {e.row for e in mine + other}


def test_a_filter_may_be_longer_than_chromas_longest(index: Index) -> None:
    near, far = entries(1, article="a"), entries(2, first=2, article="z")
    index.upsert(NAME, near + far)
    many = {f"b{n}" for n in range(40_000)}
    assert rows(index, near[0], 3, many | {"z", "a"})[0] == 1
    assert len(rows(index, near[0], 2, many | {"z", "a"})) == 2
    assert set(rows(index, near[0], 3, many | {"z"})) == {2, 3}


def test_what_is_missing_is_empty(index: Index) -> None:
    assert index.query("story-9-passages", [0.0] * 16, 3, None) == []
    assert index.ids(NAME) == set()
    index.delete(NAME, ["1.a"])
    index.drop("story-9-passages")


def test_a_dropped_collection_takes_vectors_of_another_length(index: Index) -> None:
    index.upsert(NAME, entries(3, dimension=16))
    with pytest.raises(HomeError, match="byline reindex"):
        index.upsert(NAME, entries(3, dimension=8))
    index.drop(NAME)
    index.upsert(NAME, entries(3, dimension=8))
    assert rows(index, entries(3, dimension=8)[1]) == [2]


def test_a_query_of_the_wrong_length_names_the_index(index: Index) -> None:
    index.upsert(NAME, entries(3))
    with pytest.raises(HomeError, match=f"{index.folder} cannot be used.*byline reindex"):
        index.query(NAME, [1.0] * 5, 1, None)


def test_a_new_index_takes_the_place_of_the_old(index: Index) -> None:
    index.upsert(NAME, entries(3))
    made = index.fresh()
    made.upsert(NAME, entries(2, first=7))
    index.replace(made)
    assert index.ids(NAME) == {"7.a", "8.a"}
    assert sorted(p.name for p in index.folder.parent.iterdir()) == ["index"]
    index.replace(index.fresh())
    assert index.ids(NAME) == set()


def test_the_fingerprint_moves_with_the_vectors_and_not_with_a_look_at_them(index: Index) -> None:
    assert index.fingerprint() == ""
    made = entries(1_500, dimension=4)
    index.upsert(NAME, made)
    index.upsert("story-1-sentences", entries(20, dimension=4))
    index.close()
    before = index.fingerprint()
    for name in (NAME, "story-1-sentences"):
        index.query(name, made[0].vector.tolist(), 5, None)
        index.ids(name)
        assert index.fingerprint() == before
        index.close()
        assert index.fingerprint() == before
    assert index.answers()
    assert index.fingerprint() == before
    index.upsert(NAME, entries(1_500, first=5_000, dimension=4))
    index.close()
    assert index.fingerprint() != before


def test_a_probe_does_not_run_what_lies_in_the_current_folder(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.upsert(NAME, entries(3))
    index.close()
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "__init__.py").write_text("raise SystemExit(1)")
    (tmp_path / "chromadb.py").write_text("raise SystemExit(1)")
    monkeypatch.chdir(tmp_path)
    assert index.answers()


def test_the_fingerprint_of_an_index_that_another_process_replaces_is_none(index: Index) -> None:
    index.upsert(NAME, entries(1_500, dimension=4))
    index.close()
    (synced,) = index.folder.glob("*/index_metadata.pickle")
    (synced.parent / "gone").symlink_to("nowhere")
    assert index.fingerprint() == ""


def test_it_may_be_closed_while_others_ask_it(index: Index) -> None:
    made = entries(30)
    index.upsert(NAME, made)
    wrong: list[object] = []
    stop = threading.Event()

    def ask(entry: Entry) -> None:
        while not stop.is_set():
            try:
                if rows(index, entry) != [entry.row]:
                    wrong.append(entry.row)
            except BaseException as error:
                wrong.append(error)

    threads = [threading.Thread(target=ask, args=(entry,)) for entry in made[:4]]
    for thread in threads:
        thread.start()
    for _ in range(15):
        index.close()
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{reserved.getsockname()[1]}"
        with pytest.raises(HomeError, match=f"no Chroma server answers at {url}.*chroma run"):
            Index(tmp_path, url).query(NAME, [1.0], 1, None)


def chroma_server(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
    program = shutil.which("chroma", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert program
    command = [program, "run", "--path", str(folder / "server"), "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    with socket.socket() as asked:
        while asked.connect_ex(("127.0.0.1", port)) and time.monotonic() < deadline:
            time.sleep(0.1)
    return server, f"http://127.0.0.1:{port}"


@pytest.mark.filterwarnings("ignore:Exception ignored in. <socket")  # Chroma's client leaves its connection open
def test_a_server_that_goes_away_is_named(tmp_path: Path) -> None:
    server, url = chroma_server(tmp_path)
    try:
        index = Index(tmp_path / "index", url)
        index.upsert(NAME, entries(1))
    finally:
        server.kill()
        server.wait()
    asked = [partial(index.ids, NAME), partial(rows, index, entries(1)[0]), partial(index.upsert, NAME, entries(1))]
    for ask in asked:
        with pytest.raises(HomeError, match=f"no Chroma server answers at {url}.*chroma run"):
            ask()
    index.close()
    del index, asked, ask
    gc.collect()
