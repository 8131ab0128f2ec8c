"""Untrusted text on its way to the browser: escaped, stripped of what hides or reorders it, isolated, shortened.

Every piece of an article, a title, an outlet's name, a question goes through `shown` or `isolated`. Markup made here
holds no line break: one line of HTML passes through Gradio's Markdown unread.
"""

import html
from contextlib import suppress
from datetime import date

from rag.lookup.bibliography import web_address
from rag.wording import shortened, spell_day, visible

UNKNOWN_OUTLET = "Outlet unknown"
UNDATED = "Undated"


def shown(text: str, limit: int | None = None) -> str:
    """`text` escaped for HTML (element or attribute), on one line, at most `limit` characters of it."""
    return html.escape(shortened(visible(text), limit))


def isolated(text: str, limit: int | None = None) -> str:
    """`text` as an element whose direction cannot leak into its surroundings."""
    return f'<bdi dir="auto">{shown(text, limit)}</bdi>'


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
