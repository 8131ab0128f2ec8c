"""What stands in the chat: the question as asked, the answer with its chips, a refusal, a trouble.

Each function gives one line of HTML in which all text of people, articles and models is escaped.
"""

from collections.abc import Sequence

from rag.answer import Answer, AnswerSentence, Citation, Part
from rag.wording import counted, spread
from store.article import Coverage
from ui.markup import boundary, isolated, outlet_name, shown
from ui.sources import cards, chip

NEAREST_QUOTE = 240
_STANCES = {"asserts": "Asserts", "denies": "Denies"}


def asked(question: str, left_out: Sequence[Part] = ()) -> str:
    """The reader's own words, never read as Markdown or HTML, and what they are asked again without."""
    lines = "<br>".join(shown(line) for line in question.strip().splitlines())
    without = f'<p class="left-out">Asked again without: {_words(left_out)}</p>' if left_out else ""
    return f'<div class="asked"><bdi dir="auto">{lines}</bdi>{without}</div>'


def searching(coverage: Coverage) -> str:
    """What stands in the place of the answer until it comes."""
    reports = counted(coverage.articles, "report")
    return f'<div class="searching"><span class="pulse"></span>Searching {reports}…</div>'


def trouble(message: str) -> str:
    """Something that kept the question from being answered, said plainly."""
    return f'<div class="trouble">{isolated(message, 600)}</div>'


def answered(answer: Answer, narrowed: str = "") -> str:
    """The answer as the chat shows it, with the cards that the panel takes from it.

    Above it stand the reader's own filters, as `narrowed` says them, and a button for each constraint that was read
    from the question, in the order of `answer.parts`: `page.js` asks again without it.
    """
    body = _refusal(answer) if answer.status == "not_in_coverage" else _sentences(answer)
    notices = [n for n in answer.notices if n not in {part.notice for part in answer.parts}]
    below = f"{_notices(notices)}{_footer(answer)}{_cards(answer)}"
    return f'<div class="answer {answer.status}">{_read(answer.parts, narrowed)}{body}{below}</div>'


def _read(parts: Sequence[Part], narrowed: str) -> str:
    filters = f'<span class="narrowed">{isolated(narrowed, 200)}</span>' if narrowed else ""
    buttons = "".join(
        f'<button type="button" class="without" title="Ask again without: {shown(part.words, 200)}">'
        f'{isolated(part.words, 120)} <span class="cross">×</span></button>'
        for part in parts
    )
    return f'<p class="read">{filters}{buttons}</p>' if filters or buttons else ""


def _words(parts: Sequence[Part]) -> str:
    return "; ".join(isolated(part.words, 120) for part in parts)


def _sentences(answer: Answer) -> str:
    banner = '<p class="banner">The reports disagree on this.</p>' if answer.status == "disputed" else ""
    return banner + "".join(_sentence(s, answer.citations) for s in answer.sentences)


def _sentence(sentence: AnswerSentence, citations: Sequence[Citation]) -> str:
    chips = "".join(chip(c, citations) for c in citations if c.number in sentence.citations)
    stance = _STANCES.get(sentence.stance or "", "")
    label = f'<span class="stance {sentence.stance}">{stance}</span> ' if stance else ""
    outlets = dict.fromkeys(outlet_name(c.outlet) for c in citations if c.number in sentence.citations)
    speaker = f"{isolated(sentence.speaker, 80)}, in " if sentence.speaker else ""
    said_by = f'<span class="said-by">{speaker}{isolated(", ".join(outlets), 120)}</span>'
    return f'<p class="sentence">{label}{isolated(sentence.text)} {said_by} <span class="chips">{chips}</span></p>'


def _refusal(answer: Answer) -> str:
    searched = shown(boundary(answer.coverage))
    return (
        '<p class="refused">The coverage does not hold an answer to this.</p>'
        f'<p class="searched">Searched: {searched}.</p>{_nearest(answer.nearest)}'
    )


def _nearest(nearest: Sequence[Citation]) -> str:
    if not nearest:
        return ""
    items = "".join(f"<li>{isolated(c.quote, NEAREST_QUOTE)} {chip(c, nearest)}</li>" for c in nearest)
    return f'<p class="nearest-title">The nearest passages</p><ul class="nearest">{items}</ul>'


def _notices(notices: Sequence[str]) -> str:
    return "".join(f'<p class="notice">{isolated(n, 400)}</p>' for n in notices)


def _footer(answer: Answer) -> str:
    parts = [f"Reported by {spread(answer.reported_by)}"] if answer.citations else []
    parts.append(_confidence(answer.confidence, refused=answer.status == "not_in_coverage"))
    return '<p class="footer">' + "".join(f"<span>{part}</span>" for part in parts) + "</p>"


def _confidence(confidence: float, refused: bool) -> str:
    """How likely the coverage holds the answer, in words and as the number."""
    if refused:
        return f'Likelihood that it is there: <span class="figure">{confidence:.2f}</span>'
    word = "high" if confidence >= 0.8 else "fair" if confidence >= 0.5 else "low"
    return f'Confidence: {word} <span class="figure">{confidence:.2f}</span>'


def _cards(answer: Answer) -> str:
    if answer.citations:
        number = len({(c.article, c.revision) for c in answer.citations})
        return cards(answer.citations, f"{counted(number, 'report')} cited")
    return cards(answer.nearest, "Nearest in the coverage") if answer.nearest else ""
