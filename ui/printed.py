"""Results as the command line prints them: answers, passages, reports, quotes, places, events, comparisons."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from rag.answer import Answer, AnswerSentence, Citation
from rag.wording import UNKNOWN_OUTLET, counted, describe, shortened, spread
from store.article import Article
from ui import terminal
from ui.terminal import Line, lines, notice, say, table, words

if TYPE_CHECKING:
    from rag.compare import Comparison
    from rag.find import Lookup, Occurrence
    from rag.lookup.mentions import Mention
    from rag.quotes import Quote
    from rag.search import SearchResult
    from rag.timeline import Event

LONGEST_QUOTE = 400
"""Characters of what is cited or comes nearest that are shown below an answer: a long statement by its beginning."""


def answer(made: Answer) -> None:
    """An answer with its sources below."""
    if made.standalone_question != made.question:
        notice(f"read as: {made.standalone_question}")
    if made.status == "not_in_coverage":
        say(made.text)
    lines(_sentences(made.sentences, made.citations))
    for remark in made.notices:
        notice(remark)
    lines(_citations(made.citations, "Sources"))
    lines(_citations(made.nearest, "Nearest passages"))
    if made.citations:
        by, within = spread(made.reported_by), describe(made.coverage)
        lines([(words(f"confidence {made.confidence:.2f} · reported by {by} · {within}", "dim"), 0)])


def comparison(made: "Comparison") -> None:
    """The claims, the matrix of claims and outlets, what is missing and what differs, and the sources."""
    if not made.sentences:
        say(f"No outlet says anything on this. Searched: {describe(made.coverage)}.")
        return
    lines(_sentences(made.sentences, made.citations))
    speaking = [view for view in made.outlets if view.citations]
    rows = [
        (
            shortened(sentence.text, 40),
            *(" ".join(f"[{n}]" for n in view.citations if n in sentence.citations) for view in speaking),
        )
        for sentence in made.sentences
    ]
    table(("claim", *(view.outlet for view in speaking)), rows, headed=True)
    for remark in made.notices:
        say(remark)
    lines(_citations(made.citations, "Sources"))


def hits(found: "SearchResult") -> None:
    """Ranked passages."""
    for hit in found.hits:
        lines([(words(f"{hit.rank}. {where(hit.article)} · {hit.score:.4f}", "bold"), 0), (words(hit.text), 3)])


def articles(listed: Sequence[Article]) -> None:
    """One line an article."""
    rows = [(a.id, a.source, a.outlet or "", a.published or "", a.title) for a in listed]
    table(("article", "source", "outlet", "published", "title"), rows)


def article(shown: Article, revisions: Sequence[tuple[int, str]]) -> None:
    """One article: what is known of it, its revisions, its text with what is not cited set back."""
    say(shown.title)
    say(f"{where(shown)} · {shown.words} words · {shown.author or 'author unknown'} · {shown.url or 'no address'}")
    for number, at in revisions:
        say(f"{'*' if number == shown.revision else ' '} revision {number}, taken in {at}")
    for span in shown.spans:
        if said := shown.text[span.start : span.end].strip():
            say(f"\n{'' if span.kind == 'body' else f'[{span.kind}] '}{said}")


def quotes(said: Sequence["Quote"]) -> None:
    """Who said what, speaker by speaker, the same statement in several reports together."""
    from rag.quotes import statements

    for speaker, own in groupby(statements(said), lambda one: one.speaker):
        lines([(words(speaker, "bold"), 0)])
        for one in own:
            lines((_quote(q), 4 if n else 2) for n, q in enumerate(one.quotes))


def _quote(q: "Quote") -> Text:
    told = shortened(" ".join(q.told.split()), LONGEST_QUOTE)
    said_so = f"“{told}”" if q.alone else told if q.told != q.text else f"{q.said.cue}: {told}"
    return words(f"{said_so} — {where(q.article)}{' · a copy' if q.copy_of else ''}")


def found(lookup: "Lookup") -> None:
    """Where a quote or a claim stands, earliest first, copies below what they copy."""
    from ui.lookup import by_text

    for number, group in enumerate(by_text(lookup.occurrences), start=1):
        lines(_place(number, group))
    lines(_summed_up(lookup))


def remark(lookup: "Lookup") -> None:
    """What a reader must know of a lookup whose words stand nowhere, to stderr."""
    if not lookup.occurrences:
        near = lookup.nearest
        told = f"; nearest, in {where(near.article)}: {words(near.quote.join(near.context)).plain}" if near else ""
        notice(f"not found: no report has these words{told}")
    elif all(one.match == "paraphrase" for one in lookup.occurrences):
        notice("no report has these words; these sentences may say the same in others, or not quite the same")


def _place(number: int, group: Sequence["Occurrence"]) -> Iterator[Line]:
    first, outlets = group[0], {one.article.outlet or one.article.id for one in group}
    said_by = f" · {first.speaker}" if first.speaker else ""
    yield words(f"{number}. {where(first.article)} · {first.match}{said_by}", "bold"), 0
    before, after = first.context
    yield words(before).append_text(words(first.quote, "bold")).append_text(words(after)), 3
    if first.changes:
        yield words(" ".join(f"{sign}{changed}" for sign, changed in first.changes), "yellow"), 3
    if first.turned:
        yield words(f"may say the opposite: it stands here {first.turned} a negation", "bold red"), 3
    if len(outlets) > 1:
        yield words(f"the same text in {counted(len(outlets), 'outlet')}:", "italic"), 3
    for one in group[1:]:
        yield words(f"also {where(one.article)} ({one.start}–{one.end})", "dim"), 3


def _summed_up(lookup: "Lookup") -> Iterator[Line]:
    for rendering in lookup.renderings:
        yield words(rendering), 0
    if lookup.occurrences:
        by = spread(lookup.reported_by)
        yield words(f"{counted(len(lookup.occurrences), 'place')} in {by}", "dim"), 0


def timeline(events: Sequence["Event"]) -> None:
    """Day by day what has happened, then what was announced; the words of a date are underlined."""
    from rag.timeline import spelled

    numbered = {event.number: event for event in events}
    for announced in (False, True):
        told = [event for event in events if event.announced == announced]
        if told and announced:
            lines([(words("Announced", "bold magenta"), 0)])
        for (first, last), same in groupby(told, key=lambda event: (event.first, event.last)):
            lines([(words(spelled(first, last), "bold"), 0)])
            for event in same:
                lines([(_dated(event.mentions[0]), 2), (words("; ".join(_told_by(event)), "dim"), 4)])
                for other in filter(None, map(numbered.get, event.conflicts)):
                    otherwise = f"≠ {spelled(other.first, other.last)} in {', '.join(_told_by(other))}"
                    lines([(words(otherwise, "yellow"), 4)])


def _dated(mention: "Mention") -> Text:
    before, date, after = mention.parts
    behind = shortened(after, max(LONGEST_QUOTE - len(before), 1))
    return words(before).append_text(words(date, "underline")).append_text(words(behind))


def _told_by(event: "Event") -> list[str]:
    return list(dict.fromkeys(f"{m.article.outlet or UNKNOWN_OUTLET} · {m.article.source}" for m in event.mentions))


def _sentences(told: Sequence[AnswerSentence], cited: Sequence[Citation]) -> Iterator[Line]:
    """Sentences with who says them, in which outlets, and their markers."""
    by_number = {c.number: c for c in cited}
    for sentence in told:
        outlets = dict.fromkeys(by_number[n].outlet or UNKNOWN_OUTLET for n in sentence.citations)
        line, said_by = words(sentence.text), f"{sentence.speaker}, in " if sentence.speaker else ""
        line.append_text(words(f" — {said_by}{', '.join(outlets)} ", "italic"))
        yield line.append("".join(f"[{n}]" for n in sentence.citations), style="bold cyan"), 0
        yield Text(), 0


def _citations(cited: Sequence[Citation], heading: str) -> Iterator[Line]:
    """The cited words with where they stand, under a heading; nothing where there are none."""
    if cited:
        yield words(heading, "bold"), 0
    for c in cited:
        stands = f"{c.outlet or UNKNOWN_OUTLET} · {c.published or 'no date'} · {c.source} ({c.start}–{c.end})"
        stands += " · context" * c.context
        yield words(f"[{c.number}] ", "cyan").append_text(words(stands)), 0
        yield words(shortened(" ".join(c.quote.split()), LONGEST_QUOTE), "dim"), 4


def where(shown: Article) -> str:
    """Who published an article, when, and which it is."""
    return terminal.clean(f"{shown.outlet or UNKNOWN_OUTLET} · {shown.published or 'no date'} · {shown.source}")
