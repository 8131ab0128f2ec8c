"""One worker parses many documents; one that goes on too long, or dies, costs its document only."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from store.errors import StoreError
from store.sandbox import Sandbox
from tests.store.documents import page

ROOT = Path(__file__).parents[2]
ENDLESS = (
    b"<html><body><p>Ferry</p><div " + b" ".join(b'a%d="1"' % n for n in range(50_000)) + b">x</div></body></html>"
)


def pid(sandbox: Sandbox) -> int:
    assert sandbox.worker
    return sandbox.worker.pid


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()  # a zombie too: it has not been waited for


def test_the_worker_is_reused() -> None:
    with Sandbox() as sandbox:
        assert sandbox.worker is None
        sandbox.parse("html", page())
        first = pid(sandbox)
        started = time.perf_counter()
        for _ in range(5):
            sandbox.parse("html", page())
        assert pid(sandbox) == first
        assert time.perf_counter() - started < 2


def test_a_refusal_does_not_cost_the_worker() -> None:
    with Sandbox() as sandbox:
        with pytest.raises(ValueError, match="no article"):
            sandbox.parse("html", b"<html></html>")
        assert sandbox.worker


def test_a_tag_of_50_000_attributes_is_stopped_in_time_and_the_next_page_is_read() -> None:
    with Sandbox(seconds=1) as sandbox:
        sandbox.parse("html", page())
        first, started = pid(sandbox), time.perf_counter()
        with pytest.raises(ValueError, match="more than 1 seconds and was stopped"):
            sandbox.parse("html", ENDLESS)
        assert time.perf_counter() - started < 3
        assert not alive(first)
        assert sandbox.parse("html", page()).title == "Ferry sails again"
        assert pid(sandbox) != first


def test_memory_is_bounded() -> None:
    with Sandbox(memory_bytes=300 * 1024 * 1024) as sandbox:
        with pytest.raises(ValueError, match=r"more memory than|crashed"):
            sandbox.parse("html", page(["ferry " * 1_000_000] * 20))
        assert sandbox.parse("html", page()).title


def test_a_reply_that_is_too_large_is_not_read() -> None:
    with Sandbox() as sandbox:
        with pytest.raises(ValueError, match="unpacks to more than 32 MB"):
            sandbox.parse("markdown", b"a" * (33 * 1024 * 1024))
        assert sandbox.parse("html", page()).title


@pytest.mark.parametrize("dies", [signal.SIGKILL, signal.SIGSEGV])
def test_a_worker_that_dies_is_replaced(dies: signal.Signals) -> None:
    with Sandbox() as sandbox:
        sandbox.parse("html", page())
        os.kill(pid(sandbox), dies)
        with pytest.raises(ValueError, match="crashed"):
            sandbox.parse("html", page())
        assert sandbox.parse("html", page()).title


def test_leaving_ends_the_worker_also_on_an_error() -> None:
    worker = 0
    with pytest.raises(KeyboardInterrupt), Sandbox() as sandbox:
        sandbox.parse("html", page())
        worker = pid(sandbox)
        raise KeyboardInterrupt
    assert worker and not alive(worker)
    sandbox.close()  # a second time does nothing


@pytest.mark.parametrize("ends", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize("then", ["time.sleep(60)", "s.parse('html', ENDLESS)"])
def test_the_worker_ends_with_its_parent_idle_or_busy(ends: signal.Signals, then: str) -> None:
    code = (
        "import sys, time; from store.sandbox import Sandbox; from tests.store.test_sandbox import ENDLESS, page\n"
        f"with Sandbox(seconds=2) as s: s.parse('html', page()); print(s.worker.pid, flush=True); {then}"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as parent:
        assert parent.stdout
        worker = int(parent.stdout.readline())
        time.sleep(0.1)
        parent.send_signal(ends)
        parent.wait()
    deadline = time.monotonic() + 10
    while running(worker) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not running(worker)


def running(pid: int) -> bool:
    """Whether the process still does anything; an orphan's zombie is for the system's first process to wait for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    "tries",
    [
        "__import__('socket').create_connection(('127.0.0.1', 9))",
        "__import__('socket').getaddrinfo('ridge.example', 80)",
        "__import__('subprocess').run(['true'])",
        "__import__('os').system('true')",
        "__import__('os').fork()",
        "open('made.txt', 'w')",
        "__import__('os').remove('kept.txt')",
        "__import__('os').truncate('kept.txt', 0)",
        "__import__('os').symlink('kept.txt', 'made.txt')",
        "__import__('os').chmod('kept.txt', 0)",
        "__import__('ctypes').CDLL(None).system(b'touch made.txt')",
    ],
)
def test_a_parser_may_not_connect_start_programs_or_change_files(tries: str, tmp_path: Path) -> None:
    (tmp_path / "kept.txt").touch()
    code = f"from store.sandbox import confine; confine(2**31)\ntry: {tries}\nexcept PermissionError as e: print(e)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert "is not allowed to a parser" in done.stdout, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_the_worker_does_not_import_from_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "__init__.py").write_text("raise SystemExit('taken over')")
    (tmp_path / "json.py").write_text("raise SystemExit('taken over')")
    monkeypatch.chdir(tmp_path)
    with Sandbox() as sandbox:
        assert sandbox.parse("html", page()).title


def test_the_worker_imports_nothing_heavy_and_its_caller_no_parser() -> None:
    def imported(module: str) -> set[str]:
        code = f"import sys, {module}; print(*sys.modules)"
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
        return {name.split(".")[0] for name in done.stdout.split()}

    assert not {"torch", "numpy", "llama_index", "chromadb", "gradio"} & imported("store.formats")
    assert not {"trafilatura", "pypdf", "frontmatter", "lxml"} & imported("store.extract")


def test_a_worker_that_cannot_start_is_said_to_be_the_installations_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with Sandbox() as sandbox, pytest.raises(StoreError, match=r"does not start.*import store\.formats"):
        sandbox.parse("markdown", b"Ferry sails again")
