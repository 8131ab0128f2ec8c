"""The general scorers of a task: what an answer is compared with is in the sample, what nobody judged stays unscored.

An outcome without an answer has no scores here (but for `passages`, which looks at what was found).
"""

from typing import TYPE_CHECKING

from evals.judge import judges, meets
from evals.measures import alce, fact_held, key_facts, retrieval, share
from evals.sample import Sample
from evals.task import Outcome, Scorer, Scores
from rag.answer import Citation

if TYPE_CHECKING:
    from llama_index.core.llms import LLM


def status(sample: Sample, outcome: Outcome) -> Scores:
    """The status given and, where the sample has one, the status due; confidence is that of refusals as well."""
    if not (answer := outcome.answer):
        return {}
    due = sample.status
    return {
        "refused": float(answer.status == "not_in_coverage"),
        "disputed": float(answer.status == "disputed"),
        "confidence": answer.confidence,
        "should_refuse": float(due == "not_in_coverage") if due else None,
        "should_dispute": float(due == "disputed") if due else None,
        "status_right": float(answer.status == due) if due else None,
    }


def answerable(sample: Sample, outcome: Outcome) -> Scores:
    """Of `status` what concerns refusal, for sets where nobody judged whether a question is disputed."""
    kept = ("refused", "should_refuse", "confidence")
    return {name: value for name, value in status(sample, outcome).items() if name in kept}


def citing(sample: Sample, outcome: Outcome) -> Scores:
    """Citations against the gold claims, and against the reports' own characters.

    A refusal of a sample with claims has recall 0 and no precision, for it says nothing wrong. `quotes_exact` counts
    the nearest passages of a refusal too; a citation of a report (or a revision) that was not weighed is not exact.
    """
    if not (answer := outcome.answer):
        return {}
    claims, cited = sample.claims, answer.citations
    places = [place for claim in claims for place in claim.places]
    return {
        "claim_recall": share(any(meets(c, p) for c in cited for p in claim.places) for claim in claims),
        "claim_precision": share(any(meets(c, p) for p in places) for c in cited) if places else None,
        "quotes_exact": share(_exact(c, outcome) for c in cited or answer.nearest) if outcome.weighed else None,
    }


def supported(llm: "LLM | None" = None) -> Scorer:
    """A scorer of ALCE's citation recall and precision, judged by the gold claims, else by the LLM.

    Both are unscored for a refusal: it has no sentence to support (a wrong one costs `claim_recall`).
    """

    def score(sample: Sample, outcome: Outcome) -> Scores:
        if not (answer := outcome.answer):
            return {}
        numbered = {c.number: c for c in answer.citations}
        sentences = [(s.text, [numbered[n] for n in s.citations if n in numbered]) for s in answer.sentences]
        recall, precision = alce(sentences, judges(sample, llm))
        return {"sentence_recall": recall, "sentence_precision": precision}

    return score


def facts(sample: Sample, outcome: Outcome) -> Scores:
    """Key facts and forbidden wordings in the sentences as the reader sees them, not in quotes behind their markers.

    A refusal of an answerable sample holds no fact, and nothing forbidden. Where one was due facts are unscored.
    """
    if not (answer := outcome.answer):
        return {}
    text = " ".join(sentence.text for sentence in answer.sentences)
    vital, every = (None, None) if sample.status == "not_in_coverage" else key_facts(text, sample.facts)
    forbidden = share(fact_held(text, [wording]) for wording in sample.must_not)
    return {"vital_facts": vital, "all_facts": every, "forbidden": forbidden}


def length(sample: Sample, outcome: Outcome) -> Scores:
    """Words and citations of an answer; unscored for a refusal, so that silence does not look concise.

    Tokens and their cost are there only where a language model was asked, and for a refusal as well.
    """
    if not (answer := outcome.answer):
        return {}
    counted: dict[str, float | None] = {"words": None, "citations": None}
    if answer.status != "not_in_coverage":
        counted["words"] = float(sum(len(sentence.text.split()) for sentence in answer.sentences))
        counted["citations"] = float(len(answer.citations))
    if used := answer.usage:
        counted |= {"tokens_in": float(used.prompt), "tokens_out": float(used.completion), "cost": answer.cost}
    return counted


def passages(sample: Sample, outcome: Outcome) -> Scores:
    """The ranking of the sources found, each at its best passage; for tasks that search, since nothing found is 0.

    A refusal does not matter here. Unscored where nobody judged which sources are relevant.
    """
    ranked = list(dict.fromkeys(hit.article.source for hit in outcome.hits))
    return retrieval(ranked, sample.relevant) if sample.relevant else {}


def _exact(citation: Citation, outcome: Outcome) -> bool:
    """Whether the quote is the text at its place in the revision that was weighed."""
    weighed = outcome.weighed.evidence if outcome.weighed else ()
    return any(
        e.article.text[citation.start : citation.end] == citation.quote
        for e in weighed
        if (e.article.id, e.article.revision) == (citation.article, citation.revision)
    )
