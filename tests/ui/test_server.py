"""What the server answers, with which headers, and how it starts and stops."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit

import pytest

from rag.errors import AskError
from tests.ui.newsroom import ARTICLES, Newsroom, cite, served
from ui.guard import Access, access
from ui.server import free_socket
from ui.template import address


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
    return send(urllib.request.Request(url + ("?" + urlencode(query) if query else ""), method=method))


def send(request: urllib.request.Request) -> Reply:
    try:
        with urllib.request.urlopen(request, timeout=20) as reply:
            return Reply(reply.status, reply.headers, reply.read().decode())
    except HTTPError as reply:
        with reply:
            return Reply(reply.code, reply.headers, reply.read().decode())


def test_healthz_says_ok(url: str) -> None:
    assert json.loads(get(f"{url}healthz").text) == {"status": "ok"}


@pytest.mark.parametrize("path", ["", "healthz", "page.js", "report", "gradio_api/file=x", "gradio_api/upload", "no"])
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


@pytest.mark.parametrize("path", ["file=/etc/passwd", "file/etc/passwd", "proxy=https://x.example", "component_server"])
def test_file_routes_are_closed(url: str, path: str) -> None:
    assert get(f"{url}gradio_api/{path}").status == 404
    assert get(f"{url}gradio_api/{path}", "POST").status == 404


def asked(url: str, data: bytes | None = None, **headers: str) -> int:
    """The status of a request with headers of its own."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return send(urllib.request.Request(url, data, named)).status


def upload(url: str, name: str, content: bytes) -> Reply:
    body = b"--x\r\nContent-Disposition: form-data; name=files; filename=%s\r\n\r\n%s\r\n--x--\r\n"
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    return send(urllib.request.Request(f"{url}gradio_api/upload", body % (name.encode(), content), kind))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where uploads wait."""
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    return tmp_path


def test_an_upload_is_kept_where_nobody_can_read_it(folder: Path) -> None:
    with served(Newsroom(), "default", 18760) as url:
        kept = json.loads(upload(url, "secret.txt", b"not for others").text)[0]
        assert Path(kept).is_relative_to(folder)
        assert Path(kept).read_bytes() == b"not for others"
        for route in (f"gradio_api/file={kept}", f"gradio_api/file{kept}", f"file={kept}", kept.lstrip("/")):
            reply = get(url + route)
            assert (reply.status, "not for others" in reply.text) == (404, False)


def handled(url: str, event: str, *data: object) -> str:
    """What the page's first handler of an event makes of `data`, called by its address as any program could."""
    handlers = json.loads(get(f"{url}config").text)["dependencies"]
    number = next(one["id"] for one in handlers if event in (name for _, name in one["targets"]))
    body = json.dumps({"data": data, "fn_index": number, "session_hash": "x"}).encode()
    headers = {"Content-Type": "application/json"}
    return send(urllib.request.Request(f"{url}gradio_api/run/predict", body, headers)).text


def test_no_handler_takes_a_file_that_was_not_uploaded(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("home") / "secret.txt"
    secret.write_text("not for others", encoding="utf-8")
    with served(Newsroom(), "default", 18760) as url:
        mine = json.loads(upload(url, "mine.txt", b"for all").text)[0]
        for path in (str(secret), f"{folder}/../{secret.parent.name}/secret.txt", "https://spy.example/a.txt"):
            file = {"path": path, "meta": {"_type": "gradio.FileData"}}
            for data in ([file], [{"path": mine, "more": file}]):
                assert "This file was not uploaded" in handled(url, "upload", data)
        good = {"path": mine, "meta": {"_type": "gradio.FileData"}}
        assert "This file was not uploaded" not in handled(url, "upload", [good])
    assert not list(folder.rglob("secret.txt"))


def test_uploads_are_bounded_in_size_and_in_number(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.guard.MOST_HELD", 1_000)
    monkeypatch.setattr("ui.guard.LARGEST_UPLOAD", 700)
    with served(Newsroom(), "default", 18760) as url:
        assert upload(url, "large.txt", b"x" * 700).status == 413
        assert upload(url, "first.txt", b"x" * 500).status == 200
        assert upload(url, "second.txt", b"x" * 500).status == 507
        os.utime(next(folder.rglob("first.txt")), (0, 0))
        assert upload(url, "second.txt", b"x" * 500).status == 200
        assert [file.name for file in folder.rglob("*.txt")] == ["second.txt"]


def test_a_request_says_how_long_it_is_and_is_not_too_long(url: str) -> None:
    """It is refused before any of it is sent."""
    for header, status in ((("Content-Length", str(5 << 20)), 413), (("Transfer-Encoding", "chunked"), 411)):
        asking = HTTPConnection(urlsplit(url).netloc, timeout=20)
        asking.putrequest("POST", "/gradio_api/queue/join")
        asking.putheader(*header)
        asking.endheaders()
        assert asking.getresponse().status == status
        asking.close()


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:9", 200),
        ("127.0.0.1:1", 200),
        ("[::1]:80", 200),
        ("spy.example", 421),
        ("[", 421),
    ],
)
def test_without_a_login_it_answers_only_under_the_names_of_this_machine(url: str, name: str, status: int) -> None:
    assert asked(f"{url}page.js", Host=name) == status
    assert asked(f"{url}healthz", Host=name) == 200


