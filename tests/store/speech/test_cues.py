"""The reporting verbs and their forms."""

import pytest

from store.speech.cues import LEXICON, STRICT


@pytest.mark.parametrize(
    ("form", "verb", "kind"),
    [
        ("said", "say", "either"),
        ("says", "say", "s"),
        ("denies", "deny", "s"),
        ("denied", "deny", "either"),
        ("admitted", "admit", "either"),
        ("wrote", "write", "past"),
        ("written", "write", "participle"),
        ("read", "read", "either"),
        ("agreeing", "agree", "ing"),
        ("teaching", None, None),
        ("wishes", "wish", "s"),
        ("believe", "believe", "base"),
    ],
)
def test_a_form_leads_to_its_verb(form: str, verb: str | None, kind: str | None) -> None:
    cue = LEXICON.get(form)
    assert (cue.verb if cue else None, cue.form if cue else None) == (verb, kind)


def test_forms_that_may_be_nouns_are_marked() -> None:
    assert LEXICON["claims"].noun
    assert not LEXICON["claimed"].noun
    assert not LEXICON["says"].noun


def test_verbs_that_need_a_clause_are_in_the_lexicon() -> None:
    assert {c.verb for c in LEXICON.values()} >= STRICT
