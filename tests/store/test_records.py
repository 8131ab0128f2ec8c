"""Each record of a JSON file stands or falls by itself, and its text stays as it is."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import InputRefused
from store.records import Placed, count_items, count_lines, read_document, read_lines


def lines(*rows: str | bytes) -> list[Placed | InputRefused]:
    data = b"\n".join(row if isinstance(row, bytes) else row.encode() for row in rows)
    return list(read_lines(io.BytesIO(data), "news.jsonl"))


def reasons(found: list[Placed | InputRefused]) -> list[str]:
    return [str(one) for one in found if isinstance(one, InputRefused)]


def test_a_broken_line_is_refused_with_its_number_and_the_rest_is_read() -> None:
    found = lines('{"id": "a", "text": "A."}', "", '{"id": "b", "text": ', '{"id": "c", "text": "C."}')
    assert [one.place for one in found if isinstance(one, Placed)] == ["news.jsonl:1", "news.jsonl:4"]
    assert reasons(found)[0].startswith("news.jsonl:3: this is not valid JSON (")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ('{"text": "A."}', '"id" is missing'),
        ('{"id": "  ", "text": "A."}', '"id" is empty'),
        ('{"id": true, "text": "A."}', '"id" must be a text in quotes'),
        ('{"id": "a", "text": 5}', '"text" must be a text in quotes'),
        ('{"id": "a", "text": "A.", "outlet": ["B"]}', '"outlet" must be a text in quotes'),
        ('{"id": "a"}', "has no text"),
        ('{"id": "a", "text": " \\n", "html": null}', "has no text"),
        ('["a"]', "must be a JSON object"),
        ("[" * 100_000, "nested too deeply"),
        (b'{"id": "a", "text": "caf\xe9"}', "not UTF-8"),
        ('{"id": "' + "a" * 1001 + '", "text": "A."}', "1000 characters"),
    ],
)
def test_a_wrong_record_is_refused_with_what_is_wrong(row: str | bytes, reason: str) -> None:
    (found,) = lines(row)
    assert isinstance(found, InputRefused)
    assert found.source == "news.jsonl:1"
    assert reason in found.reason


def test_numbers_serve_as_ids_fields_are_tidied_and_other_keys_ignored() -> None:
    (found,) = lines('{"id": 17, "text": "A.", "title": " Ferry\\n sails ", "words": 1, "url": null}')
    assert isinstance(found, Placed)
    assert (found.record.id, found.record.title, found.record.url) == ("17", "Ferry sails", None)


def test_byte_order_marks() -> None:
    assert isinstance(lines(b"\xef\xbb\xbf" + b'{"id": "a", "text": "A."}')[0], Placed)
    assert reasons(lines('{"id": "a"}\n{}'.encode("utf-16"))) == [
        "news.jsonl: JSON Lines must be in UTF-8, and this is UTF-16; save it as UTF-8"
    ]


def test_an_empty_file() -> None:
    assert reasons(lines("")) == reasons(lines("\n", "  ")) == ["news.jsonl: the file is empty"]


def test_a_line_too_long_to_hold_is_skipped_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.records.MAX_RECORD_BYTES", 50)
    found = lines('{"id": "a", "text": "A."}', json.dumps({"id": "b", "text": "B" * 500}), '{"id": "c", "text": "C."}')
    assert [type(one) for one in found] == [Placed, InputRefused, Placed]
    assert reasons(found)[0].startswith("news.jsonl:2: the line is longer than")


@pytest.mark.parametrize(
    ("document", "places"),
    [
        ('{"id": "a", "text": "A."}', ["news.json"]),
        ('[{"id": "a", "text": "A."},\n {"id": "b", "html": "<p>B."}]', ["news.json, item 1", "news.json, item 2"]),
    ],
)
def test_a_json_file_holds_an_article_or_a_list(document: str, places: list[str]) -> None:
    found = list(read_document(document.encode(), "news.json"))
    assert [one.place for one in found if isinstance(one, Placed)] == places


@pytest.mark.parametrize("document", ["", "[]", "{", "5", '[{"id": "a", "text": "A."}, 5]', "[" * 100_000])
def test_what_is_wrong_in_a_json_file_is_refused(document: str) -> None:
    assert len(reasons(list(read_document(document.encode(), "news.json")))) == 1


@pytest.mark.parametrize("document", ["", "[]", "{", "5", '[{"id": "a", "text": "A."}, 5]', '{"id": "a"}'])
def test_the_count_is_that_of_what_is_read(document: str) -> None:
    data = document.encode()
    assert count_items(data) == len(list(read_document(data, "x")))
    assert count_lines(io.BytesIO(data)) == len(list(read_lines(io.BytesIO(data), "x")))


@given(st.lists(st.text(st.characters(codec=None), min_size=1).filter(str.strip), min_size=1, max_size=5))
def test_texts_come_back_as_they_were_written(texts: list[str]) -> None:
    rows = [json.dumps({"id": str(number), "text": text}) for number, text in enumerate(texts)]
    assert [one.record.text for one in lines(*rows) if isinstance(one, Placed)] == texts
