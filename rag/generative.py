"""The generative answerer: a language model writes, and only what the cited words carry is shown.

It gets the same evidence as the extractive answerer and the sides that were found in it, and gives the same `Answer`.
Whatever goes wrong with the model, the extractive answer is there instead, with a notice that says why.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from prompts import render
from rag.answer import Answer, AnswerSentence, Stance
from rag.citations import cite
from rag.errors import LlmCancelled, LlmError, LlmOverflow
from rag.evidence import Evidence
from rag.llm.client import Allowance
from rag.llm.judge import supported
from rag.llm.markers import Cited, cited_sentences
from rag.llm.replies import pieces, said
from rag.llm.stream import Reply
from rag.llm.verify import verify
from rag.weighed import Weighed
from rag.wording import counted, markdown
from store import lexical
from store.names import same
from store.vectors import Vectors

MOST_EVIDENCE = 24
"""Sentences that the model is given; half as many each time that they are more than it can read."""
LEAST_EVIDENCE = 3
MOST_TRIED = 5
"""Sentences tried for one that cites nothing which carries it, the nearest first."""
NOT_THERE = "NOT IN THE REPORTS"
FEWEST, FOREIGN = 6, 0.3
"""A sentence of so many words, of which a lower share stands in the reports, is in another language."""

_LINK = re.compile(r"https?:|www\.|\]\(|!\[|<[a-z/!]", re.IGNORECASE)
"""What may lead elsewhere or load something: no sentence of an answer needs it."""
_MARKS = re.compile(r"^\s*(?:[-*•#>]+|\d{1,2}[.)])\s+|\*\*|__")

Encode = Callable[[Sequence[str]], Vectors]
Show = Callable[[Answer], None]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A sentence of the model's, with the evidence that carries it."""

    text: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What of a reply is carried and what is not; `nothing` where it says that there is no answer."""

    kept: list[_Kept]
    dropped: list[str]
    nothing: bool


def generate(
    allowance: Allowance,
    weighed: Weighed,
    plain: Answer,
    refusal: Callable[[], Answer],
    encode: Encode,
    show: Show | None = None,
) -> Answer:
    """The model's answer, sentence by sentence checked; else `plain`, the extractive one, with a notice of the reason.

    The `refusal` where the model finds no answer in the evidence. `show` is given the answer as far as it has come,
    whenever a sentence has been checked. Raises LlmCancelled.
    """
    given = _given(weighed, plain)
    try:
        while True:
            replies: list[Reply] = []
            material = _material(weighed, plain, given)
            deltas = pieces(allowance, render("answer_system", nothing=NOT_THERE), material, replies.append)
            try:
                read = _read(allowance, plain, given, encode, deltas, show)
            except LlmOverflow:
                if len(given) <= LEAST_EVIDENCE:
                    raise
                given = given[: len(given) // 2]
                continue
            if read.kept and replies[0].finish == "length":  # it broke off in the middle of what it wrote last
                read.kept.pop()
            return _settled(allowance, weighed, plain, refusal, read, given)
    except LlmCancelled:
        raise
    except LlmError as error:
        return _instead(plain, str(error))


def _read(
    allowance: Allowance,
    plain: Answer,
    given: Sequence[Evidence],
    encode: Encode,
    deltas: Iterator[str],
    show: Show | None,
) -> _Reading:
    numbered = dict(enumerate(given, start=1))
    read = _Reading([], [], False)
    for sentence in cited_sentences(deltas, numbered):
        if NOT_THERE in sentence.text:
            read = replace(read, nothing=True)
        elif (carried := _carried(sentence, numbered, encode)) is None or not _believed(allowance, carried):
            read.dropped.append(sentence.text)
        elif carried.text not in (one.text for one in read.kept):
            read.kept.append(carried)
            if show:
                show(_answer(allowance, plain, read.kept, ()))
    return read


def _settled(
    allowance: Allowance,
    weighed: Weighed,
    plain: Answer,
    refusal: Callable[[], Answer],
    read: _Reading,
    given: Sequence[Evidence],
) -> Answer:
    """What is shown in the end: what the model wrote if enough of it is carried and no side of a dispute is missing."""
    if read.nothing and not read.kept:
        return refusal()
    foreign = [text for text in read.dropped if _foreign(text, given)]
    if len(read.dropped) > len(read.kept) or not read.kept:
        little = "the language model wrote little that the coverage supports"
        other = "the language model wrote in another language than the reports"
        return _instead(plain, other if 2 * len(foreign) > len(read.dropped) else little)
    stances = _stances(plain)
    if plain.status == "disputed" and len({_stance(one, stances) for one in read.kept} - {None}) < 2:
        return _instead(plain, "the language model left a side out")
    return _answer(allowance, plain, read.kept, _notices(len(read.dropped), len(foreign), len(given), weighed))


def _given(weighed: Weighed, plain: Answer) -> list[Evidence]:
    """What the model is given, the most important first: what the extractive answer cites, then the most relevant."""

    def rank(evidence: Evidence, relevance: float) -> tuple[int, float]:
        row = evidence.row
        holding = (n for n, c in enumerate(plain.citations) if c.holds(evidence.article.id, row.start, row.end))
        return next(holding, len(plain.citations)), -relevance

    pairs = sorted(zip(weighed.evidence, weighed.relevance, strict=True), key=lambda pair: rank(*pair))
    return [evidence for evidence, _ in pairs[:MOST_EVIDENCE]]


def _material(weighed: Weighed, plain: Answer, given: Sequence[Evidence]) -> dict[str, Any]:
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
        for n, e in enumerate(given, start=1)
    ]
    return {"question": weighed.question.standalone, "reports": reports}


def _carried(said: Cited, numbered: Mapping[int, Evidence], encode: Encode) -> _Kept | None:
    """The sentence with evidence that carries it: what it cites, else what of all that was given carries it best."""
    text = _plain(said.text)
    if not any(c.isalnum() for c in text) or _LINK.search(text) or _foreign(text, numbered.values()):
        return None
    vector = encode([text])[0]
    cited = tuple(numbered[n] for n in said.numbers)
    if cited and verify(text, vector, cited).holds:
        return _Kept(text, cited)
    near = sorted(numbered.values(), key=lambda e: -float(e.row.vector @ vector))[:MOST_TRIED]
    verdicts = [(verify(text, vector, (e,)), e) for e in near]
    found = max((pair for pair in verdicts if pair[0].holds), key=lambda pair: pair[0].support, default=None)
    return _Kept(text, (found[1],)) if found else None


def _believed(allowance: Allowance, one: _Kept) -> bool:
    """Whether the model itself, asked as a judge where the settings want that, does not say no."""
    if not allowance.writer.named.judge:
        return True
    cited = [cite(n, e.article, e.row.start, e.row.end) for n, e in enumerate(one.evidence, start=1)]
    return supported(partial(said, allowance), cited, one.text) is not False


def _foreign(text: str, given: Iterable[Evidence]) -> bool:
    """Whether hardly any word of a sentence, names and figures apart, stands in the reports: another language's."""
    words = {word for word in lexical.words(text) if word[0].islower()}
    known = frozenset[str]().union(*(_vocabulary(e.article.text) for e in given))
    return len(words) >= FEWEST and len(words & known) < FOREIGN * len(words)


@lru_cache(maxsize=256)
def _vocabulary(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in lexical.words(text))


def _answer(allowance: Allowance, plain: Answer, kept: Sequence[_Kept], notices: Sequence[str]) -> Answer:
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
        engine=allowance.writer.engine,
        notices=(*plain.notices, *notices),
    )


def _instead(plain: Answer, reason: str) -> Answer:
    return replace(plain, notices=(*plain.notices, f"Answered in the reports' own words: {reason}."))


def _notices(dropped: int, foreign: int, given: int, weighed: Weighed) -> tuple[str, ...]:
    """What was left out: sentences that nothing carries, evidence that the model cannot read at once."""
    most = min(MOST_EVIDENCE, len(weighed.evidence))
    other = f" ({foreign} in another language than the reports)" if foreign else ""
    left = f"Left out, as the coverage does not support it: {counted(dropped, 'sentence')} of the language model's"
    short = f"The language model was given the best {given} of {most} sentences: it cannot read more at once."
    return (*([f"{left}{other}."] if dropped else []), *([short] if given < most else []))


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
