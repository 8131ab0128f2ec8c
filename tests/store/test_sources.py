"""What an argument of `ingest` means: a file, a folder, a glob; and what of it cannot be used."""

import os
from pathlib import Path

import pytest

from store.article import Said
from store.errors import InputRefused
from store.sources import MAX_FILE_BYTES, Found, find, open_file, read_file

HEADER = "file,title,outlet,author,published,url\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a folder `news` in it."""
    monkeypatch.chdir(tmp_path)
    put(
        "news/b.txt", "news/a.HTML", "news/sub/a.txt", "news/.hidden.txt", "news/.git/a.txt", "news/data.xlsx", "news/x"
    )
    return tmp_path


def put(*names: str, text: str = "Text.") -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def sources(*inputs: str) -> list[str]:
    return [one.source for one in find(inputs) if isinstance(one, Found)]


def refusals(*inputs: str) -> list[str]:
    return [str(one) for one in find(inputs) if isinstance(one, InputRefused)]


# Files, folders, globs


def test_a_folder_gives_its_readable_files_sorted_by_path_below_it(folder: Path) -> None:
    assert sources("news") == sources("news/") == sources(str(folder / "news")) == ["a.HTML", "b.txt", "sub/a.txt"]
    assert refusals("news") == []


def test_a_file_named_directly_goes_by_its_base_name(folder: Path) -> None:
    (found,) = find(["news/sub/a.txt"])
    assert isinstance(found, Found)
    assert (found.source, found.label, found.ending) == ("a.txt", "news/sub/a.txt", ".txt")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("news/*.txt", ["b.txt"]),
        ("news/**/*.txt", ["b.txt", "sub/a.txt"]),
        ("news/*", ["a.HTML", "b.txt", "sub/a.txt"]),
        ("n*/b.txt", ["news/b.txt"]),
        ("news/**", ["a.HTML", "b.txt", "sub/a.txt"]),
    ],
)
def test_a_glob_gives_files_by_the_path_below_its_fixed_part(folder: Path, pattern: str, expected: list[str]) -> None:
    assert sources(pattern) == expected
    assert refusals(pattern) == []


def test_a_name_that_looks_like_a_glob_is_a_file_first(folder: Path) -> None:
    put("news/[1].txt")
    assert sources("news/[1].txt") == ["[1].txt"]


def test_a_file_met_twice_is_taken_once_and_inputs_keep_their_order(folder: Path) -> None:
    put("old/z.txt")
    assert sources("old", "news/b.txt", "news", "news/*.txt") == ["z.txt", "b.txt", "a.HTML", "sub/a.txt"]


# What cannot be used


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("news/missing.txt", "there is no such file or folder"),
        ("news/*.pdf", "no file matches it; check the path"),
        ("empty", "there is nothing to ingest in it; Byline reads .txt .md"),
        ("d.txt", "there is nothing to ingest in it"),
        ("news/data.xlsx", "files that end in .xlsx are not read; Byline reads .txt .md"),
        ("news/x", "files that end in nothing are not read"),
        ("https://ridge.example/ferry", "cannot be fetched yet; save the page and ingest the file"),
        ("HTTP://ridge.example/ferry.html", "cannot be fetched yet"),
        ("file:///etc/passwd.txt", "cannot be fetched yet"),
        ("", "no such file"),
        ("a\0b.txt", "not a usable path|no such file"),
        ("x" * 300 + ".txt", "not a usable path|no such file"),
    ],
)
def test_an_input_that_means_nothing_is_refused_with_the_reason(folder: Path, name: str, reason: str) -> None:
    (folder / "empty").mkdir()
    (folder / "d.txt").mkdir()
    (refusal,) = find([name])
    assert isinstance(refusal, InputRefused)
    assert any(part in refusal.reason for part in reason.split("|"))
    assert "\ud800" not in refusal.source


