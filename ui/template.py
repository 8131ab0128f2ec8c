"""The HTML of the page, from the templates beside this module, and the links that open a report in it.

All text is untrusted. Whatever a template is given is escaped and loses what hides or reorders it; what comes out is
one line, which passes through Gradio's Markdown unread.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from rag.answer import Citation
from rag.lookup.bibliography import web_address
from rag.wording import UNKNOWN_OUTLET, counted, describe, shortened, spell_day, visible
from store.article import Article


def rendered(name: str, **values: object) -> str:
    """The template `name` with these values in it."""
    made = _TEMPLATES.get_template(f"{name}.html").render(values)
    return "".join(line.lstrip() for line in made.split("\n"))


def isolated(text: str, limit: int | None = None) -> Markup:
    """At most `limit` characters as an element whose direction cannot leak into its surroundings."""
    return Markup('<bdi dir="auto">{}</bdi>').format(shortened(visible(text), limit))


def linked(label: str, url: str | None) -> Markup:
    """`label` as a link that a person follows into a new tab, or as it is where `url` is no web address."""
    link = Markup('<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>')
    return link.format(found, label) if (found := web_address(url)) else escape(label)


def outlet_name(outlet: str | None) -> str:
    """The outlet as plain text, said to be unknown where no source names it."""
    return visible(outlet or "").strip() or UNKNOWN_OUTLET.capitalize()


def long_date(published: str | None) -> str:
    """`2025-03-14` or a date with time as `14 March 2025`; what is no ISO date is given back as it is."""
    with suppress(ValueError):
        return spell_day(date.fromisoformat((published or "").strip()[:10]))
    return visible(published or "Undated")


def address(article: str, revision: int, start: int = 0, end: int = 0, number: int = 0, near: bool = False) -> str:
    """What opens a revision of a report, relative to the page: at a span, with the number that an answer gives it."""
    asked: dict[str, object] = {"article": article, "revision": revision}
    if end:
        asked |= {"start": start, "end": end, "number": number, "near": int(near)}
    return f"report?{urlencode(asked)}"


def label(citation: Citation) -> str:
    """What a chip is called: `Citation 1: Al Jazeera, 14 March 2025, exact words` (plain text)."""
    where = f"{outlet_name(citation.outlet)}, {long_date(citation.published)}"
    return f"Citation {citation.number}: {where}, {'exact words' if citation.verified == 'exact' else 'near match'}"


def where(article: Article, dated: bool = True) -> str:
    """Who published an article and when, as plain text."""
    name = shortened(outlet_name(article.outlet), 80)
    return f"{name} · {long_date(article.published)}" if dated else name


def by_report(citations: Iterable[Citation]) -> list[list[Citation]]:
    """The citations of each report, the reports in the order of their first numbers."""
    groups: dict[tuple[str, int], list[Citation]] = {}
    for citation in citations:
        groups.setdefault((citation.article, citation.revision), []).append(citation)
    return list(groups.values())


def _cited(c: Citation) -> str:
    return address(c.article, c.revision, c.start, c.end, c.number, c.verified == "near")


def _said_by(citations: Iterable[Citation]) -> str:
    return ", ".join(dict.fromkeys(outlet_name(c.outlet) for c in citations))


def _final(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_final,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters |= {
    "by_report": by_report,
    "cited": _cited,
    "counted": counted,
    "cut": lambda text, most: shortened(visible(text), most),
    "describe": describe,
    "isolated": isolated,
    "label": label,
    "linked": linked,
    "long_date": long_date,
    "outlet": outlet_name,
    "said_by": _said_by,
    "web_address": web_address,
    "where": where,
}
_TEMPLATES.globals["address"] = address
