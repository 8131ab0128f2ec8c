"""Measures of one sample: what was found, what an answer holds, what its citations carry. Pure functions."""

import re
from collections.abc import Callable, Iterable, Sequence
from statistics import mean

from evals.sample import Fact
from rag.answer import Citation
from store.normalise import read_words

Supports = Callable[[Sequence[Citation], str], bool | None]
"""Whether the citations together support a sentence; None where that could not be judged."""

_GENITIVE = "'s"


def retrieval(ranked: Sequence[str], relevant: frozenset[str]) -> dict[str, float]:
    """nDCG@10, recall at 5 and 10, and reciprocal rank of one query, by ir-measures (MacAvaney et al. 2022).

    `ranked` are different ids, best first; `relevant` (one at least) are judged alike. Zeros where nothing was found.
    """
    import ir_measures
    from ir_measures import RR, R, nDCG

    names = {nDCG @ 10: "ndcg_10", R @ 5: "recall_5", R @ 10: "recall_10", RR: "rr"}
    judged = [ir_measures.Qrel("q", source, 1) for source in sorted(relevant)]
    found = [ir_measures.ScoredDoc("q", source, -float(rank)) for rank, source in enumerate(ranked)]
    measured = ir_measures.calc_aggregate(names, judged, found)
    return {names[measure]: float(value) for measure, value in measured.items()}


def published_hits(retrieved: Sequence[str], facts: Sequence[str]) -> dict[str, float]:
    """MultiHop-RAG's published protocol (arXiv 2401.15391; `retrieval_evaluate.py` of its repository) for one query.

    `retrieved` are the texts of the chunks, best first; a chunk is a hit if any of the gold `facts` (one at least) is
    part of it once spaces and line feeds, and only these, are deleted from both. Hits@k: a hit among the first k;
    MRR@10: 1 / rank of the first. Its "MAP@10" is kept with its quirks: a fact counts at the first hit that holds it,
    with 1 / rank (not with the precision so far), the sum is divided by min(facts, 10), a fact that is listed twice
    counts once above and twice below, and of the eleven chunks that the script reads the last never counts.
    """
    golds, chunks = ([re.sub("[ \n]", "", text) for text in texts] for texts in (facts, retrieved[:10]))
    firsts = (next((rank for rank, chunk in enumerate(chunks, 1) if gold in chunk), 0) for gold in dict.fromkeys(golds))
    ranks = [rank for rank in firsts if rank]
    best = min(ranks, default=0)
    return {
        "hits_4": float(0 < best <= 4),
        "hits_10": float(best > 0),
        "mrr_10": 1 / best if best else 0.0,
        "map_10": sum(1 / rank for rank in ranks) / min(len(facts), 10),
    }


def normal(text: str) -> str:
    """The words of a text as `store.normalise` compares them, genitives as if they were none; a space around each."""
    return "".join(f" {key.removesuffix(_GENITIVE)}" for key in read_words(text).keys) + " "


def fact_held(text: str, wordings: Iterable[str]) -> bool:
    """Whether a text has one of the wordings, as whole words and whole numbers (3 is not in 3.5, nor in 13)."""
    plain = normal(text)
    return any(wording.strip() and wording in plain for wording in map(normal, wordings))


def key_facts(text: str, facts: Sequence[Fact]) -> tuple[float | None, float | None]:
    """The share of the vital facts that a text holds, and of all facts; None where there are none.

    Nugget recall of TREC's question answering (Voorhees, Overview of the TREC 2003 QA track): okay facts are welcome,
    only vital ones are missed. Its allowance for length is left to the count of words.
    """
    held = [(fact.vital, float(fact_held(text, fact.wordings))) for fact in facts]
    return share(value for vital, value in held if vital), share(value for _, value in held)


def alce(sentences: Sequence[tuple[str, Sequence[Citation]]], supports: Supports) -> tuple[float | None, float | None]:
    """ALCE's citation recall and precision of one answer (Gao et al., EMNLP 2023, section 4, "citation quality").

    Recall: the share of sentences that have citations which together support them. Precision: the share of citations
    whose sentence is so supported and that are not irrelevant; one is irrelevant if it does not support the sentence
    alone and the others do without it. What could not be judged is unscored, None where that leaves nothing; without
    any citation precision is None too (ALCE's script has 0).
    """
    judged = [(text, cited, supports(cited, text) if cited else False) for text, cited in sentences]
    needed = (
        _needed(citation, [c for c in cited if c is not citation], text, supports) if held else held
        for text, cited, held in judged
        for citation in cited
    )
    return share(held for _, _, held in judged), share(needed)


def share(values: Iterable[float | bool | None]) -> float | None:
    """The mean of what is scored, None where nothing is."""
    told = [float(value) for value in values if value is not None]
    return mean(told) if told else None


def _needed(citation: Citation, others: Sequence[Citation], text: str, supports: Supports) -> bool | None:
    """Whether a citation of a supported sentence is not irrelevant; asks no more than it must."""
    alone = not others or supports([citation], text)
    if alone:
        return True
    without = supports(others, text)
    if without is False:
        return True
    return False if without and alone is False else None
