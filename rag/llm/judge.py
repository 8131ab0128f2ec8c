"""Whether a language model holds that cited words support a sentence: for evaluations, and to check answers with."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from prompts import render
from rag.answer import Citation
from rag.errors import LlmError

Ask = Callable[[str, Mapping[str, Any]], str]
"""Puts instructions and material to a model. Raises LlmError."""

_VERDICTS = {"yes": True, "no": False}


def supported(ask: Ask, cited: Sequence[Citation], sentence: str) -> bool | None:
    """What the model says; None where it fails, or says neither yes nor no. Raises LlmCancelled."""
    reports = [{"outlet": c.outlet, "title": c.title, "published": c.published, "words": c.quote} for c in cited]
    try:
        verdict = ask(render("judge_support"), {"reports": reports, "sentence": sentence})
    except LlmError:
        return None
    return _VERDICTS.get(verdict.strip().rstrip(".").casefold())
