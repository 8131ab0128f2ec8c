"""The generative answerer: a language model writes, and only what the cited words carry is shown.

It gets the same evidence as the extractive answerer and the sides that were found in it, and gives the same `Answer`.
Whatever goes wrong with the model, the extractive answer is there instead, with a notice that says why.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from prompts import render
from rag.answer import Answer, AnswerSentence, Stance
from rag.citations import cite
from rag.errors import LlmCancelled, LlmError, LlmOverflow
from rag.evidence import Evidence
from rag.llm import cost, limits
from rag.markers import Cited, cited_sentences, without_thoughts
from rag.replies import kept_stream
from rag.settings import Llm
from rag.stream import Reply
from rag.verify import verify
from rag.weighed import Weighed
from rag.wording import counted, markdown
from store.names import same
from store.vectors import Vectors

if TYPE_CHECKING:
    from llama_index.core.base.llms.types import ChatMessage
    from llama_index.core.llms import LLM

MOST_EVIDENCE = 24
"""Sentences that the model is given; half as many each time that they are more than it can read."""
LEAST_EVIDENCE = 3
MOST_TRIED = 5
"""Sentences tried for one that cites nothing which carries it, the nearest first."""
NOT_THERE = "NOT IN THE REPORTS"

_LINK = re.compile(r"https?:|www\.|\]\(|!\[|<[a-z/!]", re.IGNORECASE)
"""What may lead elsewhere or load something: no sentence of an answer needs it."""
_MARKS = re.compile(r"^\s*(?:[-*•#>]+|\d{1,2}[.)])\s+|\*\*|__")

Encode = Callable[[Sequence[str]], Vectors]
Show = Callable[[Answer], None]


@dataclass(frozen=True, slots=True)
class Writer:
    """A language model, as LlamaIndex and as the settings know it; `replies` is the file that keeps what it wrote."""

    llm: "LLM"
    named: Llm
    replies: Path | None = None


@dataclass(frozen=True, slots=True)
class _Kept:
    """A sentence of the model's, with the evidence that carries it."""

    text: str
    evidence: tuple[Evidence, ...]


