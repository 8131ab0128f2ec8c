"""What the tab Ask does: it asks, stops, opens, renames, deletes, and tells the page what is different then."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from threading import Event
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.answer import Answer
from rag.conversation import Conversation
from rag.errors import RagError
from store import conversations
from store.catalogue import Story
from store.errors import StoreError
from ui import message
from ui.offers import examples, follow_ups
from ui.page_ask import EXAMPLES, Parts, listing
from ui.progress import as_it_goes
from ui.tab import PRIVATE, narrowed
from ui.talk import Asked, Talk, again, answered, changed, kept, reader_of

if TYPE_CHECKING:
    from rag.assistant import Assistant

AT_ONCE = 4
"""Questions that are answered at the same time, of all readers together."""

Update = dict[Any, Any]
"""What a handler changes, by component."""


@dataclass(frozen=True)
class Ask:
    """The handlers over one story; `chosen` is what the filters hold (see `narrowed`).

    `running` has, by session, what stops the question that a page waits for.
    """

    assistant: "Assistant"
    parts: Parts
    running: dict[str | None, Event] = field(default_factory=dict)

    def listen(self) -> None:
        """Lets them handle the events of the tab."""
        p = self.parts
        asking = {**PRIVATE, "trigger_mode": "once", "concurrency_id": "ask", "concurrency_limit": AT_ONCE}
        sources = [(p.box.submit, p.box), (p.send.click, p.box), *((offer.click, offer) for offer in p.offers)]
        done = [trigger(self.ask, [source, *p.asked_with], p.shown, **asking) for trigger, source in sources]
        done.append(p.act.change(self.act, [p.act, *p.asked_with], p.shown, **asking))
        done.append(p.new.click(self.new, None, p.shown, **PRIVATE))
        for event in done:
            self.offer_after(event)
        for trigger in (p.rename.click, p.title.submit):
            trigger(self.rename, [p.talk, p.title], p.shown, **PRIVATE)
        p.stop.click(self.stop, None, None, **PRIVATE)

    def offer_after(self, event: Any) -> None:  # noqa: ANN401 - what Gradio makes of an event
        """Offers questions once an event is over; nobody waits for that."""
        p = self.parts
        event.then(self.offer, p.asked_with, list(p.offers), concurrency_limit=2, **PRIVATE)

    def begin(self, request: gr.Request) -> Update:
        """The conversation that the page's address names, as it was left; else the reader may be asking already."""
        if named := request.query_params.get("conversation"):
            return self._shown(request, Talk(named))
        return listing(self.parts, self.assistant.home, reader_of(request.headers), None)

    def new(self, request: gr.Request) -> Update:
        """Nothing asked yet."""
        return self._shown(request, Talk())

    def stop(self, request: gr.Request) -> None:
        """Ends the question that this page waits for, upstream too."""
        if running := self.running.get(request.session_hash):
            running.set()

    def rename(self, request: gr.Request, talk: Talk, title: str) -> Update:
        """Another title for the open conversation."""
        try:
            if talk.id and title.strip():
                conversations.rename(self.assistant.home, talk.id, title, reader_of(request.headers))
        except StoreError as error:
            talk = replace(talk, trouble=str(error))
        return self._shown(request, talk)

    def ask(self, request: gr.Request, question: str, talk: Talk, engine: str, *chosen: Any) -> Iterator[Update]:  # noqa: ANN401
        """What the reader asks after all that was said; nothing where it is nothing."""
        if not question.strip():
            yield {self.parts.box: gr.skip()}
            return
        held = kept(self.assistant.home, talk, reader_of(request.headers))
        asked = Asked(question, len(held.messages) if held else 0)
        yield from self._converse(request, asked, held, engine, *chosen)

    def act(self, request: gr.Request, said: str, talk: Talk, engine: str, *chosen: Any) -> Iterator[Update]:  # noqa: ANN401
        """What a button in the chat or among the conversations asks for; the last word is the time.

        While a question is being answered only ratings are taken, and shown with its answer.
        """
        verb, home, reader = said.split()[:-1], self.assistant.home, reader_of(request.headers)
        busy, held = request.session_hash in self.running, kept(home, talk, reader)
        if busy and verb[:1] != ["rate"]:
            yield {self.parts.box: gr.skip()}
            return
        if asked := again(verb, talk, held):
            yield from self._converse(request, asked, held, engine, *chosen)
            return
        last = talk.unanswered.question if talk.unanswered else held.messages[-1].answer.question if held else ""
        try:
            talk = changed(home, reader, verb, talk, held)
            update = {self.parts.box: gr.skip()} if busy else self._shown(request, talk)
        except StoreError as error:
            update = self._shown(request, replace(talk, trouble=str(error)))
        if verb == ["edit"]:
            update[self.parts.box] = gr.update(value=last, interactive=True)
        yield update

    def offer(self, request: gr.Request, talk: Talk, engine: str, *chosen: Any) -> list[Any]:  # noqa: ANN401
        """Questions to ask next: after an answer those that lead on, else those that the coverage answers."""
        home, offers = self.assistant.home, []
        held = kept(home, talk, reader_of(request.headers))
        with suppress(RagError, StoreError):  # what was wrong has been told where it was asked
            offers = follow_ups(self.assistant, held, narrowed(*chosen)) if held else []
        with home.read() as db:
            story = home.story(db)
        offers = offers or _examples(self.assistant, story)
        hidden = [gr.update(visible=False)] * (EXAMPLES - len(offers))
        return [gr.update(value=question, visible=True) for question in offers] + hidden

    def _converse(
        self,
        request: gr.Request,
        asked: Asked,
        held: Conversation | None,
        engine: str,
        *chosen: Any,  # noqa: ANN401
    ) -> Iterator[Update]:
        """First the question with a status, then its answer as it grows; the box is shut in between."""
        p, talk = self.parts, Talk(held.id if held else None)
        try:
            asked = replace(asked, filters=narrowed(*chosen), own_words=engine == "own")
        except RagError as error:
            yield self._shown(request, replace(talk, unanswered=asked, trouble=str(error)))
            return
        cancel = self.running[request.session_hash] = Event()
        before = message.exchanges(self.assistant.home, held, talk)[: -2 if asked.instead else None]
        yield {
            p.chat: before + message.pending(asked, message.searching(self.assistant.coverage())),
            p.box: gr.update(value="", interactive=False),
            p.send: gr.update(visible=False),
            p.stop: gr.update(visible=True),
            p.new: gr.update(interactive=False),
            **dict.fromkeys(p.offers, gr.update(visible=False)),
        }
        try:
            for grown in as_it_goes(partial(answered, self.assistant, reader_of(request.headers), talk, asked, cancel)):
                if isinstance(grown, Answer):
                    yield {p.chat: before + message.pending(asked, message.growing(grown))}
                else:
                    yield self._shown(request, grown)
        finally:
            self.running.pop(request.session_hash, None)

    def _shown(self, request: gr.Request, talk: Talk) -> Update:
        """The page with this before the reader, ready for the next question."""
        p, home, reader = self.parts, self.assistant.home, reader_of(request.headers)
        held = kept(home, talk, reader)
        talk = replace(talk, id=held.id if held else None)
        return {
            p.talk: talk,
            p.chat: message.exchanges(self.assistant.home, held, talk),
            p.box: gr.update(interactive=True),
            p.send: gr.update(visible=True),
            p.stop: gr.update(visible=False),
            p.new: gr.update(interactive=True),
            **listing(p, home, reader, talk.id),
        }


@lru_cache(maxsize=8)
def _examples(assistant: "Assistant", story: Story) -> list[str]:
    """The example questions, read out of the reports again only when these have changed: then it is another `Story`."""
    return examples(assistant, EXAMPLES)
