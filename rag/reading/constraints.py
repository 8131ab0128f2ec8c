"""Constraints that a question carries in its own words: whose report, whose words, which days, outlet by outlet.

A name counts only in a frame that makes it a source ("according to …", "the … report", "what did … say"), so that a
question about the outlet or the person finds every report; what stands in quotation marks is never read. Outlets and
days of publication narrow the coverage; a speaker, and days on which things happened, are only preferred, as a report
may put both otherwise. Knows the coverage only by the names and dates that it is given.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rag.answer import Part
from rag.reading.reports import framed
from rag.reading.whose import whose_words
from rag.wording import listed, spell_dates, spell_day
from rag.words import content_words
from store.dates import When, dates
from store.datewords import SURE_MONTHS, WEEKDAYS

Days = tuple[str | None, str | None]
"""First and last day, ISO dates, both inclusive; None where it is open."""
Place = tuple[int, int]

_DAY = timedelta(days=1)
_QUOTED = re.compile(r"[“\"„«][^“”\"„«»]*[”\"“»]")
_CALENDAR = re.compile(
    rf"\b(?:{'|'.join((*WEEKDAYS, *map(str.lower, sorted(SURE_MONTHS))))}"
    r"|(?<=\d )(?:march|april|may|june|august)|(?:march|april|may|june|august)(?= \d))\b"
)
_REPORTS = r"(?:reports|reporting|articles?|pieces?|story|stories|coverage|dispatch(?:es)?)"
_ISSUED = r"(?:published|posted|printed|filed|written|dated|appearing)"
_RELATION = r"(?:before|after|prior to|until|since|of|on|from|by|in|up to|(?:no )?(?:earlier|later) than)"
_ISSUED_BEFORE = re.compile(
    rf"(?:(?P<whole>\b(?:in|from)\s+(?:(?:the|all|any)\s+)?{_REPORTS})|\b{_REPORTS}|(?=\b{_ISSUED}\b))\s*"
    rf"(?P<cut>(?:(?:that|which)\s+(?:were|was)\s+|(?:were|was)\s+)?(?P<issued>{_ISSUED}\s*)?(?:{_RELATION}\s+)?"
    r"(?:the\s+)?)$",
    re.IGNORECASE,
)
"""What stands before a day of publication: `reports from`, `published after`."""
_ISSUED_AFTER = re.compile(
    r"(?P<own>['’]s?)?(?:\s+(?-i:[A-Z])[\w’'-]*){0,4}\s+(?:news\s+)?"
    r"(?:reports?|articles?|stories|story|edition|issue|papers?|coverage)\b",
    re.IGNORECASE,
)
"""What stands behind one: `Friday’s edition`, `the 14 March Reuters report`."""
_OF_EVENT = re.compile(
    r"['’]|\s+(?!(?:about|on|of|in|that|which|who|what|how|why|when|where|is|are|was|were|do|does|did|has|have|had)\b)[a-z]"
)
"""A noun behind the day: `articles on Friday’s vote`, `stories of the 12 March flood`."""
_BEYOND = re.compile(
    r"\b(?:(?P<not>no\s+)?(?:(?P<before>before|prior to|earlier than)|(?P<after>after|later than))|(?P<until>up to))\s+"
    r"(?:the\s+)?$",
    re.IGNORECASE,
)
_ONWARDS = re.compile(r"\s+(?:onwards?|on)\b(?!\s+(?:the|which|what|this)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Constraints:
    """What a question narrows the coverage to, or prefers.

    Filters: `outlets`, spelt as the coverage does, and `first` and `last`, the days of publication. Preferences: the
    `speaker` whose words are asked for, by a name that the coverage gives, and the days on which it `happened`.
    `unheard` is whose words are asked for where the coverage reports none, `hearer` to whom they were said. `by_outlet`
    asks which outlets say or leave out something, or how they differ. `subject` is the question without the words of
    the filters and of `by_outlet`.
    """

    outlets: tuple[str, ...] = ()
    speaker: str | None = None
    unheard: str | None = None
    hearer: str | None = None
    first: str | None = None
    last: str | None = None
    happened: tuple[Days, ...] = ()
    by_outlet: bool = False
    subject: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The filters and preferences in words, in which outlets and speakers are as the coverage has them."""
        published = self.first or self.last
        read = (
            self.outlets and Part("outlets", f"only {listed(self.outlets)}"),
            published and Part("published", f"only reports published {_in_words((self.first, self.last))}"),
            self.speaker and Part("speaker", f"what {re.sub('^The ', 'the ', self.speaker)} said"),
            *map(_happened, self.happened),
            self.by_outlet and Part("compare", "outlet by outlet"),
        )
        return tuple(part for part in read if isinstance(part, Part))


