"""Results as files: numbered references, and nothing of a report or a question that is read as markup."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rag.answer import AnswerSentence, Citation
from rag.assistant import Assistant
from rag.conversation import Conversation, Message
from rag.export import (
    FORMS,
    Section,
    export,
    form_of,
    of_answer,
    of_comparison,
    of_find,
    of_quotes,
    of_timeline,
)
from rag.timeline import timeline
from rag.wording import escape
from tests.rag.test_answer import ANSWER, FIRST, UNKNOWN

REFUSAL = replace(
    ANSWER, status="not_in_coverage", text=f"Nothing on {escape('[1] *x* 3. www.x.y')}.", sentences=(), citations=(),
    nearest=(FIRST,),
)  # fmt: skip
HOSTILE = (
    '<script src=//x></script><img src=x onerror=y> ![i](http://x/y.png) [1]: http://x "t\u202eu" & {{ 7*7 }}\n# h'
)


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    @property
    def links(self) -> list[str | None]:
        return [attributes["href"] for tag, attributes in self.tags if tag == "a"]


def made(form: str, *sections: Section, title: str = "Port") -> str:
    return export(form, title, sections, {"a1": "Maud Okafor"})


def test_an_answer_in_markdown() -> None:
    answer = replace(ANSWER, citations=(replace(FIRST, url="https://post.example/1"), UNKNOWN))
    assert made(".md", of_answer(answer)) == (
        "# Port\n\n## Why?\n\none\n\nA crack. — Ellery Post, outlet unknown [1][2]\n\n### Sources\n\n"
        "\\[1\\] Maud Okafor, “Shut”, Ellery Post, 18 November 2025 \\(post.txt, revision 2, characters 3–8\\) "
        "<https://post.example/1>\n\n> crack\n\n"
        "\\[2\\] “Shut”, outlet unknown, 18 November 2025 \\(wire.txt, revision 2, characters 3–8\\)\n\n> crack\n"
    )
    near = replace(ANSWER, citations=(replace(FIRST, verified="near"), UNKNOWN))
    assert made(".md", of_answer(near)).count("near match") == 1
    beside = replace(ANSWER, citations=(FIRST, replace(UNKNOWN, context=True)))
    assert made(".md", of_answer(beside)).count("characters 3–8, context") == 1
    assert "## Why" not in made(".md", of_answer(answer), title="Why?")


def test_a_refusal_says_so_and_cites_nothing() -> None:
    told = made(".md", of_answer(REFUSAL))
    assert f"Nothing on {escape('[1] *x* 3. www.x.y')}." in told and "### Nearest in the coverage" in told
    assert "Nothing on [1] *x* 3. www.x.y." in Page(made(".html", of_answer(REFUSAL))).text
    assert (made(".bib", of_answer(REFUSAL)), json.loads(made(".csl.json", of_answer(REFUSAL)))) == ("", [])


@given(st.text())
def test_a_refusal_is_read_back_as_it_was_before_it_was_markdown(words: str) -> None:
    assert of_answer(replace(REFUSAL, text=escape(words))).remarks[0] == words


def test_markers_in_html_lead_to_the_references_of_their_own_answer() -> None:
    page = Page(made(".html", of_answer(ANSWER), of_answer(replace(ANSWER, question="Who?"))))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert ids == ["s1-1", "s1-2", "s2-1", "s2-2"]
    assert page.links == [f"#{id}" for id in ids]


def test_html_is_one_file_that_runs_and_loads_nothing() -> None:
    page = Page(made(".html", of_answer(ANSWER)))
    assert not {"script", "img", "link", "iframe", "object", "form"} & {tag for tag, _ in page.tags}
    policy = next(a for tag, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'"


def hostile(words: str, url: str | None = "javascript:alert(1)") -> Section:
    cited = Citation(1, "a1", words, words, words, words, url, 1, 0, 9, words, words)
    answer = replace(
        ANSWER, question=words, sentences=(AnswerSentence(words, (1,), words),), citations=(cited,), notices=(words,)
    )
    return of_answer(answer)


@given(st.one_of(st.text(), st.lists(st.sampled_from(HOSTILE.split(" ")), max_size=4).map(" ".join), st.just(HOSTILE)))
def test_hostile_words_are_only_ever_words(words: str) -> None:
    harmless = [tag for tag, _ in Page(made(".html", hostile("word"), title="Port")).tags]
    page = Page(export(".html", "Port", [hostile(words)], {"a1": words}))
    assert [tag for tag, _ in page.tags] == harmless
    assert page.links == ["#s1-1"]
    read = MarkdownIt().render(export(".md", words, [hostile(words)], {"a1": words}))
    assert {tag for tag, _ in Page(read).tags} <= {"h1", "h2", "h3", "p", "blockquote"}


def test_what_is_hidden_is_left_out_and_what_is_written_is_shown() -> None:
    text = Page(made(".html", hostile(HOSTILE))).text
    assert "\u202e" not in text
    assert (
        '<script src=//x></script><img src=x onerror=y> ![i](http://x/y.png) [1]: http://x "tu" & {{ 7*7 }} # h' in text
    )


def test_only_web_addresses_become_links() -> None:
    assert Page(made(".html", hostile("x", "https://a.example/<b>"))).links == ["#s1-1", "https://a.example/%3Cb%3E"]
    assert "<https://a.example/%3Cb%3E>" in made(".md", hostile("x", "https://a.example/<b>"))
    assert "javascript" not in made(".md", hostile("x")) + made(".html", hostile("x"))


def test_a_conversation_tells_when_each_question_was_asked() -> None:
    held = Conversation("c", "Talk", (Message(ANSWER, asked_at="2025-11-20T08:30:01+00:00"), Message(REFUSAL)))
    first, second = [of_answer(m.answer, m.asked_at) for m in held.messages]
    assert first.remarks == ("one", "Asked 2025-11-20 at 08:30 UTC.")
    told = json.loads(export(".json", held.title, [first, second]))
    assert told["title"] == "Talk"
    answer = json.loads(json.dumps(ANSWER.to_json()))
    assert told["results"][0] == answer | {"asked_at": "2025-11-20T08:30:01+00:00"}
    assert [result["status"] for result in told["results"]] == ["answered", "not_in_coverage"]


def test_lookups_quotes_timelines_and_comparisons_end_in_the_same_references(harbour: Assistant) -> None:
    sections = (
        of_find(harbour.find("a crack the length of a hand")),
        of_quotes(harbour.quotes()),
        of_timeline(timeline(harbour._home)),
        of_comparison(harbour.compare("Did divers find a crack in the eastern pivot?")),
    )
    for section in sections:
        numbers = [n for sentence in section.sentences for n in sentence.citations]
        assert numbers and set(numbers) == {c.number for c in section.citations}
        assert json.loads(made(".json", section))["results"]
        for c in section.citations:
            held = harbour.article(c.article)
            assert held.text[c.start : c.end] == c.quote
    found, quoted, dated, _ = sections
    assert {c.source for c in found.citations} == {"post.txt", "radio.txt", "wire.txt"}
    assert {sentence.speaker for sentence in quoted.sentences} >= {"Tomas Brandvold"}
    assert all(re.match(r"[^:]*\d{4}: ", sentence.text) for sentence in dated.sentences)


def test_what_is_worded_otherwise_is_exported_with_the_words_that_differ(harbour: Assistant) -> None:
    section = of_find(harbour.find("a crack the width of a hand", paraphrase=False))
    assert {s.text for s in section.sentences} == {"Changed words (-width +length): a crack the length of a hand"}


def test_words_that_stand_nowhere_are_not_exported_as_found(harbour: Assistant) -> None:
    section = of_find(harbour.find("a crack the width of two hands in the western gate", paraphrase=False))
    assert (section.sentences, section.remarks, section.cited) == ((), ("No report has these words.",), False)
    assert made(".bib", section) == ""


@pytest.mark.parametrize("form", FORMS)
def test_a_files_name_says_its_form(form: str) -> None:
    assert form_of(f"My.Answer{form.upper()}") == form
    assert export(form, "Nothing", []) is not None


def test_other_names_have_no_form() -> None:
    assert form_of("answer.docx") is form_of("answer") is None
