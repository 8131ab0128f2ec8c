"""The approximate-neighbour index: Chroma, one collection of passages and one of sentences per story.

Read through LlamaIndex's `ChromaVectorStore`, written by our own upserts (the store's `add` exceeds Chroma's batch
limit and keeps old values). The catalogue is the record, compared with the index by ids alone. An embedded index that
a finished write did not leave behind is probed in a process that may die, and rebuilt when it does not answer.
"""

import math
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from store.errors import HomeError
from store.vectors import Vectors

# chromadb and llama_index take seconds to import, and a home is often opened without a look at its index.
if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection
    from llama_index.vector_stores.chroma import ChromaVectorStore

PROBE_SECONDS = 60
PROBED = 200
"""Vectors of each collection that are looked for by a probe: all of a small one, evenly spread over a large one."""
MOST_ALLOWED = 30_000
"""Articles in the filter of one query; Chroma 1.5.9 takes 32,762."""
_T = TypeVar("_T")
_SPACE = {"hnsw": {"space": "cosine"}}


def entry_id(row: int, article: str) -> str:
    """The id of an entry in Chroma: the row finds it again, the article makes a mix-up visible."""
    return f"{row}.{article}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A vector of the catalogue as the index keeps it: `row` is its row id there."""

    row: int
    article: str
    vector: Vectors

    @property
    def id(self) -> str:
        """Chroma's id of this entry."""
        return entry_id(self.row, self.article)


@dataclass(frozen=True, slots=True)
class Near:
    """A neighbour: its row id in the catalogue and the cosine of the two vectors."""

    row: int
    cosine: float


