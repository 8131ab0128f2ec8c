"""What stands in the chat: the question as asked, the answer with its chips, a refusal, a trouble.

Each function gives one line of HTML in which all text of people, articles and models is escaped.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from rag.answer import Answer, AnswerSentence, Citation, Part, Searched
from rag.conversation import Message
from rag.wording import counted, spread
from store.article import Coverage
from ui.markup import boundary, isolated, outlet_name, shown
from ui.narrow import in_words
from ui.sources import State, cards, chip
from ui.talk import REASONS

States = Mapping[Citation, State]
"""What has become of the reports behind citations."""
NEAREST_QUOTE = 240
_STANCES = {"asserts": "Asserts it", "denies": "Denies or doubts it"}


def asked(question: str, left_out: Sequence[Part] = ()) -> str:
    """The reader's own words, never read as Markdown or HTML, and what they are asked again without."""
    lines = "<br>".join(shown(line) for line in question.strip().splitlines())
    without = f'<p class="left-out">Asked again without: {_words(left_out)}</p>' if left_out else ""
    return f'<div class="asked"><bdi dir="auto">{lines}</bdi>{without}</div>'


def searching(coverage: Coverage) -> str:
    """What stands in the place of the answer until it comes."""
    reports = counted(coverage.articles, "report")
    return f'<div class="searching">{_PULSE}Searching {reports}…</div>'


_PULSE = '<span class="pulse"></span>'


def trouble(message: str, acts: str = "") -> str:
    """Something that kept the question from being answered, said plainly, with what can be done."""
    below = f'<p class="acts">{acts}</p>' if acts else ""
    return f'<div class="trouble">{isolated(message, 600)}{below}</div>'


def growing(answer: Answer) -> str:
    """As much of an answer as a language model has written and is carried by the reports."""
    return f'<div class="answer growing">{_sentences(answer)}<p class="searching">{_PULSE}Writing…</p></div>'


def answered(message: Message, states: States = MappingProxyType({}), acts: str = "") -> str:
    """The answer as the chat shows it, with the cards that the panel takes from it, and what can be done with it.

    Above it stand the reader's own filters, and a button for each constraint that was read from the question.
    """
    answer = message.answer
    body = _refusal(answer) if answer.status == "not_in_coverage" else _sentences(answer)
    notices = [n for n in answer.notices if n not in {part.notice for part in answer.parts}]
    below = f"{_notices(notices)}{_footer(answer)}{acts}{_cards(answer, states)}"
    return f'<div class="answer {answer.status}">{_read(message)}{body}{below}</div>'


def act(value: str, words: str, name: str = "", chosen: bool = False) -> str:
    """A button whose `value` `page.js` tells to the server; one that is chosen takes it back."""
    title = f' title="{shown(name, 240)}"' if name else ""
    return f'<button type="button" class="act{" on" * chosen}" value="{shown(value)}"{title}>{words}</button>'


def acts(conversation: str, message: Message, last: bool) -> str:
    """What can be done with an answer: it is copied and rated, the last one asked again, edited and taken back."""
    copy = (
        f'<button type="button" class="copy" value="conversation/{conversation}.md?message={message.id}">Copy</button>'
    )
    return f'<p class="acts">{copy}{acts_on_last() if last else ""}{_rating(message)}</p>'


def acts_on_last() -> str:
    """What can be done with the last question, whether it was answered or not."""
    return act("retry", "Ask again") + act("edit", "Edit") + act("undo", "Undo")


def _rating(message: Message) -> str:
    thought = message.feedback

    def choice(word: str, words: str, on: bool) -> str:
        return act(f"rate {message.id} {word}", words, f"{words}{': chosen, press to take it back' * on}", on)

    good, bad = bool(thought and thought.good), bool(thought and not thought.good)
    reasons = "".join(choice(r, r.capitalize(), r in thought.reasons) for r in REASONS) if thought and bad else ""
    why = f'<span class="reasons">What is wrong? {reasons}</span>' if bad else ""
    return f'<span class="rating">{choice("good", "Good answer", good)}{choice("bad", "Bad answer", bad)}</span>{why}'


