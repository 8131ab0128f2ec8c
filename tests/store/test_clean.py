"""Labels: what a line is, in wordings of many newsrooms, and what must stay body although it looks like furniture."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.article import Kind
from store.clean import label

FIRST = "The council voted on Monday to rebuild the bridge that the flood had swept away in the spring."
SECOND = "Work is to begin in June, the mayor said, and the road will stay closed until the autumn at least."
THIRD = "Engineers who inspected the pillars told the council that two of them would have to be replaced."


def kinds(text: str, title: str | None = None) -> list[Kind]:
    return [span.kind for span in label(text, title)]


def kind_between_prose(line: str) -> Kind:
    """The label of a line that stands inside an article, with prose before and after."""
    text = "\n".join(["Council votes to rebuild bridge", FIRST, SECOND, line, THIRD])
    start = text.index(line, len("Council votes to rebuild bridge") + len(FIRST) + len(SECOND))
    return next(span.kind for span in label(text, "Council votes to rebuild bridge") if span.start == start)


# Written after the rules, without running them, in wordings that the rules were not written from.
FURNITURE: list[tuple[Kind, str]] = [
    ("caption", "PHOTO: A crane stands by the ruined bridge at Hallow, Apr. 2, 2024. (Ines Koch/Orbis News)"),
    ("caption", "Image: The old bridge in 1950"),
    ("caption", "Pictured: Mayor Alma Reyes on the river bank"),
    ("caption", "FILE PHOTO: The mayor of Hallow attends a meeting"),
    ("caption", "FILE - Mayor Alma Reyes speaks at the town hall, March 3, 2024. (Jon Park/Metro Press via AP)"),
    ("caption", "Photograph: Tariq Aziz/The Courier"),
    ("caption", "Photo by Nina Holt for The Ledger"),
    ("caption", "Photo credit: Hallow Fire Service"),
    ("caption", "Picture: Delta Media"),
    ("caption", "Image source, Hallow Council"),
    ("caption", "Image caption, The bridge carried 9,000 cars a day"),
    ("caption", "A diver checks the third pillar. Photo: Ola Berg / Nordbild"),
    ("caption", "Volunteers fill sandbags in Hallow on Sunday. [Sam Ito/Pool Photo via Reuters]"),
    ("caption", "Residents watch the water rise (Courtesy of Hallow Museum)"),
    ("caption", "Kim Sorel/AFP/Getty Images"),
    ("caption", "Handout via Reuters"),
    ("caption", "Map: Flooded streets in the old town"),
    ("caption", "Chart: River levels since 1990 ; Source: Hallow Water Board"),
    ("caption", "Data: National Flood Office; Graphic: Lena Moss"),
    ("caption", "Source: Hallow Water Board"),
    ("caption", "Clockwise from top left: the bridge in 1950, 1987, 2010 and last week."),
    ("caption", "In this image provided by the fire service, a boat drifts past the town hall."),
    ("caption", "This aerial photograph shows the bridge before the flood."),
    ("promo", "MORE: What the flood did to the harvest"),
    ("promo", "Also read: Five bridges that never came back"),
    ("promo", "Read also: The dam that nobody wanted"),
    ("promo", "READ MORE: Who pays when a river moves?"),
    ("promo", "Read more"),
    ("promo", "Read more about the floods here"),
    ("promo", "READ BELOW FOR THE LATEST"),
    ("promo", "Related: How the town was built"),
    ("promo", "RELATED STORIES"),
    ("promo", "Watch: Moment the bridge collapses"),
    ("promo", "WATCH | Drone footage of the old town"),
    ("promo", "Watch the full press conference below"),
    ("promo", "Listen: Our podcast on the flood"),
    ("promo", "Sign up for our morning briefing."),
    ("promo", "Subscribe now for unlimited access"),
    ("promo", "Get the day’s top headlines delivered to your inbox every morning"),
    ("promo", "Follow our flood coverage on Telegram"),
    ("promo", "Follow Dana Cole on Twitter: @danacole"),
    ("promo", "Download our app for breaking news"),
    ("promo", "Recommended Stories"),
    ("promo", "Most Read"),
    ("promo", "Editor’s Picks"),
    ("promo", "More on this story"),
    ("promo", "You may also like"),
    ("promo", "Don’t miss: The photographs of the year"),
    ("promo", "Click here to see the flood map"),
    ("promo", "Continue reading below"),
    ("promo", "Story continues below advertisement"),
    ("promo", "• Read next: The dam that nobody wanted"),
    ("boilerplate", "Source link"),
    ("boilerplate", "(This copy was put together from wire reports and has not been checked by the desk.)"),
    ("boilerplate", "(Translated from the Danish by the foreign desk; errors are ours.)"),
    ("boilerplate", "(With agency inputs)"),
    ("boilerplate", "(With inputs from wire services)"),
    ("boilerplate", "With files from Dana Cole"),
    ("boilerplate", "Originally published as Council votes to rebuild bridge"),
    ("boilerplate", "Council votes to rebuild bridge originally appeared on hallowcourier.example"),
    ("boilerplate", "This article was originally published by The Ledger."),
    ("boilerplate", "The post Council votes to rebuild bridge appeared first on Hallow Courier."),
    ("boilerplate", "Category: Local News"),
    ("boilerplate", "Tags: bridge, flood, council"),
    ("boilerplate", "Filed under: Transport"),
    ("boilerplate", "Via: riverwatcher • 3 days ago • 12 comments"),
    ("boilerplate", "Posted by Dana Cole on 3 April"),
    ("boilerplate", "Your email address will not be published. Required fields are marked *"),
    ("boilerplate", "© 2024 Hallow Courier. All rights reserved."),
    ("boilerplate", "Copyright 2024 Delta Media Group"),
    ("boilerplate", "Share this article"),
    ("boilerplate", "Facebook Twitter WhatsApp Email Print"),
    ("boilerplate", "Share on Facebook | Share on X | Copy link"),
    ("boilerplate", "Advertisement"),
    ("boilerplate", "Reporting by Dana Cole in Hallow; Editing by Tom Reed and Ana Lim"),
    ("boilerplate", "(Additional reporting by Jo Marsh in Delta; Writing by Dana Cole)"),
    ("boilerplate", "Dana Cole and Jo Marsh contributed to this report."),
    ("boilerplate", "(This story has not been edited by our staff and is auto-generated from a syndicated feed.)"),
    ("boilerplate", "The views expressed in this article are the author’s own."),
    ("boilerplate", "4 min read"),
    ("boilerplate", "* * *"),
    ("headline", "Ceasefire talks"),
    ("headline", "What the mayor wants"),
    ("headline", "TOWN ACCUSES STATE OF ‘DELAY’"),
    ("headline", "‘Nobody warned us’"),
    ("headline", "## The next steps"),
]

BODY = [
    "More than 40 people were taken to hospital.",
    "More: that was the word the mayor kept repeating, in a long speech on Monday to the whole council.",
    "More on that will be known when the inquiry ends, the mayor said.",
    "Image recognition software was used to count the cars.",
    "Photo editors at the agency said the picture was real.",
    "Photography is banned at the site.",
    "Pictured on the front page, the mayor looked tired.",
    "Video from the scene showed water up to the windows.",
    "Watch groups said the count was fair.",
    "Watchdogs in three countries have opened inquiries.",
    "Related claims were denied by the council.",
    "Read together, the two reports point to one cause.",
    "Read more slowly, the letter says something else, the historian added.",
    "Sign-ups for the relief fund passed 3,000.",
    "Subscribers to the town’s alert service got a message at noon.",
    "Follow-up checks are planned for June.",
    "Share prices of the builder fell by 4 per cent.",
    "Print shops in the old town are still closed.",
    "Reporting by the state auditor found that the fund was empty.",
    "Editing by hand took the archive three years.",
    "Copyright lawyers said the case was weak.",
    "Comments by the mayor angered the unions.",
    "Comment from the ministry was not immediately available.",
    "Source: that is what the engineers call the spring above the town, and they fear for it.",
    "Sources in the ministry said the money had been found.",
    "Data released on Monday show a fall in traffic.",
    "Category 3 winds are expected by Friday.",
    "Tags on the pillars showed when they were last checked.",
    "Via a spokesman, the mayor said she would not resign.",
    "Posted on the door was a list of the missing.",
    "Originally from Delta, she moved to Hallow in 1990.",
    "The essay originally appeared in a school magazine in 1962.",
    "Above all, the mayor said, the town needs a bridge.",
    "Live music returned to the square on Sunday.",
    "Trending downwards since May, prices are now at their lowest.",
    "Recommended doses were exceeded in two cases.",
    "Join the army, he was told, or leave the country.",
    "Click fraud cost advertisers $2bn last year.",
    "Get well soon, read a card on the mayor’s desk.",
    "With inputs costing more, farmers have raised their prices.",
    "Responses to the survey came from all parts of the town.",
    "“Read more books,” she told the children.",
    "“Leave a comment,” the page said, but nobody did.",
    "Why it matters: the bridge carries half of the region’s traffic.",
    "- The council meets again on Thursday.",
    "He was sent to Delta (the state capital, on the coast).",
    "The vote split both of the parties that have governed the town together (Greens and Reds alike)",
]


@pytest.mark.parametrize(("kind", "line"), FURNITURE, ids=[line[:40] for _, line in FURNITURE])
def test_furniture_is_known_in_the_wordings_of_many_newsrooms(kind: Kind, line: str) -> None:
    assert kind_between_prose(line) == kind


@pytest.mark.parametrize("line", BODY, ids=[line[:40] for line in BODY])
def test_a_line_of_the_report_stays_body_whatever_it_begins_with(line: str) -> None:
    assert kind_between_prose(line) == "body"


def test_the_first_line_is_the_title_where_none_is_given_and_it_looks_like_one() -> None:
    assert kinds(f"Council votes to rebuild bridge | Hallow Courier\n{FIRST}") == ["headline", "body"]
    assert kinds(f"{FIRST}\n{SECOND}") == ["body", "body"]


def test_the_given_title_is_found_with_another_end_and_below_a_kicker() -> None:
    text = f"LOCAL\nCouncil votes to rebuild “bridge”.\nBy Dana Cole\n3 April 2024, 10:15 GMT\n{FIRST}\n{SECOND}"
    found = kinds(text, "Council votes to rebuild bridge")
    assert found[1:] == ["headline", "boilerplate", "boilerplate", "body", "body"]


def test_link_titles_under_their_heading_are_promo_until_the_report_goes_on() -> None:
    text = f"{FIRST}\nRecommended Stories\nThe dam that nobody wanted\nWho pays when a river moves\n{SECOND}"
    assert kinds(text) == ["body", "promo", "promo", "promo", "body"]


def test_furniture_glued_to_the_last_line_is_cut_off() -> None:
    text = f"{FIRST}\n{SECOND} (With inputs from agencies)"
    spans = label(text, None)
    assert [span.kind for span in spans] == ["body", "body", "boilerplate"]
    assert text[spans[1].start : spans[1].end] == SECOND
    assert text[spans[2].start :] == "(With inputs from agencies)"
    assert kinds(f"{FIRST}\n{SECOND}Source link")[-1] == "boilerplate"
    assert kinds(f"{FIRST}\n{SECOND} Read more: The dam that nobody wanted")[-1] == "promo"


@pytest.mark.parametrize("marker", ["Leave a Comment", "3 Comments", "Comments (3)", "Comments", "Reader comments:"])
def test_what_follows_a_comment_marker_is_comment(marker: str) -> None:
    replies = ["I never liked that bridge.", "You should see the new one"]
    text = "\n\n".join([FIRST, SECOND, marker, *replies, "Source link"])
    assert kinds(text) == ["body", "body", "boilerplate", "comment", "comment", "boilerplate"]


@pytest.mark.parametrize("button", ["12 Comments", "Comments"])
def test_a_comment_button_above_or_in_the_report_opens_no_comments(button: str) -> None:
    assert kinds(f"{button}\n{FIRST}\n{SECOND}\n{THIRD}") == ["boilerplate", "body", "body", "body"]
    report = [SECOND, "“It has to be done,” the mayor said.", THIRD, "The builder said it would appeal."]
    assert kinds("\n".join([FIRST, button, *report])) == ["body", "boilerplate", "body", "body", "body", "body"]


REPORT = [FIRST, SECOND, THIRD, "- Three firms have made offers, according to the council."]
REPLIES = ["I drove over it every day.", "Have you seen the new plan?", "Costs too much.", "You pay for it then."]


@pytest.mark.parametrize("head", ["Via: watcher • 2 weeks ago • 4 comments", "Posted by watcher", "4 replies"])
@pytest.mark.parametrize(("between", "before"), [("\n", "\n\n\n"), ("\n\n", "\n\n\n\n"), ("\n", "\n")])
def test_replies_without_a_marker_are_comments_where_the_head_announces_them(
    head: str, between: str, before: str
) -> None:
    text = between.join(["Council votes", head, *REPORT]) + before + between.join(REPLIES)
    assert kinds(text)[2:] == ["body"] * 4 + ["comment"] * 4


def test_the_same_tail_on_a_page_that_announces_no_comments_stays_body() -> None:
    text = "\n".join(["Council votes", *REPORT]) + "\n\n" + "\n".join(REPLIES)
    assert "comment" not in kinds(text)


def test_an_opinion_piece_in_the_first_person_is_left_whole() -> None:
    opinion = [
        "I have crossed that bridge every morning of my life, and I will not pretend that I can judge it coolly.",
        "When my father built boats here, you could hear the hammers from the other bank on any summer evening.",
        "I asked the mayor what she would do, and she told me that she had no answer yet for people like me.",
        "You may think that a bridge is steel and stone. I think that it is a promise.",
    ]
    tail = ["So what should we do?", "I would start with the pillars.", "You would start with the money."]
    text = "\n".join(["My bridge", "7 comments", *opinion]) + "\n\n" + "\n".join(tail)
    assert "comment" not in kinds(text)


def test_an_interview_transcript_is_left_whole() -> None:
    talk = [
        "The Courier: Do you regret the vote that was taken on Monday about the bridge across the river?",
        "Reyes: I do not. You have to see what the engineers saw when they went down to the third pillar.",
        "The Courier: What did you tell the families who have to cross by boat until the autumn comes?",
        "Reyes: I told them that I would be the last to leave the boats and the first to cross the bridge.",
        "The Courier: Will you resign?",
        "Reyes: I will not, and you may print that.",
    ]
    text = "\n".join(["Mayor Reyes on the bridge", "3 comments", FIRST, SECOND, THIRD]) + "\n\n" + "\n".join(talk)
    assert "comment" not in kinds(text)


def test_quotations_at_the_end_of_a_report_are_no_replies() -> None:
    tail = ["“I want my bridge back,” said a baker.", "“Do you know the cost?” asked another.", "He had no answer."]
    text = "\n".join(["Council votes", "5 comments", *REPORT]) + "\n\n" + "\n".join(tail)
    assert "comment" not in kinds(text)


@pytest.mark.parametrize(
    "unit",
    ["A", "Share facebook ", "A/B ", "(", "“", "\n", "a\n", "By A ", "Comments\n", "I am you?\n\n", "!["],
)
def test_a_megabyte_of_anything_is_labelled_in_seconds(unit: str) -> None:
    text = f"4 comments\n{FIRST}\n{SECOND}\n{THIRD}\n{THIRD}\n" + unit * (1_000_000 // len(unit))
    start = time.process_time()
    label(text, "Title")
    assert time.process_time() - start < 20


LINES = st.lists(
    st.sampled_from([line for _, line in FURNITURE] + BODY + REPLIES + ["", "  ", "Comments", FIRST, "\u2028", "\x1c"])
    | st.text(max_size=20)
).map("\n".join)


@given(LINES, st.none() | st.text(max_size=20))
def test_spans_tile_the_text_without_touching_whitespace(text: str, title: str | None) -> None:
    spans = label(text, title)
    covered = [position for span in spans for position in range(span.start, span.end)]
    assert covered == sorted(set(covered))
    assert {i for i, character in enumerate(text) if not character.isspace()} <= set(covered)
    for span in spans:
        piece = text[span.start : span.end]
        assert piece
        assert piece == piece.strip()
        assert "\n" not in piece
