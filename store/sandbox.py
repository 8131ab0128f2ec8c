"""Runs the parsers of `formats` on untrusted bytes in a worker process with limits on time and memory.

One worker serves many documents; one that dies is replaced for the next. A request is a line of JSON,
`{"parser", "size"}`, and the document; a reply is a line of JSON, `{"parsed": {…}}` or `{"refused": REASON}`, never a
pickle. The worker opens no connection, starts no program, writes no file, and ends with its caller (end of stdin).
"""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self

from store.article import Parsed
from store.errors import StoreError

SECONDS = 20.0
"""What parsing one document may take on the clock."""
MEMORY_BYTES = 2048 * 1024 * 1024
"""Address space that a worker may use."""

_REPLY_BYTES = 32 * 1024 * 1024
_FORBIDDEN = ("socket.", "subprocess.", "shutil.", "ctypes.", "os.")
_LOOKING = ("os.listdir", "os.scandir", "os.walk")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_REMEDY = "save its text as .txt and ingest that"


class Sandbox:
    """A parser worker, started when first needed. Use it as a context manager: it then leaves no process behind."""

    def __init__(self, seconds: float = SECONDS, memory_bytes: int = MEMORY_BYTES) -> None:
        self.worker: subprocess.Popen[bytes] | None = None
        self._limits = (seconds, memory_bytes)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def parse(self, parser: str, data: bytes) -> Parsed:
        """`PARSERS[parser](data)`, run in the worker.

        ValueError if the parser refuses the document, used more than its limits or crashed. The next one can follow.
        """
        worker = self.worker or self._start()
        line = b""
        try:
            assert worker.stdin and worker.stdout
            with suppress(BrokenPipeError):  # it died between two documents
                worker.stdin.write(json.dumps({"parser": parser, "size": len(data)}).encode() + b"\n" + data)
                worker.stdin.flush()
                line = worker.stdout.readline(_REPLY_BYTES)
        finally:
            done = line.endswith(b"\n")
            if not done:  # on Ctrl-C too: a worker half way through an exchange is of no more use
                self.close()
        if not done and len(line) == _REPLY_BYTES:
            raise ValueError(f"it unpacks to more than {_REPLY_BYTES // 1024**2} MB; split it")
        if worker.returncode == -signal.SIGALRM:
            raise ValueError(f"parsing it took more than {self._limits[0]:g} seconds and was stopped; {_REMEDY}")
        if not done:
            raise ValueError(f"the parser crashed on it, or needed more memory than it may have; {_REMEDY}")
        reply: dict[str, Any] = json.loads(line)
        if "refused" in reply:
            raise ValueError(reply["refused"])
        return Parsed(**reply["parsed"])

    def close(self) -> None:
        """Ends the worker, whatever it is doing, and waits for it."""
        worker, self.worker = self.worker, None
        if worker:
            worker.kill()
            with suppress(BrokenPipeError), worker:  # which closes its pipes and waits
                pass

    def _start(self) -> subprocess.Popen[bytes]:
        # -P keeps the current folder, which may hold anything, off the worker's path.
        code = "import sys; sys.path.append(sys.argv[1]); from store.sandbox import serve; serve(sys.argv[2:])"
        root = str(Path(__file__).resolve().parent.parent)
        self.worker = subprocess.Popen(
            [sys.executable, "-P", "-c", code, root, *map(str, self._limits)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self.worker.stdout
        if not self.worker.stdout.readline():  # it says when it is ready
            self.close()
            raise StoreError(
                "the process that parses files does not start; `python -c 'import store.formats'` says why "
                "(a package that is not installed, most likely)"
            )
        return self.worker


def serve(arguments: Sequence[str]) -> None:
    """The worker: answers requests until stdin ends. `arguments`: seconds for one document, bytes of address space."""
    from store.formats import PARSERS  # imported here, so that the time limit of a document is its own

    seconds, memory_bytes = float(arguments[0]), int(arguments[1])
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the replies
    confine(memory_bytes)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # the kernel kills; a handler of Python's would come too late
    reply: object = "ready"
    while True:
        target.write(json.dumps(reply).encode() + b"\n")
        target.flush()
        if not (line := source.readline()):
            return
        request = json.loads(line)
        data = source.read(request["size"])
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            reply = {"parsed": asdict(PARSERS[request["parser"]](data))}
        except ValueError as error:
            reply = {"refused": str(error)}
        except MemoryError:
            raise  # and end: what is left of the address space may not do for the next document
        except Exception as error:  # a parser's bug on a damaged document must not stop the others
            reply = {"refused": f"it is damaged and cannot be parsed ({type(error).__name__})"}
        signal.setitimer(signal.ITIMER_REAL, 0)


def confine(memory_bytes: int) -> None:
    """Bounds the process's address space and forbids it, for good, connections, programs and changes to files."""
    with suppress(ValueError, OSError):  # not every system can bound it; the limit on time holds there too
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.dont_write_bytecode = True
    sys.addaudithook(_forbid)


def _forbid(event: str, arguments: tuple[Any, ...]) -> None:
    if (event.startswith(_FORBIDDEN) and event not in _LOOKING) or (event == "open" and arguments[2] & _WRITING):
        raise PermissionError(f"{event} is not allowed to a parser")
