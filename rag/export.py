"""Results as files: Markdown, one HTML page, JSON, and the cited articles as CSV, BibTeX and CSL-JSON.

Every result is brought into one form, `Section`, and written from there. All text of articles, readers and models is
escaped for the form that it goes into.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from jinja2 import Environment

from rag.answer import Answer, AnswerSentence, Citation
from rag.citations import cite
from rag.lookup.bibliography import Authors, as_csv, bibtex, csl, day_of, one_line, web_address
from rag.wording import UNKNOWN_OUTLET, escape, listed, spell_day
from store.article import Article

if TYPE_CHECKING:
    from rag.compare import Comparison
    from rag.find import Lookup, Occurrence
    from rag.quotes import Quote
    from rag.timeline import Event

_Place = tuple[Article, int, int, str | None]
"""An article, where words start and end in it, and who says them."""


@dataclass(frozen=True, slots=True)
class Section:
    """One result in plain text: remarks, then sentences that name their citations by number, then these.

    `cited` is False where the citations are only what comes nearest. `data` is the result's own JSON, if it has one.
    """

    heading: str
    sentences: Sequence[AnswerSentence]
    citations: Sequence[Citation]
    remarks: Sequence[str] = ()
    cited: bool = True
    data: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """All of it as a JSON object, the citations as the contract has them."""
        return asdict(self) | {"citations": [c.to_json() for c in self.citations]}


def of_answer(answer: Answer, asked_at: str = "") -> Section:
    """An answer, with the time when it was asked (ISO 8601, UTC); a refusal says so in the place of sentences."""
    refused = answer.status == "not_in_coverage"
    said = [_ESCAPED.sub(lambda mark: mark[1] or chr(int(mark[2])), answer.text)] if refused else []
    cited = answer.nearest if refused else answer.citations
    asked = [f"Asked {asked_at[:16].replace('T', ' at ')} UTC."] if asked_at else []
    remarks, data = (*said, *answer.notices, *asked), answer.to_json() | ({"asked_at": asked_at} if asked_at else {})
    return Section(answer.question, answer.sentences, cited, remarks, not refused, data)


def of_comparison(made: "Comparison") -> Section:
    """What each outlet says."""
    return Section(made.question, made.sentences, made.citations, made.notices, data=made.to_json())


def of_find(found: "Lookup") -> Section:
    """Every place where a quote or a claim stands, else what comes nearest."""
    if not found.occurrences:
        near = [found.nearest] if found.nearest else []
        cited = tuple(cite(1, o.article, o.start, o.end, o.speaker) for o in near)
        return Section(found.query, (), cited, ("No report has these words.",), cited=False)
    told = [(_otherwise(o), [(o.article, o.start, o.end, o.speaker)]) for o in found.occurrences]
    return replace(_listed(found.query, told), remarks=found.renderings)


def _otherwise(one: "Occurrence") -> str:
    """What stands there instead of what was asked for."""
    changed = " ".join(f"{sign}{words}" for sign, words in one.changes)
    return "Other words: " if one.match == "paraphrase" else f"Changed words ({changed}): " if changed else ""


def of_quotes(said: Iterable["Quote"], heading: str = "Who said what") -> Section:
    """What was said, near-same words of one speaker in several reports together."""
    from rag.quotes import statements

    told = statements(said)
    return _listed(heading, [("", [(q.article, *q.stretch, one.speaker) for q in one.quotes]) for one in told])


def of_timeline(events: Iterable["Event"], heading: str = "Timeline") -> Section:
    """Dated events, each in the words of its first mention."""
    from rag.timeline import spelled

    told = list(events)
    days = {e.number: spelled(e.first, e.last) for e in told}
    others = [listed([days[n] for n in e.conflicts if n in days]) for e in told]
    whens = [f"{days[e.number]}{f' (others: {o})' if o else ''}: " for e, o in zip(told, others, strict=True)]
    places = [[(m.article, m.row.start, m.row.end, None) for m in e.mentions] for e in told]
    return _listed(heading, zip(whens, places, strict=True))


def _listed(heading: str, told: Iterable[tuple[str, Sequence[_Place]]]) -> Section:
    """A sentence for each group of places, in the words of its first, with something before."""
    sentences: list[AnswerSentence] = []
    citations: list[Citation] = []
    for before, places in told:
        own = [cite(n, *place) for n, place in enumerate(places, start=len(citations) + 1)]
        sentences.append(AnswerSentence(before + own[0].quote, tuple(c.number for c in own), own[0].speaker))
        citations += own
    return Section(heading, sentences, citations)


def form_of(name: str) -> str | None:
    """The form that a file's name asks for by its end, None where there is no such form."""
    return next((form for form in FORMS if name.lower().endswith(form)), None)