class Index:
    """A Chroma client on a folder, or on a server when `url` is given. Safe to use from several threads.

    Its methods raise HomeError when Chroma fails.
    """

    def __init__(self, folder: Path, url: str | None) -> None:
        self.folder = folder
        self.url = url
        self._client: ClientAPI | None = None
        self._stores: dict[str, ChromaVectorStore] = {}
        self._lock = threading.RLock()  # a client must not be closed while another thread asks it

    def query(self, name: str, vector: Sequence[float], k: int, allowed: set[str] | None) -> list[Near]:
        """The `k` nearest entries of a collection, nearest first; `allowed` limits the articles."""
        from chromadb.errors import NotFoundError
        from llama_index.core.vector_stores.types import VectorStoreQuery

        query = VectorStoreQuery(query_embedding=list(vector), similarity_top_k=k)
        limits: list[dict[str, Any]] = [{}]
        if allowed is not None:  # of none there is no list, which Chroma would refuse
            some = sorted(allowed)
            parts = (some[at : at + MOST_ALLOWED] for at in range(0, len(some), MOST_ALLOWED))
            limits = [{"where": {"article": {"$in": part}}} for part in parts]
        scores: list[tuple[str, float]] = []
        with self._used(), suppress(NotFoundError):
            for limit in limits:
                found = self._store(name).query(query, **limit)
                scores += zip(found.ids or [], found.similarities or [], strict=True)
        best = sorted(scores, key=lambda one: -one[1])[:k]
        # ChromaVectorStore gives exp(-distance); Chroma's cosine distance is 1 - cosine.
        return [Near(int(id_.partition(".")[0]), 1 + math.log(score)) for id_, score in best]

    def ids(self, name: str) -> set[str]:
        """All ids in a collection."""
        with self._used():
            return set(self._collection(name).get(include=[])["ids"])

    def upsert(self, name: str, entries: Sequence[Entry]) -> None:
        """Write entries."""
        with self._used():
            collection = self._collection(name)
            for batch in self._batches(entries):
                collection.upsert(
                    ids=[e.id for e in batch],
                    embeddings=[e.vector for e in batch],  # type: ignore[arg-type]
                    metadatas=[{"article": e.article} for e in batch],
                )

    def delete(self, name: str, ids: Sequence[str]) -> None:
        """Delete entries by id."""
        with self._used():
            for batch in self._batches(ids):
                self._collection(name).delete(ids=list(batch))

    def drop(self, name: str) -> None:
        """Delete a collection; there may be none."""
        from chromadb.errors import NotFoundError

        with self._used(), suppress(NotFoundError):
            self._stores.pop(name, None)
            self._open().delete_collection(name)

    def close(self) -> None:
        """Let go of the client. The next use opens a new one, which sees what other processes have written."""
        with self._lock:
            if self._client is not None:
                self._client.close()  # type: ignore[attr-defined]
            self._client = None
            self._stores = {}

    def fingerprint(self) -> str:
        """What an embedded index looks like on disk when nobody writes it; empty when there is none.

        The database by size, since reading touches it; vector files by size and time, but for those of a collection
        that was never synced to disk, which reading makes anew.
        """
        database = self.folder / "chroma.sqlite3"
        if self.url or not database.is_file():
            return self.url or ""
        try:
            synced = (p.parent for p in self.folder.glob("*/index_metadata.pickle"))
            files = sorted(file for folder in synced for file in folder.iterdir())
            stats = [(f"{file.parent.name}/{file.name}", file.stat()) for file in files]
            size = database.stat().st_size
        except FileNotFoundError:  # another process is at work on it
            return ""
        return " ".join([f"chroma:{size}", *(f"{n}:{s.st_size}:{s.st_mtime_ns}" for n, s in stats)])

    def answers(self) -> bool:
        """Whether every collection opens, counts and finds its own vectors; asked of a process that may die."""
        if self.url:
            return True
        if not (self.folder / "chroma.sqlite3").is_file():
            return False
        # -P keeps the current folder, which may hold anything, off the child's path.
        code = "import sys; sys.path.append(sys.argv[1]); import store.index as i; sys.exit(not i.probe(sys.argv[2]))"
        command = [sys.executable, "-P", "-c", code, str(Path(__file__).resolve().parent.parent), str(self.folder)]
        try:
            return subprocess.run(command, capture_output=True, timeout=PROBE_SECONDS, check=False).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def fresh(self) -> "Index":
        """An empty embedded index beside this one, to be filled and then put in its place (`replace`)."""
        folder = self.folder.with_name(self.folder.name + ".new")
        shutil.rmtree(folder, ignore_errors=True)
        return Index(folder, None)

    def replace(self, made: "Index") -> None:
        """Put an index made by `fresh` in the place of this one."""
        self.close()
        made.close()
        old = self.folder.with_name(self.folder.name + ".old")
        shutil.rmtree(old, ignore_errors=True)
        try:
            if self.folder.exists():
                self.folder.rename(old)
            if made.folder.exists():  # it does not when nothing was put into it
                made.folder.rename(self.folder)
        except OSError as error:
            raise HomeError(f"{self.folder} cannot be replaced: {error.strerror}; check who may write there") from error
        shutil.rmtree(old, ignore_errors=True)

    @contextmanager
    def _used(self) -> Iterator[None]:
        import httpx
        from chromadb.errors import ChromaError

        with self._lock:
            try:
                yield
            except httpx.HTTPError as error:
                raise _unanswered(str(self.url), error) from error
            except (ChromaError, ValueError, RuntimeError) as error:
                where = self.url or self.folder
                raise HomeError(f"the index {where} cannot be used: {error}. `byline reindex` makes it anew") from error

    def _open(self) -> "ClientAPI":
        if self._client is None:
            self._client = _client(self.folder, self.url)
        return self._client

    def _batches(self, items: Sequence[_T]) -> Iterator[Sequence[_T]]:
        """As many at a time as Chroma accepts."""
        size = min(1000, self._open().get_max_batch_size())
        return (items[at : at + size] for at in range(0, len(items), size))

    def _collection(self, name: str) -> "Collection":
        made = self._open().get_or_create_collection(name, embedding_function=None, configuration=_SPACE)  # type: ignore[arg-type]
        space = (made.configuration_json.get("hnsw") or {}).get("space")  # `configuration` warns of what we did not set
        if space != "cosine":
            raise HomeError(f"the collection {name} measures by {space}, not cosine; `byline reindex` makes it anew")
        return made

    def _store(self, name: str) -> "ChromaVectorStore":
        from llama_index.vector_stores.chroma import ChromaVectorStore

        if name not in self._stores:
            collection = self._open().get_collection(name, embedding_function=None)
            self._stores[name] = ChromaVectorStore(chroma_collection=collection)
        return self._stores[name]


def _client(folder: Path, url: str | None) -> "ClientAPI":
    import chromadb
    from chromadb.config import Settings
    from chromadb.errors import ChromaError

    settings = Settings(anonymized_telemetry=False)
    if url is None:
        return chromadb.PersistentClient(str(folder), settings=settings)
    try:
        at = urlsplit(url if "://" in url else f"http://{url}")
        host = f"[{at.hostname}]" if ":" in (at.hostname or "") else at.hostname or ""
        return chromadb.HttpClient(host, at.port or 8000, ssl=at.scheme == "https", settings=settings)
    except (ValueError, ChromaError) as error:
        raise _unanswered(url, error) from error


def _unanswered(url: str, error: Exception) -> HomeError:
    return HomeError(f"no Chroma server answers at {url}: {error}; start it with `chroma run`")


def probe(folder: str) -> bool:
    """Open every collection of the folder and find some of its own vectors in it. May kill the process, or raise."""
    client: Any = _client(Path(folder), None)
    collections = client.list_collections()
    for collection in collections:
        ids = sorted(collection.get(include=[])["ids"])
        some = ids[:: len(ids) // PROBED + 1]
        if not some:
            continue
        own = collection.get(ids=some, include=["embeddings"])["embeddings"]
        found = collection.query(query_embeddings=own, n_results=1, include=["distances"])
        if any(not distances or distances[0] > 1e-3 for distances in found["distances"]):
            return False
    return bool(collections)  # a database that was lost is opened as an empty one
