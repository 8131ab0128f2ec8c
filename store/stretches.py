"""What a date expression stands for: from a match of `datewords` to a stretch of days.

An expression that recurs is settled against the day of publication. "Last" is the latest that was over by then, "next"
the first to begin after it; else the tense decides: the latest that had begun, or in the future the first that has not
ended. "Two weeks ago" is the calendar week that holds that day; early, mid and late are thirds (of a month: 1-10,
11-20, 21-; of a decade: 0-3, 4-6, 7-9); "winter 2022" ends in February 2023. ValueError or OverflowError where there is
no such day, or nothing to settle it against.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]

from store.datewords import FEASTS, MONTH_NUMBER, NUMBERS, PARTS, QUANTITY, SEASONS, SURE_MONTHS, WEEKDAYS, YEAR_LEADS

Precision = Literal["day", "week", "month", "season", "year"]
Stretch = tuple[date, date]
_DAY = timedelta(days=1)
_SOON = {"day": 7, "week": 4, "month": 6}
"""How many are at most meant by "the coming days", by our reading."""
_SIDE = {"last": -1, "this": 0, "next": 1}
_FAR = timedelta(days=300)
"""A yearly date that is further off than this is rather the nearest one: else news names the year."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands: the day of publication, "past", "future" or "", the preposition before it.

    `said` is the last stretch named before it, where that is not far.
    """

    today: date | None
    tense: str
    lead: str
    said: Stretch | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """What it stands for: first and last day, the grain, and whether the day of publication was needed."""

    stretch: Stretch
    precision: Precision
    relative: bool = True


def _pick(stretches: Iterable[Stretch], which: str, place: Place) -> Stretch:
    """Of the stretches in which something recurs the one that is meant."""
    today, known = _today(place), list(stretches)
    if which in ("last", "this past", "past"):
        return max(s for s in known if s[1] < today)
    if which in ("next", "this coming", "coming"):
        return min(s for s in known if s[0] > today)
    nearest = min(known, key=lambda s: max(s[0] - today, today - s[1], timedelta()))
    if place.tense == "future":
        meant = min(s for s in known if s[1] >= today)
    else:
        meant = max(s for s in known if s[0] <= today)
    return nearest if abs(meant[0] - today) > _FAR else meant


def _today(place: Place) -> date:
    if place.today is None:
        raise ValueError("nothing to settle it against")
    return place.today


def _months(year: int, month: int, count: int = 1) -> Stretch:
    first = date(year, month, 1)
    return first, _moved(first, count, "month") - _DAY


def _days(spelled: Callable[[int], date], numbers: Iterable[int]) -> Iterator[Stretch]:
    """The days that there are among those spelled (there is no 29 February in most years)."""
    for number in numbers:
        try:
            yield (spelled(number),) * 2
        except ValueError:
            continue


def numeric(match: re.Match[str], place: Place) -> Named | None:
    """2025-03-14, and 14/03/2025 where only one reading is a date."""
    a, b, c = (int(n) for n in re.findall(r"\d+", match.group())[:3])
    if a > 31:
        return Named((date(a, b, c),) * 2, "day", relative=False)
    if a <= 12 and b <= 12 and a != b:
        return None
    return Named((date(c, min(a, b), max(a, b)) if b > 12 else date(c, b, a),) * 2, "day", relative=False)


def month_day(match: re.Match[str], place: Place) -> Named:
    """A day of a month, a run of days in it, or the calendar week that holds it."""
    month, day, last = MONTH_NUMBER[match["month"][:3].lower()], int(match["day"]), int(match["to"] or match["day"])
    first = _day_in_year(month, day, match, place)
    if match["whole"]:
        return Named(*_unit(first, "week"), relative=not match["year"])
    until = first.replace(day=last)
    return Named((first, max(first, until)), "day", relative=not match["year"])


def feast(match: re.Match[str], place: Place) -> Named | None:
    """A day that has a name; "Christmas" alone is one only where something is, or begins or ends."""
    name, year = " ".join(match["feast"].replace("’", "'").split()), match["year"] or match["yrel"]
    if name == "Christmas" and not year and not re.search(r"\b(?:at|by|since|until)\b", place.lead):
        return None
    return Named((_day_in_year(*FEASTS[name], match, place),) * 2, "day", relative=not match["year"])


def _day_in_year(month: int, day: int, match: re.Match[str], place: Place) -> date:
    if year := _year_of(match, place):
        return date(year, month, day)
    this = _today(place).year
    return _pick(_days(lambda y: date(y, month, day), range(this - 8, this + 9)), "", place)[0]


def _year_of(match: re.Match[str], place: Place) -> int | None:
    if match["year"] and match["year"].isdecimal():
        return int(match["year"])
    if match["year"]:  # the latest '68
        return _today(place).year - (_today(place).year - int(match["year"][1:])) % 100
    if match["yrel"]:
        return _today(place).year + _SIDE[match["yrel"].lower()]
    return None


def ordinal(match: re.Match[str], place: Place) -> Named | None:
    """The day of a month that is not named: "on the 12th"."""
    if not re.search(r"\b(?:on|by|until|since|from)\b", place.lead):
        return None
    month, day = _today(place).replace(day=1), int(match["day"])
    return Named(_pick(_days(lambda n: _moved(month, n, "month").replace(day=day), range(-3, 4)), "", place), "day")


def weekday(match: re.Match[str], place: Place) -> Named:
    """A day of the week: "last Friday", "Tuesday of last week"."""
    today = _today(place)
    day = today + (WEEKDAYS.index(match["weekday"].lower()) - today.weekday()) * _DAY
    if match["week"]:
        return Named((day + 7 * _DAY * _SIDE[match["week"].lower()],) * 2, "day")
    days = ((day + 7 * n * _DAY,) * 2 for n in range(-2, 3))
    return Named(_pick(days, (match["which"] or "").lower(), place), "day")


def same_day(match: re.Match[str], place: Place) -> Named | None:
    """By the day named before: "the same day", "the next day", "two weeks later"."""
    unit = (match["unit"] or "").lower()
    if place.said is None or (place.said[0] < place.said[1] and unit not in ("month", "year")):
        return None
    day = place.said[0] + _DAY * bool(match["next"])
    if not unit:
        return Named((day, day), "day")
    number = _number(match["number"]) if match["number"] else 0
    return Named(*_unit(_moved(day, -number if match["back"] else number, unit), unit))


def near(match: re.Match[str], place: Place) -> Named:
    """Yesterday, tonight, overnight, the day after tomorrow."""
    word, today = match.group().lower(), _today(place)
    off = -1 if "yesterday" in word or "last" in word else 1 if "tomorrow" in word else 0
    day = today + off * _DAY * (2 if match["more"] else 1)
    return Named((day - _DAY if word == "overnight" else day, day), "day")


def counted(match: re.Match[str], place: Place) -> Named:
    """The calendar unit that holds the day: "two weeks ago", "three days from now"."""
    unit, today = match["unit"].lower(), _today(place)
    sign = -1 if match["way"].lower() == "ago" else 1
    day = _moved(today, sign * _number(match["number"]), unit)
    return Named((day, day), "day") if match["exact"] else Named(*_unit(day, unit))


def _unit(day: date, unit: str) -> tuple[Stretch, Precision]:
    monday = day - day.weekday() * _DAY
    if unit == "week":
        return (monday, monday + 6 * _DAY), "week"
    if unit == "weekend":
        return (monday + 5 * _DAY, monday + 6 * _DAY), "day"
    if unit == "month":
        return _months(day.year, day.month), "month"
    if unit == "quarter":
        return _months(day.year, day.month - (day.month - 1) % 3, 3), "season"
    return (_months(day.year, 1, 12), "year") if unit in ("year", "decade") else ((day, day), "day")


def _moved(day: date, number: int, unit: str) -> date:
    """So many units later, or earlier; in a month without that day its last."""
    if unit == "hour":
        return day + round(number / 24) * _DAY
    unit, times = {"decade": ("year", 10), "quarter": ("month", 3)}.get(unit, (unit, 1))
    moved: date = day + relativedelta(**{f"{unit}s": times * number})
    return moved


def _number(word: str | None) -> int:
    return int(word) if word and word.isdecimal() else NUMBERS.get((word or "one").lower(), 2)


def within(match: re.Match[str], place: Place) -> Named | None:
    """From one day to another: "in the past 24 hours", "over the next two weeks"."""
    today, unit = _today(place), match["unit"].lower()
    ahead = match["which"].lower() in ("next", "coming")
    if not place.lead and not match["the"]:
        return None  # "would last four years"
    if (vague := not match["number"] and match.group().endswith("s")) and (not ahead or unit not in _SOON):
        return None  # "the past weeks"
    other = _moved(today, _SOON[unit] if vague else _number(match["number"]) * (1 if ahead else -1), unit)
    return Named((min(today + _DAY * vague, other), max(today, other)), _unit(today, unit)[1])


def period(match: re.Match[str], place: Place) -> Named | None:
    """Months, seasons, quarters, weeks, weekends, years, each with "early", "last" or its year."""
    which, part = (match["which"] or "").lower(), PARTS.get((match["part"] or "").lower(), "")
    year = _year_of(match, place)
    if not (which or part or year or _stands_alone(match, place.lead)):
        return None
    if match["unit"]:
        return _calendar(match["unit"], which, part, place)
    start, count = _yearly(match)
    if year:
        stretch = _months(year, start, count)
    else:
        this = _today(place).year
        stretch = _pick((_months(y, start, count) for y in range(this - 3, this + 4)), which, place)
    precision: Precision = "month" if match["month"] else "season"
    return Named(_part(stretch, part, count, place), precision, relative=not match["year"])


def _yearly(match: re.Match[str]) -> tuple[int, int]:
    """The first month, and how many."""
    if match["month"]:
        return MONTH_NUMBER[match["month"][:3].lower()], 1
    if match["season"]:
        return SEASONS[match["season"].lower()], 3
    count = {"quarter": 3, "half": 6}[match["share"]]
    return 1 + count * "first second third fourth".split().index(match["nth"]), count


def _stands_alone(match: re.Match[str], lead: str) -> bool:
    """Whether a bare "March" is the month, not a verb or a name, a bare "spring" the season: by the words around."""
    if not match["month"]:
        return match["unit"] == "weekend" or bool(match["season"] and lead)
    if match["name"] is not None:
        return bool(re.match(r"in|since|during|until", lead))
    if not lead:
        return match["month"] in SURE_MONTHS
    return match["month"].lower() != "may" or not re.fullmatch(r"(?:of|by|from|for|at|on|around)\s+", lead)


def _calendar(unit: str, which: str, part: str, place: Place) -> Named:
    step, meant = ("week", place) if unit == "weekend" else (unit, replace(place, tense=""))
    near = [_unit(_moved(_today(place), n, step), unit) for n in range(-2, 3)]
    stretch = _pick((stretch for stretch, _ in near), which, meant)
    return Named(_part(stretch, part, {"month": 1, "quarter": 3, "year": 12}.get(unit, 0), place), near[0][1])


def _part(stretch: Stretch, part: str, months: int, place: Place) -> Stretch:
    """The early, middle or late third of so many months (0, a week, is left whole), or what is over or to come."""
    first, last = stretch
    if part == "earlier":
        return first, max(first, min(last, _today(place)))
    if part == "later":
        return min(last, max(first, _today(place))), last
    if not part or not months:
        return stretch
    cuts = [first.replace(day=11), first.replace(day=21)]
    if months > 1:
        cuts = [_moved(first, n, "month") for n in ((48, 84) if months == 120 else (months // 3, months * 2 // 3))]
    bounds = [first, *cuts, last + _DAY]
    third = ("early", "mid", "late").index(part)
    return bounds[third], bounds[third + 1] - _DAY


def years(match: re.Match[str], place: Place) -> Named | None:
    """2014, early 2024, 2022-23, the late 1990s. A bare number is a year where nothing counts with it."""
    number, part = int(match["year"]), PARTS.get((match["part"] or "").lower(), "")
    if match["decade"] is not None:
        return Named(_part(_months(number, 1, 120), part, 120, place), "year", relative=False)
    usual = 1950 <= number < 2050 or re.search(YEAR_LEADS, place.lead)
    if not part and (not usual or match["counts"] is not None or re.search(QUANTITY, place.lead)):
        return None
    first, last = _part(_months(number, 1, 12), part, 12, place)
    if match["to"]:
        last = date(int(match["year"][: -len(match["to"])] + match["to"]), 12, 31)
    return Named((first, last), "year", relative=False) if first <= last else None