def export(form: str, title: str, sections: Sequence[Section], authors: Authors | None = None) -> str:
    """The sections in one of the FORMS; in CSV, BibTeX and CSL-JSON what they cite."""
    return FORMS[form](title, sections, authors or {})


def _markdown(title: str, sections: Sequence[Section], authors: Authors) -> str:
    lines = [f"# {_md(title)}"]
    for section in sections:
        lines += [f"## {_md(section.heading)}"] if section.heading != title else []
        lines += map(_md, section.remarks)
        for s in section.sentences:
            lines.append(f"{_md(s.text)} — {_md(_said_by(s, section))} {''.join(f'[{n}]' for n in s.citations)}")
        lines += [f"### {_label(section)}"] if section.citations else []
        for c in section.citations:
            link = f" <{url}>" if (url := web_address(c.url)) else ""
            lines += [f"\\[{c.number}\\] {_md(_reference(c, authors))}{link}", f"> {_md(c.quote)}"]
    return "\n\n".join(lines) + "\n"


def _html(title: str, sections: Sequence[Section], authors: Authors) -> str:
    made = _PAGE.render(title=title, sections=sections, reference=lambda c: _reference(c, authors))
    return f"{made}\n"


FORMS: Mapping[str, Callable[[str, Sequence[Section], Authors], str]] = {
    ".md": _markdown,
    ".html": _html,
    ".csl.json": lambda _, sections, authors: _dumped(csl((c for _, c in _cited(sections)), authors)),
    ".json": lambda title, sections, _: _dumped({"title": title, "results": [s.data or s.to_json() for s in sections]}),
    ".csv": lambda _, sections, authors: as_csv(_cited(sections), authors),
    ".bib": lambda _, sections, authors: bibtex((c for _, c in _cited(sections)), authors),
}
"""By the end of a file's name; the first that fits."""

_ESCAPED = re.compile(r"\\(.)|&#(\d+);")
"""What `wording.escape` makes."""


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _cited(sections: Iterable[Section]) -> list[tuple[str, Citation]]:
    return [(section.heading, c) for section in sections if section.cited for c in section.citations]


def _md(text: str) -> str:
    return escape(one_line(text))


def _label(section: Section) -> str:
    return "Sources" if section.cited else "Nearest in the coverage"


def _said_by(sentence: AnswerSentence, section: Section) -> str:
    outlets = (c.outlet or UNKNOWN_OUTLET for c in section.citations if c.number in sentence.citations)
    told = ", ".join(dict.fromkeys(outlets))
    return f"{sentence.speaker}, in {told}" if sentence.speaker else told


def _reference(c: Citation, authors: Authors) -> str:
    """`Ada Reporter, “Title”, Outlet, 14 March 2025 (source, revision 1, characters 0–70)`."""
    day = day_of(c)
    told = (authors.get(c.article), f"“{c.title}”", c.outlet or UNKNOWN_OUTLET, spell_day(day) if day else "no date")
    kind = ", near match" * (c.verified == "near") + ", context" * c.context
    where = f"{c.source}, revision {c.revision}, characters {c.start}–{c.end}{kind}"
    return f"{', '.join(filter(None, told))} ({where})"


_PAGE = Environment(autoescape=True, finalize=one_line, trim_blocks=True, lstrip_blocks=True).from_string(
    """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<style>
:root { color-scheme: light dark }
body { font: 1rem/1.55 Georgia, serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }
.by, .remark, li { font: .875rem/1.5 system-ui, sans-serif }
.remark, blockquote { margin: .25rem 0 1rem; padding-left: .75rem; border-left: 1px solid }
li:target { outline: 2px solid; outline-offset: .25rem }
</style></head>
<body><h1 dir="auto">{{ title }}</h1>
{% for section in sections %}{% set at = loop.index %}
{% if section.heading != title %}<h2 dir="auto">{{ section.heading }}</h2>{% endif %}
{% for remark in section.remarks %}<p class="remark" dir="auto">{{ remark }}</p>{% endfor %}
{% for s in section.sentences %}<p><bdi>{{ s.text }}</bdi> <span class="by">— <bdi>{{ said_by(s, section) }}</bdi>
{% for n in s.citations %}<a href="#s{{ at }}-{{ n }}">[{{ n }}]</a>{% endfor %}</span></p>
{% endfor %}
{% if section.citations %}<h3>{{ label(section) }}</h3><ol>{% endif %}
{% for c in section.citations %}
<li id="s{{ at }}-{{ c.number }}" value="{{ c.number }}"><bdi>{{ reference(c) }}</bdi>
{% if address(c.url) %}<a href="{{ address(c.url) }}" rel="noopener noreferrer nofollow">Original</a>{% endif %}
<blockquote dir="auto">{{ c.quote }}</blockquote></li>
{% endfor %}
{% if section.citations %}</ol>{% endif %}
{% endfor %}
</body></html>""",
    globals={"said_by": _said_by, "label": _label, "address": web_address},
)
