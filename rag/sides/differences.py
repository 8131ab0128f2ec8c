"""Differences: the values that different articles give for what a question asks, and whether they can all be right.

Every article speaks with its sentence that is closest to the question and gives a value. On the public half of RAMDocs,
against which the thresholds below were set, 165 of 220 questions whose documents differ come out disputed (8 are
refused), and 9 of 32 whose documents agree; of MTRAG-UN's and CLAP NQ's questions 4 of 540, where nobody judged it. A
lower `ALIKE` or `VERY_ALIKE` finds some more, but also disputes that are none in news.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from rag.evidence import LIKE, Asked, Evidence
from rag.question import Question
from rag.reading.wanted import VERB, Kind, about
from rag.sides.side import LAGS, MOST_SIDES, SAME_MATTER, Dispute, Near, Side, Update, once, same_voice, without
from rag.sides.values import Value, differ, nearest, values
from store import lexical

VERY_ALIKE = 0.6
"""Cosine from which a sentence is on the same matter as one that is."""
ALIKE = 0.4
"""And from which two sentences are of one thing at all where they name or describe: most sentences name somebody."""
SAME_BUT = 0.7
"""And from which they say the same but for their values."""
SAME_FACT = 0.75
"""Of what the closest sentence holds of the question, the share that another one must hold as well to give another
name for it. Of 181 questions on five real reports three were told as disputed wrongly without it, none with it; of
RAMDocs' 220 whose documents differ 165 are told with it, 169 without it."""
FLOOR = 0.2
"""Cosine with the question below which a sentence gives no value for it."""
BESIDE = 0.3
"""How much closer to the question a sentence counts whose value stands next to a word on what is asked (RAMDocs: right
answers among the cited words 0.725 at 0.3, 0.719 at 0.5)."""
TIMELESS = 0.3
"""Share of the question's weight below which a sentence without a word on what is asked does not say when that was."""
BUT = 0.2
"""How much less close than an article's best sentence its next one may be that gives another value (RAMDocs: right
answers among the cited words 0.719 without, 0.756 with it)."""
SPOKE_WITHIN = 20
"""Characters around a reporting verb within which a time is that of the speaking, as is one before the speaker."""

SEASON, YEAR = 100, 365.25
"""Days."""
_WHICH = re.compile(rf"\b(?i:what|which) (?!{VERB})(?:[A-Z]\w+ )?([a-z]\w+)\b")
"""The noun that says of what kind a value is: `which town`, `which Norwegian town`."""
_PAST = re.compile(r"\b(?:did|was|were|had)\b", re.IGNORECASE)


def differences(question: Question, asked: Asked, near: Sequence[Near], wanted: Kind) -> Dispute | Update | None:
    """The sides by the value that they give, the closest to the question first; None where the articles agree."""
    called = without(asked, frozenset(term for word, term in question.words if not word[0].isupper()))
    given = _given(question, asked, near, wanted, called)
    given = _typed(question, given) if wanted == "name" else given
    slips = [n for n in given if wanted == "time" and _slips(n, given[:1], called)]
    sure = [*(n for n in given if n.overlap >= SAME_MATTER), *slips, *given[: bool(slips)]]
    on = [n for n in given if any(n is s or _alike(n, s) >= VERY_ALIKE for s in sure)]
    if not any(word[0].isupper() or word[0].isdigit() for word, _ in question.words):
        on = [n for n in on if _alike(n, on[0]) >= VERY_ALIKE]  # nothing is named that keeps them to one matter
    if wanted == "name":
        names = lexical.names(question.standalone)
        held = [asked.share(n.evidence.terms | (n.evidence.context & names)) for n in on]
        on = [n for n, share in zip(on, held, strict=True) if share >= SAME_FACT * held[0]]
    groups = _groups(on, wanted)
    if len(groups) < 2:
        return None
    sides = tuple(Side(_speaker(group), "asserts", _cited(group), group[0].values[0].text) for group in groups)[
        :MOST_SIDES
    ]
    if wanted == "number" and _grows(groups):
        return Update(tuple(sorted(sides, key=lambda s: s.evidence[0].article.published or "")))
    return Dispute(sides)


def _given(question: Question, asked: Asked, near: Sequence[Near], wanted: Kind, called: Asked) -> list[Near]:
    """Of each article the closest sentence that gives a value, its names being in the passage or title as well.

    A sentence that is not on what is asked gives a time where it dates as one that is does, but for the year.
    """
    names, terms = lexical.names(question.standalone), frozenset(term for _, term in question.words)
    matter, past = asked.like(about(question)), bool(_PAST.search(question.asked))
    sure: list[Near] = []
    loose: list[Near] = []
    for n in near:
        e = n.evidence
        found = values(e.text, e.article.published, wanted, terms, matter) if e.cosine >= FLOOR else ()
        if wanted == "time":
            found = tuple(v for v in found if not _of_speaking(e, v) and not (past and _to_come(e, v)))
        if found:
            found, beside = nearest(e.text, found, matter)
            overlap = asked.overlap(e.terms | (e.context & names))
            raised = n.closeness + 0.2 * (overlap - n.overlap) + BESIDE * beside
            of_else = wanted == "time" and not beside and n.overlap < TIMELESS
            if raised >= near[0].closeness - LAGS:
                (loose if of_else else sure).append(Near(e, raised, overlap, found))
    told: dict[str, list[Near]] = {}
    for n in sorted((*sure, *(n for n in loose if _slips(n, sure, called))), key=lambda n: -n.closeness):
        told.setdefault(n.evidence.article.id, []).append(n)
    return [replace(of[0], others=_others(of)) for of in told.values()]


