"""The generative answerer: a language model writes, and only what the cited words carry is shown.

It gets the same evidence as the extractive answerer and the sides that were found in it, and gives the same `Answer`.
Whatever goes wrong with the model, the extractive answer is there instead, with a notice that says why.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

from prompts import render
from rag.answer import Answer, AnswerSentence, Stance
from rag.citations import cite
from rag.errors import LlmError, LlmOverflow
from rag.evidence import Evidence
from rag.llm.client import Allowance
from rag.llm.judge import supported
from rag.llm.markers import THOUGHT_ENDS, bare, cited_sentences
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

Encode = Callable[[Sequence[str]], Vectors]
Show = Callable[[Answer], None]


Carried = Mapping[str, Sequence[Evidence]]
"""Sentences of the model's, each with the evidence that carries it: none where nothing does."""


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
    while True:
        try:
            read = _read(allowance, weighed, plain, given, encode, show)
        except LlmError as error:
            if not isinstance(error, LlmOverflow) or len(given) <= LEAST_EVIDENCE:
                return _instead(plain, str(error))
            given = given[: len(given) // 2]
        else:
            return _settled(allowance, weighed, plain, refusal, read, given)


def _read(
    allowance: Allowance,
    weighed: Weighed,
    plain: Answer,
    given: Sequence[Evidence],
    encode: Encode,
    show: Show | None,
) -> Carried:
    """What the model writes of the evidence; without the sentence that it broke off in, if it ran out of room."""
    replies: list[Reply] = []
    numbered = dict(enumerate(given, start=1))
    read: dict[str, Sequence[Evidence]] = {}
    text, new = "", False
    instructions, material = render("answer_system", nothing=NOT_THERE), _material(weighed, plain, given)
    for sentence in cited_sentences(pieces(allowance, instructions, material, replies), numbered):
        text = bare(sentence.text)
        if THOUGHT_ENDS in text:  # of a model whose own template begins the thought
            read, text = {}, text.rpartition(THOUGHT_ENDS)[2].strip()
        if new := text != "" and text not in read:
            read[text] = _carrying(allowance, text, sentence.numbers, numbered, encode)
            if read[text] and show:
                show(_answer(allowance, plain, read, ()))
    if new and replies[0].finish == "length":
        del read[text]
    return read


def _settled(
    allowance: Allowance,
    weighed: Weighed,
    plain: Answer,
    refusal: Callable[[], Answer],
    read: Carried,
    given: Sequence[Evidence],
) -> Answer:
    """What is shown in the end: what the model wrote if enough of it is carried and no side of a dispute is missing."""
    kept = [text for text, carrying in read.items() if carrying]
    dropped = [text for text, carrying in read.items() if not carrying and NOT_THERE not in text]
    if not kept and len(dropped) < len(read):
        return refusal()
    foreign = [text for text in dropped if _foreign(text, given)]
    if len(dropped) > len(kept) or not kept:
        little = "the language model wrote little that the coverage supports"
        other = "the language model wrote in another language than the reports"
        return _instead(plain, other if 2 * len(foreign) > len(dropped) else little)
    answer = _answer(allowance, plain, read, _notices(len(dropped), len(foreign), len(given), weighed))
    if plain.status == "disputed" and len({sentence.stance for sentence in answer.sentences} - {None}) < 2:
        return _instead(plain, "the language model left a side out")
    return answer


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


def _carrying(
    allowance: Allowance, text: str, cited: Sequence[int], numbered: Mapping[int, Evidence], encode: Encode
) -> Sequence[Evidence]:
    """The evidence that carries a sentence: what it cites, else what of all that was given carries it best."""
    if not any(c.isalnum() for c in text) or NOT_THERE in text or _LINK.search(text):
        return ()
    if _foreign(text, numbered.values()):
        return ()
    vector = encode([text])[0]
    carrying = tuple(numbered[n] for n in cited)
    if not verify(text, vector, carrying).holds:
        near = sorted(numbered.values(), key=lambda e: -float(e.row.vector @ vector))[:MOST_TRIED]
        verdicts = [(verify(text, vector, (e,)), e) for e in near]
        found = max((pair for pair in verdicts if pair[0].holds), key=lambda pair: pair[0].support, default=None)
        carrying = (found[1],) if found else ()
    return carrying if carrying and _believed(allowance, text, carrying) else ()


def _believed(allowance: Allowance, text: str, carrying: Sequence[Evidence]) -> bool:
    """Whether the model itself, asked as a judge where the settings want that, does not say no."""
    if not allowance.writer.named.judge:
        return True
    cited = [cite(n, e.article, e.row.start, e.row.end) for n, e in enumerate(carrying, start=1)]
    return supported(partial(said, allowance), cited, text) is not False


def _foreign(text: str, given: Iterable[Evidence]) -> bool:
    """Whether hardly any word of a sentence, names and figures apart, stands in the reports: another language's."""
    words = {word for word in lexical.words(text) if word[0].islower()}
    known = frozenset[str]().union(*(_vocabulary(e.article.text) for e in given))
    return len(words) >= FEWEST and len(words & known) < FOREIGN * len(words)


@lru_cache(maxsize=256)
def _vocabulary(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in lexical.words(text))


def _answer(allowance: Allowance, plain: Answer, read: Carried, notices: Sequence[str]) -> Answer:
    """The answer made of what is carried; citations are numbered in order of appearance, each place once."""
    places = {_place(e): e for carrying in read.values() for e in carrying}
    number = {place: n for n, place in enumerate(places, start=1)}
    citations = tuple(cite(number[p], e.article, e.row.start, e.row.end, e.speaker) for p, e in places.items())
    stances = _stances(plain)
    sentences = tuple(
        AnswerSentence(text, tuple(number[_place(e)] for e in carrying), _speaker(carrying), _stance(carrying, stances))
        for text, carrying in read.items()
        if carrying
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


def _stance(carrying: Sequence[Evidence], stances: Mapping[tuple[str, int], Stance | None]) -> Stance | None:
    """What most of the evidence does with what is asked, as the sides were told apart."""
    held = [s for e in carrying if (s := stances.get(_place(e)))]
    return max(held, key=held.count, default=None)


def _speaker(carrying: Sequence[Evidence]) -> str | None:
    """Who says it, if all of the evidence is one speaker's."""
    first = carrying[0].speaker
    return first if first and all(e.speaker and same(first, e.speaker) for e in carrying) else None
