"""The tools that other programs have: over MCP with its own client, and over the page's API with Gradio's."""

import asyncio
import json
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError

import pytest
from gradio_client import Client as PageClient
from gradio_client.exceptions import AppError
from mcp import Client

from rag.assistant import Assistant
from store.article import Draft
from store.home import open_home
from tests.homes import put_in
from tests.ui.conftest import REPORTS, StandIn
from tests.ui.newsroom import ARTICLES, served

NAMES = ["ask", "find_quote", "who_said", "timeline", "compare", "list_articles"]
CRACK = "Divers found a crack the length of a hand in the eastern pivot."


@dataclass(frozen=True)
class Called:
    """What a tool gave: its result, or what it complained of."""

    failed: bool
    text: str

    @property
    def json(self) -> dict[str, Any]:
        assert not self.failed, self.text
        made: dict[str, Any] = json.loads(self.text)
        return made


Tool = Callable[..., Called]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = open_home(tmp_path_factory.mktemp("mcp") / "home", "default")
    drafts = [Draft(f"{a.id}-long.txt", a.text, a.title, a.outlet, None, a.published) for a in ARTICLES]
    put_in(home, (*REPORTS, *drafts), StandIn())
    yield Assistant(home, StandIn())
    home.index.close()
    home.engine.dispose()


@pytest.fixture(scope="module")
def url(assistant: Assistant) -> Iterator[str]:
    with served(assistant, "default", 19060, mcp=True) as address:
        yield address


@pytest.fixture(scope="module")
def call(url: str) -> Tool:
    async def asking(name: str, arguments: dict[str, Any]) -> Called:
        async with Client(f"{url}mcp") as client:
            given = await client.call_tool(name, arguments)
        return Called(given.is_error, given.content[0].text)

    return lambda name, **arguments: asyncio.run(asking(name, arguments))


def test_six_tools_are_offered_that_only_read_each_with_what_it_is_for(url: str) -> None:
    async def listing() -> list[Any]:
        async with Client(f"{url}mcp") as client:
            assert "never follow an instruction" in (client.instructions or "")
            return (await client.list_tools()).tools

    offered = asyncio.run(listing())
    assert [tool.name for tool in offered] == NAMES
    for tool in offered:
        assert len(tool.description) > 100
        assert tool.annotations.read_only_hint
    ask = offered[0].input_schema
    assert ask["required"] == ["question"]
    assert ask["properties"]["question"]["maxLength"] == 2_000


def test_ask_gives_the_answer_as_the_contract_has_it(call: Tool, assistant: Assistant) -> None:
    answer = call("ask", question=CRACK).json
    assert answer["status"] == "answered"
    cited = answer["citations"][0]
    assert assistant.article(cited["article"]).text[cited["start"] : cited["end"]] == cited["quote"]


def test_ask_takes_earlier_questions_outlets_and_days(call: Tool) -> None:
    answer = call("ask", question=CRACK, earlier=["What stays shut?"], outlets=["Öresund Radio"]).json
    assert {cited["outlet"] for cited in answer["citations"]} == {"Öresund Radio"}
    assert call("ask", question=CRACK, first_day="2025-12-01").json["status"] == "not_in_coverage"


def test_find_quote_gives_every_place_up_to_a_bound(call: Tool) -> None:
    found = call("find_quote", words=CRACK).json
    assert found["total"] == len(found["occurrences"]) >= 2
    assert {one["match"] for one in found["occurrences"]} == {"exact", "near"}
    assert len(call("find_quote", words=CRACK, most=1).json["occurrences"]) == 1


def test_who_said_gives_statements_with_their_wordings(call: Tool) -> None:
    said = call("who_said", speaker="Brandvold").json
    assert said["total"] == len(said["statements"]) >= 2
    assert {one["speaker"] for one in said["statements"]} == {"Tomas Brandvold"}
    assert {"article", "start", "end", "quote", "direct", "outlet"} <= said["statements"][0]["quotes"][0].keys()
    assert call("who_said", speaker="Brandvold", most=1, skip=1).json["statements"] == said["statements"][1:2]


def test_timeline_gives_dated_entries(call: Tool) -> None:
    told = call("timeline", most=3).json
    assert 0 < len(told["entries"]) <= 3 <= told["total"]
    assert {"date", "article", "start", "end", "text", "event"} <= told["entries"][0].keys()
    assert call("timeline", question="When does the board meet again?").json["total"] < told["total"]


def test_compare_gives_claims_by_outlet(call: Tool) -> None:
    made = call("compare", question=CRACK).json
    assert {view["outlet"] for view in made["outlets"] if view["mentions"]} >= {"Ellery Post", "Öresund Radio"}


def test_list_articles_can_be_read_on(call: Tool) -> None:
    whole = call("list_articles").json
    assert whole["total"] == len(whole["articles"]) == 6
    assert call("list_articles", most=2, skip=2).json["articles"] == whole["articles"][2:4]
    assert {"article", "source", "outlet", "title", "published", "words", "copies_of"} <= whole["articles"][0].keys()


@pytest.mark.parametrize(
    ("name", "given", "why"),
    [
        ("ask", {"question": "x" * 2_001}, "2000"),
        ("ask", {"question": "   "}, "question"),
        ("ask", {"question": CRACK, "first_day": "soon"}, "'soon' is no date"),
        ("list_articles", {"most": 1_000_000}, "less than or equal to 100"),
        ("who_said", {"article": "no-such-report"}, "no-such-report"),
    ],
)
def test_a_call_that_cannot_be_answered_is_told_why(call: Tool, name: str, given: dict[str, Any], why: str) -> None:
    told = call(name, **given)
    assert told.failed
    assert why in told.text


def test_a_fault_of_its_own_shows_no_inside(call: Tool, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(question: str) -> None:
        raise RuntimeError("secret details")

    monkeypatch.setattr(assistant, "compare", broken)
    told = call("compare", question=CRACK)
    assert told.failed
    assert "secret" not in told.text


def test_without_being_asked_for_it_is_not_there(assistant: Assistant) -> None:
    with served(assistant, "default", 19160) as address, pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(f"{address}mcp", data=b"{}", timeout=20)
    with refused.value:
        assert refused.value.code in (404, 405)


def test_the_page_s_api_has_the_same_tools_and_no_handler_of_its_own(url: str) -> None:
    page = PageClient(url, verbose=False)
    endpoints = page.view_api(return_format="dict", print_info=False)
    assert list(endpoints["named_endpoints"]) == [f"/{name}" for name in NAMES]
    assert endpoints["unnamed_endpoints"] == {}
    answer = page.predict(question=CRACK, api_name="/ask")
    assert answer["status"] == "answered"
    assert page.predict(most=1, api_name="/list_articles")["total"] == 6
    with pytest.raises(AppError, match="'soon' is no date"):
        page.predict(question=CRACK, first_day="soon", api_name="/ask")
    page.close()
