"""The articles that citations are of, for other programs: CSV, BibTeX and CSL-JSON.

All text of articles is escaped for the form that it goes into; what hides or reorders text is left out.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from rag.answer import Citation
from rag.wording import visible

Authors = Mapping[str, str | None]
"""Who wrote an article, by its id."""

_COLUMNS = "question number outlet title author published url source article revision start end quote speaker".split()
_FORMULA = re.compile(r"^(?=\s*[=+\-@＝＋－＠]|[\t\r\n])")
"""Before a cell that spreadsheets compute (OWASP, CSV injection)."""
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_TEX = str.maketrans(
    {c: f"\\{c}" for c in "#$%&_"}
    | {"\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}"}
    | {"^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}"}
)
"""Braces as commands: BibTeX counts even escaped ones."""


def as_csv(cited: Iterable[tuple[str, Citation]], authors: Authors) -> str:
    """A row for each citation, which is given with the question that it answers."""
    file = io.StringIO()
    rows = csv.DictWriter(file, _COLUMNS, extrasaction="ignore")
    rows.writeheader()
    for question, c in cited:
        row = {"question": question, "author": authors.get(c.article)} | asdict(c)
        rows.writerow({k: _FORMULA.sub("'", v) if isinstance(v, str) else v for k, v in row.items()})
    return file.getvalue()


def bibtex(cited: Iterable[Citation], authors: Authors) -> str:
    """An entry for each revision of an article that is cited."""
    return "\n".join(_entry(c, authors.get(c.article)) for c in _articles(cited))


def csl(cited: Iterable[Citation], authors: Authors) -> list[dict[str, Any]]:
    """An item of CSL-JSON for each revision of an article that is cited."""
    return [_item(c, authors.get(c.article)) for c in _articles(cited)]


def _articles(cited: Iterable[Citation]) -> Iterable[Citation]:
    """A citation of each revision, in the order of the first ones."""
    return {(c.article, c.revision): c for c in cited}.values()


def _entry(c: Citation, author: str | None) -> str:
    told = {"title": c.title, "author": author, "journal": c.outlet}
    fields = {name: f"{{{{{one_line(value).translate(_TEX)}}}}}" for name, value in told.items() if value}
    if day := day_of(c):
        fields |= {"year": f"{{{day.year}}}", "month": _MONTHS[day.month - 1], "day": f"{{{day.day}}}"}
    if url := web_address(c.url):
        fields["url"] = f"{{{url}}}"
    kind = "article" if c.outlet else "misc"  # an @article wants a journal
    return f"@{kind}{{{_key(c)},\n" + "".join(f"  {name} = {value},\n" for name, value in fields.items()) + "}\n"


def _item(c: Citation, author: str | None) -> dict[str, Any]:
    day = day_of(c)
    told = {
        "id": _key(c),
        "type": "article-newspaper",
        "title": one_line(c.title),
        "author": author and [{"literal": one_line(author)}],
        "container-title": c.outlet and one_line(c.outlet),
        "issued": day and {"date-parts": [[day.year, day.month, day.day]]},
        "URL": web_address(c.url),
    }
    return {name: value for name, value in told.items() if value}


def _key(c: Citation) -> str:
    """The same for the same revision of an article, in whatever export."""
    outlet = re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", c.outlet or "").casefold())[:30]
    day, revision = day_of(c), f"-r{c.revision}" if c.revision > 1 else ""
    return f"{outlet or 'report'}{day.year if day else ''}-{c.article}{revision}"


def day_of(c: Citation) -> date | None:
    """When the article was published, if that is known."""
    try:
        return date.fromisoformat((c.published or "")[:10])
    except ValueError:
        return None


def web_address(url: str | None) -> str | None:
    """`url` where it is a web address without a login, with what could end a field or a link encoded; else None."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    web = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    if not url or not web or not url.isprintable() or " " in url or "\\" in url:
        return None
    return re.sub(r"[{}<>\"'`^|]", lambda found: f"%{ord(found[0]):02X}", url)


def one_line(text: object) -> str:
    """Text on one line, with nothing at its ends, and without what hides or reorders it."""
    return visible(str(text)).strip()
