"""Searchable spans: looked up by row, of current revisions only."""

from store import catalogue, lexical, spans
from store.article import Draft
from store.home import Home, open_home
from tests.homes import BRIDGE, EMBEDDER, FERRY, FERRY_CHANGED, put_in, stage_only


def test_rows_lead_to_exact_words(home: Home) -> None:
    put_in(home, [FERRY, BRIDGE])
    with home.read() as db:
        story = home.story(db)
        for article in catalogue.articles(db, story):
            passages = dict(spans.texts(db, "passage", article.id, 1))
            sentences = dict(spans.texts(db, "sentence", article.id, 1))
            for row, found in spans.passages(db, passages).items():
                assert article.text[found.start : found.end] == passages[row]
                assert found.article == article.id
            holders = spans.passages_of_sentences(db, sentences)
            assert holders.keys() == sentences.keys()
            assert all(sentences[row] in passages[holder] for row, holder in holders.items())


def test_sentences_of_passages_come_in_reading_order_with_their_vectors(home: Home) -> None:
    put_in(home, [FERRY, BRIDGE])
    with home.read() as db:
        rows = [row for row, _, _ in spans.grain_vectors(db, home.story(db), "passage")]
        found = spans.sentences_within(db, spans.passages(db, rows).values())
        assert [(s.article, s.number) for s in found] == sorted((s.article, s.number) for s in found)
        assert len(found) == lexical.size(db, home.story(db).id)
        texts = {a.id: a.text for a in home.articles()}
        for sentence in found:
            vector = EMBEDDER.encode([texts[sentence.article][sentence.start : sentence.end]])[0]
            assert float(sentence.vector @ vector) > 0.999
        assert spans.sentences_within(db, []) == []


def test_what_is_pending_is_nobodys_to_find(home: Home) -> None:
    put_in(home, [FERRY])
    with home.read() as db:
        before = lexical.size(db, home.story(db).id)
    article, revision = stage_only(home, FERRY_CHANGED)
    with home.read() as db:
        old = set(spans.row_ids(db, "passage", article, below=revision))
        fresh = set(spans.row_ids(db, "passage", article)) - old
        assert fresh
        assert spans.passages(db, fresh) == {}
        assert spans.passages(db, old).keys() == old
        assert lexical.size(db, home.story(db).id) == before


SAID = Draft(
    source="said.txt",
    title="The ramp",
    text=(
        "Mayor Ada Lindqvist said the ramp was safe. “We measured it twice,” she told reporters.\n\n"
        "Divers saw a crack. Lindqvist denied that she had seen their report.\n"
    ),
)
SHORT = Draft(source="brief.txt", title="In brief", text="Mr Lindqvist said that nobody was hurt.\n")


def words(home: Home, speaker: str | None = None) -> list[tuple[str, str]]:
    """Who said what in the story."""
    texts = {a.id: a.text for a in home.articles()}
    with home.read() as db:
        rows = spans.speech_by(db, home.story(db), speaker)
    return [(row.speaker, texts[row.article][row.start : row.end]) for row in rows]


def test_speech_is_kept_with_the_exact_places_of_speaker_cue_and_words(home: Home) -> None:
    put_in(home, [SAID, BRIDGE, Draft("mute.txt", "Rain fell on the quay all week.\n")])
    with home.read() as db:
        speech = spans.speech_around(db, ((a.id, 0, len(a.text)) for a in home.articles()))
    by_source = {a.source: speech.get(a.id, ()) for a in home.articles()}
    assert by_source["mute.txt"] == ()
    safe, twice, denied = by_source["said.txt"]
    at = SAID.text.__getitem__
    assert [at(slice(s.start, s.end)) for s in (safe, twice)] == ["the ramp was safe", "We measured it twice,"]
    assert [(s.direct, s.speaker) for s in (safe, twice, denied)] == [
        (False, "Ada Lindqvist"),
        (True, "Ada Lindqvist"),
        (False, "Ada Lindqvist"),
    ]
    assert (at(slice(twice.speaker_start, twice.speaker_end)), twice.cue) == ("she", "told")
    assert at(slice(denied.cue_start, denied.cue_end)) == denied.cue == "denied"


def test_deeds_and_perceptions_are_no_speech(home: Home) -> None:
    put_in(home, [Draft("deeds.txt", "Ada Lindqvist wants a new ramp. Bo Dorn saw “a ramp that nobody had mended.”\n")])
    assert words(home) == [("Bo Dorn", "a ramp that nobody had mended.")]


def test_a_speaker_is_found_under_any_form_of_the_name_in_every_report(home: Home) -> None:
    put_in(home, [SAID, SHORT, BRIDGE])
    full = [("Ada Lindqvist", "nobody was hurt")]
    for name in ("Lindqvist", "Ms LINDQVIST", "Ada Lindqvist", "Lindqwist"):
        found = words(home, name)
        assert (found[:1], len(found)) == (full, 4), name
    assert words(home, "Bo Lindqvist") == words(home, "Ramp") == words(home, "") == []
    assert {speaker for speaker, _ in words(home)} >= {"Ada Lindqvist", "Ines Caldera", "the board"}


def test_another_story_gives_no_full_name(home: Home) -> None:
    put_in(open_home(home.path, "other"), [SAID])
    put_in(home, [SHORT])
    assert words(home, "Ada Lindqvist") == [("Lindqvist", "nobody was hurt")]


def test_speech_is_that_of_the_current_text(home: Home) -> None:
    put_in(home, [SAID])
    stage_only(home, Draft("said.txt", "Bo Dorn said it was over.\n"))
    assert words(home, "Dorn") == []
    put_in(home, [Draft("said.txt", "Bo Dorn said it was over.\n")])
    assert words(home) == [("Bo Dorn", "it was over")]