def test_a_link_that_leaves_the_folder_is_refused_and_one_within_is_followed(folder: Path) -> None:
    put("secret/s.txt")
    os.symlink("../secret/s.txt", "news/out.txt")
    os.symlink("../secret", "news/away")
    os.symlink("sub", "news/within")
    os.symlink("sub/a.txt", "news/1.txt")
    os.symlink("gone.txt", "news/dangling.txt")
    os.symlink("/dev/null", "news/ignored.log")
    assert sources("news") == ["1.txt", "a.HTML", "b.txt"]  # sub/a.txt has come as 1.txt
    assert refusals("news") == [
        "news/away: it is a link that leaves the ingested folder; ingest its target by its own path",
        "news/dangling.txt: it is a link to a file that is not there",
        "news/out.txt: it is a link that leaves the ingested folder; ingest its target by its own path",
    ]


@pytest.mark.parametrize("target", ["round.txt", "x" * 300])
def test_a_link_that_leads_nowhere_costs_nobody_else(folder: Path, target: str) -> None:
    os.symlink(target, "news/round.txt")
    assert sources("news") == ["a.HTML", "b.txt", "sub/a.txt"]
    (refused,) = refusals("news")
    assert refused.startswith("news/round.txt: it is a link ")
    assert refusals("news/round.txt") == [refused]


def test_a_link_that_the_user_names_is_followed(folder: Path) -> None:
    os.symlink("news/b.txt", "link.txt")
    os.symlink("news", "also")
    assert sources("link.txt") == ["link.txt"]
    assert sources("also") == ["a.HTML", "b.txt", "sub/a.txt"]
    os.symlink("gone.txt", "dangling.txt")
    assert refusals("dangling.txt") == ["dangling.txt: it is a link to a file that is not there"]


def test_a_file_name_that_is_not_utf8_can_be_printed(folder: Path) -> None:
    (folder / "news" / os.fsdecode(b"caf\xe9.txt")).write_text("Text.")
    found = next(one for one in find(["news"]) if isinstance(one, Found) and one.source.startswith("caf"))
    assert (found.source, found.label) == ("caf\ufffd.txt", "news/caf\ufffd.txt")
    assert read_file(found) == b"Text."


# Opening


def opened(name: str) -> str:
    (found,) = find([name])
    assert isinstance(found, Found)
    with pytest.raises(InputRefused) as refused:
        read_file(found)
    assert refused.value.source == name
    return refused.value.reason


def test_a_large_file_is_refused_by_its_size_before_it_is_read(folder: Path) -> None:
    put("big.txt")
    os.truncate("big.txt", 50_000_000)  # sparse: it takes no room
    assert opened("big.txt") == "it has 50.0 MB, more than the 20 MB of one file; split it"
    os.truncate("big.txt", MAX_FILE_BYTES + 1)
    assert "more than the 20 MB" in opened("big.txt")


def test_json_lines_may_be_larger_because_they_are_read_line_by_line(folder: Path) -> None:
    put("big.jsonl")
    os.truncate("big.jsonl", 3_000_000_000)
    (found,) = find(["big.jsonl"])
    assert isinstance(found, Found)
    open_file(found).close()


def test_a_pipe_or_a_device_is_refused_without_waiting_for_it(folder: Path) -> None:
    os.mkfifo("pipe.txt")
    os.symlink("/dev/zero", "zero.txt")
    assert opened("pipe.txt") == opened("zero.txt") == "it is not a regular file; save it as one"


def test_a_file_that_the_system_does_not_let_us_read_is_refused(folder: Path) -> None:
    os.symlink("/proc/self/mem", "memory.txt")  # fails for every user, as a file without permission does for most
    assert opened("memory.txt").startswith("it cannot be read (")


def test_a_file_that_has_gone_since_it_was_found_is_refused(folder: Path) -> None:
    (found,) = find(["news/b.txt"])
    Path("news/b.txt").unlink()
    assert isinstance(found, Found)
    with pytest.raises(InputRefused, match="No such file"):
        read_file(found)


