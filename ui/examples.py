"""Example questions made from the coverage itself: from the names that most of its reports hold, then its headlines.

A name is a run of capitalised words; a word that the coverage also writes in lower case ("The", "President") is not
part of it. No list of names, titles or languages is needed; scripts without capitals fall back on headlines.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from store.article import CITED_KINDS, Article
from ui.markup import shortened, visible

MOST_ARTICLES, MOST_CHARACTERS = 200, 6_000
"""How much of a large coverage is read for its names: enough to rank them, little enough for each start of the page."""

_WORD = re.compile(r"[^\W\d_]+(?:[’'\-][^\W\d_]+)*")
_SAID = r"(?:said|says|added|adds|insisted|insists)"
_SAY = rf"(?:{_SAID}|say|told|tells|warned|warns|stated|states|announced|announces|asked|asks)"
_NOT_AFTER = r"(?<!\bof )(?<!\bin )(?<!\bat )(?<!\bto )(?<!\bfor )(?<!\bfrom )(?<!\bwith )"


def examples(articles: Sequence[Article], most: int = 4) -> list[str]:
    """At most `most` questions, those on people who speak first; empty for an empty coverage."""
    texts = [_report_text(article) for article in articles[:MOST_ARTICLES]]
    outlets = {visible(a.outlet or "").casefold() for a in articles}
    names = _one_a_person(n for n in _names(texts) if n.casefold() not in outlets)
    speakers = [n for n in names if _speaks(n, texts)]
    topics = [n for n in names if n not in speakers]
    half = (most + 1) // 2
    questions = [f"What did {n} say?" for n in speakers[:half]]
    questions += [f"What does the coverage say about {n}?" for n in topics[: most - len(questions)]]
    questions += [f"What is reported in “{h}”?" for h in _headlines(articles)]
    return questions[:most]


def _report_text(article: Article) -> str:
    kept = [article.text[s.start : s.end] for s in article.spans if s.kind in CITED_KINDS and s.kind != "headline"]
    return ("\n".join(kept) if article.spans else article.text)[:MOST_CHARACTERS]


def _headlines(articles: Sequence[Article]) -> Iterable[str]:
    titles = dict.fromkeys(visible(a.title).strip() for a in articles)
    return (shortened(title, 70) for title in titles if title)


def _names(texts: Sequence[str]) -> list[str]:
    """Names of two or three words, those in most reports first, then those named most often."""
    lower = {w for text in texts for w in _WORD.findall(text) if w.islower()}
    reports: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for text in texts:
        found = list(_runs(text, lower))
        times.update(found)
        reports.update(set(found))
    return sorted(reports, key=lambda n: (-reports[n], -times[n], n))


def _one_a_person(names: Iterable[str]) -> list[str]:
    """The first of the names that end in the same word: "Lena Marsh", "Envoy Lena Marsh", "Ms Marsh" are one."""
    by_last: dict[str, str] = {}
    for name in names:
        by_last.setdefault(name.split()[-1].casefold(), name)
    return list(by_last.values())


def _runs(text: str, lower: set[str]) -> Iterable[str]:
    """The runs of two or three capitalised words with nothing but one space between them."""
    run: list[str] = []
    end = -1
    for match in _WORD.finditer(text):
        word = match[0]
        proper = word[0].isupper() and word.lower() not in lower and len(word) > 1
        if run and not (proper and text[end : match.start()] == " "):
            yield from _kept(run)
            run = []
        run = [*run, word] if proper else []
        end = match.end()
    yield from _kept(run)


def _kept(run: Sequence[str]) -> Iterable[str]:
    if 2 <= len(run) <= 3 and not all(word.isupper() for word in run):
        yield re.sub(r"[’']s$", "", " ".join(run))


def _speaks(name: str, texts: Sequence[str]) -> bool:
    """Whether the name, or its last word alone, stands for one who speaks: not in "the mayor of Port Ellery said"."""
    whole, first, last = (re.escape(part) for part in (name, *name.rsplit(" ", 1)))
    before = rf"(?:{_NOT_AFTER}\b{whole}|{_NOT_AFTER}(?<!{first} )\b{last}) {_SAY}\b"
    after = rf"\b{_SAID} (?:{whole}|(?<!{first} ){last})(?=[,.;])"
    said = re.compile(f"{before}|{after}")
    return any(said.search(text) for text in texts if name in text)
