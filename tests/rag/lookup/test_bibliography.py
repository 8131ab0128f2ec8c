"""The cited articles as other programs read them, whatever strangers write into their titles."""

import csv
import io
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.lookup.bibliography import as_csv, bibtex, csl, one_line, web_address
from tests.rag.test_answer import FIRST

SECOND = replace(
    FIRST,
    number=2,
    article="b2",
    outlet="Öresund Radio & TV",
    title="50% off_{ferries}",
    published="2025-03-14T08:00:00+01:00",
    url="https://radio.example/a_b?c=d&e=%20#f",
    revision=1,
)


def test_bibtex_of_two_articles() -> None:
    assert bibtex([FIRST, replace(FIRST, number=3, start=9), SECOND], {"b2": "Ada Smith and Ben Brandvold"}) == (
        "@article{ellerypost2025-a1-r2,\n"
        "  title = {{Shut}},\n"
        "  journal = {{Ellery Post}},\n"
        "  year = {2025},\n"
        "  month = nov,\n"
        "  day = {18},\n"
        "}\n"
        "\n"
        "@article{oresundradiotv2025-b2,\n"
        "  title = {{50\\% off\\_\\textbraceleft{}ferries\\textbraceright{}}},\n"
        "  author = {{Ada Smith and Ben Brandvold}},\n"
        "  journal = {{Öresund Radio \\& TV}},\n"
        "  year = {2025},\n"
        "  month = mar,\n"
        "  day = {14},\n"
        "  url = {https://radio.example/a_b?c=d&e=%20#f},\n"
        "}\n"
    )


def test_csl_json_of_two_articles() -> None:
    assert csl([FIRST, FIRST, SECOND], {"b2": "Ada Smith"}) == [
        {
            "id": "ellerypost2025-a1-r2",
            "type": "article-newspaper",
            "title": "Shut",
            "container-title": "Ellery Post",
            "issued": {"date-parts": [[2025, 11, 18]]},
        },
        {
            "id": "oresundradiotv2025-b2",
            "type": "article-newspaper",
            "title": "50% off_{ferries}",
            "author": [{"literal": "Ada Smith"}],
            "container-title": "Öresund Radio & TV",
            "issued": {"date-parts": [[2025, 3, 14]]},
            "URL": "https://radio.example/a_b?c=d&e=%20#f",
        },
    ]


@pytest.mark.parametrize("published", [None, "", "last week", "2025-13-40", "2025"])
def test_an_article_without_a_day_has_no_date(published: str | None) -> None:
    (item,) = csl([replace(FIRST, published=published, outlet=None)], {})
    assert (item["id"], "issued" in item) == ("report-a1-r2", False)
    assert "year" not in bibtex([replace(FIRST, published=published)], {})


def test_an_article_of_an_unknown_outlet_is_in_no_journal() -> None:
    assert bibtex([replace(FIRST, outlet=None, published=None)], {}) == "@misc{report-a1-r2,\n  title = {{Shut}},\n}\n"


def test_csv_has_a_row_for_each_citation_with_its_exact_words() -> None:
    words = 'He said "shut",\nthen left.'
    rows = list(csv.DictReader(io.StringIO(as_csv([("Why?", FIRST), ("Who?", replace(SECOND, quote=words))], {}))))
    assert [row["question"] for row in rows] == ["Why?", "Who?"]
    assert {key: rows[1][key] for key in ("number", "title", "author", "start", "quote")} == {
        "number": "2",
        "title": "50% off_{ferries}",
        "author": "",
        "start": "3",
        "quote": words,
    }


@pytest.mark.parametrize("start", [*"=+-@\t\r\n＝＋－＠", " ="])
def test_no_spreadsheet_computes_what_an_article_says(start: str) -> None:
    told = as_csv(
        [(f"{start}1", replace(FIRST, title=f"{start}cmd|' /C calc'!A0", quote="1 = 1"))], {"a1": f"{start}2"}
    )
    (row,) = csv.DictReader(io.StringIO(told, newline=""))
    assert [row["question"], row["author"]] == [f"'{start}1", f"'{start}2"]
    assert row["title"].startswith(f"'{start}")
    assert row["quote"] == "1 = 1"


@given(st.text(), st.text(), st.text())
def test_a_hostile_title_stays_inside_its_bibtex_field(title: str, author: str, outlet: str) -> None:
    told = bibtex([replace(FIRST, title=f"a{title}", outlet=f"b{outlet}")], {"a1": f"c{author}"})
    depth = 0
    for brace in re.findall(r"[{}]", told):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0
    lines = told.splitlines()
    fields = [line.split(" = ")[0].strip() for line in lines[1:-1]]
    assert fields == ["title", "author", "journal", "year", "month", "day"]
    values = re.sub(r"\\[#$%&_]|\\text[a-z]+\{\}", "", "".join(lines[1:4]))
    assert not re.search(r"[\\#$%&_~^<>|]", values)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://a.example/x?y=1", "https://a.example/x?y=1"),
        ("https://öre.example/ø", "https://öre.example/ø"),
        ('https://a.example/{x}"<y>', "https://a.example/%7Bx%7D%22%3Cy%3E"),
        ("javascript:alert(1)", None),
        ("//a.example", None),
        ("https://", None),
        ("https://user@a.example", None),
        ("https://a.example/ x", None),
        ("https://a.example/\\x", None),
        ("https://a.example/\u202ex", None),
        ("https://[a", None),
        ("java\nscript:alert(1)", None),
        (None, None),
    ],
)
def test_only_web_addresses_are_linked(url: str | None, address: str | None) -> None:
    assert web_address(url) == address


def test_a_line_is_what_a_reader_can_see() -> None:
    assert one_line(" a\u2028b\x1b[31m\u202e\ud800 c\u200dd\xa0e ") == "a b[31m c\u200dd e"
