"""What may be asked next: questions made from an answer, of which those are offered that the coverage answers anew."""

from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from rag.answer import Answer
from rag.conversation import Conversation
from ui.markup import visible
from ui.talk import Asked

if TYPE_CHECKING:
    from rag.assistant import Assistant

MOST, LONGEST_NAME = 3, 60
OF_A_KIND = 2


def follow_ups(assistant: "Assistant", held: Conversation, asked: Asked) -> list[str]:
    """At most MOST questions on the last answer whose own answers cite what none of the conversation's does.

    Each is asked to find that out, in the reports' own words, behind the filters of `asked`.
    """
    cited = {(c.article, c.start) for m in held.messages for c in m.answer.citations}
    before = {m.answer.question for m in held.messages}
    turns = held.turns()
    found: list[str] = []
    last = held.messages[-1].answer
    for question in chain(assistant.suggested(last), _candidates(last, assistant.outlets())):
        if len(found) == MOST:
            break
        if question not in before:
            answer = assistant.ask(question, turns, asked.filters, own_words=True)
            found += [question] if any((c.article, c.start) not in cited for c in answer.citations) else []
    return found


def _candidates(answer: Answer, outlets: Sequence[str]) -> Iterator[str]:
    """By turns what somebody cited said beside it, what an outlet reports that is not cited, and how they differ."""
    if not answer.citations:
        return
    heard = {c.outlet for c in answer.citations}
    speakers = _names(s.speaker for s in answer.sentences if s.speaker)
    others = _names(o for o in outlets if o not in heard)
    differ = ["How do the reports differ on this?"] if len(heard) > 1 else []
    asked = zip_longest(
        (f"What else did {name} say?" for name in speakers),
        (f"What does {name} report on this?" for name in others),
        differ,
    )
    yield from (question for three in asked for question in three if question)


def _names(names: Iterator[str]) -> list[str]:
    """A speaker may be “the board” or half a sentence: names are short and begin with no small letter."""
    told = dict.fromkeys(visible(name).strip() for name in names)
    return [name for name in told if name and len(name) <= LONGEST_NAME and not name[0].islower()][:OF_A_KIND]
