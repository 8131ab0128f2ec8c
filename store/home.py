"""A home: the folder that holds a catalogue, an index and the lock of the one writer.

Opening a home for search repairs it first when an interrupted write left it in doubt; `store.ingest` writes it.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from store import catalogue, lexical, spans
from store.article import Article
from store.catalogue import Staged, Story
from store.errors import HomeError, NotFound
from store.independence import recount
from store.index import Entry, Index, entry_id
from store.spans import GRAINS
from store.tables import Connection, Engine, connect, get_setting, put_setting, reported

FREE_BYTES = 200 * 2**20
"""Chroma hangs on a full disk and may keep what it reported as failed, so writing needs this much room up front."""

OPENING_SECONDS = 30
"""How long to wait for another process that opens, and perhaps makes, the same catalogue."""

_CLEAN = "index"
_STALE = "made of older vectors"
"""What stands for the index's fingerprint from a change of all vectors until the index is built anew."""

Notice = Callable[[str], None]


@dataclass(frozen=True)
class Home:
    """An open home. `index` and `engine` may be used from several threads."""

    path: Path
    engine: Engine
    index: Index
    lock: FileLock
    story_name: str
    opened: list[int] = field(default_factory=list)

    @property
    def database(self) -> Path:
        """The file of the catalogue."""
        return self.path / "byline.db"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read transaction on the catalogue: all of it as at one moment. Raises HomeError when it cannot be read."""
        with reported(self.database), self.engine.connect() as db:
            db.exec_driver_sql("BEGIN")  # sqlite3 itself begins none before a read
            yield db

    def story(self, db: Connection) -> Story:
        """The story asked for. Raises NotFound when the home does not hold it."""
        found = catalogue.find_story(db, self.story_name)
        if found is None:
            known = ", ".join(repr(s.name) for s in catalogue.stories(db))
            has = f"it has {known}" if known else "it is empty"
            raise NotFound(f"no story {self.story_name!r} in {self.path}: {has}. Put reports in with `byline ingest`")
        return found

    def articles(self) -> list[Article]:
        """The story's articles in their current revisions, by source."""
        with self.read() as db:
            return catalogue.articles(db, self.story(db))

    def stories(self) -> list[Story]:
        """All stories of the home, by name."""
        with self.read() as db:
            return catalogue.stories(db)

    def remember(self, key: str, value: str) -> None:
        """Keep a fact about the home."""
        with self.engine.begin() as db:
            put_setting(db, key, value)


def open_home(path: Path, story: str, chroma_url: str | None = None) -> Home:
    """Open the home at `path`, making it when missing. Raises HomeError when it cannot be made or read."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        # One at a time: turning a new file to WAL mode, SQLite fails at once where another process has it open.
        with FileLock(path / "opening.lock", timeout=OPENING_SECONDS):
            engine = connect(path / "byline.db")
    except Timeout as error:
        raise HomeError(f"another process has been opening {path} for {OPENING_SECONDS} seconds; try again") from error
    except OSError as error:
        raise HomeError(
            f"the home {path} cannot be made or opened: {error.strerror}; see who may write there, or name another one "
            "with --home"
        ) from error
    return Home(path, engine, Index(path / "index", chroma_url), FileLock(path / "writer.lock", timeout=0), story)


@contextmanager
def writing(home: Home, notice: Notice) -> Iterator[None]:
    """Hold the home's one writer's lock; the index is in order before, and after, with copies found, marked as such.

    Raises HomeError when another process writes, or the disk is nearly full.
    """
    _check_space(home)
    if not _lock(home):
        raise HomeError(f"another process is writing to {home.path}; try again when it has finished")
    try:
        with reported(home.database):
            home.index.close()  # what is open may not have seen another process's writes
            known = {story.id: story.generation for story in home.stories()} if _trusted(home) else {}
            repair(home, notice)
            home.remember(_CLEAN, "")
            yield
            _find_copies(home, known)
            home.index.close()
            home.remember(_CLEAN, home.index.fingerprint())
    finally:
        home.lock.release()


def ready(home: Home, notice: Notice) -> None:
    """Bring the index in order for reading, unless a live writer is at work, whose finished part is readable."""
    if _trusted(home) or not _lock(home):
        return
    try:
        with writing(home, notice):
            pass
    finally:
        home.lock.release()


def refresh(home: Home) -> Story:
    """The story as it is now; when another process has changed it, the index is reopened to see the change."""
    with home.read() as db:
        story = home.story(db)
    if home.opened != [story.generation]:
        home.index.close()
        home.opened[:] = [story.generation]
    return story


def repair(home: Home, notice: Notice) -> None:
    """Make index and catalogue agree after an interruption, and finish what was pending. Needs the lock."""
    if _trusted(home):
        return
    with home.read() as db:
        stale = get_setting(db, _CLEAN) == _STALE
    if stale or not home.index.answers():
        if home.index.folder.exists():
            notice("the index was left unfinished; building it anew from the catalogue")
        rebuild(home)
    for story in home.stories():
        _sync(home, story, home.index)
        finish(home, story)


def rebuild(home: Home) -> None:
    """Build the index anew from the catalogue's vectors. Needs the lock."""
    made = home.index if home.index.url else home.index.fresh()
    for story in home.stories():
        for grain in GRAINS:
            made.drop(collection(story, grain))
        _sync(home, story, made)
    if made is not home.index:
        home.index.replace(made)
    _bump(home, home.stories())


