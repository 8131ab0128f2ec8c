"""The HTML of answers and reports: right, and harmless whatever the text holds."""

from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer import Answer, AnswerSentence, Citation, Searched
from rag.conversation import Message
from rag.lookup.bibliography import web_address
from rag.wording import visible
from store.article import Coverage
from tests.ui.newsroom import ARTICLES, HOSTILE_ARTICLE, Newsroom, article, cite
from ui import message
from ui.sources import Cited, coverage_list, report
from ui.talk import Asked
from ui.template import address, isolated, label, linked, long_date

OURS = {
    "a", "article", "bdi", "br", "button", "div", "h2", "h3", "header", "li", "mark", "p", "span", "ul",
}  # fmt: skip


class Seen(HTMLParser):
    """The tags, links and text that a browser would find, and the text inside `mark.focus`."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.links: list[str] = []
        self.text = self.focus = ""
        self.inside = ""
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names.update(name for name, _ in attrs)
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag == "mark":
            self.inside = dict(attrs)["class"] or ""

    def handle_endtag(self, tag: str) -> None:
        self.inside = "" if tag == "mark" else self.inside

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.inside == "focus":
            self.focus += data


def opened(quote: Citation) -> Cited:
    return Cited(quote.start, quote.end, quote.number)


# text


def test_text_is_escaped_and_loses_what_hides_or_reorders_it() -> None:
    hostile = "<b a='1'>\u202egnp\u202c & \x00\u200b\""
    assert isolated(hostile) == '<bdi dir="auto">&lt;b a=&#39;1&#39;&gt;gnp &amp; &#34;</bdi>'


def test_text_stands_on_one_line_so_that_markdown_leaves_it_alone() -> None:
    assert isolated("one\n\n* two\u2028three\r\n") == '<bdi dir="auto">one * two three </bdi>'


def test_long_text_ends_in_an_ellipsis_and_is_cut_before_it_is_escaped() -> None:
    assert isolated("&" * 10, 4) == '<bdi dir="auto">&amp;&amp;&amp;…</bdi>'


def test_isolated_text_keeps_its_direction_to_itself() -> None:
    assert isolated("שלום") == '<bdi dir="auto">שלום</bdi>'


@pytest.mark.parametrize("url", ["https://a.example/x?y=1", "http://a.example"])
def test_web_addresses_are_linked_without_referrer_or_opener(url: str) -> None:
    assert web_address(url) == url
    assert 'rel="noopener noreferrer nofollow"' in linked("x", url)


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "//a.example",
     "file:///etc/passwd", "https://", "https://bank.example@evil.example/", "http://[", " https://a.example"],
)  # fmt: skip
def test_other_addresses_are_no_links(url: str | None) -> None:
    assert linked("label", url) == "label"


# dates


@pytest.mark.parametrize(
    ("published", "words"),
    [
        ("2025-03-14", "14 March 2025"),
        ("2025-03-04T23:10:00+01:00", "4 March 2025"),
        (None, "Undated"),
        ("soon", "soon"),
    ],
)
def test_dates_are_written_out(published: str | None, words: str) -> None:
    assert long_date(published) == words


# what a chip links to


@given(st.text(max_size=40), st.integers(1, 99), st.integers(0, 10**6), st.integers(10**6 + 1, 10**8), st.booleans())
def test_an_address_says_all_that_the_panel_needs(source: str, revision: int, start: int, end: int, near: bool) -> None:
    query = parse_qs(urlsplit(address(source, revision, start, end, 3, near)).query, keep_blank_values=True)
    numbers = {"revision": revision, "start": start, "end": end, "number": 3, "near": int(near)}
    assert query == {"article": [source]} | {name: [str(value)] for name, value in numbers.items()}


def test_a_chip_says_where_it_leads() -> None:
    one = cite(1, ARTICLES[1], "Tomas Brandvold")
    assert label(one) == "Citation 1: Coast Radio, 19 November 2025, exact words"
    answer = Newsroom().ask("cost")
    near = message.answered(Message(replace(answer, citations=(replace(answer.citations[0], verified="near"),))))
    assert "near match" in near and 'class="chip near"' in near
    assert f'title="{label(answer.citations[0])}"' in message.answered(Message(answer))


def test_what_stands_beside_the_answer_is_marked_as_context() -> None:
    answer = Newsroom().ask("cost")
    beside = replace(answer, citations=(*answer.citations[:-1], replace(answer.citations[-1], context=True)))
    assert message.answered(Message(beside)).count('class="badge context"') == 1
    assert 'class="badge context"' not in message.answered(Message(answer))


def test_an_unknown_outlet_is_said_to_be_unknown() -> None:
    one = cite(4, ARTICLES[2], "Ines Caldera denied it")
    assert label(one) == "Citation 4: Outlet unknown, 20 November 2025, exact words"
    assert "Outlet unknown" in message.answered(Message(Newsroom().ask("warned")))
    assert "Outlet unknown" in report(ARTICLES[2], opened(one))


def test_a_question_that_was_rewritten_stands_as_it_was_read_above_the_answer() -> None:
    answer = Newsroom().ask("warned")
    assert "Read as" not in message.answered(Message(answer))
    read = Seen(message.answered(Message(replace(answer, standalone_question="Who warned <b>Hale</b>?")))).text
    assert "Read as: Who warned <b>Hale</b>?" in read


# the report


def test_the_mark_holds_exactly_the_cited_words() -> None:
    one = cite(1, ARTICLES[0], "We saw it in time, and nobody was on the span")
    assert Seen(report(ARTICLES[0], opened(one))).focus == one.quote


def test_a_citation_over_two_paragraphs_is_marked_in_both() -> None:
    one = cite(1, ARTICLES[0], "said on Tuesday.\n\nInspectors found a crack")
    assert Seen(report(ARTICLES[0], opened(one))).focus == "said on Tuesday. Inspectors found a crack"


def test_around_the_cited_words_the_neighbours_are_shown_and_the_rest_is_folded() -> None:
    shut = report(ARTICLES[0], opened(cite(1, ARTICLES[0], "The swing bridge at Port Ellery")))
    assert '<div class="text folded">' in shut
    assert 'far">Ms Caldera put the cost' in shut.replace(" far", "far")
    assert 'class="body">Inspectors' in shut
    assert "Show the whole report" in shut


def test_what_is_no_reporting_is_labelled() -> None:
    seen = report(ARTICLES[0], opened(cite(1, ARTICLES[0], "The board meets again")))
    assert '<span class="aside-label">Caption</span>' in seen
    assert '<span class="aside-label">Promotion</span>' in seen


def test_the_head_says_who_when_and_which_revision_and_links_to_the_original() -> None:
    seen = Seen(report(ARTICLES[0], opened(cite(1, ARTICLES[0], "The board meets again"))))
    for part in ("Ellery Post", "18 November 2025", "By Maud Okafor", "Revision 1", "Verified: exact words"):
        assert part in seen.text
    assert "https://post.example/bridge" in seen.links


def test_an_older_revision_and_a_near_match_say_so() -> None:
    older = article("a", "T", "Some words here.", None, None, revisions=2)  # type: ignore[arg-type]
    seen = Seen(report(older, Cited(0, 10, near=True)))
    assert "the report has since changed" in seen.text
    assert "Near match" in seen.text


def test_a_report_opened_as_a_whole_has_no_mark_and_nothing_folded() -> None:
    whole = report(ARTICLES[0])
    assert "<mark" not in whole
    assert "folded" not in whole


def test_of_an_endless_line_only_the_neighbourhood_is_sent() -> None:
    endless = article("a", "T", "word " * 400_000, None, None)
    seen = report(endless, Cited(1_000_000, 1_000_004))
    assert Seen(seen).focus == "word"
    assert len(seen) < 200_000


@given(st.text(max_size=300), st.integers(0, 300), st.integers(1, 80))
def test_whatever_the_text_holds_the_mark_is_the_cited_words_and_all_tags_are_ours(
    text: str, start: int, length: int
) -> None:
    made = article("a", text, text, text, text, text)
    seen = Seen(report(made, Cited(start, start + length, 1)))
    quoted = visible(text[start : start + length])
    assert "".join(seen.focus.split()) in {"".join(quoted.split()), ""}
    assert seen.focus or not quoted.strip()
    assert seen.tags <= OURS


def test_a_hostile_article_brings_no_tag_no_handler_and_no_link() -> None:
    room = Newsroom((HOSTILE_ARTICLE,))
    answer = room.ask("hostile")
    for markup in (
        message.answered(Message(answer)),
        report(HOSTILE_ARTICLE, opened(answer.citations[0])),
        coverage_list([HOSTILE_ARTICLE]),
    ):
        seen = Seen(markup)
        assert seen.tags <= OURS
        assert not any(name.startswith("on") or name == "style" or name == "src" for name in seen.names)
        assert all(link.startswith("report?") for link in seen.links)
        assert "\u202e" not in seen.text
        assert "\n" not in markup


# the chat


def test_a_question_is_shown_as_it_was_typed() -> None:
    (question, _) = message.pending(Asked("<b>*hi*</b>\n# two"), "")
    assert Seen(question["content"]).text == "<b>*hi*</b># two"
    assert "<br>" in question["content"]


def test_each_sentence_ends_in_the_chips_that_carry_it() -> None:
    answer = Newsroom().ask("cost")
    text = message.answered(Message(answer))
    assert text.index("4.2 million crowns") < text.index("Citation 1:") < text.index("Divers found")
    assert text.index("has not grown since.") < text.index("Citation 2:") < text.index("Citation 3:")


def test_an_answer_says_how_widely_reported_and_how_sure_it_is() -> None:
    text = Seen(message.answered(Message(Newsroom().ask("cost")))).text
    assert "Reported by 2 outlets" in text
    assert "Confidence: high 0.91" in text


def test_an_answer_says_who_speaks_and_how_many_report_it_independently() -> None:
    text = Seen(message.answered(Message(replace(Newsroom().ask("warned"), independent=1)))).text
    assert "Tomas Brandvold, in Outlet unknown" in text
    assert "Reported by 1 unknown outlet, 1 independently" in text


def test_a_card_says_who_speaks_there_and_a_hostile_name_is_escaped() -> None:
    said = cite(1, ARTICLES[0], "the town had been lucky", "<b>Ines</b> Caldera")
    text = message.answered(Message(replace(Newsroom().ask("cost"), citations=(said,))))
    assert "<b>" not in text
    assert "<b>Ines</b> Caldera: the town had been lucky" in Seen(text).text


def test_a_dispute_is_named_and_its_sides_are_labelled() -> None:
    text = Seen(message.answered(Message(Newsroom().ask("warned")))).text
    assert "The reports disagree on this." in text
    assert text.index("Asserts it") < text.index("Tomas Brandvold") < text.index("Denies or doubts it")


def test_sides_that_differ_in_a_value_have_a_column_for_each_who_holds_one() -> None:
    made = Newsroom().ask("warned")
    sentences = tuple(replace(s, stance="asserts") for s in made.sentences)
    text = message.answered(Message(replace(made, sentences=sentences)))
    assert text.count('<div class="side asserts">') == 2
    assert text.index("<h3") < text.index("Tomas Brandvold") < text.index("The board was warned")


def test_an_answer_says_what_was_searched_for_it() -> None:
    behind = Searched(412, Coverage(5, 4, None, None))
    made = replace(Newsroom().ask("cost"), searched=behind)
    assert "Searched 412 passages of 5 reports → 2 sentences" in Seen(message.answered(Message(made))).text
    refusal = Seen(message.answered(Message(replace(Newsroom().ask("Who won?"), searched=behind)))).text
    assert "Searched: 5 reports, 4 outlets." in refusal and "→ no answer" in refusal


def test_a_card_has_all_the_cited_words_of_a_report_that_is_gone() -> None:
    long = cite(1, ARTICLES[0], ARTICLES[0].text[:400])
    made = Message(replace(Newsroom().ask("cost"), citations=(long,)))
    assert visible(long.quote[-40:]).strip() not in Seen(message.answered(made)).text
    text = Seen(message.answered(made, states={long: "removed"})).text
    assert visible(long.quote[-40:]).strip() in text and "No longer in the coverage" in text


def test_a_refusal_says_what_was_searched_and_offers_the_nearest() -> None:
    seen = Seen(message.answered(Message(Newsroom().ask("Who won the match?"))))
    assert "The coverage does not hold an answer" in seen.text
    assert "Searched: 3 reports, 2 outlets, 18–20 November 2025" in seen.text
    assert "The board meets again on 3 December." in seen.text
    assert seen.links


def test_notices_are_shown() -> None:
    base = Newsroom().ask("cost")
    noticed = Answer(
        base.question, base.question, "answered", 0.3, "", (AnswerSentence("S.", (1,)),), base.citations[:1], (),
        base.coverage, "extractive", notices=("The date filter leaves <2> reports.",),
    )  # fmt: skip
    assert "leaves &lt;2&gt; reports" in message.answered(Message(noticed))
    assert "Confidence: low" in message.answered(Message(noticed))


def test_cards_stand_one_a_report_in_the_order_of_their_numbers() -> None:
    text = Seen(message.answered(Message(Newsroom().ask("cost")))).text.partition("2 reports cited")[2]
    assert text.count("Swing bridge shut") == 1
    assert text.index("Ellery Post") < text.index("Coast Radio")


def test_a_large_coverage_is_listed_newest_first_and_in_part() -> None:
    many = [article(f"a{i}", f"Title {i}", "Text.", "O", f"2025-01-01T00:{i:02}:00") for i in range(50)]
    text = Seen(coverage_list(many)).text
    assert text.index("Title 49") < text.index("Title 48")
    assert "Title 9 " not in text
    assert "and 10 more reports" in text