def generate(
    writer: Writer,
    weighed: Weighed,
    plain: Answer,
    refusal: Callable[[], Answer],
    encode: Encode,
    until: float,
    show: Show | None = None,
    cancel: Event | None = None,
) -> Answer:
    """The model's answer, sentence by sentence checked; else `plain`, the extractive one, with a notice of the reason.

    The `refusal` where the model finds no answer in the evidence. All of it ends by `until` on the monotonic clock.
    `show` is given the answer as far as it has come, whenever a sentence has been checked. Raises LlmCancelled.
    """
    given = _given(weighed, plain)
    try:
        while True:
            replies: list[Reply] = []
            messages = _messages(weighed, plain, dict(enumerate(given, start=1)))
            bounds = limits(writer.named, until)
            deltas = kept_stream(writer.replies, writer.llm, messages, bounds, cancel, replies.append)
            try:
                kept, dropped = _read(writer, plain, given, encode, deltas, show)
            except LlmOverflow:
                if len(given) <= LEAST_EVIDENCE:
                    raise
                given = given[: len(given) // 2]
                continue
            used = replies[0]
            if kept and used.finish == "length":  # it broke off in the middle of what it wrote last
                kept = kept[:-1]
            made = _settled(writer, weighed, plain, refusal, kept, dropped, len(given))
            return replace(made, usage=used.usage, cost=cost(used.usage, writer.named))
    except LlmCancelled:
        raise
    except LlmError as error:
        return _instead(plain, str(error))


def _read(
    writer: Writer,
    plain: Answer,
    given: Sequence[Evidence],
    encode: Encode,
    deltas: Iterator[str],
    show: Show | None,
) -> tuple[list[_Kept] | None, int]:
    """The sentences that are carried and the number of others; None where the model says that there is no answer."""
    numbered = dict(enumerate(given, start=1))
    kept: list[_Kept] = []
    dropped, nothing = 0, False
    for said in cited_sentences(without_thoughts(deltas), numbered):
        if NOT_THERE in said.text:
            nothing = True
            continue
        carried = _carried(said, numbered, encode)
        kept += [carried] if carried else []
        dropped += carried is None
        if carried and show:
            show(_answer(writer, plain, kept, ()))
    return (None if nothing and not kept else kept), dropped


def _settled(
    writer: Writer,
    weighed: Weighed,
    plain: Answer,
    refusal: Callable[[], Answer],
    kept: list[_Kept] | None,
    dropped: int,
    given: int,
) -> Answer:
    """What is shown in the end: what the model wrote if enough of it is carried and no side of a dispute is missing."""
    if kept is None:
        return refusal()
    if dropped > len(kept) or not kept:
        return _instead(plain, "the language model wrote little that the coverage supports")
    stances = _stances(plain)
    if plain.status == "disputed" and len({_stance(one, stances) for one in kept} - {None}) < 2:
        return _instead(plain, "the language model left a side out")
    return _answer(writer, plain, kept, _notices(dropped, given, weighed))


def _given(weighed: Weighed, plain: Answer) -> list[Evidence]:
    """What the model is given, the most important first: what the extractive answer cites, then the most relevant."""
    cited = {(c.article, c.start): n for n, c in enumerate(plain.citations)}
    pairs = sorted(
        zip(weighed.evidence, weighed.relevance, strict=True),
        key=lambda pair: (cited.get(_place(pair[0]), len(cited)), -pair[1]),
    )
    return [evidence for evidence, _ in pairs[:MOST_EVIDENCE]]


def _messages(weighed: Weighed, plain: Answer, numbered: Mapping[int, Evidence]) -> "list[ChatMessage]":
    """The instructions, and the evidence as one line of JSON, whose strings no text of an article can close."""
    from llama_index.core.base.llms.types import ChatMessage, MessageRole

    stances = _stances(plain)
    reports = [
        {
            "n": n,
            "outlet": e.article.outlet,
            "published": e.article.published,
            "title": e.article.title,
            "speaker": e.speaker,
            "says": stances.get(_place(e)),
            "words": e.text,
        }
        for n, e in numbered.items()
    ]
    material = json.dumps({"question": weighed.question.standalone, "reports": reports}, ensure_ascii=False)
    return [
        ChatMessage(role=MessageRole.SYSTEM, content=render("answer_system", nothing=NOT_THERE)),
        ChatMessage(role=MessageRole.USER, content=material),
    ]


def _carried(said: Cited, numbered: Mapping[int, Evidence], encode: Encode) -> _Kept | None:
    """The sentence with evidence that carries it: what it cites, else what of all that was given carries it best."""
    text = _plain(said.text)
    if not any(c.isalnum() for c in text) or _LINK.search(text):
        return None
    vector = encode([text])[0]
    cited = tuple(numbered[n] for n in said.numbers)
    if cited and verify(text, vector, cited).holds:
        return _Kept(text, cited)
    near = sorted(numbered.values(), key=lambda e: -float(e.row.vector @ vector))[:MOST_TRIED]
    verdicts = [(verify(text, vector, (e,)), e) for e in near]
    found = max((pair for pair in verdicts if pair[0].holds), key=lambda pair: pair[0].support, default=None)
    return _Kept(text, (found[1],)) if found else None


def _answer(writer: Writer, plain: Answer, kept: Sequence[_Kept], notices: Sequence[str]) -> Answer:
    """The answer made of these sentences; citations are numbered in order of appearance, each place once."""
    places = {_place(e): e for one in kept for e in one.evidence}
    number = {place: n for n, place in enumerate(places, start=1)}
    citations = tuple(cite(number[p], e.article, e.row.start, e.row.end, e.speaker) for p, e in places.items())
    stances = _stances(plain)
    sentences = tuple(
        AnswerSentence(one.text, tuple(number[_place(e)] for e in one.evidence), _speaker(one), _stance(one, stances))
        for one in kept
    )
    return replace(
        plain,
        text=markdown(sentences, citations),
        sentences=sentences,
        citations=citations,
        engine=f"llm:{writer.named.model}",
        notices=(*plain.notices, *notices),
    )


def _instead(plain: Answer, reason: str) -> Answer:
    return replace(plain, notices=(*plain.notices, f"Answered in the reports' own words: {reason}."))


def _notices(dropped: int, given: int, weighed: Weighed) -> tuple[str, ...]:
    """What was left out: sentences that nothing carries, evidence that the model cannot read at once."""
    most = min(MOST_EVIDENCE, len(weighed.evidence))
    left = f"Left out, as the coverage does not support it: {counted(dropped, 'sentence')} of the language model's."
    short = f"The language model was given the best {given} of {most} sentences: it cannot read more at once."
    return (*([left] if dropped else []), *([short] if given < most else []))


def _place(evidence: Evidence) -> tuple[str, int]:
    return evidence.article.id, evidence.row.start


def _stances(plain: Answer) -> dict[tuple[str, int], Stance | None]:
    by_number = {n: sentence.stance for sentence in plain.sentences for n in sentence.citations}
    return {(c.article, c.start): by_number.get(c.number) for c in plain.citations}


def _stance(one: _Kept, stances: Mapping[tuple[str, int], Stance | None]) -> Stance | None:
    """What most of its evidence does with what is asked, as the sides were told apart."""
    held = [s for e in one.evidence if (s := stances.get(_place(e)))]
    return max(held, key=held.count, default=None)


def _speaker(one: _Kept) -> str | None:
    """Who says it, if all of its evidence is one speaker's."""
    speakers = [e.speaker for e in one.evidence]
    first = speakers[0]
    return first if first and all(s and same(first, s) for s in speakers) else None


def _plain(text: str) -> str:
    """A sentence of the model's without the marks of lists, headings and emphasis."""
    return " ".join(_MARKS.sub("", text).split())