def read_constraints(
    question: str, outlets: Sequence[str], speakers: Sequence[str], published: Days = (None, None)
) -> Constraints:
    """What the question's own words ask to narrow or prefer; nothing of it, mostly.

    `outlets` and `speakers` are those of the coverage, the most heard first; `published` its first and last day of
    publication, against which "on Friday" is settled (without them no day is read). Never raises.
    """
    text = _masked(question)
    days = list(_days(text, published[1]))
    shape = framed(_blanked(text, [read.cut for read in days if read.cut]), tuple(outlets))
    first, last = _between([read.days for read in days if read.cut], len(shape.outlets))
    plain = _blanked(text, [*shape.spans, *(read.span for read in days)])
    asked = whose_words(plain, tuple(speakers))
    return Constraints(
        outlets=shape.outlets,
        speaker=asked.speaker if asked else None,
        unheard=asked.name if asked and not asked.speaker else None,
        hearer=asked.hearer if asked else None,
        first=first,
        last=last,
        happened=tuple(read.days for read in days if not read.cut),
        by_outlet=shape.by_outlet,
        subject=_subject(question, tuple(outlets), published[1]),
    )


def without(read: Constraints, keys: Collection[str]) -> Constraints:
    """The constraints but for the parts with these keys; the subject stays, for how it was asked is not what is asked.

    Words of a filter that come back into the search count as missing from the reports, and lead to refusals.
    """
    left = {part.kind for part in read.parts if part.key in keys}
    return replace(
        read,
        outlets=() if "outlets" in left else read.outlets,
        speaker=None if "speaker" in left else read.speaker,
        hearer=None if "speaker" in left else read.hearer,
        first=None if "published" in left else read.first,
        last=None if "published" in left else read.last,
        happened=tuple(days for days in read.happened if _happened(days).key not in keys),
        by_outlet=read.by_outlet and "compare" not in left,
    )


def fits(constraints: Constraints, named: Iterable[When]) -> float:
    """How well the days that a sentence names go with those on which it happened, for a question that says so.

    1 where one of its days lies within them, 0 where it names days and all are others, 0.5 where it names none or only
    a longer stretch that holds them (the sentence may still be meant). Always 0.5 without such days in the question.
    """
    stretches = [_days_of(when) for when in named]
    if not constraints.happened or not stretches:
        return 0.5
    pairs = [(_closed(asked), _closed(said)) for asked in constraints.happened for said in stretches]
    if any(a[0] <= b[0] and b[1] <= a[1] for a, b in pairs):
        return 1.0
    return 0.5 if any(a[0] <= b[1] and b[0] <= a[1] for a, b in pairs) else 0.0


def _happened(days: Days) -> Part:
    return Part("happened", f"what happened {_in_words(days)}")


def told(constraints: Constraints) -> tuple[str, ...]:
    """The constraints in words, a notice each; plain text."""
    return tuple(part.notice for part in constraints.parts)


@dataclass(frozen=True, slots=True)
class _Day:
    """Days that a question names and where; `cut` is what to leave out where they are days of publication."""

    days: Days
    span: Place
    cut: Place | None = None


