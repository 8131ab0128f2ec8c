"""What happened when: the dated events of the coverage, each with all the reports that tell it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rag.answer import Filters
from rag.lookup.mentions import Mention, conflicts, features, merged, nearest_date
from rag.wording import spell_dates
from rag.words import content_words
from store import catalogue, spans
from store.dates import dates
from store.home import Home
from store.spans import EventRow, SpeechRow, matching_articles
from store.vectors import from_blob

if TYPE_CHECKING:
    from rag.reading.constraints import Days
    from rag.retrieve import Found

BEARING, OF_BEST = 0.3, 0.7
"""From which cosine with a question, and share of the best one's, an event bears on it. Set by reading answers."""
_HAPPEN = r"(?:happen(?:ed)?|took place|take place|occur(?:red)?|unfold(?:ed)?|went on)"
LINE_OF_TIME = re.compile(
    r"^\W*(?:(?:(?:show|give)(?: me)?|what(?:['’]s| is| was)) )?(?:an? |the )?"
    r"(?:time ?line|chronology|sequence of events)\W*(?:(?:of|for|in) )?"
    rf"|^\W*in (?:what|which) order (?:did|do|have) (?:(?:things|everything) {_HAPPEN}\b|(?:the )?events\b(?: of)?)"
    rf"|^\W*(?P<happened>what (?:has )?{_HAPPEN}\b)(?: (?:with|to|at|in(?! (?:what|which))))?",
    re.IGNORECASE,
)
"""How a question begins that asks for a timeline."""
_ORDER = re.compile(r"\bin (?:(?:what|which|chronological) )?order\b|\b(?:of )?(?:that|this|the) week\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its mentions, the most telling first, and when it was, by the nearest date that any of them gives.

    `conflicts` are the numbers of the events that are the same but for a date that cannot be right as well.
    """

    number: int
    first: str
    last: str
    grain: str
    announced: bool
    mentions: tuple[Mention, ...]
    conflicts: tuple[int, ...] = ()


def timeline(home: Home, filters: Filters = Filters()) -> tuple[Event, ...]:
    """The dated events of the reports that pass the filters, in order. Raises NotFound for an unknown story."""
    with home.read() as db:
        story = home.story(db)
        within = (filters.outlets, filters.articles, filters.first, filters.last, filters.speaker)
        allowed = matching_articles(db, story, *within) if filters else None
        articles = {a.id: a for a in catalogue.articles(db, story, allowed)}
        rows = spans.events(db, story, allowed)
        said = spans.speech_by(db, story, filters.speaker) if filters.speaker else None
    if said is not None:
        rows = [row for row in rows if _spoken(row, said)]
    rows.sort(key=lambda r: (r.first, r.last, articles[r.article].published or "", articles[r.article].source, r.at))
    return tuple(_events([Mention(articles[row.article], row) for row in rows]))


def bearing(events: Sequence[Event], found: "Found | None", happened: Sequence["Days"] = ()) -> tuple[Event, ...]:
    """Of the events those that bear on what was retrieved, on the days that are asked for, with those in conflict."""
    near = {e.number: _bears(e, found) if found else 1.0 for e in events if not happened or _within(e, happened)}
    least = max(BEARING, OF_BEST * max(near.values(), default=0.0))
    kept = {number for number, value in near.items() if value >= least}
    return tuple(e for e in events if e.number in kept or kept.intersection(e.conflicts))


def in_time(question: str) -> bool:
    """Whether a question asks for what happened one after the other: for a timeline, or on days that it names."""
    asked = LINE_OF_TIME.match(question)
    return asked is not None and (not asked["happened"] or bool(dates(question, "2000-01-01")))


def only_days(question: str) -> bool:
    """Whether a question names days and nothing else."""
    question = _ORDER.sub("", LINE_OF_TIME.sub("", question))
    named = {at for when in dates(question, "2000-01-01") for at in range(when.start, when.end)}
    return bool(named) and not content_words("".join(" " if at in named else c for at, c in enumerate(question)))


def _bears(event: Event, found: "Found") -> float:
    """The best cosine of a mention in the retrieved passages."""
    rows = [m.row for m in event.mentions]
    near = (r for r in rows if any(p.article == r.article and p.start <= r.start < p.end for p in found.passages))
    return max((float(from_blob(r.vector) @ found.vector) for r in near), default=0.0)


def _within(event: Event, happened: Iterable["Days"]) -> bool:
    return any((not last or event.first <= last) and (not first or first <= event.last) for first, last in happened)


def spelled(first: str, last: str) -> str:
    """Two ISO dates as a reader writes the stretch between them: `14 March 2025`, `June – August 2024`, `2014`."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    if start.day > 1 or (end + timedelta(days=1)).day > 1:
        return spell_dates(first, last)
    month = "" if (start.month, end.month) == (1, 12) else "%B "
    ends = list(dict.fromkeys((start.strftime(f"{month}%Y"), end.strftime(f"{month}%Y"))))
    return " – ".join(ends) if start.year != end.year or len(ends) < 2 else f"{start:%B} – {ends[1]}"


def _spoken(row: EventRow, said: Iterable[SpeechRow]) -> bool:
    return any(s.article == row.article and s.start < row.end and row.start < s.end for s in said)


def _events(told: Sequence[Mention]) -> Iterator[Event]:
    if not told:
        return
    nearness = features(told)
    groups = merged(told, nearness)
    whens = {id(group): nearest_date(told, group) for group in groups}
    groups.sort(key=lambda group: (whens[id(group)].first, whens[id(group)].last, group))
    slips = conflicts(told, groups, nearness)
    for number, group in enumerate(groups, start=1):
        when, centre = whens[id(group)], nearness[group].sum(axis=0)
        best = sorted(group, key=lambda n: (_told_late(told[n].row, when), -float(nearness[n] @ centre), n))
        announced = all(told[n].row.announced for n in group)
        mentions = tuple(told[n] for n in best)
        yield Event(number, when.first, when.last, when.grain, announced, mentions, slips.get(number, ()))


def _told_late(row: EventRow, when: EventRow) -> bool:
    """Whether others tell an event of that date better: a caption, or a mention with a wider date."""
    return row.kind == "caption" or (row.first, row.last) != (when.first, when.last)
