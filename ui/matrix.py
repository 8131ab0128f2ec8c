"""A comparison in a terminal: the claims with their sources, and which outlet makes which of them."""

from typing import TYPE_CHECKING

from rag.wording import describe
from ui import terminal

if TYPE_CHECKING:
    from rag.compare import Comparison


def show(made: "Comparison") -> None:
    """The claims, the matrix of claims and outlets, what is missing and what differs, and the sources."""
    if not made.sentences:
        terminal.say(f"No outlet says anything on this. Searched: {describe(made.coverage)}.")
        return
    terminal.sentences(made.sentences, made.citations)
    speaking = [view for view in made.outlets if view.citations]
    claims = [f"{sentence.text[:40].rstrip()}…" for sentence in made.sentences]
    cells = [
        [" ".join(f"[{n}]" for n in view.citations if n in sentence.citations) for view in speaking]
        for sentence in made.sentences
    ]
    rows = [(claim, *own) for claim, own in zip(claims, cells, strict=True)]
    terminal.table(("claim", *(view.outlet for view in speaking)), rows)
    for notice in made.notices:
        terminal.notice(notice)
    terminal.citations(made.citations, "Sources")
