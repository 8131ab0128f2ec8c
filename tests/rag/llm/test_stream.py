"""A reply of a language model, from a real endpoint that does all that endpoints do when they fail."""

import gc
import socket
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import chain, count, repeat
from threading import Event, Thread
from time import perf_counter, sleep

import pytest
from llama_index.core.llms import ChatMessage, ChatResponse, CompletionResponse, CustomLLM, LLMMetadata

from rag.answer import Usage
from rag.errors import LlmCancelled, LlmError, LlmOverflow
from rag.llm.client import open_llm
from rag.llm.stream import TRIES, Limits, Reply, estimated_tokens, stream, whole
from rag.settings import Llm
from tests.endpoint import CUT, DONE, Endpoint, Step, ended, event, served, words

KEY = "sk-test-0123456789"
ASKED = [ChatMessage(role="system", content="Be brief."), ChatMessage(role="user", content="Is the lock shut?")]
QUICK = Limits(deadline=2.0, silence=0.3)
SLACK = 1.0


@pytest.fixture(scope="module", autouse=True)
def client_imported() -> None:
    """The first use of the client takes seconds."""
    with served(Endpoint()) as endpoint:
        whole(open_llm(Llm("small", endpoint.url)), ASKED)


def asked(endpoint: Endpoint, limits: Limits = QUICK) -> Reply:
    """The reply, which must come or fail within the deadline."""
    began = perf_counter()
    try:
        return whole(open_llm(Llm("small", endpoint.url, KEY, deadline=limits.deadline)), ASKED, limits)
    finally:
        assert perf_counter() - began < limits.deadline + SLACK


def failing(endpoint: Endpoint, limits: Limits = QUICK) -> LlmError:
    with served(endpoint), pytest.raises(LlmError) as raised:
        asked(endpoint, limits)
    assert str(raised.value) == f"the language model {raised.value.cause}"
    assert KEY not in str(raised.value)
    return raised.value


def scripted(*script: Step) -> Endpoint:
    return Endpoint(scripts=[script])


def test_the_reply_comes_in_pieces_and_as_a_whole() -> None:
    replies: list[Reply] = []
    with served(Endpoint(scripts=[words("The lock", " is shut.", " [1]")])) as endpoint:
        pieces = list(stream(open_llm(Llm("small", endpoint.url, KEY)), ASKED, QUICK, done=replies.append))
    assert pieces == ["The lock", " is shut.", " [1]"]
    assert replies == [Reply("The lock is shut. [1]", "stop", Usage(7, 3, estimated=False))]
    ((key, heard),) = endpoint.heard
    assert key == f"Bearer {KEY}"
    assert heard["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Is the lock shut?"},
    ]


def test_a_piece_is_there_before_the_next_is_sent() -> None:
    with served(scripted(event("Now"), 30.0)) as endpoint:
        pieces = stream(open_llm(Llm("small", endpoint.url, KEY)), ASKED, QUICK)
        began = perf_counter()
        assert next(pieces) == "Now"
        assert perf_counter() - began < 1
        with pytest.raises(LlmError):
            next(pieces)


def test_tokens_that_nobody_counted_are_estimated() -> None:
    with served(scripted(event("It is shut."), event(finish="stop"), DONE)) as endpoint:
        assert asked(endpoint).usage == Usage(3 + 5, 3, estimated=True)


@pytest.mark.parametrize("counted", ["many", -7, {"text": 7}, float("nan")])
def test_tokens_that_are_no_number_were_not_counted(counted: object) -> None:
    usage = {"prompt_tokens": counted, "completion_tokens": 3}
    with served(scripted(event("It is shut."), event(finish="stop"), event(usage=usage), DONE)) as endpoint:
        assert asked(endpoint).usage == Usage(3 + 5, 3, estimated=True)


@pytest.mark.parametrize("finish", [["stop"], {"reason": "stop"}, 5])
def test_a_reply_that_ends_in_no_way_that_the_protocol_knows_is_cut(finish: object) -> None:
    assert "broke off" in str(failing(scripted(event("It is shut."), event(finish=finish), DONE)))  # type: ignore[arg-type]


def test_a_choice_that_is_none_ends_nothing() -> None:
    said = b'data: {"id": "1", "choices": [{"index": 0, "delta": {"content": "Shut."}}, null]}\n\n'
    with served(scripted(said, *ended())) as endpoint:
        assert asked(endpoint).text == "Shut."


