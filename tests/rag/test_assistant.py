"""The whole way from a question to an answer, over real homes with a stand-in for the embedding model."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals import newswire
from rag.answer import Answer, Filters, ReportedBy, Turn
from rag.assistant import Assistant, open_assistant
from rag.errors import AskError
from rag.question import FACTS, wants
from rag.reply import NEAREST
from rag.settings import Settings
from store.article import Coverage, Draft
from store.decode import stored
from store.errors import HomeError, NotFound
from store.home import discard, open_home, writing
from tests.homes import HashEmbedder, put_in
from tests.rag.conftest import STORY
from tests.rag.making import EMBEDDER, assistant, logged

COVERED = "Did divers find a crack the length of a hand in the eastern pivot?"
NOT_COVERED = "Does photosynthesis need chlorophyll molecules?"


def check(made: Answer, over: Assistant) -> None:
    """What holds for every answer."""
    for cited in (made.citations, made.nearest):
        assert [c.number for c in cited] == list(range(1, len(cited) + 1))
        for c in cited:
            text = over.article(c.article, c.revision).text
            assert text[c.start : c.end] == c.quote != ""
            assert c.verified == "exact"
    assert 0 <= made.confidence <= 1
    assert made.engine == "extractive"
    assert made.to_json()["timings_ms"].keys() == {"retrieve", "total"}
    assert 0 <= made.timings_ms["retrieve"] <= made.timings_ms["total"]
    if made.status == "not_in_coverage":
        assert (made.sentences, made.citations) == ((), ())
        assert len(made.nearest) <= NEAREST
    else:
        assert made.nearest == ()
        known = [c.number for c in made.citations]
        assert [n for s in made.sentences for n in s.citations] == known != []
        assert all(s.citations for s in made.sentences)
        assert made.text.count("\n\n") == len(made.sentences) - 1


def take_out(over: Assistant, source: str) -> None:
    """Remove an article, as another process would."""
    home = over._home
    with home.read() as db:
        story = home.story(db)
    with writing(home, lambda _: None):
        discard(home, story, over.article(source).id)


def untimed(made: Answer) -> Answer:
    return replace(made, timings_ms={})


def test_an_answer_cites_every_report_that_says_it(harbour: Assistant) -> None:
    made = harbour.ask(COVERED)
    check(made, harbour)
    assert made.status == "answered"
    said = made.sentences[0]
    assert said.text == "Divers found a crack the length of a hand in the eastern pivot."
    by_number = {c.number: c for c in made.citations}
    assert {by_number[n].source for n in said.citations} == {"post.txt", "radio.txt", "wire.txt"}
    assert said.text + " — " in made.text
    assert made.reported_by.outlets == 3
    assert made.coverage == Coverage(3, 2, "2025-11-18", "2025-11-19")


def test_whom_a_question_describes_by_an_office_it_names(harbour: Assistant) -> None:
    made = harbour.ask("What did the board’s chair say about the warning?")
    assert made.standalone_question == "What did Ines Caldera say about the warning?"
    assert [s.speaker for s in made.sentences] == ["Ines Caldera"]


def test_he_is_whom_an_earlier_question_described_by_an_office(harbour: Assistant) -> None:
    turns = (Turn("user", "What did the board’s chair say?"), Turn("assistant", "That nobody had been warned."))
    assert harbour.ask("What did he deny?", turns).standalone_question == "What did Ines Caldera deny?"


def test_where_outlets_are_compared_an_office_stays_as_it_is(harbour: Assistant) -> None:
    asked = "Which outlets report that the board’s chair denied it?"
    assert harbour.ask(asked).standalone_question == asked


@pytest.mark.parametrize("earlier", ["??", "\u200b", "word " * 700])
def test_any_earlier_turn_can_be_asked_after(harbour: Assistant, earlier: str) -> None:
    assert harbour.ask("Why did he say that?", [Turn("user", earlier)]).question == "Why did he say that?"


def test_who_holds_an_office_is_asked_as_it_is(harbour: Assistant) -> None:
    made = harbour.ask("Who is the governor?")
    assert made.standalone_question == "Who is the governor?"
    assert "Pylypchuk" in made.sentences[0].text


def test_a_refusal_says_what_was_searched_and_shows_the_nearest(harbour: Assistant) -> None:
    made = harbour.ask(NOT_COVERED)
    check(made, harbour)
    assert made.status == "not_in_coverage"
    assert len(made.nearest) == NEAREST
    assert made.text == (
        "The coverage does not hold an answer to this. Searched: 3 reports, 2 outlets, 18–19 November 2025."
    )


def test_a_refusal_behind_filters_says_what_was_left_to_search(harbour: Assistant) -> None:
    made = harbour.ask(NOT_COVERED, filters=Filters(outlets=("ellery post",)))
    check(made, harbour)
    assert made.text.endswith("Searched: 1 report, 1 outlet, 18 November 2025.")
    assert {c.source for c in made.nearest} == {"post.txt"}
    undated = harbour.ask(NOT_COVERED, filters=Filters(articles=("wire.txt",)))
    assert undated.text.endswith("Searched: 1 report, 0 outlets.")


def test_an_answer_says_how_many_passages_it_was_looked_for_in(harbour: Assistant) -> None:
    whole, part = (
        harbour.ask(COVERED).searched,
        harbour.ask(COVERED, filters=Filters(outlets=("ellery post",))).searched,
    )
    assert whole and whole.coverage == harbour.coverage()
    assert part and part.coverage.articles == 1 and 0 < part.passages < whole.passages


def test_filters_that_nothing_passes_leave_nothing_to_search(harbour: Assistant) -> None:
    made = harbour.ask(COVERED, filters=Filters(outlets=("Nobody's Gazette",)))
    check(made, harbour)
    assert (made.status, made.confidence, made.nearest) == ("not_in_coverage", 0.0, ())
    assert made.text == (
        "There is nothing to search here: the story holds 3 reports, 2 outlets, 18–19 November 2025, "
        "and none passes the filters."
    )


@pytest.mark.parametrize(
    ("filters", "cited"),
    [
        (Filters(outlets=("öresund radio",)), {"radio.txt"}),
        (Filters(articles=("wire.txt", "post.txt")), {"wire.txt", "post.txt"}),
        (Filters(first="2025-11-19", last="2025-11-19"), {"radio.txt"}),
    ],
)
def test_an_answer_cites_only_what_passes_the_filters(harbour: Assistant, filters: Filters, cited: set[str]) -> None:
    made = harbour.ask(COVERED, filters=filters)
    check(made, harbour)
    assert {c.source for c in made.citations} == cited


@pytest.mark.parametrize("name", ["Brandvold", "Mr Brandvold", "tomas brandvold"])
def test_of_a_speaker_only_what_that_speaker_says_is_weighed_and_found(harbour: Assistant, name: str) -> None:
    narrowed = Filters(speaker=name)
    made = harbour.ask("Was the board warned in May?", filters=narrowed)
    check(made, harbour)
    assert {(c.source, c.speaker) for c in made.citations} == {("wire.txt", "Tomas Brandvold")}
    assert {s.speaker for s in made.sentences} == {"Tomas Brandvold"}
    said = {q.text for q in harbour.quotes(speaker=name)}
    for e in harbour.weigh("Was the board warned in May?", filters=narrowed).evidence:
        assert e.speaker == "Tomas Brandvold" and any(words in e.text for words in said)
    hits = harbour.search("Was the board warned in May?", filters=narrowed).hits
    assert {h.article.source for h in hits} == {"radio.txt", "wire.txt"}
    assert all("Brandvold" in h.text for h in hits)


def test_a_speaker_who_says_nothing_leaves_nothing_to_search(harbour: Assistant) -> None:
    made = harbour.ask(COVERED, filters=Filters(speaker="Napoleon"))
    check(made, harbour)
    assert (made.status, made.nearest) == ("not_in_coverage", ())
    assert harbour.search(COVERED, filters=Filters(speaker="Napoleon")).hits == ()


def test_an_answer_counts_the_independent_reports_behind_it(harbour: Assistant) -> None:
    made = harbour.ask(COVERED)
    assert made.independent is not None
    assert 1 <= made.independent <= made.reported_by.outlets
    assert harbour.ask(NOT_COVERED).independent is None


def test_what_one_report_takes_from_another_is_one_report(home_path: Path) -> None:
    text = next(newswire.articles(1, seed=3)).text
    outlets = (("Agency", "2025-03-11"), ("Post", "2025-03-12"))
    over = assistant(home_path, [Draft(f"{name}.txt", text, "T", name, published=day) for name, day in outlets])
    made = over.ask(text.split("\n")[0])
    assert {c.outlet for c in made.citations} == {"Agency", "Post"}
    assert made.reported_by == ReportedBy(2, 1)


@pytest.mark.parametrize(
    "question",
    [COVERED, NOT_COVERED, "Who denied that anyone had been warned?", "What does a new pivot cost?", "bridge"],
)
def test_the_same_question_has_the_same_answer(harbour: Assistant, question: str) -> None:
    first = harbour.ask(question)
    check(first, harbour)
    assert untimed(harbour.ask(question)) == untimed(first)
    again = Assistant(harbour._home, EMBEDDER)  # type: ignore[arg-type]
    assert untimed(again.ask(question)) == untimed(first)


@pytest.mark.parametrize(
    "question",
    [
        "Who said that the board had been warned in May?",
        "When did Governor Pylypchuk promise help on Wednesday?",
        "Where did divers find a crack the length of a hand?",
        "How many hours a day do drivers lose?",
    ],
)
def test_a_question_for_a_fact_has_two_sentences_at_most(harbour: Assistant, question: str) -> None:
    assert wants(question) in FACTS
    made = harbour.ask(question)
    check(made, harbour)
    assert len(made.sentences) <= 2


def test_a_follow_up_is_answered_in_the_light_of_what_was_asked(harbour: Assistant) -> None:
    turns = (Turn("user", "Did divers find a crack in the eastern pivot?"), Turn("assistant", "They did."))
    made = harbour.ask("Was it a crack the length of a hand?", turns)
    check(made, harbour)
    assert made.question == "Was it a crack the length of a hand?"
    assert made.standalone_question == f"{turns[0].text} {made.question}"
    assert "the length of a hand" in made.sentences[0].text


@pytest.mark.parametrize("question", ["", "?!", "x" * 20_000])
def test_a_question_that_cannot_be_asked(harbour: Assistant, question: str) -> None:
    for ask in (harbour.ask, harbour.search):
        with pytest.raises(AskError):
            ask(question)  # type: ignore[operator]


def test_what_is_put_in_and_taken_out_is_seen_at_once(tmp_path: Path) -> None:
    over = assistant(tmp_path / "home", STORY[:1])
    assert {c.source for c in over.ask(COVERED).citations} == {"post.txt"}
    writer = assistant(tmp_path / "home", STORY)
    assert {c.source for c in over.ask(COVERED).citations} == {"post.txt", "radio.txt", "wire.txt"}
    assert over.coverage().articles == 3
    take_out(writer, "post.txt")
    assert {c.source for c in over.ask(COVERED).citations} == {"radio.txt", "wire.txt"}


def test_a_story_that_has_lost_its_last_report_refuses(tmp_path: Path) -> None:
    over = assistant(tmp_path / "home", STORY[:1])
    take_out(over, "post.txt")
    made = over.ask(COVERED)
    check(made, over)
    assert "the story holds 0 reports, 0 outlets" in made.text
    assert over.search(COVERED).hits == ()


def test_a_changed_report_is_cited_in_its_new_revision(tmp_path: Path) -> None:
    over = assistant(tmp_path / "home", STORY[:1])
    before = over.ask(COVERED).citations[0]
    home = open_home(tmp_path / "home", "default")
    moved = replace(STORY[0], text="A line that was not there before.\n\n" + STORY[0].text)
    assert put_in(home, [moved], EMBEDDER).outcomes == {"post.txt": "updated"}
    after = over.ask(COVERED).citations[0]
    assert (before.revision, after.revision) == (1, 2)
    assert after.start > before.start
    assert over.article("post.txt", 1).text[before.start : before.end] == before.quote
    assert over.article("post.txt").text[after.start : after.end] == after.quote


def test_outlets_and_articles_of_the_story(harbour: Assistant) -> None:
    assert harbour.outlets() == ["Ellery Post", "Öresund Radio"]
    assert [a.source for a in harbour.articles()] == ["post.txt", "radio.txt", "wire.txt"]
    with pytest.raises(NotFound, match=r"nothing\.txt"):
        harbour.article("nothing.txt")


# Opening.


def test_a_home_is_opened_with_its_story_and_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assistant(tmp_path / "home", STORY)
    monkeypatch.setattr("rag.assistant.Embedder", lambda name: HashEmbedder(name, dimension=256))
    over = open_assistant(Settings(tmp_path / "home", model="hash"), lambda _: None)
    assert over.ask(COVERED).status == "answered"
    with pytest.raises(HomeError, match=r"other.*byline reindex"):
        open_assistant(Settings(tmp_path / "home", model="other"), lambda _: None)
    with pytest.raises(NotFound, match="'default'"):
        open_assistant(Settings(tmp_path / "home", "unknown", model="hash"), lambda _: None)


# Anything at all.

STRANGE = st.sampled_from(
    [
        "👩🏽‍🚒",
        "e\u0301",
        "\u202e",
        "\u2066a\u2069",
        "\u2028",
        "\u2029",
        "\x85",
        "\x0b",
        "\u200b",
        "\ufeff",
        "𝔘",
        "ﬁ",
        "İ",
        "ß",
    ]
)
WORDS = st.sampled_from(
    ["crack", "pivot", "Caldera", "said", "the", "bridge", "Mr.", "4.2", "“No,”", "- ", "—", "[1]", "<b>"]
)
SENTENCE = st.lists(WORDS | STRANGE | st.text(max_size=5), min_size=1, max_size=9).map(" ".join)
TEXT = st.lists(SENTENCE, min_size=1, max_size=7).map(lambda s: ". ".join(s) + ".") | st.lists(
    SENTENCE, min_size=1, max_size=7
).map("\n".join)


@settings(max_examples=10)
@given(
    st.lists(TEXT.map(stored), min_size=1, max_size=4),
    st.lists(SENTENCE | TEXT, min_size=1, max_size=4),
    st.sampled_from([None, "Post", "\u202ePost", "[x](y)"]),
)
def test_whatever_the_articles_every_answer_is_cited_to_the_character(
    reports: list[str], questions: list[str], outlet: str | None
) -> None:
    drafts = [Draft(f"{n}.txt", text, f"Title {n}", outlet) for n, text in enumerate(reports)]
    with tempfile.TemporaryDirectory() as folder:
        over, log = logged(Path(folder), drafts)
        for question in [*questions, reports[0][:500]]:
            try:
                made = over.ask(question)
            except AskError:
                continue
            check(made, over)
            assert untimed(over.ask(question)) == untimed(made)
        assert len(over.articles()) == list(log.outcomes.values()).count("added")
        over._home.index.close()
        over._home.engine.dispose()


def test_who_is_named_in_the_question_but_in_no_report_is_said_with_the_refusal(harbour: Assistant) -> None:
    weighed = harbour.weigh("What did Dolores Umbridge say about the pivot?")
    assert weighed.asked.strangers == ("Dolores", "Umbridge")
    answer = harbour.ask("Where in Kyoto does Dolores Umbridge sell umbrellas?")
    assert answer.status == "not_in_coverage"
    assert answer.notices == ("No report names Kyoto, Dolores, Umbridge.",)
    assert harbour.ask("Does Dolores Umbridge sell umbrellas?").notices == ("No report names Dolores Umbridge.",)


def test_a_name_in_another_spelling_is_no_stranger(harbour: Assistant) -> None:
    assert harbour.weigh("What did Yevhen Pilipchuk promise?").asked.strangers == ()
