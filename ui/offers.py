"""Questions that a reader may ask next, made from the coverage or from an answer; nothing in them is fixed."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING

from rag.answer import Answer, Filters
from rag.conversation import Conversation
from rag.quotes import statements
from rag.wording import shortened, visible

if TYPE_CHECKING:
    from rag.assistant import Assistant

MOST, LONGEST_NAME, LONGEST_TITLE = 3, 60, 70
OF_A_KIND = 2


def examples(assistant: "Assistant", most: int) -> list[str]:
    """At most `most` questions to begin with: on those who are heard most, then on the reports by their headlines."""
    speakers = _names((one.speaker for one in statements(assistant.quotes())), most - 1)
    titles = dict.fromkeys(visible(a.title).strip() for a in assistant.articles())
    headlines = (f"What is reported in “{shortened(title, LONGEST_TITLE)}”?" for title in titles if title)
    return list(islice(chain((f"What did {name} say?" for name in speakers), headlines), most))


def follow_ups(assistant: "Assistant", held: Conversation, filters: Filters) -> list[str]:
    """At most MOST questions on the last answer whose own answers cite what none of the conversation's does.

    Each is asked to find that out, in the reports' own words, behind the filters.
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
            answer = assistant.ask(question, turns, filters, own_words=True)
            found += [question] if any((c.article, c.start) not in cited for c in answer.citations) else []
    return found


def _candidates(answer: Answer, outlets: Sequence[str]) -> Iterator[str]:
    """By turns what somebody cited said beside it, what an outlet reports that is not cited, and how they differ."""
    if not answer.citations:
        return
    heard = {c.outlet for c in answer.citations}
    asked = zip_longest(
        (f"What else did {name} say?" for name in _names(s.speaker for s in answer.sentences if s.speaker)),
        (f"What does {name} report on this?" for name in _names(o for o in outlets if o not in heard)),
        ["How do the reports differ on this?"] if len(heard) > 1 else [],
    )
    yield from (question for three in asked for question in three if question)


def _names(names: Iterable[str], most: int = OF_A_KIND) -> list[str]:
    """The first names; a speaker may be “the board” or half a sentence: names are short and begin with a capital."""
    told = dict.fromkeys(visible(name).strip() for name in names)
    return [name for name in told if name and len(name) <= LONGEST_NAME and not name[0].islower()][:most]