def test_about_how_many_tokens_a_text_is() -> None:
    assert [estimated_tokens(text) for text in ("", "a", "four", "fours", "шлюз", "\ud800")] == [0, 1, 1, 2, 2, 1]


def test_a_reply_that_ran_out_of_room_says_so() -> None:
    with served(scripted(event("It is"), *ended("length"))) as endpoint:
        assert asked(endpoint).finish == "length"


# Faults: each ends within the deadline, in words that name the cause.


def test_refused_connection() -> None:
    with closing(socket.socket()) as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/v1"
        with pytest.raises(LlmError, match="cannot be reached"):
            asked(Endpoint(url=url))


def test_nothing_takes_the_connection() -> None:
    with closing(socket.socket()) as full, closing(socket.socket()) as waiting, closing(socket.socket()) as other:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for filling in (waiting, other):
            filling.setblocking(False)
            filling.connect_ex(full.getsockname())
        with pytest.raises(LlmError, match=r"cannot be reached|did not begin"):
            asked(Endpoint(url=f"http://127.0.0.1:{full.getsockname()[1]}/v1"), replace(QUICK, deadline=0.5))


@pytest.mark.parametrize(
    ("script", "cause"),
    [
        ([30.0], "did not begin to answer within 1.5 s"),
        ([event("", role="assistant"), 30.0], "fell silent"),
        ([event("It"), 30.0], "fell silent in the middle of its reply for 0.2 s"),
        (chain.from_iterable(repeat([event("", role="assistant"), 0.02], 500)), "was not done after 1.5 s"),
        ([event("It"), *chain.from_iterable(repeat([b"d", 0.02], 500))], "fell silent"),
        ([f for n in range(500) for f in (event(f"word {n} "), 0.02)], "was not done after 1.5 s"),
    ],
    ids=["no word", "a role and no word", "a stall", "drips of nothing", "drips of bytes", "a slow reply"],
)
def test_too_slow(script: Iterable[Step], cause: str) -> None:
    endpoint = Endpoint(scripts=[list(script)])
    error = failing(endpoint, Limits(deadline=1.5, silence=0.2))
    assert cause in error.cause
    assert endpoint.left.wait(2), "the request is closed"
    assert len(endpoint.heard) == 1


@pytest.mark.parametrize(
    ("status", "cause", "tries"),
    [
        (400, "refused the request (400)", 1),
        (401, "does not accept the key (401)", 1),
        (403, "does not accept the key (403)", 1),
        (404, "is not known at this address (404)", 1),
        (429, "is asked too often (429)", TRIES),
        (500, "failed (500)", TRIES),
        (503, "failed (503)", TRIES),
    ],
)
def test_refusals(status: int, cause: str, tries: int) -> None:
    endpoint = Endpoint(status=status, body=f'{{"error": {{"message": "not with {KEY}"}}}}'.encode())
    error = failing(endpoint)
    assert (error.cause, len(endpoint.heard)) == (cause, tries)


@pytest.mark.parametrize("body", [b"", b"<html>no</html>", b"[]", b'{"error": null}', b"\xff\xfe"])
def test_refusals_in_no_known_form(body: bytes) -> None:
    assert failing(Endpoint(status=401, body=body)).cause == "does not accept the key (401)"


def test_nobody_is_sent_elsewhere() -> None:
    with served(Endpoint()) as other:
        moved = Endpoint(status=307, headers={"Location": f"{other.url}/chat/completions"})
        assert failing(moved).cause == "refused the request (307)"
    assert other.heard == []


@pytest.mark.parametrize("status", [429, 500, 502])
def test_what_passes_is_tried_again(status: int) -> None:
    with served(Endpoint(says="It is shut.", statuses=[status, status], body=None)) as endpoint:
        assert asked(endpoint).text == "It is shut."
    assert len(endpoint.heard) == 3


def test_the_server_says_when_to_come_back() -> None:
    began = perf_counter()
    with served(Endpoint(statuses=[429], headers={"Retry-After": "1"})) as endpoint:
        assert asked(endpoint, Limits(deadline=5)).text == "yes"
    assert perf_counter() - began >= 1


def test_nobody_waits_past_the_deadline() -> None:
    began = perf_counter()
    endpoint = Endpoint(status=429, headers={"Retry-After": "30"})
    assert failing(endpoint).after == 30
    assert (perf_counter() - began < 1, len(endpoint.heard)) == (True, 1)


