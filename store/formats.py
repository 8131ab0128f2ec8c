"""The parsers of untrusted formats: Markdown with front matter, HTML, PDF. They run in the worker of `sandbox`.

Each takes the bytes of one document and gives a Parsed. They know nothing of paths, of other documents or of what the
user said; what a document says of itself they report as it stands there. A ValueError is a refusal, fit for the user.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

from store.decode import decode, one_line, stored
from store.headline import headline

if TYPE_CHECKING:
    import pypdf

MAX_TEXT_CHARS = 2_000_000
"""Characters of one article's text; a longer one is no news report, and would hold up everything behind it."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document's text and what it says of itself. `published` and `url` are as found, not yet validated."""

    text: str
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None


def parse_plain(data: bytes) -> Parsed:
    """A plain text: all of it, with the title and the outlet that its lines give."""
    text = stored(decode(data))
    title, outlet = headline(text)
    return Parsed(text, title, outlet)


def parse_markdown(data: bytes) -> Parsed:
    """The body below the front matter, marks and all. Title: the front matter's, else the first `# heading`."""
    import yaml  # type: ignore[import-untyped]

    text = stored(decode(data))
    try:
        said, body = _front_matter(text)
    except (yaml.YAMLError, ValueError) as error:
        detail = one_line(str(error))[:200]
        raise ValueError(f"its front matter is not valid YAML ({detail}); mend it or take it out") from error
    heading = re.search(r"^#[ \t]+(.+?)[ \t#]*$", body, re.MULTILINE)
    return Parsed(
        text=body,
        title=_said(said, "title") or (heading[1] if heading else headline(body)[0]),
        outlet=_said(said, "outlet", "publication", "source"),
        author=_said(said, "author", "authors"),
        published=_said(said, "published", "date"),
        url=_said(said, "url", "canonical_url"),
    )


def _front_matter(text: str) -> tuple[Mapping[str, object], str]:
    """The mapping between the two `---` lines that open a file, and the rest; a file without it is all body."""
    import frontmatter
    from frontmatter.default_handlers import YAMLHandler

    if not re.match(r"\s*---[ \t]*\n", text):
        return {}, text
    said, body = frontmatter.parse(text, handler=YAMLHandler())
    return (said, body) if said else ({}, text)


def _said(said: Mapping[str, object], *keys: str) -> str | None:
    """The first of `keys` that holds something, as text; a list is joined. Nested values say nothing."""
    for key in keys:
        value = said.get(key)
        values = value[:20] if isinstance(value, list) else [value]
        words = [_scalar(one) for one in values if isinstance(one, (str, int, float)) or hasattr(one, "isoformat")]
        if found := ", ".join(word for word in words if word):
            return found
    return None


def _scalar(value: object) -> str:
    return one_line(value.isoformat() if hasattr(value, "isoformat") else str(value))


def parse_html(data: bytes) -> Parsed:
    """The article of a web page: title, blank line, body. Reader comments, menus and adverts are left out.

    ValueError if the page has no article: no 80 characters of prose in lines of 40 or more.
    """
    found = _article(_decode_html(data))
    prose = [line for line in found.text.split("\n") if len(line) >= 40]
    if sum(map(len, prose)) < 80:
        raise ValueError("no article was found in this page; save the page that shows the report itself")
    return found


def parse_fragment(data: bytes) -> Parsed:
    """An article given as HTML, whole page or fragment, however short. ValueError if it has no text."""
    html = decode(data)
    if not re.search(r"<body[\s>]", html, re.IGNORECASE):
        html = f"<html><body><article>{html}</article></body></html>"
    found = _article(html)
    if not found.text.strip():
        raise ValueError("its html holds no text")
    return found


