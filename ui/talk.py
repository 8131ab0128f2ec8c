"""A reader's conversation: what was asked after what, with which of the question's own constraints, and the replies.

Knows the assistant and the markup of the chat, nothing of Gradio.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.answer import Filters, Part, Turn
from rag.errors import AskError
from rag.wording import counted, spell_dates
from store.errors import StoreError
from ui import message
from ui.markup import iso_day, long_date

if TYPE_CHECKING:
    from rag.assistant import Assistant

log = logging.getLogger(__name__)

LONGEST_TALK = 50
"""Exchanges kept in a conversation: each answer sends the whole chat to the browser again."""
WENT_WRONG = "Something went wrong while answering. The question is kept: ask it again, or in other words."


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, asked `before` which turns, without which of its constraints, and its reply as the chat shows it.

    `parts` are the constraints that were read; `turns` is what follow-ups are told, none after a trouble.
    """

    question: str
    before: tuple[Turn, ...] = ()
    left_out: tuple[Part, ...] = ()
    reply: str = ""
    parts: tuple[Part, ...] = ()
    turns: tuple[Turn, ...] = ()


Talk = tuple[Exchange, ...]


def asked(question: str, talk: Talk) -> Exchange | None:
    """What the reader asks after all that was said; None where it is nothing."""
    return Exchange(question, tuple(turn for e in talk for turn in e.turns)) if question.strip() else None


def asked_again(chip: str, talk: Talk) -> Exchange | None:
    """A question of the talk without one of its constraints; `chip` holds the place of the exchange and the part's."""
    try:
        place, part = (int(number) for number in chip.split()[:2] if number.isdecimal())
        said = talk[place]
        return Exchange(said.question, said.before, (*said.left_out, said.parts[part]))
    except (ValueError, IndexError):
        return None


def replied(
    assistant: "Assistant", exchange: Exchange, outlets: Sequence[str], first: str | None, last: str | None
) -> Exchange:
    """The exchange with its reply, whatever happens: a page that stops to answer helps nobody."""
    try:
        filters = Filters(outlets=tuple(outlets or ()), first=_day(first), last=_day(last))
        ignoring = [part.key for part in exchange.left_out]
        answer = assistant.ask(exchange.question, exchange.before, filters, ignoring=ignoring)
    except (AskError, StoreError) as error:
        return replace(exchange, reply=message.trouble(str(error)))
    except Exception:
        log.exception("a question could not be answered")
        return replace(exchange, reply=message.trouble(WENT_WRONG))
    return replace(
        exchange,
        reply=message.answered(answer, narrowing(outlets, first, last)),
        parts=answer.parts,
        turns=(Turn("user", exchange.question), Turn("assistant", answer.text)),
    )


def _day(text: str | None) -> str | None:
    """An ISO date as the filters want it. Raises AskError where the reader wrote something else."""
    if not text or not text.strip():
        return None
    day = iso_day(text)
    if day is None:
        raise AskError(f"“{text.strip()[:40]}” is no date: write it as year-month-day, like 2025-03-14.")
    return day.isoformat()


def messages(talk: Talk) -> list[dict[str, str]]:
    """The conversation as Gradio's chat takes it."""
    pairs = [(("user", message.asked(e.question, e.left_out)), ("assistant", e.reply)) for e in talk]
    return [{"role": role, "content": text} for pair in pairs for role, text in pair]


def narrowing(outlets: Sequence[str], first: str | None, last: str | None) -> str:
    """The reader's filters in words; empty where there are none."""
    parts = [", ".join(outlets) if len(outlets) <= 2 else counted(len(outlets), "outlet")] if outlets else []
    if iso_day(first or "") and iso_day(last or ""):
        parts.append(spell_dates(first, last))
    elif first or last:
        parts.append(f"{'from' if first else 'until'} {long_date(first or last)}")
    return f"Narrowed to {' · '.join(parts)}" if parts else ""
