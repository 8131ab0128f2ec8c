"""How far an ingest or a long command is, for whoever watches; in a terminal a bar, nothing where nobody looks."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ui import terminal

if TYPE_CHECKING:
    from store.ingest import Taken

Told = TypeVar("Told")


@dataclass
class Watch:
    """Keeps what becomes of each input of an ingest, and tells of it: of the input that is done, if it is that."""

    tell: Callable[["Watch", "Taken | None"], None]
    all: list["Taken"] = field(default_factory=list)
    texts: int = 0

    @property
    def refused(self) -> int:
        """Inputs that were refused."""
        return sum(one.outcome == "refused" for one in self.all)

    @property
    def kept(self) -> int:
        """Inputs that are in the home now."""
        return len(self.all) - self.refused

    def taken(self, taken: "Taken") -> None:
        """One input is done."""
        self.all.append(taken)
        self.tell(self, taken)

    def embedded(self, texts: int) -> None:
        """So many texts more have their vectors."""
        self.texts += texts
        self.tell(self, None)

    def summary(self) -> str:
        """`5 added, 0 updated, 0 unchanged, 1 refused`."""
        counts = Counter(one.outcome for one in self.all)
        return ", ".join(f"{counts[outcome]} {outcome}" for outcome in ("added", "updated", "unchanged", "refused"))


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Watch]:
    """A bar on stderr while articles go in (how many, None if that is not known); what is refused is named there."""
    with _bar() as bar:
        task = bar.add_task(what, total=total)

        def tell(watch: Watch, taken: "Taken | None") -> None:
            if taken and taken.outcome == "refused":
                terminal.complain(f"refused {taken.source}: {taken.detail}")
            told = f"{what}, {watch.texts:,} texts embedded"
            bar.update(task, completed=len(watch.all), description=told)

        yield Watch(tell)


@contextmanager
def counting(what: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr over a known number of steps; call what is yielded after each."""
    with _bar() as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


def as_it_goes(work: Callable[[Callable[[Told], None]], Told]) -> Iterator[Told]:
    """What `work`, which does not raise, tells while it is at it, and what it gives in the end."""
    said: SimpleQueue[Told | None] = SimpleQueue()

    def tell_all() -> None:
        said.put(work(said.put))
        said.put(None)

    Thread(target=tell_all, daemon=True).start()
    yield from iter(said.get, None)


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=terminal.err, transient=True, disable=not terminal.err.is_terminal)
