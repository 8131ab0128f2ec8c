"""From paths to Drafts: every article that can go in does, and every one that cannot says why."""

import json
import os
import time
from pathlib import Path

import pytest

from store.article import MAX_TEXT_CHARS, Draft, Said
from store.errors import InputRefused
from store.extract import count_inputs, extract
from tests.store.documents import PARAGRAPHS, page, pdf

HEADER = "file,title,outlet,author,published,url\n"
ENDLESS = (
    b"<html><body><p>Ferry</p><div " + b" ".join(b'a%d="1"' % n for n in range(50_000)) + b">x</div></body></html>"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(name: str, data: str | bytes) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return name


def drafts(*inputs: str, said: Said | None = None) -> list[Draft]:
    return [one for one in extract(inputs, said) if isinstance(one, Draft)]


def refusals(*inputs: str, said: Said | None = None) -> list[str]:
    return [str(one) for one in extract(inputs, said) if isinstance(one, InputRefused)]


def record(**keys: object) -> str:
    return json.dumps({"id": "a", "text": "Text.", **keys}) + "\n"


def test_a_folder_of_every_format() -> None:
    put("news/1.txt", "Ferry sails again | Ridge TV\n\nThe ferry sails.")
    put("news/2.md", "---\ntitle: Ferry sails again\n---\nThe ferry sails.")
    put("news/3.html", page())
    put("news/4.HTM", page())
    put("news/5.pdf", pdf(["Ferry sails again", "The ferry sails."]))
    put("news/6.json", record(id="six"))
    put("news/7.jsonl", record(id="seven") + record(id="seven-b", html="<p>The ferry sails.</p>"))
    put("news/README", "Not an article.")
    found = list(extract(["news"]))
    assert [one.source for one in found] == [
        "1.txt", "2.md", "3.html", "4.HTM", "5.pdf", "six", "seven", "seven-b",
    ]  # fmt: skip
    assert all(isinstance(one, Draft) and one.text for one in found)
    assert {one.title for one in found[:5] if isinstance(one, Draft)} == {"Ferry sails again"}
    assert count_inputs(["news"]) == len(found)


def test_a_plain_text_keeps_its_suffix_and_everything_but_its_line_ends() -> None:
    name = put("1.txt", "Ferry sails again | Ridge TV\r\n\r\nThe \u202eferry\u202c \x07sails.\x00 \r\n")
    assert drafts(name) == [
        Draft(
            source="1.txt",
            text="Ferry sails again | Ridge TV\n\nThe \u202eferry\u202c \x07sails.\ufffd \n",
            title="Ferry sails again",
            outlet="Ridge TV",
        )
    ]


def test_a_record_is_stored_as_it_is_with_its_title_apart() -> None:
    line = record(
        text="A.\r\nB.\rC\ud800",
        title="T",
        outlet="O",
        author="W",
        published="14 March 2025",
        url="https://r.example/a",
    )
    assert drafts(put("a.jsonl", line)) == [
        Draft("a", "A.\nB.\nC\ufffd", "T", "O", "W", "2025-03-14", "https://r.example/a")
    ]
    assert drafts(put("b.jsonl", record())) == [Draft("a", "Text.")]


def test_the_html_of_a_record_is_read_and_its_own_keys_win() -> None:
    line = record(text=None, html=page().decode(), title="Mine")
    (draft,) = drafts(put("a.jsonl", line))
    assert draft.text.startswith("Ferry sails again") and PARAGRAPHS[2] in draft.text
    assert draft.title == "Mine"


# Who is believed


def test_options_win_over_coverage_csv_which_wins_over_the_file() -> None:
    put("news/a.md", "---\ntitle: T\noutlet: O\nauthor: W\ndate: 2025-01-01\nurl: https://r.example/own\n---\nText.")
    put("news/coverage.csv", HEADER + "a.md,Listed,,Listed,,https://r.example/listed\n")
    assert drafts("news", said=Said(author="Given", published="2025-03-14")) == [
        Draft("a.md", "Text.", "Listed", "O", "Given", "2025-03-14", "https://r.example/listed")
    ]


def test_a_date_that_is_overruled_need_not_be_readable() -> None:
    put("a.jsonl", record(published="last week"))
    assert drafts("a.jsonl", said=Said(published="2025-03-14"))[0].published == "2025-03-14"


@pytest.mark.parametrize("published", ["last week", "03/04/2025", "2025-13-01"])
def test_an_unknown_date_is_refused_with_where_it_stands(published: str) -> None:
    put("news/a.jsonl", record(published=published) + record(id="b"))
    put("news/b.md", f"---\ndate: '{published}'\n---\nText.")
    put("news/c.txt", "Text.")
    put("news/coverage.csv", HEADER + f"c.txt,,,,{published},\n")
    assert [one.source for one in drafts("news")] == ["b"]
    first, second, third = refusals("news")
    assert first.startswith(f'news/a.jsonl:1: "published": {published!r}')
    assert second.startswith(f'news/b.md: its own "published": {published!r}')
    assert third.startswith(f"news/c.txt: published in coverage.csv: {published!r}")
    assert "write " in first
    assert "--published" in refusals("news/b.md", said=Said(published=published))[0]


@pytest.mark.parametrize("blank", [None, "", " "])
def test_an_absent_date_stays_unknown(blank: str | None) -> None:
    assert drafts(put("a.jsonl", record(published=blank)))[0].published is None


def test_only_web_addresses_become_urls() -> None:
    put("a.jsonl", record(url="javascript:alert(1)"))
    put("b.md", "---\nurl: javascript:alert(1)\n---\nText.")
    assert "is no address that begins with http" in refusals("a.jsonl")[0]
    assert drafts("b.md")[0].url is None


def test_endless_fields_are_cut() -> None:
    (draft,) = drafts(put("a.jsonl", record(title="a" * 10_000, outlet="b\n" * 10)))
    assert draft.title is not None and len(draft.title) == 500 and draft.title.endswith("…")
    assert draft.outlet == " ".join("b" * 10)


# Bad input


def test_a_broken_line_is_named_and_the_others_go_in() -> None:
    put("a.jsonl", record(id="1") + "{broken\n" + record(id="3"))
    assert [one.source for one in drafts("a.jsonl")] == ["1", "3"]
    assert refusals("a.jsonl")[0].startswith("a.jsonl:2: this is not valid JSON")


def test_an_item_of_a_json_list_that_is_no_article_is_named_and_the_others_go_in() -> None:
    put("a.json", '[null, {"id": "a", "text": "A."}, 5]')
    assert [one.source for one in drafts("a.json")] == ["a"]
    assert [line.split(":")[0] for line in refusals("a.json")] == ["a.json, item 1", "a.json, item 3"]
    assert count_inputs(["a.json"]) == 3


def test_a_duplicate_id_is_refused_with_both_places_and_the_first_goes_in() -> None:
    put("a.jsonl", record(text="First.") + record(text="Second."))
    put("b.json", record(text="Third."))
    assert [one.text for one in drafts("a.jsonl", "b.json")] == ["First."]
    second, third = refusals("a.jsonl", "b.json")
    assert second.startswith("a.jsonl:2: its id 'a' is that of a.jsonl:1 already")
    assert third.startswith("b.json: its id 'a' is that of a.jsonl:1 already")


def test_two_files_of_one_name_are_not_taken_for_revisions_of_one_article() -> None:
    put("x/1.txt", "One.")
    put("y/1.txt", "Two.")
    assert [one.text for one in drafts("x", "y")] == ["One."]
    assert "ingest the folder that holds both" in refusals("x/1.txt", "y/1.txt")[0]
    assert [one.source for one in drafts(".")] == ["x/1.txt", "y/1.txt"]


def test_the_id_of_a_refused_article_stays_free() -> None:
    put("a.jsonl", record(published="soon") + record(text="Second."))
    assert [one.text for one in drafts("a.jsonl")] == ["Second."]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "the file is empty"),
        ("a.txt", b" \n\t\n", "there is no text in it"),
        ("a.txt", bytes(range(256)) * 10, "binary"),
        ("a.md", b"\x00\x01" * 400, "binary"),
        ("a.txt", b"a" * (MAX_TEXT_CHARS + 1), "longer than 2,000,000 characters"),
        ("a.jsonl", b'{"id": "a", "text": "' + b"a" * (MAX_TEXT_CHARS + 1) + b'"}', "longer than 2,000,000 characters"),
        ("a.html", b"<html><body><nav>Home</nav></body></html>", "no article was found"),
        ("a.pdf", pdf(["Text."], password="secret"), "encrypted"),
        ("a.pdf", pdf([]), "OCR"),
        ("a.json", b"{", "not valid JSON"),
    ],
)
def test_a_file_that_is_no_article_is_refused_and_the_rest_goes_in(name: str, data: bytes, reason: str) -> None:
    put("good.txt", "Good.")
    put(name, data)
    found = list(extract([name, "good.txt"]))
    assert len(found) == count_inputs([name, "good.txt"]) == 2
    assert isinstance(found[0], InputRefused)
    assert found[0].source.startswith(name) and reason in found[0].reason
    assert isinstance(found[1], Draft)


