"""What the server answers, with which headers, and how it starts and stops."""

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest

from tests.ui.newsroom import ARTICLES, Newsroom, cite, served
from ui.reference import address, reference
from ui.server import free_socket


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    text: str


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with served(Newsroom(), "default", 18760) as address:
        yield address


def get(url: str, method: str = "GET", **query: object) -> Reply:
    request = urllib.request.Request(url + ("?" + urlencode(query) if query else ""), method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as reply:
            return Reply(reply.status, reply.headers, reply.read().decode())
    except HTTPError as reply:
        with reply:
            return Reply(reply.code, reply.headers, reply.read().decode())


def test_healthz_says_ok(url: str) -> None:
    assert json.loads(get(f"{url}healthz").text) == {"status": "ok"}


@pytest.mark.parametrize("path", ["", "healthz", "page.js", "report", "gradio_api/upload", "nowhere"])
def test_every_answer_forbids_what_is_foreign(url: str, path: str) -> None:
    headers = get(url + path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["img-src"] == "'self' data:"
    assert "unsafe" not in policy["script-src"]
    assert "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_only_the_start_page_may_run_inline_scripts_each_by_its_hash(url: str) -> None:
    start = get(url)
    inline = len(re.findall(r"<script(?![^>]* src=)[^>]*>", start.text))
    assert start.headers["content-security-policy"].count("'sha256-") == inline > 0
    assert "sha256" not in get(f"{url}report").headers["content-security-policy"]


@pytest.mark.parametrize("path", ["upload", "file=/etc/passwd", "proxy=https://x.example"])
def test_file_routes_are_closed(url: str, path: str) -> None:
    assert get(f"{url}gradio_api/{path}").status == 404
    assert get(f"{url}gradio_api/{path}", "POST").status == 404


def test_a_report_is_a_page_with_the_cited_words_marked(url: str) -> None:
    quote = cite(1, ARTICLES[0], "Inspectors found a crack")
    reply = get(url + address(reference(quote, ())))
    assert reply.status == 200
    assert '<mark class="focus">Inspectors found a crack</mark>' in reply.text


def test_a_report_that_is_gone_and_a_broken_link_are_said_plainly(url: str) -> None:
    gone = get(f"{url}report", article="<b>", revision=1, spans="1:0-5", focus=1)
    assert (gone.status, "no longer in the coverage" in gone.text) == (404, True)
    assert get(f"{url}report", article="post", revision=7, spans="1:0-5", focus=1).status == 404
    broken = get(f"{url}report", article="post", revision=1, spans="<script>", focus=1)
    assert (broken.status, "<script>" in broken.text) == (400, False)


def test_spans_beyond_the_text_mark_nothing_and_break_nothing(url: str) -> None:
    reply = get(f"{url}report", article="post", revision=1, spans="1:900000-900009", focus=1)
    assert reply.status == 200
    assert "<mark" not in reply.text


def test_a_busy_port_gives_the_next_one() -> None:
    with free_socket("127.0.0.1", 18860) as first, free_socket("127.0.0.1", first.getsockname()[1]) as second:
        assert second.getsockname()[1] > first.getsockname()[1]


def test_no_free_port_is_an_error_that_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.server.PORTS_TRIED", 1)
    with free_socket("127.0.0.1", 18960) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"no free port at 127.0.0.1 from {port}"):
            free_socket("127.0.0.1", port)


def test_serve_says_where_it_is_and_ends_cleanly_on_ctrl_c() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code = "from tests.ui.newsroom import NO_RUNS, Newsroom; from ui.server import serve"
    code += f"; serve(Newsroom(), '127.0.0.1', {port}, 's', NO_RUNS)"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as served:
        assert served.stdout and served.stderr
        line = served.stdout.readline().strip()
        where = line.removeprefix("Byline is at ")
        reader = urllib.request.urlopen(f"{where}/gradio_api/heartbeat/abc", timeout=10)  # a page that stays open
        served.send_signal(signal.SIGINT)
        assert served.wait(timeout=15) == 0
        reader.close()
        assert served.stderr.read() == ""
        assert line.startswith("Byline is at http://127.0.0.1:")
