"""Who decides whether cited words support a sentence: gold places where a sample has them, else an LLM, else nobody."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from evals.sample import Place, Sample
from rag.answer import Citation
from rag.llm.client import messages
from rag.llm.judge import supported
from rag.llm.markers import without_thoughts
from rag.llm.stream import whole

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

Judge = Callable[[Sequence[Citation], str], bool | None]
"""Whether the citations together support the sentence; None is unscored, which is not a no."""

INSIDE = 20
"""Characters from which on words inside a gold place meet it, however long the place is: a clause, not a name."""


def judges(sample: Sample, llm: "LLM | None" = None) -> Judge:
    """The gold places if the sample has any, else the LLM if there is one, else a judge that leaves all unscored."""
    return gold_judge(sample) if sample.claims or llm is None else llm_judge(llm)


def gold_judge(sample: Sample) -> Judge:
    """Supported is a sentence of which a citation meets any gold place of the sample; all unscored without claims.

    The sentence itself is not read: an answer that quotes, as the extractive one does, says what it cites.
    """
    places = [place for claim in sample.claims for place in claim.places]

    def judge(citations: Sequence[Citation], sentence: str) -> bool | None:
        return any(meets(c, p) for c in citations for p in places) if places else None

    return judge


def meets(citation: Citation, place: Place) -> bool:
    """Whether a citation shows what stands at a place, as `meets_span` has it."""
    return meets_span(place, citation.source, citation.start, citation.end)


def meets_span(place: Place, source: str, start: int, end: int) -> bool:
    """Whether a stretch `[start, end)` of a source's text shows what stands at a place.

    It covers at least half of the place's characters, or lies within it and is no scrap (`INSIDE` characters or more).
    """
    shared = min(end, place.end) - max(start, place.start)
    if source != place.source or shared <= 0:
        return False
    return 2 * shared >= place.end - place.start or shared == end - start >= INSIDE


def llm_judge(llm: "LLM") -> Judge:
    """A judge that asks a LlamaIndex model, one call a judgement; a failure, or neither yes nor no, is None."""

    def ask(instructions: str, material: Mapping[str, Any]) -> str:
        return "".join(without_thoughts([whole(llm, messages(instructions, material)).text]))

    return partial(supported, ask)