def test_unreadable_linked_and_oversized_files_of_a_folder_are_refused_one_by_one() -> None:
    put("news/good.txt", "Good.")
    put("elsewhere.txt", "Elsewhere.")
    os.symlink("../elsewhere.txt", "news/link.txt")
    os.symlink("/proc/self/mem", "memory.txt")
    os.mkfifo("news/pipe.txt")
    put("news/big.txt", "x")
    os.truncate("news/big.txt", 50_000_000)
    assert [one.source for one in drafts("news", "memory.txt")] == ["good.txt"]
    assert [line.split(":")[0] for line in refusals("news", "memory.txt")] == [
        "news/big.txt", "news/link.txt", "news/pipe.txt", "memory.txt",
    ]  # fmt: skip
    assert count_inputs(["news", "memory.txt"]) == 5


def test_a_file_in_another_encoding_is_read_in_it() -> None:
    assert drafts(put("a.txt", "The café’s owner paid £5 – “gladly”.".encode("cp1252")))[0].text.startswith(
        "The café’s"
    )


def test_one_line_of_two_megabytes_goes_in_quickly() -> None:
    put("a.txt", "word " * 400_000)
    put("b.jsonl", record(text="word " * 400_000))
    started = time.perf_counter()
    assert [len(one.text) for one in drafts("a.txt", "b.jsonl")] == [2_000_000] * 2
    assert time.perf_counter() - started < 2


def test_a_page_that_takes_too_long_is_refused_and_the_next_goes_in() -> None:
    put("1.html", ENDLESS)
    put("2.html", page())
    first, second = extract(["1.html", "2.html"], seconds=1)
    assert isinstance(first, InputRefused) and "was stopped" in first.reason
    assert isinstance(second, Draft)


@pytest.mark.parametrize("inputs", [["missing.txt"], ["https://r.example/a"], ["."]])
def test_an_input_that_gives_nothing_is_refused(inputs: list[str]) -> None:
    assert len(refusals(*inputs)) == count_inputs(inputs) == 1


def test_articles_are_given_one_by_one_and_closing_ends_the_parser() -> None:
    put("1.html", page())
    put("2.html", b"<html></html>")
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    before = set(children.read_text().split())  # other tests' servers
    found = extract(["1.html", "2.html", "missing.txt"])
    assert isinstance(next(found), Draft)
    assert set(children.read_text().split()) - before
    found.close()  # type: ignore[attr-defined]
    assert not set(children.read_text().split()) - before
