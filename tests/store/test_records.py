"""Each record of a JSON file stands or falls by itself, and its text stays as it is."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.records import read_items, read_lines, read_record


def lines(*rows: str | bytes) -> list[tuple[int, bytes]]:
    data = b"\n".join(row if isinstance(row, bytes) else row.encode() for row in rows)
    return list(read_lines(io.BytesIO(data)))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ('{"text": "A."}', '"id": Field required'),
        ('{"id": "  ", "text": "A."}', '"id": String should have at least 1'),
        ('{"id": true, "text": "A."}', '"id": Input should be a valid string'),
        ('{"id": "a", "text": 5}', '"text": Input should be a valid string'),
        ('{"id": "a", "text": "A.", "outlet": ["B"]}', '"outlet": Input should be a valid string'),
        ('{"id": "a"}', "has no text"),
        ('{"id": "a", "text": " \\n", "html": null}', "has no text"),
        ('["a"]', 'an article is {"id"'),
        ("[" * 100_000, "nested too deeply"),
        (b'{"id": "a", "text": "caf\xe9"}', "not UTF-8"),
        ('{"id": 1' + "0" * 5_000 + ', "text": "A."}', "write it as text"),
        ('{"id": "' + "a" * 1001 + '", "text": "A."}', "1000 characters"),
    ],
)
def test_a_wrong_record_is_refused_with_what_is_wrong(row: str | bytes, reason: str) -> None:
    ((number, line),) = lines(row)
    with pytest.raises(ValueError) as refused:
        read_record(line)
    assert number == 1 and reason in str(refused.value)


def test_numbers_serve_as_ids_and_other_keys_are_ignored() -> None:
    record = read_record(b'{"id": 17, "text": "A.", "words": 1, "url": null}')
    assert (record.id, record.text, record.url) == ("17", "A.", None)


def test_byte_order_marks() -> None:
    assert read_record(b"\xef\xbb\xbf" + b'{"id": "a", "text": "A."}').id == "a"
    with pytest.raises(ValueError, match="must be in UTF-8, and this is UTF-16; save it as UTF-8"):
        lines('{"id": "a"}\n{}'.encode("utf-16"))


def test_blank_lines_are_counted_but_are_no_articles() -> None:
    assert [number for number, _ in lines("{}", "", " ", "{}")] == [1, 4]
    for empty in ("", "\n  "):
        with pytest.raises(ValueError, match="the file is empty"):
            lines(empty)


def test_a_line_too_long_to_hold_is_refused_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.records.MAX_RECORD_BYTES", 50)
    first, second, third = lines('{"id": "a", "text": "A."}', json.dumps({"id": "b", "text": "B" * 500}), '{"id": "c"')
    assert (read_record(first[1]).id, len(second[1]), third) == ("a", 51, (3, b'{"id": "c"'))
    with pytest.raises(ValueError, match="the line is longer than"):
        read_record(second[1])


def test_a_json_file_holds_an_article_or_a_list() -> None:
    assert read_items(b'{"id": "a"}') == [{"id": "a"}]
    assert read_items(b'[{"id": "a"},\n 5]') == [{"id": "a"}, 5]


@pytest.mark.parametrize("document", ["", "[]", "{", "[" * 100_000])
def test_a_json_file_without_any_item_is_refused(document: str) -> None:
    with pytest.raises(ValueError, match=r"JSON|empty"):
        read_items(document.encode())


@given(st.lists(st.text(st.characters(codec=None), min_size=1).filter(str.strip), min_size=1, max_size=5))
def test_texts_come_back_as_they_were_written(texts: list[str]) -> None:
    rows = [json.dumps({"id": str(number), "text": text}) for number, text in enumerate(texts)]
    assert [read_record(line).text for _, line in lines(*rows)] == texts
