"""The nouns of a dispute: what bears on a question, the sides, and the dispute or update that they make."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rag.calibration import closeness
from rag.evidence import Asked, Evidence
from rag.sides.stance import Stance
from rag.sides.values import Value
from rag.wording import UNKNOWN_OUTLET
from store.names import same

# All set by reading answers.
LAGS = 0.4
"""How much less close to the question than the nearest sentence a side may be."""
NEAR = 0.35
"""Cosine with the question below which a sentence is no side by itself."""
SAME_MATTER = 0.4
"""Share of the question's weight from which a sentence is on its matter all the same."""
MOST_SIDES, MOST_REPORTS = 8, 5


@dataclass(frozen=True, slots=True)
class Side:
    """What one speaker (None: the outlets themselves) holds: its evidence, the best first, at least one sentence.

    `value` is the value as written, for sides that differ by their values.
    """

    speaker: str | None
    stance: Stance
    evidence: tuple[Evidence, ...]
    value: str | None = None

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets that report it, each once."""
        return tuple(dict.fromkeys(e.article.outlet or UNKNOWN_OUTLET for e in self.evidence))


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two sides or more that cannot all be right; those that assert come first."""

    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Update:
    """One figure that grew, at least two states of it, oldest first; every report is dated."""

    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """A sentence, how close it is to the question, and the share of the question's weight that it holds.

    `values` are those that it gives for what is asked, `others` a further sentence of its report with another one.
    """

    evidence: Evidence
    closeness: float
    overlap: float
    values: tuple[Value, ...] = ()
    others: tuple[Evidence, ...] = ()


def nearest_first(asked: Asked, evidence: Iterable[Evidence]) -> list[Near]:
    """The sentences of reports proper (no headlines, no captions), closest to the question first."""
    told = (Near(e, closeness(e, asked), asked.overlap(e.terms)) for e in evidence if e.row.kind == "body")
    return sorted(told, key=lambda n: -n.closeness)


def level(near: Sequence[Near], best: float) -> list[Near]:
    """Those that may be a side by themselves, next to one as close to the question as `best`."""
    close = (n for n in near if n.closeness >= best - LAGS)
    return [n for n in close if n.evidence.cosine >= NEAR or n.overlap >= SAME_MATTER]


def without(asked: Asked, terms: frozenset[str]) -> Asked:
    """The question's words but for these."""
    kept = [n for n, group in enumerate(asked.groups) if not group & terms]
    return replace(
        asked,
        groups=tuple(asked.groups[n] for n in kept),
        weights=tuple(asked.weights[n] for n in kept),
        alike=tuple(asked.alike[n] for n in kept if asked.alike),
    )


def same_voice(one: str | None, other: str | None) -> bool:
    """Whether two speakers are known and may be one."""
    return one is not None and other is not None and same(one, other)


def by_speaker(evidence: Iterable[Evidence], stance: Stance) -> list[Side]:
    """A side per speaker, in the order given; what the outlets say in their own voice is one."""
    groups: list[list[Evidence]] = []
    for one in evidence:
        of = next((g for g in groups if same_voice(g[0].speaker, one.speaker) or g[0].speaker is one.speaker), None)
        if of is None:
            groups.append([one])
        else:
            of.append(one)
    return [Side(group[0].speaker, stance, once(group)) for group in groups]


def once(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The first sentence of each article, so many as are cited for one thing."""
    first: dict[str, Evidence] = {}
    for one in evidence:
        first.setdefault(one.article.id, one)
    return tuple(first.values())[:MOST_REPORTS]


def against(pros: Sequence[Side], cons: Sequence[Side]) -> Dispute | None:
    """The sides, when somebody asserts it who does not also deny it; outlets that only repeat a speaker are none."""
    pros = [p for p in pros if not any(same_voice(p.speaker, c.speaker) for c in cons)]
    pros, cons = ([side for side in held if side.speaker] or held for held in (pros, cons))
    half = MOST_SIDES // 2
    kept = pros[: max(half, MOST_SIDES - len(cons))]
    return Dispute((*kept, *cons[: MOST_SIDES - len(kept)])) if kept and cons else None