def _article(html: str) -> Parsed:
    import trafilatura

    html = re.sub(r"<\?xml[^>]{0,200}\?>", "", html[:1000]) + html[1000:]
    if "<pre" not in html.lower():
        html = re.sub(r"[\r\n\t]+", " ", html)  # to a browser a line end is a space; to trafilatura a new line
    # No extensive search: it takes any date that stands somewhere in the page for the publication date.
    page = trafilatura.bare_extraction(
        html,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if page is None:
        return Parsed("")
    title, outlet = one_line(page.title or ""), one_line(page.sitename or "")
    title = _without_outlet(title, outlet)
    lines = [" ".join(line.split()) for line in stored(page.text or "").split("\n")]
    body = "\n".join(line for line in lines if line)
    if body and title and not body.startswith(title):
        body = f"{title}\n\n{body}"
    return Parsed(body, title or None, outlet or None, page.author, page.date, page.url)


def _without_outlet(title: str, outlet: str) -> str:
    if outlet:
        return re.sub(rf"(?<=\S)\s+[|–—-]\s+{re.escape(outlet)}$", "", title, flags=re.IGNORECASE)
    return title


def _decode_html(data: bytes) -> str:
    """By byte order mark or valid UTF-8, else as the page declares, else by its bytes."""
    declared = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", data[:4096], re.IGNORECASE)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            try:
                return data.decode(declared[1].decode("ascii"))
            except (UnicodeDecodeError, LookupError):
                pass
    return decode(data)


def parse_pdf(data: bytes) -> Parsed:
    """The text layer of a PDF, its wrapped lines joined. ValueError if it is locked, damaged or has no text.

    Its title and author are taken only if the text holds them too: a PDF's own are often those of a template. Its
    dates say when the file was made, not when the report was published, and are not taken.
    """
    import pypdf
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = pypdf.PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ValueError(_LOCKED)
        text = _pdf_text(reader)
        info: Mapping[str, object] = reader.metadata or {}
    except DependencyError as error:
        raise ValueError(_LOCKED) from error
    except (PyPdfError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"the PDF is damaged ({one_line(str(error))[:200]}); export it again") from error
    if not text.strip():
        raise ValueError("the PDF has no text layer, only images; run OCR on it (e.g. ocrmypdf) and ingest the result")
    shown = one_line(text).casefold()
    title, author = (one_line(str(info.get(key) or "")) for key in ("/Title", "/Author"))
    title_stands, author_stands = (bool(word) and word.casefold() in shown for word in (title, author))
    first, outlet = headline(text)
    return Parsed(text, title if title_stands else first, outlet, author if author_stands else None)


_LOCKED = "the PDF is encrypted; save a copy without a password (e.g. print it to PDF) and ingest that"


def _pdf_text(reader: pypdf.PdfReader) -> str:
    text = ""
    for page in reader.pages:
        text += stored(page.extract_text() or "") + "\n"
        if reason := too_long(text):
            raise ValueError(reason)  # not after all pages: a small file can unpack to gigabytes
    return unwrap(text)


def unwrap(text: str) -> str:
    """Joins the lines that a page's width broke: a line nearly as long as the widest ones goes on in the next.

    A word cut by a hyphen is closed up, except where the document writes it with the hyphen within a line too.
    """
    lines = [line.strip() for line in text.split("\n")]
    widths = sorted(len(line) for line in lines if line)
    full = max(30, 0.75 * widths[int(0.9 * (len(widths) - 1))]) if widths else 0  # no column is narrower
    hyphenated = Counter(re.findall(r"\w+-\w+", text))
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line:
            paragraphs[-1].append(line)
        if len(line) < full or not line:
            paragraphs.append([])
    return "\n".join(_join(lines, hyphenated) for lines in paragraphs if lines)


def _join(lines: list[str], hyphenated: Mapping[str, int]) -> str:
    parts = [lines[0]]
    for before, line in pairwise(lines):
        cut = re.search(r"(\w+)-$", before), re.match(r"[a-z]\w*", line)
        if cut[0] and cut[1]:
            if f"{cut[0][1]}-{cut[1][0]}" not in hyphenated:
                parts[-1] = parts[-1][:-1]
        else:
            parts.append(" ")
        parts.append(line)
    return "".join(parts)


def too_long(text: str) -> str | None:
    """Why `text` is too long for one article, None if it is not."""
    if len(text) <= MAX_TEXT_CHARS:
        return None
    return f"its text is longer than {MAX_TEXT_CHARS:,} characters, the most one article may have; split it"


def preload() -> None:
    """Imports the libraries of all parsers, so that the time limit of a document is its own."""
    import frontmatter  # noqa: F401
    import pypdf  # noqa: F401
    import trafilatura  # noqa: F401


PARSERS: Mapping[str, Callable[[bytes], Parsed]] = {
    "markdown": parse_markdown,
    "html": parse_html,
    "fragment": parse_fragment,
    "pdf": parse_pdf,
}
"""What the worker of `sandbox` can be asked for, by name."""