def _read(message: Message) -> str:
    narrowed, parts = in_words(message.filters), message.answer.parts
    filters = f'<span class="narrowed">Narrowed to {isolated(narrowed, 200)}</span>' if narrowed else ""
    buttons = "".join(
        f'<button type="button" class="act without" value="without {message.id} {number}" title="Ask again without: '
        f'{shown(part.words, 200)}">{isolated(part.words, 120)} <span class="cross">×</span></button>'
        for number, part in enumerate(parts)
    )
    return f'<p class="read">{filters}{buttons}</p>' if filters or buttons else ""


def _words(parts: Sequence[Part]) -> str:
    return "; ".join(isolated(part.words, 120) for part in parts)


def _sentences(answer: Answer) -> str:
    if answer.status != "disputed":
        return "".join(_sentence(s, answer.citations) for s in answer.sentences)
    plain = "".join(_sentence(s, answer.citations) for s in answer.sentences if s.stance is None)
    return f'<p class="banner">The reports disagree on this.</p>{plain}<div class="sides">{_sides(answer)}</div>'


def _sides(answer: Answer) -> str:
    """A column for each stance; where none denies, as with two figures for one thing, for each who holds something."""
    said = [s for s in answer.sentences if s.stance]
    stances = dict.fromkeys(s.stance for s in said)
    columns = (
        [(_STANCES[stance], [s for s in said if s.stance == stance]) for stance in stances if stance]
        if len(stances) > 1
        else [(_holder(s, answer.citations), [s]) for s in said]
    )
    return "".join(
        f'<div class="side {own[0].stance}"><h3 class="stance">{isolated(label, 80)}</h3>'
        f"{''.join(_sentence(s, answer.citations) for s in own)}</div>"
        for label, own in columns
    )


def _holder(sentence: AnswerSentence, citations: Sequence[Citation]) -> str:
    return sentence.speaker or next(outlet_name(c.outlet) for c in citations if c.number in sentence.citations)


def _sentence(sentence: AnswerSentence, citations: Sequence[Citation]) -> str:
    chips = "".join(chip(c, citations) for c in citations if c.number in sentence.citations)
    outlets = dict.fromkeys(outlet_name(c.outlet) for c in citations if c.number in sentence.citations)
    speaker = f"{isolated(sentence.speaker, 80)}, in " if sentence.speaker else ""
    said_by = f'<span class="said-by">{speaker}{isolated(", ".join(outlets), 120)}</span>'
    return f'<p class="sentence">{isolated(sentence.text)} {said_by} <span class="chips">{chips}</span></p>'


def _refusal(answer: Answer) -> str:
    searched = shown(boundary(answer.searched.coverage if answer.searched else answer.coverage))
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
    parts = [_status(answer.searched, len(answer.sentences))] if answer.searched else []
    parts += [f"Reported by {spread(answer.reported_by)}"] if answer.citations else []
    parts.append(_confidence(answer.confidence, refused=answer.status == "not_in_coverage"))
    return '<p class="footer">' + "".join(f"<span>{part}</span>" for part in parts) + "</p>"


def _status(behind: Searched, sentences: int) -> str:
    """`Searched 412 passages of 5 reports → 6 sentences`."""
    found = counted(sentences, "sentence") if sentences else "no answer"
    return f"Searched {counted(behind.passages, 'passage')} of {counted(behind.coverage.articles, 'report')} → {found}"


def _confidence(confidence: float, refused: bool) -> str:
    """How likely the coverage holds the answer, in words and as the number."""
    if refused:
        return f'Likelihood that it is there: <span class="figure">{confidence:.2f}</span>'
    word = "high" if confidence >= 0.8 else "fair" if confidence >= 0.5 else "low"
    return f'Confidence: {word} <span class="figure">{confidence:.2f}</span>'


def _cards(answer: Answer, states: States) -> str:
    if answer.citations:
        number = len({(c.article, c.revision) for c in answer.citations})
        return cards(answer.citations, f"{counted(number, 'report')} cited", states)
    return cards(answer.nearest, "Nearest in the coverage", states) if answer.nearest else ""
