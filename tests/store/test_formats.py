"""What is read out of Markdown, web pages and PDFs; parsed as in real use, in the sandbox."""

from collections.abc import Iterator

import pytest

from store.formats import unwrap
from store.headline import parse_plain
from store.sandbox import Sandbox
from tests.store.documents import PARAGRAPHS, json_ld, page, pdf


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as one:
        yield one


def test_plain_text_is_kept_whole() -> None:
    parsed = parse_plain("\ufeffFerry sails again | Ridge TV\r\n\r\nBody. \r\n".encode())
    assert parsed.text == "Ferry sails again | Ridge TV\n\nBody. \n"
    assert (parsed.title, parsed.outlet) == ("Ferry sails again", "Ridge TV")


# Markdown


def test_front_matter_speaks_for_the_body(sandbox: Sandbox) -> None:
    data = (
        "---\ntitle: Ferry sails again\noutlet: Ridge TV\nauthors:\n  - Ada Lind\n  - Bo Ek\ndate: 2025-03-14\n"
        "url: https://ridge.example/ferry\n---\n# Another heading\n\nThe *ferry* sails.\n"
    )
    parsed = sandbox.parse("markdown", data.encode())
    assert parsed.text == "# Another heading\n\nThe *ferry* sails."
    assert (parsed.title, parsed.outlet, parsed.author) == ("Ferry sails again", "Ridge TV", "Ada Lind, Bo Ek")
    assert (parsed.published, parsed.url) == ("2025-03-14", "https://ridge.example/ferry")


@pytest.mark.parametrize(
    ("data", "title"),
    [
        ("Intro.\n\n# Ferry sails again #\n\nText.", "Ferry sails again"),
        ("Ferry sails again\n\nText.", "Ferry sails again"),
        ("---\nFirst part.\n\n---\nSecond part.", "---"),
        ("First part.\n\n---\n\nSecond part.\n\n---\n\nThird.", "First part."),
    ],
)
def test_without_front_matter_all_of_it_is_body(sandbox: Sandbox, data: str, title: str) -> None:
    parsed = sandbox.parse("markdown", data.encode())
    assert parsed.text == data
    assert parsed.title == title


def test_front_matter_is_taken_as_it_is_written(sandbox: Sandbox) -> None:
    written = "---\ntitle: No\noutlet: 12:30\nauthor: [0x1F, null]\ndate: 2025-02-30\n---\nText."
    parsed = sandbox.parse("markdown", written.encode())
    assert (parsed.title, parsed.outlet, parsed.author, parsed.published) == ("No", "12:30", "0x1F", "2025-02-30")


def test_broken_front_matter_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="front matter is not valid YAML"):
        sandbox.parse("markdown", b"---\ntitle: [a\n---\nText.")


def test_front_matter_makes_no_objects_and_its_bombs_say_nothing(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="front matter"):
        sandbox.parse("markdown", b"---\ntitle: !!python/object/apply:os.getcwd []\n---\nText.")
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
    assert sandbox.parse("markdown", f"---\n{bomb}title: *a39\n---\nText.".encode()).title == "Text."


# Web pages


def test_a_page_gives_title_and_body_and_what_it_says_of_itself(sandbox: Sandbox) -> None:
    head = '<link rel="canonical" href="https://ridge.example/ferry">' + json_ld(
        headline="Ferry sails again",
        datePublished="2025-03-14T15:30:00Z",
        author=[{"@type": "Person", "name": "Ada Lind"}, {"@type": "Person", "name": "Bo Ek"}],
        publisher={"@type": "Organization", "name": "Ridge TV"},
    )
    parsed = sandbox.parse("html", page(head=head))
    assert parsed.text.replace("\n\n", "\n") == "\n".join(("Ferry sails again", *PARAGRAPHS))
    assert (parsed.title, parsed.outlet, parsed.author) == ("Ferry sails again", "Ridge TV", "Ada Lind; Bo Ek")
    assert (parsed.published, parsed.url) == ("2025-03-14", "https://ridge.example/ferry")


def test_open_graph_serves_too_and_the_outlet_is_cut_from_the_title(sandbox: Sandbox) -> None:
    head = (
        '<meta property="og:title" content="Ferry sails again - Ridge TV">'
        '<meta property="og:site_name" content="Ridge TV">'
        '<meta property="article:published_time" content="2025-03-14T15:30:00Z">'
    )
    parsed = sandbox.parse("html", page(head=head))
    assert (parsed.title, parsed.outlet, parsed.published) == ("Ferry sails again", "Ridge TV", "2025-03-14")


def test_a_title_that_is_not_in_the_body_is_the_first_line(sandbox: Sandbox) -> None:
    head = '<meta property="og:title" content="The boat is back">'
    data = page(head=head).replace(b"<h1>Ferry sails again</h1>", b"")
    assert sandbox.parse("html", data).text == "\n".join(("The boat is back\n", *PARAGRAPHS))