def test_an_empty_file_is_refused(folder: Path) -> None:
    put("blank.txt", text="")
    assert opened("blank.txt") == "the file is empty"


# coverage.csv


def rows(*inputs: str) -> dict[str, Said]:
    return {one.source: one.said for one in find(inputs) if isinstance(one, Found)}


def test_rows_of_coverage_csv_go_to_their_files(folder: Path) -> None:
    put("news/coverage.csv", text=HEADER + 'b.txt,"Ferry, again",Ridge TV,,2025-03-14,\n\n./sub/a.txt,,Courier\n')
    assert rows("news") == {
        "a.HTML": Said(),
        "b.txt": Said(title="Ferry, again", outlet="Ridge TV", published="2025-03-14"),
        "sub/a.txt": Said(outlet="Courier"),
    }
    assert refusals("news") == []


def test_they_count_as_well_when_the_file_is_named_directly(folder: Path) -> None:
    put("news/coverage.csv", text=HEADER + "b.txt,,Ridge TV\n")
    assert rows("news/b.txt") == rows("news/b*") == {"b.txt": Said(outlet="Ridge TV")}


def test_the_nearest_coverage_csv_wins(folder: Path) -> None:
    put("news/coverage.csv", text=HEADER + "sub/a.txt,,Upper\nb.txt,,Upper\n")
    put("news/sub/coverage.csv", text=HEADER + "a.txt,,Lower\n")
    assert rows("news") == {"a.HTML": Said(), "b.txt": Said(outlet="Upper"), "sub/a.txt": Said(outlet="Lower")}


@pytest.mark.parametrize(
    "text",
    [
        "File;Outlet;Note\r\nb.txt;Café;x\r\n",
        "file\toutlet\nb.txt\tCafé\n",
        "outlet, file\n Café , b.txt\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_spreadsheets_write_is_read(folder: Path, text: str, encoding: str) -> None:
    Path("news/coverage.csv").write_bytes(text.encode(encoding))
    assert rows("news")["b.txt"] == Said(outlet="Café")


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (HEADER + "b.txt,,TV\nmissing.txt,,TV\n", "news/coverage.csv:3: there is no file missing.txt in this folder"),
        (HEADER + "../secret.txt\n", "news/coverage.csv:2: there is no file ../secret.txt in this folder"),
        (HEADER + "b.txt\nb.txt,,TV\n", "news/coverage.csv:3: b.txt has a row already"),
        (HEADER + "b.txt,Ferry, again,TV,,2025-03-14,,\n,,TV\n", "news/coverage.csv:3: the row names no file"),
        (
            HEADER + "b.txt,Ferry, again,TV,,2025-03-14,,x\n",
            "news/coverage.csv:2: the row has more cells than the header",
        ),
        (HEADER + '"two\nlines",,\nmissing.txt\n', "news/coverage.csv:3: there is no file two lines in this folder"),
        (HEADER + 'b.txt,"Ferry\n', "news/coverage.csv:1: this is not valid CSV after that ("),
        (
            "name,outlet\nb.txt,TV\n",
            "news/coverage.csv: it has no column named file; begin it with file,title,outlet",
        ),
        ("\x00" * 100, "news/coverage.csv: its content is binary"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_with_its_line_and_the_files_go_in(
    folder: Path, text: str, refusal: str
) -> None:
    put("news/coverage.csv", text=text)
    assert refusals("news")[0].startswith(refusal)
    assert sources("news") == ["a.HTML", "b.txt", "sub/a.txt"]


def test_a_coverage_csv_that_is_a_link_is_refused(folder: Path) -> None:
    put("elsewhere.csv", text=HEADER + "b.txt,,TV\n")
    os.symlink("../elsewhere.csv", "news/coverage.csv")
    assert refusals("news") == ["news/coverage.csv: it is not a regular file; save it as one"]
    assert rows("news")["b.txt"] == Said()
