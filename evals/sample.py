"""A sample: one question with what its answer should be, as far as anybody has judged it.

What nobody judged is left empty and stays unscored; it never counts as wrong.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any

from rag.answer import Filters, Status, Turn


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch `[start, end)` of the stored text of the article with this source, in code points."""

    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that the answer must cite: any of its places will do."""

    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that the answer must hold in any of these wordings; one that is merely okay may be left out."""

    wordings: tuple[str, ...]
    vital: bool = True


@dataclass(frozen=True, slots=True)
class Sample:
    """A question over articles.

    `status` is the expected one, None where nobody judged it. All `claims` should be cited, all vital `facts` be in the
    text, and none of `must_not`. `relevant` are sources that bear on the question, for sets that judge whole articles.
    `kind` groups samples in reports (`fact`, `follow-up`, …). `gold` is what else the scorers of a set know of it.
    """

    id: str
    question: str
    kind: str = ""
    turns: tuple[Turn, ...] = ()
    filters: Filters = Filters()
    status: Status | None = None
    claims: tuple[Claim, ...] = ()
    facts: tuple[Fact, ...] = ()
    must_not: tuple[str, ...] = ()
    relevant: frozenset[str] = frozenset()
    gold: Any = None

    def to_json(self) -> dict[str, Any]:
        """The sample as a run records it; empty filters are left out, sets are sorted."""
        plain = asdict(replace(self, gold=None))
        filters = {name: value for name, value in plain["filters"].items() if value}
        return plain | {"filters": filters, "relevant": sorted(self.relevant)}
