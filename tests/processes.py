"""Processes for the tests, killed where they are told to. A fork server that has imported everything starts each in
milliseconds.
"""

import importlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Barrier
from typing import Any

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.homes", "chromadb", "llama_index.vector_stores.chroma"])


def process(work: Callable[..., None], *values: object) -> BaseProcess:
    """A process that has begun `work(*values)`."""
    made = _FORKS.Process(target=work, args=values, daemon=True)
    made.start()
    return made


def exit_of(work: Callable[..., None], *values: object) -> int | None:
    """The exit status of `work(*values)` in a process of its own; -9 if it was killed."""
    made = process(work, *values)
    made.join(60)
    return made.exitcode


def barrier(parties: int) -> Barrier:
    """Where so many processes wait for each other."""
    return _FORKS.Barrier(parties)


def pipe() -> tuple[Connection, Connection]:
    """Two ends for a word between processes."""
    return _FORKS.Pipe()


def die_at(place: str, call: int, after: bool) -> None:
    """Kill this process at the `call`-th call of a function, before or after its work."""
    before(place, call, lambda: os.kill(os.getpid(), signal.SIGKILL), after)


def before(place: str, call: int, act: Callable[[], object], after: bool = False) -> None:
    """Do something right before (or after) the `call`-th call of a function, `module:name` or `module:Class.name`."""
    module, _, path = place.partition(":")
    *outer, name = path.split(".")
    owner: Any = importlib.import_module(module)
    for part in outer:
        owner = getattr(owner, part)
    real = getattr(owner, name)
    calls = 0

    def watched(*values: Any, **named: Any) -> Any:  # noqa: ANN401
        nonlocal calls
        calls += 1
        now = calls == call
        if now and not after:
            act()
        made = real(*values, **named)
        if now and after:
            act()
        return made

    setattr(owner, name, watched)