@pytest.mark.parametrize("after", ["soon", "-1", "nan", "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_a_time_to_come_back_that_is_no_number_is_not_heeded(after: str) -> None:
    assert failing(Endpoint(status=429, headers={"Retry-After": after})).after is None


@pytest.mark.parametrize(
    ("script", "cause", "tries"),
    [
        ([b""], "gave an empty reply", TRIES),
        ([DONE], "gave an empty reply", TRIES),
        (words(), "gave an empty reply", TRIES),
        ([b"<html><body>Welcome</body></html>"], "gave an empty reply", TRIES),
        ([event("It is sh"), event("ut"), CUT], "broke off in the middle", 1),
        ([event("It is shut."), DONE], "broke off in the middle", 1),
        ([event("It is shut."), event("It")[:40], CUT], "", 1),
        ([event("It is"), b'data: {"choices": [{"delta"\n\n'], "cannot be read", 1),
        ([event("It is"), 'data: {"choices": "é'.encode()[:-1]], "", 1),
        ([event("It is"), 'data: {"choices": "é'.encode()[:-1] + b"\n\n"], "cannot be read", 1),
        ([event("It is"), b"data: 7\n\n"], "cannot be read", 1),
        ([b'data: {"choices": null}\n\n'], "cannot be read", TRIES),
        ([b'data: {"choices": [{}]}\n\n'], "cannot be read", TRIES),
        ([b'data: {"error": {"message": "out of memory"}}\n\n'], "failed (APIError)", TRIES),
        ([CUT], "broke off the connection", TRIES),
    ],
)
def test_broken_replies(script: list[Step], cause: str, tries: int) -> None:
    endpoint = Endpoint(scripts=[script])
    assert cause in failing(endpoint).cause
    assert len(endpoint.heard) == tries


def test_what_was_empty_once_may_be_good_the_next_time() -> None:
    with served(Endpoint(scripts=[[DONE], words("It is shut.")])) as endpoint:
        assert asked(endpoint).text == "It is shut."


def test_once_words_were_shown_nothing_is_tried_again() -> None:
    shown = []
    with served(Endpoint(scripts=[[event("It "), CUT], words("It is shut.")])) as endpoint, pytest.raises(LlmError):
        shown.extend(stream(open_llm(Llm("small", endpoint.url)), ASKED, QUICK))
    assert len(endpoint.heard) == 1


def test_a_reply_without_an_end_is_cut() -> None:
    endpoint = Endpoint(scripts=[(event(f"Gate {n} was opened. ") for n in count())])
    assert failing(endpoint, replace(QUICK, characters=3_000)).cause == "would not stop writing after 3,000 characters"
    assert endpoint.left.wait(2)


@pytest.mark.parametrize("unit", ["ha", "\n", "The lock is shut. ", "x" * 61 + "The gate was opened, then shut. " * 3])
def test_a_reply_that_repeats_itself_is_cut(unit: str) -> None:
    endpoint = scripted(*(event(piece) for piece in ["It begins well. ", *[unit] * 5_000]))
    assert failing(endpoint).cause == "went on repeating itself"


def test_long_and_alike_is_not_repeating() -> None:
    text = [f"Lock {n} was shut at {n % 24} o'clock by order of the harbour. [{n % 7}] " for n in range(120)]
    with served(Endpoint(scripts=[words(*text)])) as endpoint:
        assert asked(endpoint).text == "".join(text)


@pytest.mark.parametrize(
    "said",
    [
        "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.",
        "the request exceeds the available context size, try increasing it",
        "Trying to keep the first 6000 tokens when context the overflows. Context length is only 4096",
        "prompt is too long: 210000 tokens > 200000 maximum",
        "context_length_exceeded",
    ],
)
def test_a_context_that_overflows_is_told_apart(said: str) -> None:
    body = f'{{"error": {{"message": "{said}", "code": 400}}}}'.encode()
    endpoint = Endpoint(status=400, body=body)
    assert isinstance(failing(endpoint), LlmOverflow)
    assert len(endpoint.heard) == 1
    assert isinstance(failing(scripted(b"data: " + body + b"\n\n")), LlmOverflow)


def test_what_cannot_be_read_at_once_is_not_sent() -> None:
    endpoint = Endpoint()
    assert isinstance(failing(endpoint, replace(QUICK, window=7)), LlmOverflow)
    assert endpoint.heard == []


# Stopping


def cancelled_when_heard(endpoint: Endpoint, cancel: Event) -> None:
    while not endpoint.heard:
        sleep(0.01)
    sleep(0.1)
    cancel.set()


@pytest.mark.parametrize("script", [[30.0], [event("It"), 30.0]])
def test_whoever_cancels_closes_the_request(script: list[Step]) -> None:
    cancel = Event()
    with served(scripted(*script)) as endpoint:
        llm = open_llm(Llm("small", endpoint.url))
        Thread(target=cancelled_when_heard, args=(endpoint, cancel)).start()
        with pytest.raises(LlmCancelled, match="was stopped"):
            list(stream(llm, ASKED, Limits(), cancel))
        assert endpoint.left.wait(1)


def test_a_pause_between_two_tries_can_be_cancelled() -> None:
    cancel = Event()
    with served(Endpoint(status=429, headers={"Retry-After": "20"})) as endpoint:
        llm = open_llm(Llm("small", endpoint.url))
        Thread(target=cancelled_when_heard, args=(endpoint, cancel)).start()
        began = perf_counter()
        with pytest.raises(LlmCancelled):
            list(stream(llm, ASKED, Limits(), cancel))
    assert perf_counter() - began < 2


def test_whoever_looks_away_closes_the_request() -> None:
    with served(scripted(event("It"), 30.0)) as endpoint:
        pieces = stream(open_llm(Llm("small", endpoint.url)), ASKED)
        next(pieces)
        pieces.close()  # type: ignore[attr-defined]
        assert endpoint.left.wait(2)


def test_several_readers_at_once() -> None:
    with served(Endpoint(scripts=[[0.2, *words("It is shut.")]])) as endpoint:
        llm, got = open_llm(Llm("small", endpoint.url)), []
        readers = [Thread(target=lambda: got.append(whole(llm, ASKED, QUICK).text)) for _ in range(8)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
    assert got == ["It is shut."] * 8


# Any other model of LlamaIndex's


class Local(CustomLLM):
    """A model in this process, that blocks while it thinks."""

    thinks: float = 0.0

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(model_name="local")

    def complete(self, prompt: str, formatted: bool = False, **kwargs: object) -> CompletionResponse:
        raise NotImplementedError

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: object) -> Iterator[CompletionResponse]:
        for text in ("It ", "is ", "shut."):
            sleep(self.thinks)
            yield CompletionResponse(text=text, delta=text)


def test_a_model_in_this_process() -> None:
    assert whole(Local(), ASKED, QUICK) == Reply("It is shut.", "stop", Usage(8, 3, estimated=True))


def test_a_model_that_blocks_keeps_neither_the_deadline_nor_others_waiting() -> None:
    began = perf_counter()
    with pytest.raises(LlmError, match="did not begin"):
        whole(Local(thinks=1.0), ASKED, Limits(deadline=0.2))
    assert perf_counter() - began < 0.9
    assert whole(Local(), ASKED, QUICK).text == "It is shut."


class Hosted(Local):
    """A model whose replies end as Anthropic's do."""

    ends: str | None = "end_turn"

    def stream_chat(self, messages: object, **kwargs: object) -> Iterator[ChatResponse]:
        for text, ends in (("It is ", None), ("shut.", self.ends)):
            said = {"stop_reason": ends, "usage": {"input_tokens": 9, "output_tokens": 4}}
            yield ChatResponse(message=ChatMessage(content=text, additional_kwargs=said), delta=text, raw={})


@pytest.mark.parametrize(("ends", "finish"), [("end_turn", "stop"), ("max_tokens", "length"), ("refusal", "refusal")])
def test_a_model_of_anthropics(ends: str, finish: str) -> None:
    assert whole(Hosted(ends=ends), ASKED, QUICK) == Reply("It is shut.", finish, Usage(9, 4, estimated=False))


def test_a_reply_of_anthropics_that_broke_off() -> None:
    with pytest.raises(LlmError, match="broke off"):
        whole(Hosted(ends=None), ASKED, QUICK)


def test_a_reply_that_is_given_up_as_it_ends_leaves_no_connection_open() -> None:
    for _ in range(5):
        assert failing(Endpoint(scripts=[words("stop " * 3_000)])).cause == "went on repeating itself"
        gc.collect()  # an open one would be a warning, which is an error
