"""What stands in the chat: the questions as asked, the answers with their chips, a refusal, a trouble.

Each piece is one line of HTML in which all text of people, articles and models is escaped.
"""

from collections.abc import Mapping, Sequence

from rag.answer import Answer, AnswerSentence, Citation, Part
from rag.conversation import Conversation, Message, sources
from rag.wording import counted, spread
from store.article import Coverage
from store.home import Home
from ui.narrow import in_words
from ui.talk import REASONS, Asked, Talk
from ui.template import outlet_name, rendered

MOST_SHOWN = 50
"""Messages of a conversation on the page: each answer sends all of them to the browser again."""
_STANCES = {"asserts": "Asserts it", "denies": "Denies or doubts it"}

Chat = list[dict[str, str]]
"""Messages as Gradio takes them."""


def exchanges(home: Home, held: Conversation | None, talk: Talk) -> Chat:
    """The conversation, and behind it the question without an answer or whatever else went wrong."""
    told: Chat = []
    if held:
        newest, states = None if talk.unanswered else held.messages[-1], _states(home, held)
        for m in held.messages[-MOST_SHOWN:]:
            told += _pair(m.answer.question, m.left_out, answered(m, held.id, m is newest, states))
    if talk.unanswered:
        return told + pending(talk.unanswered, trouble(talk.trouble, acts=True))
    return told + ([{"role": "assistant", "content": trouble(talk.trouble)}] if talk.trouble else [])


def _states(home: Home, held: Conversation) -> dict[Citation, str]:
    """What has become of the cited reports."""
    cited = [c for m in held.messages[-MOST_SHOWN:] for c in (*m.answer.citations, *m.answer.nearest)]
    return {c: source.state for c, source in zip(cited, sources(home, cited), strict=True)}


def pending(asked: Asked, reply: str) -> Chat:
    """A question with what stands in the place of its answer."""
    return _pair(asked.question, asked.left_out, reply)


def _pair(question: str, left_out: Sequence[Part], reply: str) -> Chat:
    said = rendered("asked", lines=question.strip().splitlines(), left_out=[part.words for part in left_out])
    return [{"role": "user", "content": said}, {"role": "assistant", "content": reply}]


def searching(coverage: Coverage) -> str:
    """What stands in the place of the answer until it comes."""
    return rendered("searching", doing=f"Searching {counted(coverage.articles, 'report')}…")


def trouble(said: str, acts: bool = False) -> str:
    """Something that kept a question from being answered, said plainly, with what can be done."""
    return rendered("trouble", said=said, acts=acts)


def growing(answer: Answer) -> str:
    """As much of an answer as a language model has written and is carried by the reports."""
    return rendered("answer", answer=answer, message=None, sides=_sides(answer))


def answered(
    message: Message, conversation: str = "", last: bool = False, states: Mapping[Citation, str] | None = None
) -> str:
    """The answer with the cards that the panel takes from it, and what can be done with it in a conversation.

    Above it stand the reader's own filters, and a button for each constraint that was read from the question.
    """
    answer = message.answer
    return rendered(
        "answer",
        answer=answer,
        message=message,
        conversation=conversation,
        last=last,
        states=states or {},
        reasons=REASONS,
        narrowed=in_words(message.filters),
        sides=_sides(answer),
        notices=[n for n in answer.notices if n not in {part.notice for part in answer.parts}],
        spread=spread(answer.reported_by),
        sure=_sure(answer),
    )


def _sides(answer: Answer) -> list[tuple[str, list[AnswerSentence]]]:
    """A column for each stance; where none denies, as with two figures for one thing, for each who holds something."""
    said = [s for s in answer.sentences if s.stance] if answer.status == "disputed" else []
    stances = dict.fromkeys(s.stance for s in said)
    if len(stances) > 1:
        return [(_STANCES[stance], [s for s in said if s.stance == stance]) for stance in stances if stance]
    return [(_holder(s, answer), [s]) for s in said]


def _holder(sentence: AnswerSentence, answer: Answer) -> str:
    return sentence.speaker or next(outlet_name(c.outlet) for c in answer.citations if c.number in sentence.citations)


def _sure(answer: Answer) -> str:
    """How likely the coverage holds the answer, in words before the number."""
    if answer.status == "not_in_coverage":
        return "Likelihood that it is there:"
    return f"Confidence: {'high' if answer.confidence >= 0.8 else 'fair' if answer.confidence >= 0.5 else 'low'}"
