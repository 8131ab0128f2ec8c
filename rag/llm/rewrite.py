"""Questions that a language model words: a follow-up so that it stands alone, and what may be asked next.

Each is taken only if it can be trusted. The rules of `followup` do the first whenever the model gives nothing.
"""

from collections.abc import Sequence

from prompts import render
from rag.answer import Answer, Turn
from rag.errors import LlmError
from rag.llm.client import Allowance
from rag.llm.markers import bare
from rag.llm.replies import said
from rag.wording import visible
from rag.words import content_words
from store import lexical

LONGEST = 400
"""Characters of a question that stands alone."""
MOST = 3
"""Questions suggested."""


def rewritten(allowance: Allowance, asked: str, turns: Sequence[Turn]) -> str | None:
    """The question as the model would ask it without the turns; None without a trustworthy one in time.

    Raises LlmCancelled.
    """
    told = [{"role": turn.role, "text": turn.text} for turn in turns]
    try:
        reply = visible(said(allowance, render("standalone_question"), {"turns": told, "question": asked})).strip()
    except LlmError:
        return None
    return reply if keeps(asked, turns, reply) else None


def suggested(allowance: Allowance, answer: Answer) -> list[str]:
    """What the model thinks may be asked next, of names and numbers that answer and citations have.

    Whether they can be answered is for the caller to see. Empty where the model fails. Raises LlmCancelled.
    """
    quotes = [c.quote for c in answer.citations]
    material = {"question": answer.standalone_question, "answer": answer.text, "reports": quotes}
    try:
        lines = said(allowance, render("follow_ups"), material).splitlines()
    except LlmError:
        return []
    known = set(lexical.terms(" ".join([answer.standalone_question, *(s.text for s in answer.sentences), *quotes])))
    asked = dict.fromkeys(map(bare, lines))
    return [q for q in asked if q.endswith("?") and len(q) <= LONGEST and _named(q) <= known][:MOST]


def keeps(asked: str, turns: Sequence[Turn], reply: str) -> bool:
    """Whether a rewriting has all names and numbers of the question, and no content word from elsewhere."""
    own = set(lexical.terms(asked))
    known = own.union(*(lexical.terms(turn.text) for turn in turns))
    wording = {term for _, term in content_words(reply)}
    return bool(wording) and len(reply) <= LONGEST and _named(asked) <= wording <= known


def _named(text: str) -> set[str]:
    """The names and numbers of a question, as index terms."""
    return {term for word, term in content_words(text) if word[0].isupper() or word[0].isdigit()}
