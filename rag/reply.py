"""From what was weighed to the answer: the coverage's own words, the sides of a dispute, or a refusal."""

from prompts import render
from rag.answer import Answer
from rag.citations import cite, verify
from rag.constraints import told
from rag.disputes import dispute, notice, tell
from rag.extractive import compose
from rag.sides import Dispute
from rag.weighed import Weighed
from rag.wording import describe, markdown
from store.article import Coverage

ENGINE = "extractive"
NEAREST = 3
"""Passages shown with a refusal."""


def answered(weighed: Weighed) -> Answer:
    """The sides where the reports do not agree, else the sentences that answer best. Raises CitationError."""
    pairs = list(zip(weighed.evidence, weighed.relevance, strict=True))
    found = dispute(weighed.question, weighed.asked, pairs)
    sides = tell(found) if isinstance(found, Dispute) else None
    sentences, citations = sides or compose(weighed.question, weighed.evidence, weighed.relevance)
    articles = {e.article.id: e.article for e in weighed.evidence}
    for citation in citations:
        verify(citation, articles[citation.article])
    return Answer(
        question=weighed.question.asked,
        standalone_question=weighed.question.standalone,
        status="disputed" if sides else "answered",
        confidence=weighed.confidence,
        text=markdown(sentences, citations),
        sentences=sentences,
        citations=citations,
        nearest=(),
        coverage=weighed.coverage,
        engine=ENGINE,
        notices=(*told(weighed.constraints), *([notice(found)] if found else [])),
    )


def refused(weighed: Weighed, searched: Coverage) -> Answer:
    """A refusal says what was searched; where the filters left nothing, what there is."""
    if weighed.evidence:
        text = render("not_in_coverage", searched=describe(searched))
    else:
        text = render("nothing_to_search", searched=describe(weighed.coverage))
    articles = {e.article.id: e.article for e in weighed.evidence}
    nearest = (
        cite(n, articles[p.article], p.start, p.end) for n, p in enumerate(weighed.found.passages[:NEAREST], start=1)
    )
    return Answer(
        question=weighed.question.asked,
        standalone_question=weighed.question.standalone,
        status="not_in_coverage",
        confidence=weighed.confidence,
        text=text,
        sentences=(),
        citations=(),
        nearest=tuple(nearest),
        coverage=weighed.coverage,
        engine=ENGINE,
        notices=(*told(weighed.constraints), *_strangers(weighed)),
    )


def _strangers(weighed: Weighed) -> tuple[str, ...]:
    """Who or what the question names and no report does; a name of several words stays together."""
    names = weighed.asked.strangers
    if not names:
        return ()
    together = " ".join(names)
    return (f"No report names {together if together in weighed.question.asked else ', '.join(names)}.",)