def _typed(question: Question, given: list[Near]) -> list[Near]:
    """Where reports call a value what is asked for, `the town of A`, `B town`: those alone; a town is no country."""
    if not (noun := _WHICH.search(question.standalone)):
        return given

    def called(near: Near, value: Value) -> bool:
        of, name = re.escape(noun[1]), re.escape(value.text)
        return bool(
            re.search(rf"\b{of} of {name}\b|\b{name} {of}\b|\b{of} {name}\b", near.evidence.text, re.IGNORECASE)
        )

    typed = [replace(n, values=kept) for n in given if (kept := tuple(v for v in n.values if called(n, v)))]
    return typed or given


def _others(told: Sequence[Near]) -> tuple[Evidence, ...]:
    """The article's next sentence if it is nearly as close and gives another value: of an earlier year, say."""
    first = told[0]
    return tuple(
        n.evidence for n in told[1:] if n.closeness >= first.closeness - BUT and not set(n.values) <= set(first.values)
    )[:1]


def _cited(group: Sequence[Near]) -> tuple[Evidence, ...]:
    """One sentence of each report, then the others that give values."""
    return (*once(n.evidence for n in group), *(e for n in group for e in n.others))


def _of_speaking(evidence: Evidence, when: Value) -> bool:
    """Whether a time tells when somebody spoke, not when what they speak of was: `On Friday, X said`."""
    at = evidence.row.start + when.at
    if any(s.start <= at < s.end for s in evidence.speech):
        return False
    return any(-SPOKE_WITHIN <= at - s.cue_end <= SPOKE_WITHIN or at < s.speaker_start for s in evidence.speech)


def _to_come(evidence: Evidence, when: Value) -> bool:
    """Whether a time lay ahead when the report came out."""
    day = evidence.article.published
    return day is not None and when.low > date.fromisoformat(day[:10]).toordinal()


def _slips(near: Near, others: Iterable[Near], called: Asked) -> bool:
    """Whether a sentence dates what another one of like words dates, and whom it names, but for the year."""
    alike = (n for n in others if _alike(near, n) >= VERY_ALIKE and _names_all(near, n, called))
    return any(_in_another_year(a, b) for n in alike for a in near.values for b in n.values)


def _names_all(near: Near, other: Near, called: Asked) -> bool:
    """Whether a sentence or its passage has each of these names that another has, or its like (`Norwegian`)."""
    held = zip(called.held(near.evidence.context), called.held(other.evidence.terms), strict=True)
    return all(own >= LIKE or its < 1 for own, its in held)


def _in_another_year(one: Value, other: Value) -> bool:
    """Whether two times of a season at most agree when moved by whole years, and not as they are."""
    years = round((one.low - other.low) / YEAR)
    low, high = other.low + years * YEAR, other.high + years * YEAR
    brief = max(one.high - one.low, other.high - other.low) <= SEASON
    return bool(years) and brief and one.low <= high and low <= one.high


def _groups(given: Sequence[Near], wanted: Kind) -> list[list[Near]]:
    """The sentences by value, those of the closest one first.

    Where a sentence names several, whoever agrees with any of a group belongs to it: A and B, B and C are no dispute.
    """
    groups: list[list[Near]] = []
    for n in given:
        agreeing = [g for g in groups if any(not _apart(m, n) for m in (g if wanted == "name" else g[:1]))]
        if agreeing and wanted == "name":
            agreeing[0] += [n, *(member for g in agreeing[1:] for member in g)]
            groups = [g for g in groups if not any(g is other for other in agreeing[1:])]
        elif agreeing:
            agreeing[0].append(n)
        elif wanted in ("number", "time") or not groups or _alike(groups[0][0], n) >= ALIKE:
            groups.append([n])
    return groups


def _apart(one: Near, other: Near) -> bool:
    return differ(one.values, other.values, alike=_alike(one, other) >= SAME_BUT)


def _alike(one: Near, other: Near) -> float:
    return float(one.evidence.row.vector @ other.evidence.row.vector)


def _speaker(group: Sequence[Near]) -> str | None:
    """The one speaker who gives a value, None where several do or the outlets themselves."""
    first = group[0].evidence.speaker
    return first if all(same_voice(first, n.evidence.speaker) for n in group) else None


def _grows(groups: Sequence[Sequence[Near]]) -> bool:
    """Whether every later report gives a higher figure, and none two figures on one day."""
    days = [{(n.evidence.article.published or "")[:10] for n in group} for group in groups]
    dated = sorted((min(of), max(of), group[0].values[0].low) for of, group in zip(days, groups, strict=True))
    return bool(dated[0][0]) and all(a[1] < b[0] and a[2] < b[2] for a, b in pairwise(dated))
