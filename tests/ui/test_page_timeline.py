"""Events as the page shows them, without a browser."""

import re

from tests.ui.test_printed import EVENTS
from ui.page_timeline import events_markup


def test_the_report_whose_sentence_is_shown_is_linked_before_the_others_that_tell_the_event() -> None:
    (entry,) = re.findall(r"<li>(?:(?!</li>).)*The swing bridge.*?</li>", events_markup(EVENTS))
    assert re.findall(r'class="chip source"[^>]*>([^<]*)<', entry)[:2] == ["Ellery Post", "Coast Radio"]
