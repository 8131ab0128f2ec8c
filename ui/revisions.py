"""What changed between two revisions of a report, paragraph by paragraph and there word by word, for the panel."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from html import escape
from urllib.parse import urlencode

from store.article import Article
from ui.markup import isolated, shown, visible
from ui.sources import REPORT_TITLE, kicker

MOST_WORDS = 3_000
"""Words of a changed stretch that are compared one by one; a longer one is shown as taken out and put in."""
_FIELDS = ("title", "outlet", "author", "published", "url")


def changes_link(article: Article, revision: int, words: str) -> str:
    """The link that opens what `revision` (2 or later) changed."""
    target = f"changes?{urlencode({'article': article.id, 'revision': revision})}"
    return f'<a class="chip source" href="{escape(target)}">{shown(words)}</a>'


def changes(old: Article, new: Article) -> str:
    """`new` against `old`, the revision before it, as markup; what is the same is left out."""
    links = " ".join(
        changes_link(new, n, f"{n - 1} → {n}") for n in range(max(2, new.revisions - 19), new.revisions + 1)
    )
    body = "".join(_fields(old, new)) + "".join(_text(_lines(old.text), _lines(new.text)))
    return (
        f'<article class="report revisions"><header>{kicker(new.outlet, new.published)}'
        f'<h2 tabindex="-1">{isolated(new.title, REPORT_TITLE)}</h2>'
        f'<p class="facts">What revision {new.revision} changed in revision {old.revision}. All: {links}</p></header>'
        f'<div class="text">{body or "<p>Nothing that a reader sees.</p>"}</div></article>'
    )


def _fields(old: Article, new: Article) -> Iterator[str]:
    for name in _FIELDS:
        before, after = getattr(old, name) or "", getattr(new, name) or ""
        if before != after:
            label = f'<span class="aside-label">{name.capitalize()}</span>'
            yield f'<p class="aside">{label} {_tag("del", before)} {_tag("ins", after)}</p>'


def _lines(text: str) -> list[str]:
    return [line for line in map(visible, text.splitlines()) if line.strip()]


def _text(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield '<p class="same" title="the same in both">⋯</p>'
        elif b - a == d - c:
            yield from (f'<p dir="auto">{_words(x, y)}</p>' for x, y in zip(old[a:b], new[c:d], strict=True))
        else:
            yield from (f'<p dir="auto">{_tag("del", line)}</p>' for line in old[a:b])
            yield from (f'<p dir="auto">{_tag("ins", line)}</p>' for line in new[c:d])


def _words(old: str, new: str) -> str:
    before, after = re.findall(r"\s*\S+", old), re.findall(r"\s*\S+", new)
    if len(before) + len(after) > MOST_WORDS:
        return f"{_tag('del', old)} {_tag('ins', new)}"
    parts = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(shown("".join(after[c:d])))
        else:
            parts += [_tag("del", "".join(before[a:b])), _tag("ins", "".join(after[c:d]))]
    return "".join(parts)


def _tag(name: str, text: str) -> str:
    return f"<{name}>{shown(text)}</{name}>" if text.strip() else ""
