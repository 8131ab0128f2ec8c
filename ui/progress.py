"""How far a command is, on stderr: a bar where a person looks, nothing but complaints where nobody does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ui import terminal

if TYPE_CHECKING:
    from store.ingest import Taken


class Watch:
    """Shows an ingest as it goes and counts what became of each input."""

    def __init__(self, progress: Progress | None, total: int | None, what: str) -> None:
        self.counts = dict.fromkeys(("added", "updated", "unchanged", "refused"), 0)
        self.texts = 0
        self._progress, self._what = progress, what
        self._bar = progress.add_task(what, total=total) if progress else None

    @property
    def refused(self) -> int:
        """Inputs that were refused."""
        return self.counts["refused"]

    @property
    def kept(self) -> int:
        """Inputs that are in the home now."""
        return sum(self.counts.values()) - self.refused

    def taken(self, taken: "Taken") -> None:
        """Count one input; a refused one is named with its reason."""
        self.counts[taken.outcome] += 1
        if taken.outcome == "refused":
            terminal.complain(f"refused {taken.source}: {taken.detail}")
        if self._progress and self._bar is not None:
            self._progress.advance(self._bar)

    def embedded(self, texts: int) -> None:
        """Show that work goes on between two articles."""
        self.texts += texts
        if self._progress and self._bar is not None:
            self._progress.update(self._bar, description=f"{self._what}, {self.texts:,} texts embedded")

    def summary(self) -> str:
        """`5 added, 0 updated, 0 unchanged, 1 refused`."""
        return ", ".join(f"{number} {outcome}" for outcome, number in self.counts.items())


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Watch]:
    """A bar on stderr while articles go in (how many, None if that is not known); no bar where nobody looks."""
    with _bar() as bar:
        yield Watch(bar, total, what)


@contextmanager
def counting(what: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr over a known number of steps; call what is yielded after each."""
    with _bar() as bar:
        task = bar.add_task(what, total=total) if bar else None
        yield lambda: bar.advance(task) if bar and task is not None else None


def _bar() -> "Progress | nullcontext[None]":
    if not terminal.err.is_terminal:
        return nullcontext()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=terminal.err, transient=True)
