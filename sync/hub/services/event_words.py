"""Whose an event is: the laptop that spoke of it first, by rank, describes and closes it; others are only noted.

A joined laptop opens and closes the event for itself, so its word is no fault; but it may not move
the event of another desk. Like everything at the centre this follows from the set of facts alone.
"""

import json
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.engine import Connection

from fieldapp.domain.events import ApprovalPolicy, Delegation, Event, JoinChannel
from fieldapp.domain.facts import EventFact
from fieldapp.domain.forms import event_form, read_event, read_time
from fieldapp.domain.ids import EventId, OrganisationId
from sync.hub.services.projecting import captured_ms
from sync.hub.store import events
from sync.hub.store.events import EventWord
from sync.protocol.envelopes import ReadEnvelope


def note(connection: Connection, fresh: Iterable[ReadEnvelope]) -> None:
    """Keep what these facts say of events, and write each event as its own laptop describes it."""
    said = [(read, read.fact) for read in fresh if isinstance(read.fact, EventFact) and read.envelope.ev is not None]
    if not said:
        return
    authorised = events.delegations(connection)
    fresh_words = [word for read, fact in said if (word := _word(read, fact, authorised)) is not None]
    events.add_words(connection, fresh_words)
    for words in events.words(connection, {word.event for word in fresh_words}).values():
        own = _own(words)
        events.put(connection, read_event(json.loads(own[-1].body)), closed=own[-1].is_close)


def contradictions(connection: Connection) -> tuple[EventWord, ...]:
    """Return what laptops said of another one's event that does not fit what its own laptop says."""
    found: list[EventWord] = []
    for words in events.words(connection, events.known_ids(connection)).values():
        own = _own(words)
        described = {word.body for word in own}
        found.extend(word for word in words if word.dev != words[0].dev and word.body not in described)
    return tuple(found)


def _own(words: Sequence[EventWord]) -> list[EventWord]:
    return [word for word in words if word.dev == words[0].dev]


def _word(read: ReadEnvelope, fact: EventFact, authorised: Mapping[str, Delegation]) -> EventWord | None:
    """Return a word as it is kept; None where no event could be like that."""
    envelope = read.envelope
    try:
        described = Event(
            id=EventId(envelope.ev or ""),
            name=fact.name,
            region=fact.region,
            place=fact.place or "",
            host=OrganisationId(fact.host),
            channel=JoinChannel(fact.channel or JoinChannel.COLLECTIVE),
            starts=read_time(fact.starts),
            ends=read_time(fact.ends),
            policy=ApprovalPolicy(fact.policy),
            delegation=authorised.get(fact.delegation or ""),
            target=fact.target,
            photo=bool(fact.photo),
            items=fact.items,
        )
    except ValueError:
        return None
    return EventWord(
        env=envelope.env,
        event=described.id,
        dev=envelope.dev,
        captured=captured_ms(envelope),
        is_close=fact.what == "close",
        body=json.dumps(event_form(described), ensure_ascii=False, separators=(",", ":")),
    )
