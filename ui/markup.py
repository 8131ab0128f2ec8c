"""Untrusted text on its way to the browser: escaped, stripped of what hides or reorders it, isolated, shortened.

Every piece of an article, a title, an outlet's name, a question goes through `shown` or `isolated`. Markup made here
holds no line break: one line of HTML passes through Gradio's Markdown unread.
"""

import html
import re
from contextlib import suppress
from datetime import date
from urllib.parse import urlsplit

from rag.wording import counted, spell_dates, spell_day
from store.article import Coverage

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
"""Control and formatting characters that hide or reorder text, and surrogates; joiners (ZWJ, ZWNJ) are letters' own."""

UNKNOWN_OUTLET = "Outlet unknown"
UNDATED = "Undated"


def shown(text: str, limit: int | None = None) -> str:
    """`text` escaped for HTML (element or attribute), on one line, at most `limit` characters of it."""
    return html.escape(shortened(visible(text), limit))


def visible(text: str) -> str:
    """`text` on one line, without the characters that a reader cannot see."""
    return re.sub(r"[\s\u2028\u2029]+", " ", _HIDDEN.sub("", text))


def shortened(text: str, limit: int | None) -> str:
    """The first `limit` characters, with an ellipsis where something is left off."""
    if limit is None or len(text) <= limit:
        return text
    return text[: limit - 1].rstrip() + "…"


def isolated(text: str, limit: int | None = None) -> str:
    """`text` as an element whose direction cannot leak into its surroundings."""
    return f'<bdi dir="auto">{shown(text, limit)}</bdi>'


def web_address(url: str | None) -> str | None:
    """`url` where it is an absolute http(s) address without a login, else None."""
    if not url or re.search(r"[\s\x00-\x1f\x7f\\]", url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc else None


def linked(label: str, url: str | None) -> str:
    """`label` (markup) as a link that a person follows into a new tab, or as it is where `url` is no web address."""
    address = web_address(url)
    if address is None:
        return label
    target = html.escape(address)
    return f'<a href="{target}" target="_blank" rel="noopener noreferrer nofollow">{label}</a>'


def outlet_name(outlet: str | None) -> str:
    """The outlet as plain text, said to be unknown where no source names it."""
    return visible(outlet or "").strip() or UNKNOWN_OUTLET


def long_date(published: str | None) -> str:
    """`2025-03-14` or a date with time as `14 March 2025`; what is no ISO date is given back as it is."""
    if not published:
        return UNDATED
    with suppress(ValueError):
        return spell_day(date.fromisoformat(published.strip()[:10]))
    return visible(published)


def boundary(coverage: Coverage) -> str:
    """The boundary of a story as plain text: `8 reports · 5 outlets · 12–15 March 2025`."""
    parts = [counted(coverage.articles, "report"), counted(coverage.outlets, "outlet")]
    return " · ".join([*parts, *filter(None, [spell_dates(coverage.first, coverage.last)])])