def test_a_date_that_merely_stands_in_the_text_is_not_the_date_of_publication(sandbox: Sandbox) -> None:
    data = page((*PARAGRAPHS, "The first ferry sailed here on 3 May 1987, as a plaque on the quay says."))
    assert sandbox.parse("html", data).published is None


def test_line_ends_in_the_source_are_spaces_and_reader_comments_are_left_out(sandbox: Sandbox) -> None:
    comments = (
        "<section id='comments'><h2>Comments</h2><p>Bo: I for one shall keep taking the train there.</p></section>"
    )
    wrapped = [paragraph.replace(" after ", "\r\n   after ").replace(" the ", "\nthe ") for paragraph in PARAGRAPHS]
    parsed = sandbox.parse("html", page(wrapped, after=comments))
    assert parsed.text.split("\n")[-3:] == list(PARAGRAPHS)


@pytest.mark.parametrize("charset", ["windows-1251", "iso-8859-2"])
def test_a_declared_encoding_is_used(sandbox: Sandbox, charset: str) -> None:
    words = {
        "windows-1251": "Паром снова пойдёт в пятницу, сообщил мэр города. ",
        "iso-8859-2": "Prom wróci w piątek, ogłosił żeglarz. ",
    }
    data = page([words[charset] * 4], head=f'<meta charset="{charset}">').decode().encode(charset)
    assert words[charset].strip() in sandbox.parse("html", data).text


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body><nav><a href='/'>Home</a><a href='/w'>World</a></nav></body></html>",
        b"<html><head><title>Log in</title></head><body><h1>Log in</h1><form>Password <input></form></body></html>",
        b"<html></html>",
        b"   ",
    ],
)
def test_a_page_without_an_article_is_refused(sandbox: Sandbox, data: bytes) -> None:
    with pytest.raises(ValueError, match="no article was found"):
        sandbox.parse("html", data)


def test_html_that_is_no_whole_page_may_be_short(sandbox: Sandbox) -> None:
    assert sandbox.parse("html", b"<p>The ferry sails.</p><p>At last.</p>").text == "The ferry sails.\nAt last."
    with pytest.raises(ValueError, match="no article was found"):
        sandbox.parse("html", b"<p> </p>")


# PDF

SHEET = (
    "Ferry sails again",
    "The ferry to Westmark sailed again on Friday after nine days in which no boat could lea-",
    "ve the harbour, the mayor said. A long-term repair of the ramp is planned for the autumn.",
    "It will cost more than the town has, she added.",
    "The company said that a part of the ramp had come late, and that it would pay for a long-",
    "term repair if the town paid for the quay.",
)


def test_a_pdf_gives_its_lines_joined_to_paragraphs(sandbox: Sandbox) -> None:
    parsed = sandbox.parse("pdf", pdf(SHEET))
    assert parsed.text.strip().split("\n") == [
        "Ferry sails again",
        "The ferry to Westmark sailed again on Friday after nine days in which no boat could leave the harbour, the "
        "mayor said. A long-term repair of the ramp is planned for the autumn. "
        "It will cost more than the town has, she added.",
        "The company said that a part of the ramp had come late, and that it would pay for a long-term repair if the "
        "town paid for the quay.",
    ]
    assert (parsed.title, parsed.published) == ("Ferry sails again", None)


def test_what_a_pdf_says_of_itself_counts_if_its_text_says_so_too(sandbox: Sandbox) -> None:
    parsed = sandbox.parse("pdf", pdf(SHEET, Title="A long-term repair", Author="office-17"))
    assert (parsed.title, parsed.author) == ("A long-term repair", None)
    assert sandbox.parse("pdf", pdf(SHEET, Title="Microsoft Word - doc3")).title == "Ferry sails again"


def test_an_encrypted_pdf_is_refused_unless_it_opens_without_a_password(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match=r"encrypted; save a copy without a password"):
        sandbox.parse("pdf", pdf(SHEET, password="secret"))
    assert sandbox.parse("pdf", pdf(SHEET, password="")).title == "Ferry sails again"


def test_a_scanned_pdf_is_refused_with_ocr_as_the_remedy(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="OCR"):
        sandbox.parse("pdf", pdf(()))


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing", b"no pdf", pdf(SHEET)[:300]])
def test_a_damaged_pdf_is_refused(sandbox: Sandbox, data: bytes) -> None:
    with pytest.raises(ValueError, match=r"damaged|no text layer"):
        sandbox.parse("pdf", data)


def test_short_lines_and_blank_lines_end_a_paragraph() -> None:
    long = "x" * 60
    assert unwrap(f"{long}\n{long}\nshort\n{long}\n\n{long}") == f"{long} {long} short\n{long}\n{long}"
    assert unwrap("") == ""
