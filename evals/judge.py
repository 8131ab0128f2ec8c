"""Who decides whether cited words support a sentence: gold places where a sample has them, else an LLM, else nobody."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from evals.measures import Supports
from evals.sample import Place, Sample
from rag.answer import Citation
from rag.llm.client import messages
from rag.llm.judge import supported
from rag.llm.markers import without_thoughts
from rag.llm.stream import whole

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

INSIDE = 20
"""Characters from which on words inside a gold place meet it, however long the place is: a clause, not a name."""


def judges(sample: Sample, llm: "LLM | None" = None) -> Supports:
    """The gold places if the sample has any, else the LLM if there is one, else a judge that leaves all unscored.

    By gold, a sentence is supported if a citation meets any place of the sample. The sentence itself is not read: an
    answer that quotes, as the extractive one does, says what it cites.
    """
    if not sample.claims and llm:
        return llm_judge(llm)
    places = [place for claim in sample.claims for place in claim.places]
    return lambda citations, _: any(meets(c, p) for c in citations for p in places) if places else None


def meets(shown: Citation | Place, place: Place) -> bool:
    """Whether a stretch of a source's text shows what stands at a place.

    It covers at least half of the place's characters, or lies within it and is no scrap (`INSIDE` characters or more).
    """
    shared = min(shown.end, place.end) - max(shown.start, place.start)
    if shown.source != place.source or shared <= 0:
        return False
    return 2 * shared >= place.end - place.start or shared == shown.end - shown.start >= INSIDE


def llm_judge(llm: "LLM") -> Supports:
    """A judge that asks a LlamaIndex model, one call a judgement; a failure, or neither yes nor no, is None."""

    def ask(instructions: str, material: Mapping[str, Any]) -> str:
        return "".join(without_thoughts([whole(llm, messages(instructions, material)).text]))

    return partial(supported, ask)
