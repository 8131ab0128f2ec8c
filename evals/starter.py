"""A suite to begin with, made from a home's own reports: a reporter fills in the questions."""

import re
from collections.abc import Iterator, Sequence

import yaml  # type: ignore[import-untyped]

from store.article import Article
from store.sentences import split

STUBS = 4
"""Samples made from sentences of the reports."""
_TELLING = re.compile(r"[\d“”\"«»„]")
"""A sentence with a figure or a quotation is easy to ask about."""
_QUOTED = re.compile(r"[“”\"«»„]")
_WORDS = range(6, 50)

_HEAD = """\
# A suite of questions for `byline eval run THIS_FILE`. A line that begins with # is a remark.
# Write a question for every TODO (a suite with a TODO in it does not run), and change, add and remove samples.
#
# suite: my-town              # what reports call this suite; else the name of the file
# coverage: reports/          # the reports to ask, a path or a list of paths beside this file; else your own coverage
#
# A sample has these keys. All but `question` may be left out; what you leave out is not judged.
#
#   id: who-signed            # what reports call the sample; else its line. Comparisons of runs go by it.
#   kind: fact                # any word; reports group samples by it
#   question: Who signed the order?
#   after: ["Which order?"]   # earlier questions of the conversation, oldest first; or, with the answers:
#   turns: [{role: user, text: "Which order?"}, {role: assistant, text: "The one on the weir."}]
#   outlets: [Harbour Post]   # ask these outlets only
#   articles: [a.txt]         # ask these reports only
#   from: 2025-03-01          # ask reports of these days only
#   to: 2025-03-31
#   status: answered          # answered, disputed (reports contradict each other) or not_in_coverage (no report says)
#   citations:                # ALL of these should be cited, in the exact words of the report (`byline articles`
#     - source: a.txt         # names the sources)
#       words: signed the order on Monday
#     - any:                  # of these, any one will do
#         - {source: a.txt, words: the mayor signed}
#         - {source: b.txt, words: her signature}
#   facts:                    # the answer must hold these words; case does not matter
#     - "4 am"
#     - any: ["2,000", two thousand]      # in any of these wordings
#     - okay: in Westmark                 # good to have, no fault to leave out
#   must_not: [on Tuesday]    # the answer must hold none of these words

samples:
"""
_STUB = """\
  # {outlet}: {title}
  - id: {kind}-{number}
    kind: {kind}
    question: TODO ask for what these words of the report say
    status: answered
    citations:
      - source: {source}
        words: {words}

"""
_FOLLOW_UP = """\
  # A follow-up, which only makes sense after the question before it. Give it citations as above.
  - id: follow-up-1
    kind: follow-up
    after:
      - TODO a question that comes before
    question: TODO a question that leans on it, such as "And who denied that?"
    status: answered

"""
_ABSENT = """\
  # A question on the same story that no report answers: Byline should say so and not guess.
  - id: absent-1
    kind: absent
    question: TODO ask for something that no report says
    status: not_in_coverage
"""


def starter(articles: Sequence[Article]) -> str:
    """A commented suite in YAML, with sentences of the articles quoted, as many outlets as there are.

    It reads back (`evals.suites.read_suite`) once its questions, which say TODO, are written. The same articles give
    the same text, in whatever order.
    """
    stubs = (_stub(number, *chosen) for number, chosen in enumerate(_chosen(articles), start=1))
    return "".join([_HEAD, *stubs, _FOLLOW_UP, _ABSENT])


def _stub(number: int, article: Article, words: str) -> str:
    return _STUB.format(
        number=number,
        kind="quote" if _QUOTED.search(words) else "fact",
        outlet=_scalar(article.outlet or "(no outlet)"),
        title=_scalar(article.title),
        source=_scalar(article.source),
        words=_scalar(words),
    )


def _chosen(articles: Sequence[Article]) -> list[tuple[Article, str]]:
    """Sentences to ask about, one of each outlet in turn."""
    outlets: dict[str, list[Article]] = {}
    for article in sorted(articles, key=lambda article: article.source):
        outlets.setdefault(article.outlet or article.source, []).append(article)
    waiting = [_sentences(group) for group in outlets.values()]
    chosen: list[tuple[Article, str]] = []
    while waiting and len(chosen) < STUBS:
        group = waiting.pop(0)
        if found := next(group, None):
            chosen.append(found)
            waiting.append(group)
    return chosen


def _sentences(articles: Sequence[Article]) -> Iterator[tuple[Article, str]]:
    """Sentences of the articles' bodies, of each article those with a figure or a quotation first."""
    for article in articles:
        body = [span for span in article.spans if span.kind == "body"]
        sentences = [article.text[start:end] for start, end, _ in split(article.text, body)]
        usable = [sentence for sentence in sentences if len(re.findall(r"\w+", sentence)) in _WORDS]
        yield from ((article, sentence) for sentence in sorted(usable, key=lambda s: not _TELLING.search(s)))


def _scalar(text: str) -> str:
    """A stranger's text as a YAML scalar on one line, whatever it holds; fit for a remark too."""
    dumped: str = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=float("inf"))
    return dumped.strip()