def _days(text: str, today: str | None) -> Iterator[_Day]:
    """The days that the text names, none where the coverage has no day to settle them against."""
    for when in dates(text, today) if today else ():
        before = text[: when.start]
        days, end = _moved(when, text)
        issued, behind = _ISSUED_BEFORE.search(before), _ISSUED_AFTER.match(text, when.end)
        beyond = _BEYOND.search(before)
        start = beyond.start() if beyond else when.start
        sure = beyond or when.open or text.startswith("from", when.start)
        if issued and (issued["issued"] or sure or not _OF_EVENT.match(text, end)):
            cut = (issued.start() if issued["whole"] else issued.start("cut")), end
            yield _Day(days, cut, cut)
        elif behind:
            cut = when.start, behind.end("own") if behind["own"] else when.end
            yield _Day(days, cut, cut)
        elif beyond or when.precision != "year" or not text[when.start].isdigit():
            yield _Day(days, (start, end))


def _between(issued: Sequence[Days], outlets: int) -> Days:
    """The days of publication to keep to: from the first to the last that is named; of several outlets, one each."""
    if not issued or 1 <= len(issued) < outlets:
        return None, None
    firsts, lasts = [first for first, _ in issued if first], [last for _, last in issued if last]
    return min(firsts, default=None), max(lasts, default=None)


def _moved(when: When, text: str) -> tuple[Days, int]:
    """The days that are meant with what stands around: `after 12 March`, `from 12 March on`; and where that ends."""
    first, last = _days_of(when)
    if beyond := _BEYOND.search(text[: when.start]):
        if beyond["until"] or (beyond["not"] and beyond["after"]):
            return (None, when.last), when.end
        if beyond["not"]:
            return (when.first, None), when.end
        if beyond["before"]:
            return (None, _next(when.first, -1)), when.end
        return (_next(when.last, 1), None), when.end
    onwards = _ONWARDS.match(text, when.end) if text.startswith(("from", "From"), when.start) else None
    return ((first, None), onwards.end()) if onwards else ((first, last), when.end)


def _days_of(when: When) -> Days:
    return None if when.open == "until" else when.first, None if when.open == "since" else when.last


def _next(day: str, days: int) -> str:
    return (date.fromisoformat(day) + days * _DAY).isoformat()


def _closed(days: Days) -> tuple[str, str]:
    return days[0] or "", days[1] or "9999-12-31"


def _subject(question: str, outlets: tuple[str, ...], today: str | None) -> str:
    """The question without what is filtered by; as it is where nothing else would be left."""
    subject = question
    while True:
        text = _masked(subject)
        days = [read.cut for read in _days(text, today) if read.cut]
        cuts = [*framed(_blanked(text, days), outlets).cuts, *days]
        shorter = _tidied(_blanked(subject, cuts))
        if not cuts or not content_words(shorter):
            return subject
        subject = shorter


def _masked(question: str) -> str:
    """The question, every character in its place, with nothing to read in quotations, and days written as names are."""
    unquoted = _QUOTED.sub(lambda quoted: "¤" * len(quoted[0]), question)
    return _CALENDAR.sub(lambda word: word[0].title(), unquoted)


def _blanked(text: str, places: Iterable[Place]) -> str:
    for start, end in places:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _tidied(text: str) -> str:
    folded = re.sub(r"\s+([,;:.?!])", r"\1", " ".join(text.split()))
    return re.sub(r"[,;:]+(?=[.?!]|$)", "", folded).lstrip(" ,;:.")


def _in_words(days: Days) -> str:
    first, last = days
    if first and last:
        year = (first[5:], last[5:]) == ("01-01", "12-31") and first[:4] == last[:4]
        return f"in {first[:4]}" if year else f"on {spell_dates(first, last)}"
    return (
        f"since {spell_day(date.fromisoformat(first))}"
        if first
        else f"until {spell_day(date.fromisoformat(last or ''))}"
    )
