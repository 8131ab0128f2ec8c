"""What readers thought of answers, as a suite that is written as if by hand: to be read over, completed, and run.

A thumb up vouches for the answer's status and for what it cites; a thumb down tells only what its reasons say.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import yaml  # type: ignore[import-untyped]

from evals.spec import SuiteFile, checked
from rag.answer import Answer
from rag.conversation import Conversation, Feedback, Message

_HEAD = """\
# Made of what readers thought of answers. Read it over before it is used: what nobody judged is left out, and the
# reports may have changed since. Run it with `byline eval run THIS_FILE`; its keys are explained by `byline eval new`.

samples:
"""


def from_feedback(conversations: Iterable[Conversation], texts: Mapping[str, str]) -> tuple[str, list[str]]:
    """The suite of all rated answers in YAML, empty if there are none, and why which of them are left out.

    `texts` are the reports as they are now, by source. Left out are ratings whose question a suite cannot ask, and
    those that vouch for words which no report has any more.
    """
    told, left_out = [], []
    for conversation in conversations:
        for number, message in enumerate(conversation.messages, start=1):
            if message.feedback:
                sample = _sample(conversation, message, texts)
                if why := _unfit(message, sample):
                    left_out.append(f"{message.answer.question!r}: {why}")
                else:
                    told.append(_written({"id": f"{conversation.id[:8]}-{number}", **sample}, message.feedback))
    return "\n".join([_HEAD, *told]) if told else "", left_out


def _unfit(message: Message, sample: Mapping[str, Any]) -> str:
    """Why a rating makes no sample; empty where it does."""
    if message.left_out or message.filters.speaker:
        return "a suite cannot narrow a question like this"
    if sample["kind"] == "liked" and message.answer.citations and "citations" not in sample:
        return "no report has the cited words any more"
    return "" if isinstance(checked({"samples": [sample]}), SuiteFile) else "it does not read as a sample"


def _sample(conversation: Conversation, message: Message, texts: Mapping[str, str]) -> dict[str, Any]:
    answer, filters, feedback = message.answer, message.filters, message.feedback
    assert feedback is not None
    made = {
        "kind": "liked" if feedback.good else "disliked",
        "question": answer.question,
        "turns": [{"role": turn.role, "text": turn.text} for turn in conversation.turns(message.after)],
        "outlets": list(filters.outlets),
        "articles": list(filters.articles),
        "from": filters.first,
        "to": filters.last,
        **(_vouched(answer, texts) if feedback.good else _faulted(answer, feedback)),
    }
    return {key: value for key, value in made.items() if value}


def _vouched(answer: Answer, texts: Mapping[str, str]) -> dict[str, Any]:
    """The status, and for each sentence any of what it cites, or its context, that still stands in its report."""
    standing = [c for c in answer.citations if c.quote in texts.get(c.source, "")]
    cited = [[c for c in standing if c.number in s.citations] for s in answer.sentences]
    for own in cited:
        own += [c for c in standing if c.context and c.source in {o.source for o in own}]
    groups = ([{"source": c.source, "words": c.quote} for c in own] for own in cited)
    claims = [own[0] if len(own) == 1 else {"any": own} for own in groups if own]
    return {"status": answer.status, "citations": claims}


def _faulted(answer: Answer, feedback: Feedback) -> dict[str, Any]:
    """What the reasons say: that there is an answer or none, and which sentences must not come again."""
    made: dict[str, Any] = {}
    if "not in the coverage" in feedback.reasons:
        made["status"] = "not_in_coverage"
    elif answer.status == "not_in_coverage" and "missed something" in feedback.reasons:
        made["status"] = "answered"
    if {"wrong source", "misquoted"} & set(feedback.reasons):
        only = len(answer.sentences) == 1 and not feedback.citations
        meant = set(feedback.citations)  # a sentence may stand on other citations as well
        made["must_not"] = [s.text for s in answer.sentences if only or meant.issuperset(s.citations)]
    return made


def _written(sample: Mapping[str, Any], feedback: Feedback) -> str:
    """A sample in YAML below what its reader said, which `repr` has on one line."""
    said = ", ".join(["thumb up" if feedback.good else "thumb down", *feedback.reasons])
    words = f": {feedback.words!r}" if feedback.words.strip() else ""
    dumped = yaml.dump([sample], Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=float("inf"))
    return f"# {said}{words}\n{dumped}"


class _Dumper(yaml.SafeDumper):  # type: ignore[misc]
    """Writes what cannot be seen as escapes."""

    def represent_str(self, data: str) -> yaml.Node:
        return self.represent_scalar("tag:yaml.org,2002:str", data, None if data.isprintable() else '"')


_Dumper.add_representer(str, _Dumper.represent_str)
