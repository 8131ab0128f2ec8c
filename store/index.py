"""The approximate-neighbour index: Chroma, one collection of passages and one of sentences per story.

Read through LlamaIndex's `ChromaVectorStore`, written by our own upserts (the store's `add` exceeds Chroma's batch
limit and keeps old values). An entry's id is its row id in the catalogue and its article's revision; so the index can
be compared with the catalogue by ids alone, and made equal to it (`sync`).

The catalogue is the record. An embedded index that something else than a finished write left behind (`trusted`) is
probed in a process that may die, and rebuilt from the catalogue's vectors when it does not answer.
"""

import math
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.errors import HomeError
from store.vectors import Vectors

# chromadb and llama_index take seconds to import, and a home is often opened without a look at its index.
if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection
    from llama_index.vector_stores.chroma import ChromaVectorStore

PROBE_SECONDS = 60
_SPACE = {"hnsw": {"space": "cosine"}}


@dataclass(frozen=True, slots=True)
class Entry:
    """A vector of the catalogue as the index keeps it: `row` is its row id there."""

    row: int
    article: str
    vector: Vectors

    @property
    def id(self) -> str:
        """Chroma's id of this entry."""
        return self.id_of(self.row, self.article)

    @staticmethod
    def id_of(row: int, article: str) -> str:
        """The id of an entry in Chroma: the row finds it again, the article makes a mix-up visible."""
        return f"{row}.{article}"


@dataclass(frozen=True, slots=True)
class Near:
    """A neighbour: its row id in the catalogue and the cosine of the two vectors."""

    row: int
    cosine: float


class Index:
    """A Chroma client on a folder, or on a server when `url` is given."""

    def __init__(self, folder: Path, url: str | None) -> None:
        self.folder = folder
        self.url = url
        self._client: ClientAPI | None = None
        self._stores: dict[str, ChromaVectorStore] = {}

    def query(self, name: str, vector: Sequence[float], k: int, allowed: set[str] | None) -> list[Near]:
        """The `k` nearest entries of a collection, nearest first; `allowed` limits the articles.

        Raises HomeError when Chroma fails.
        """
        from chromadb.errors import ChromaError, NotFoundError
        from llama_index.core.vector_stores.types import VectorStoreQuery

        query = VectorStoreQuery(query_embedding=list(vector), similarity_top_k=k)
        limit = {} if allowed is None else {"where": {"article": {"$in": sorted(allowed)}}}
        try:
            found = self._store(name).query(query, **limit)
        except NotFoundError:
            return []
        except (ChromaError, ValueError, RuntimeError) as error:
            raise HomeError(f"the index cannot be read: {error}. `byline reindex` makes it anew") from error
        scores = zip(found.ids or [], found.similarities or [], strict=True)
        # ChromaVectorStore gives exp(-distance); Chroma's cosine distance is 1 - cosine.
        return [Near(int(id_.partition(".")[0]), 1 + math.log(score)) for id_, score in scores]

    def ids(self, name: str) -> set[str]:
        """All ids in a collection."""
        return set(self._collection(name).get(include=[])["ids"])

    def upsert(self, name: str, entries: Sequence[Entry]) -> None:
        """Write entries, in batches that Chroma accepts."""
        collection = self._collection(name)
        size = min(1000, self._open().get_max_batch_size())
        for at in range(0, len(entries), size):
            batch = entries[at : at + size]
            collection.upsert(
                ids=[e.id for e in batch],
                embeddings=[e.vector for e in batch],  # type: ignore[arg-type]
                metadatas=[{"article": e.article} for e in batch],
            )

    def delete(self, name: str, ids: Sequence[str]) -> None:
        """Delete entries by id, in batches that Chroma accepts."""
        size = min(1000, self._open().get_max_batch_size())
        for at in range(0, len(ids), size):
            self._collection(name).delete(ids=list(ids[at : at + size]))

    def close(self) -> None:
        """Let go of the client. The next use opens a new one, which sees what other processes have written."""
        if self._client is not None:
            self._client.close()  # type: ignore[attr-defined]
        self._client = None
        self._stores = {}

    def fingerprint(self) -> str:
        """What an embedded index looks like on disk when nobody writes it; empty when there is none.

        Vector files by size and time, the database by presence alone, since reading touches it.
        """
        if self.url or not (self.folder / "chroma.sqlite3").is_file():
            return self.url or ""
        files = sorted(p for p in self.folder.rglob("*") if p.is_file() and p.suffix in (".bin", ".pickle"))
        stats = [(p.relative_to(self.folder).as_posix(), p.stat()) for p in files]
        return " ".join(["chroma", *(f"{name}:{s.st_size}:{s.st_mtime_ns}" for name, s in stats)])

    def answers(self) -> bool:
        """Whether every collection opens, counts and finds its own vectors; asked of a process that may die."""
        if self.url:
            return True
        if not (self.folder / "chroma.sqlite3").is_file():
            return False
        command = [sys.executable, "-m", "store.index", str(self.folder)]
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
        """Put a filled index in the place of this one."""
        self.close()
        made.close()
        old = self.folder.with_name(self.folder.name + ".old")
        shutil.rmtree(old, ignore_errors=True)
        if self.folder.exists():
            self.folder.rename(old)
        made.folder.rename(self.folder)
        shutil.rmtree(old, ignore_errors=True)

    def _open(self) -> "ClientAPI":
        if self._client is None:
            self._client = _client(self.folder, self.url)
        return self._client

    def _collection(self, name: str) -> "Collection":
        made = self._open().get_or_create_collection(name, embedding_function=None, configuration=_SPACE)  # type: ignore[arg-type]
        space = (made.configuration.get("hnsw") or {}).get("space")
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
    secure, _, rest = url.rpartition("://")
    host, _, port = rest.rstrip("/").partition(":")
    try:
        return chromadb.HttpClient(host, int(port or 8000), ssl=secure == "https", settings=settings)
    except (ValueError, ChromaError) as error:
        raise HomeError(f"no Chroma server answers at {url}: {error}; start it with `chroma run`") from error


def probe(folder: Path) -> bool:
    """Open every collection of the folder and find one of its own vectors in it. May kill the process."""
    client: Any = _client(folder, None)
    for collection in client.list_collections():
        if collection.count() == 0:
            continue
        one = collection.get(limit=1, include=["embeddings"])
        found = collection.query(query_embeddings=one["embeddings"], n_results=1, include=["distances"])
        if found["distances"][0][0] > 1e-3:
            return False
    return True


if __name__ == "__main__":
    sys.exit(0 if probe(Path(sys.argv[1])) else 1)