def finish(home: Home, story: Story) -> None:
    """Make every pending revision current, its vectors being in the index, and take the old ones out."""
    old: dict[str, list[str]] = {grain: [] for grain in GRAINS}
    with home.engine.begin() as db:
        pending = catalogue.pending(db, story)
        for article, revision in pending:
            for grain, ids in old.items():
                ids += [entry_id(row, article) for row in spans.row_ids(db, grain, article, below=revision)]
            _count_words(db, story, article, by=-1)
            catalogue.activate(db, article, revision)
            _count_words(db, story, article, by=1)
        if pending:
            catalogue.bump(db, story)
    _take_out(home, story, old)


def remove(home: Home, named: str, notice: Notice) -> Article:
    """Take an article, by id or source, out of the home's story, and return it. Raises NotFound, HomeError."""
    with writing(home, notice):
        with home.read() as db:
            story = home.story(db)
            article = catalogue.article(db, story, named)
        discard(home, story, article.id)
    return article


def discard(home: Home, story: Story, article: str) -> None:
    """Remove an article with all its revisions. Needs the lock."""
    with home.engine.begin() as db:
        ids = {grain: [entry_id(row, article) for row in spans.row_ids(db, grain, article)] for grain in GRAINS}
        _count_words(db, story, article, by=-1)
        catalogue.remove(db, article)
        catalogue.bump(db, story)
    _take_out(home, story, ids)


def replace_spans(db: Connection, story: Story, articles: list[tuple[str, Staged]]) -> None:
    """Give all of a story's articles new spans and vectors; the index must be reset after the transaction."""
    lexical.clear(db, story.id)  # which another version of Byline may have filled with other terms
    for article, staged in articles:
        catalogue.restage(db, story, article, staged)
        _count_words(db, story, article, by=1)
    put_setting(db, _CLEAN, _STALE)


def collection(story: Story, grain: str) -> str:
    """The name of a story's Chroma collection."""
    return f"story-{story.id}-{grain}s"


def entries(db: Connection, story: Story, grain: str, articles: list[str] | None = None) -> list[Entry]:
    """The vectors of a story (of some articles) as the index keeps them, pending ones included."""
    return [Entry(*row) for row in spans.grain_vectors(db, story, grain, articles)]


def _find_copies(home: Home, known: dict[int, int]) -> None:
    """Find the copies anew in every story that has another generation than the `known` one."""
    with home.engine.begin() as db:
        for story in catalogue.stories(db):
            if known.get(story.id) != story.generation and recount(db, story):
                catalogue.bump(db, story)


def _take_out(home: Home, story: Story, ids: dict[str, list[str]]) -> None:
    """Delete entries, by grain, that the catalogue no longer holds."""
    for grain, gone in ids.items():
        home.index.delete(collection(story, grain), gone)
    if any(ids.values()):
        _bump(home, [story])  # who reopened the index before this would go on meeting the deleted


def _bump(home: Home, stories: list[Story]) -> None:
    with home.engine.begin() as db:
        for story in stories:
            catalogue.bump(db, story)


def _sync(home: Home, story: Story, index: Index) -> None:
    """Make the story's collections hold exactly the catalogue's vectors."""
    for grain in GRAINS:
        name = collection(story, grain)
        with home.read() as db:
            wanted = {entry.id: entry for entry in entries(db, story, grain)}
        present = index.ids(name)
        index.delete(name, sorted(present - wanted.keys()))
        index.upsert(name, [entry for id_, entry in wanted.items() if id_ not in present])


def _count_words(db: Connection, story: Story, article: str, by: Literal[1, -1]) -> None:
    """Put an article's current revision, if it has one, into the lexical index, or take it out."""
    current = catalogue.current_revision(db, article)
    texts: list[tuple[int, str]] = []
    for grain in GRAINS if current else ():
        texts = spans.texts(db, grain, article, current)
        (lexical.add if by > 0 else lexical.remove)(db, story.id, grain, texts)
    lexical.count_names(db, story.id, (words for _, words in texts), by)


def _trusted(home: Home) -> bool:
    with home.read() as db:
        marked = get_setting(db, _CLEAN)
        empty = not catalogue.stories(db)
    return empty or bool(marked and marked == home.index.fingerprint())


def _check_space(home: Home) -> None:
    free = shutil.disk_usage(home.path).free
    if free < FREE_BYTES:
        raise HomeError(
            f"{home.path} has {free >> 20} MB of free space and {FREE_BYTES >> 20} MB are needed to write; "
            "make room, or name another one with --home"
        )


def _lock(home: Home) -> bool:
    """Whether the writer's lock is now held here; False when a live process holds it."""
    try:
        home.lock.acquire()
    except Timeout:
        return False
    except OSError as error:
        raise HomeError(f"{home.path} cannot be written: {error.strerror}; name another one with --home") from error
    return True
