"""All that an answer is decided from."""

from dataclasses import dataclass

from rag.answer import Filters
from rag.calibration import CoverageSignals
from rag.constraints import Constraints
from rag.evidence import Asked, Evidence
from rag.question import Question
from rag.retrieve import Found
from store.article import Coverage


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question with what was found for it, passages best first, and the evidence in the best of them.

    `filters` are the reader's with those of the question's own `constraints`. `relevance` says of each piece of
    evidence how likely it belongs to the answer, `confidence` how likely there is one, both 0 to 1; `signals` is what
    the latter was decided from, None without evidence.
    """

    question: Question
    constraints: Constraints
    filters: Filters
    asked: Asked
    found: Found
    evidence: tuple[Evidence, ...]
    relevance: tuple[float, ...]
    signals: CoverageSignals | None
    confidence: float
    coverage: Coverage
    retrieve_ms: float
