"""From what was weighed to the answer: the coverage's own words, the sides of a dispute, or a refusal."""

from collections.abc import Sequence
from dataclasses import replace

from prompts import render
from rag.answer import Answer, Citation, Status
from rag.citations import cite
from rag.compare import Comparison
from rag.disputes import dispute, notice, tell
from rag.evidence import holds_value
from rag.extractive import Told, compose
from rag.question import Wants
from rag.reading.constraints import told
from rag.sides.side import Dispute
from rag.weighed import Weighed
from rag.wording import describe, markdown, quoted
from store.article import Coverage

ENGINE = "extractive"
NEAREST = 3
"""Passages shown with a refusal."""
INSTEAD = 0.3
"""The share of the question's weight from which a refusal says what the closest passage has of it. Set by reading."""
_VALUES: dict[Wants, str] = {"number": "a number", "time": "when"}


def answered(weighed: Weighed, disputes: bool = True) -> Answer:
    """The sides where the reports do not agree, else the sentences that answer best."""
    pairs = list(zip(weighed.evidence, weighed.relevance, strict=True))
    found = dispute(weighed.question, weighed.asked, pairs, weighed.constraints.speaker) if disputes else None
    notices = [notice(found)] if found else []
    if isinstance(found, Dispute):
        return _told(weighed, "disputed", tell(found), notices)
    made = compose(weighed.question, weighed.evidence, weighed.relevance, weighed.constraints.speaker)
    return _told(weighed, "answered", made, notices)


def side_by_side(weighed: Weighed, compared: Comparison) -> Answer:
    """What each outlet says, and which say nothing on it; where they do not agree, the sides."""
    weighed = replace(weighed, confidence=max(view.confidence for view in compared.outlets))
    if isinstance(compared.difference, Dispute):
        return _told(weighed, "disputed", tell(compared.difference), compared.notices)
    return _told(weighed, "answered", (compared.sentences, compared.citations), compared.notices)


def refused(weighed: Weighed, searched: Coverage) -> Answer:
    """A refusal says what was searched and what is there instead; where the filters left nothing, what there is."""
    if weighed.evidence:
        text = " ".join([render("not_in_coverage", searched=describe(searched)), *_instead(weighed)])
    else:
        text = render("nothing_to_search", searched=describe(weighed.coverage))
    articles = {e.article.id: e.article for e in weighed.evidence}
    nearest = [
        cite(n, articles[p.article], p.start, p.end) for n, p in enumerate(weighed.found.passages[:NEAREST], start=1)
    ]
    return _answer(weighed, "not_in_coverage", text, ((), ()), nearest, _strangers(weighed))


def _told(weighed: Weighed, status: Status, made: Told, notices: Sequence[str]) -> Answer:
    return _answer(weighed, status, markdown(*made), made, (), notices)


def _answer(
    weighed: Weighed, status: Status, text: str, made: Told, nearest: Sequence[Citation], notices: Sequence[str]
) -> Answer:
    return Answer(
        question=weighed.question.asked,
        standalone_question=weighed.question.standalone,
        status=status,
        confidence=weighed.confidence,
        text=text,
        sentences=made[0],
        citations=made[1],
        nearest=tuple(nearest),
        coverage=weighed.coverage,
        engine=ENGINE,
        notices=(*told(weighed.constraints), *notices),
    )


def _instead(weighed: Weighed) -> list[str]:
    """What the closest passage shown has of what is asked about, and what it lacks; nothing if it has hardly any."""
    asked, question = weighed.asked, weighed.question
    shown = (e for e in weighed.evidence if e.rank < NEAREST)
    best = max(shown, key=lambda e: asked.overlap(e.context), default=None)
    if best is None or asked.strangers or asked.overlap(best.context) < INSTEAD:
        return []
    words = [(word, bool(group & best.context)) for (word, _), group in zip(question.words, asked.groups, strict=True)]
    held, lacking = [w for w, there in words if there], [w for w, there in words if not there]
    if lacking or question.wants not in _VALUES:
        return [render("not_that", held=quoted(held), lacking=quoted(lacking))] if held and lacking else []
    if any(holds_value(e.text, question) for e in weighed.evidence if e.rank == best.rank):
        return []
    return [render("not_that", held=quoted(held), lacking=_VALUES[question.wants])]


def _strangers(weighed: Weighed) -> tuple[str, ...]:
    """Who or what the question names and no report does; a name of several words stays together."""
    names = weighed.asked.strangers
    if not names:
        return ()
    together = " ".join(names)
    return (f"No report names {together if together in weighed.question.asked else ', '.join(names)}.",)
