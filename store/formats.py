"""The parsers of untrusted formats: Markdown with front matter, HTML, PDF. They run in the worker of `sandbox`.

Each takes the bytes of one document and gives a Parsed. They know nothing of paths, of other documents or of what the
user said; what a document says of itself they report as it stands there. A ValueError is a refusal, fit for the user.
"""

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import ClassVar

import frontmatter
import pypdf
import trafilatura
import yaml  # type: ignore[import-untyped]
from frontmatter.default_handlers import YAMLHandler
from pypdf.errors import DependencyError, PyPdfError

from store.article import MAX_TEXT_CHARS, Parsed
from store.decode import decode, one_line, stored
from store.headline import headline


class _Plain(yaml.SafeLoader):  # type: ignore[misc]
    """Takes what is not quoted for text, or for nothing, as in `title: No`: other YAML makes `False` of it."""

    yaml_implicit_resolvers: ClassVar = {
        first: [one for one in known if one[0].endswith(":null")]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


class _FrontMatter(YAMLHandler):  # type: ignore[misc]
    def load(self, fm: str, **_: object) -> object:
        return yaml.load(fm, Loader=_Plain)


def parse_markdown(data: bytes) -> Parsed:
    """The body below the front matter, marks and all. Title: the front matter's, else the first `# heading`."""
    body, said = stored(decode(data)), {}
    if re.match(r"\s*---[ \t]*\n", body):
        try:
            said, rest = frontmatter.parse(body, handler=_FrontMatter())
        except (yaml.YAMLError, ValueError) as error:
            detail = one_line(str(error))[:200]
            raise ValueError(f"its front matter is not valid YAML ({detail}); mend it or take it out") from error
        body = rest if said else body
    heading = re.search(r"^#[ \t]+(.+?)[ \t#]*$", body, re.MULTILINE)
    return Parsed(
        text=body,
        title=_said(said, "title") or (heading[1] if heading else headline(body)[0]),
        outlet=_said(said, "outlet", "publication", "source"),
        author=_said(said, "author", "authors"),
        published=_said(said, "published", "date"),
        url=_said(said, "url", "canonical_url"),
    )


def _said(said: Mapping[str, object], *keys: str) -> str | None:
    """The first of `keys` that holds something, as text; a list is joined. Nested values say nothing."""
    for key in keys:
        value = said.get(key)
        values = value[:20] if isinstance(value, list) else [value]
        words = [one_line(one) for one in values if isinstance(one, str)]
        if found := ", ".join(filter(None, words)):
            return found
    return None


def parse_html(data: bytes) -> Parsed:
    """The article of a web page: title, blank line, body. Reader comments, menus and adverts are left out.

    ValueError if a page has no article, no 80 characters of prose in lines of 40 or more; a fragment may be short.
    """
    declared = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", data[:4096], re.IGNORECASE)
    html = decode(data, declared[1].decode() if declared else None)
    whole = re.search(r"<(?:!doctype|html|head|body)[\s>]", html, re.IGNORECASE)
    found = _article(html if whole else f"<html><body><article>{html}</article></body></html>")
    prose = sum(len(line) for line in found.text.split("\n") if len(line) >= 40)
    if (whole and prose < 80) or not found.text.strip():
        raise ValueError("no article was found in this page; save the page that shows the report itself")
    return found


def _article(html: str) -> Parsed:
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
        return Parsed(text="")
    outlet = one_line(page.sitename or "")
    title = one_line(page.title or "")
    if outlet:
        title = re.sub(rf"(?<=\S)\s+[|–—-]\s+{re.escape(outlet)}$", "", title, flags=re.IGNORECASE)
    body = "\n".join(filter(None, (one_line(line) for line in stored(page.text or "").split("\n"))))
    if body and title and not body.startswith(title):
        body = f"{title}\n\n{body}"
    return Parsed(text=body, title=title, outlet=outlet, author=page.author, published=page.date, url=page.url)


def parse_pdf(data: bytes) -> Parsed:
    """The text layer of a PDF, its wrapped lines joined. ValueError if it is locked, damaged or has no text.

    Its title and author are taken only if the text holds them too: a PDF's own are often those of a template. Its
    dates say when the file was made, not when the report was published, and are not taken.
    """
    try:
        reader = pypdf.PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise DependencyError
        text = unwrap(_pages(reader))
        info: Mapping[str, object] = reader.metadata or {}
        said = [one_line(str(info.get(key) or "")) for key in ("/Title", "/Author")]
    except DependencyError as error:
        raise ValueError(
            "the PDF is encrypted; save a copy without a password (e.g. print it to PDF) and ingest that"
        ) from error
    except (PyPdfError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"the PDF is damaged ({one_line(str(error))[:200]}); export it again") from error
    if not text.strip():
        raise ValueError("the PDF has no text layer, only images; run OCR on it (e.g. ocrmypdf) and ingest the result")
    shown = one_line(text).casefold()
    title, author = (word if word and word.casefold() in shown else None for word in said)
    first, outlet = headline(text)
    return Parsed(text=text, title=title or first, outlet=outlet, author=author)


def _pages(reader: pypdf.PdfReader) -> str:
    text = ""
    for page in reader.pages:
        text += stored(page.extract_text() or "") + "\n"
        if len(text) > MAX_TEXT_CHARS:  # and so refused, not after all pages: a small file can unpack to gigabytes
            break
    return text


def unwrap(text: str) -> str:
    """Joins the lines that a page's width broke: a line nearly as long as the widest ones goes on in the next.

    A word cut by a hyphen is closed up, except where the document writes it with the hyphen within a line too.
    """
    lines = [line.strip() for line in text.split("\n")]
    widths = sorted(len(line) for line in lines if line)
    full = max(30, 0.75 * widths[int(0.9 * (len(widths) - 1))]) if widths else 0  # no column is narrower
    hyphenated = set(re.findall(r"\b\w+-\w+", text))

    def closed(cut: re.Match[str]) -> str:
        return f"{cut[1]}-{cut[2]}" if f"{cut[1]}-{cut[2]}" in hyphenated else cut[1] + cut[2]

    text = "\n".join(line if len(line) >= full else f"{line}\n" for line in lines)
    text = re.sub(r"\b(\w+)-\n(?=[a-z])(\w+)", closed, text)
    return re.sub(r"\n\n+", "\n", re.sub(r"(?<!\n)\n(?!\n)", " ", text)).strip("\n")


PARSERS: Mapping[str, Callable[[bytes], Parsed]] = {"markdown": parse_markdown, "html": parse_html, "pdf": parse_pdf}
"""What the worker of `sandbox` can be asked for."""