def test_pages_of_other_sites_can_send_it_nothing(url: str) -> None:
    join, own = f"{url}gradio_api/queue/join", url.rstrip("/")
    assert asked(join, b"{}", Origin="https://spy.example") == 403
    assert asked(join, b"{}", Origin="null") == 403
    assert asked(join, b"{}", Origin=own) not in (403, 421)


def test_with_a_login_nothing_but_healthz_is_answered_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.guard.SECONDS_AFTER_A_WRONG_LOGIN", 0)
    right, wrong = (f"Basic {b64encode(login.encode()).decode()}" for login in ("desk:päss:word", "desk:päss"))
    with served(Newsroom(), "default", 18760, access=access("0.0.0.0", "desk:päss:word", False), mcp=True) as url:
        for path in ("", "page.js", "report", "evaluation/x", "gradio_api/info", "gradio_api/run/predict", "mcp"):
            assert get(url + path).status == 401
            assert asked(url + path, Authorization=wrong) == 401
            assert asked(url + path, Authorization=right) != 401
        assert get(url).headers["www-authenticate"].startswith("Basic ")
        assert asked(f"{url}gradio_api/queue/join", b"{}") == 401
        assert asked(f"{url}page.js", Authorization=right, Host="news.example") == 200
        assert get(f"{url}healthz").status == 200


def test_whoever_lets_everyone_in_says_so() -> None:
    for host in ("0.0.0.0", "::", "192.168.1.5", "news.example", ""):
        with pytest.raises(AskError, match=r"BYLINE_AUTH=USER:PASSWORD .* or say with --open"):
            access(host, None, everyone=False)
        assert access(host, None, everyone=True) == Access(None, None)
        assert access(host, "desk:word", everyone=False) == Access("desk:word", None)
    for host in ("127.0.0.1", "localhost", "::1", "127.0.0.9"):
        assert host in (access(host, None, everyone=False).hosts or ())
    for login in ("desk", ":word", "desk:", ""):
        with pytest.raises(AskError, match="a login is USER:PASSWORD"):
            access("127.0.0.1", login, everyone=False)


def test_a_report_is_a_page_with_the_cited_words_marked(url: str) -> None:
    quote = cite(1, ARTICLES[0], "Inspectors found a crack")
    reply = get(url + address("post", 1, quote.start, quote.end, 1))
    assert reply.status == 200
    assert '<mark class="focus">Inspectors found a crack</mark>' in reply.text


def test_a_report_that_is_gone_and_a_broken_link_are_said_plainly(url: str) -> None:
    gone = get(f"{url}report", article="<b>", revision=1, start=0, end=5)
    assert (gone.status, "no longer in the coverage" in gone.text) == (404, True)
    assert get(f"{url}report", article="post", revision=7).status == 404
    broken = get(f"{url}report", article="post", revision="<script>")
    assert (broken.status, "<script>" in broken.text) == (400, False)


def test_spans_beyond_the_text_mark_nothing_and_break_nothing(url: str) -> None:
    reply = get(f"{url}report", article="post", revision=1, start=900000, end=900009)
    assert reply.status == 200
    assert "<mark" not in reply.text


def test_a_busy_port_gives_the_next_one() -> None:
    with free_socket("127.0.0.1", 18860) as first, free_socket("127.0.0.1", first.getsockname()[1]) as second:
        assert second.getsockname()[1] > first.getsockname()[1]


def test_no_free_port_is_an_error_that_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.server.PORTS_TRIED", 1)
    with free_socket("127.0.0.1", 18960) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"cannot be served at 127.0.0.1, port {port}: .*in use"):
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
