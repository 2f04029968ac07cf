"""Facts as rows: what the console lists and the statistics count is read out of the envelopes here."""

from collections.abc import Iterable, Mapping
from typing import Any

from fieldapp.domain.facts import (
    Approval,
    CardEvent,
    ConsentFact,
    Enrollment,
    Envelope,
    Fact,
    Handout,
    Revision,
    Transfer,
    Void,
)
from fieldapp.domain.identity import derive
from fieldapp.domain.ports import BlindIndexer
from fieldapp.domain.state import RecordState
from sync.hub.store.envelopes import StoredEnvelope
from sync.hub.store.mentions import Mention
from sync.hub.store.records import KeyRow, PersonRow, RecordRow, SideRow
from sync.protocol.envelopes import ReadEnvelope


def stored(read: ReadEnvelope, now_ms: int) -> StoredEnvelope:
    """Return the row that keeps an envelope exactly as it came."""
    envelope = read.envelope
    return StoredEnvelope(
        env=envelope.env,
        rec=envelope.rec,
        type=envelope.sch.partition("/")[0],
        dev=envelope.dev,
        inc=envelope.inc,
        seq=envelope.seq,
        sha256=read.sha256,
        raw=read.signed.protected,
        sig=read.signed.signature,
        kid=envelope.kid,
        via=" ".join(read.signed.via) or None,
        received_at=now_ms,
    )


def mentions(read: ReadEnvelope) -> tuple[Mention, ...]:
    """Return the records or envelopes a fact speaks of beside its own record."""
    envelope, fact = read.envelope, read.fact
    if isinstance(fact, Approval):
        return tuple(
            Mention(target=rec, env=envelope.env, rec=envelope.rec, delegation=fact.delegation) for rec in fact.recs
        )
    if isinstance(fact, Void):
        return (Mention(target=fact.target, env=envelope.env, rec=envelope.rec, delegation=None),)
    return ()


def keys(read: ReadEnvelope, blind: BlindIndexer) -> tuple[KeyRow, ...]:
    """Return the keys by which this fact's record must be found: its document's, recomputed, and its numbers."""
    envelope, fact, kv = read.envelope, read.fact, blind.version
    found: list[KeyRow] = []
    if isinstance(fact, Enrollment | Transfer):
        found.append(KeyRow("idh", kv, blind.document(fact.person.document_no), envelope.rec))
    elif isinstance(fact, Revision) and isinstance(fact.changed.get("document_no"), str):
        found.append(KeyRow("idh", kv, blind.document(fact.changed["document_no"]), envelope.rec))
    elif isinstance(fact, Approval):
        found.extend(KeyRow("no", kv, use.no, rec) for rec, use in fact.numbers.items())
    if envelope.no is not None and envelope.lease is not None:
        found.append(KeyRow("no", kv, envelope.no, envelope.rec))
    return tuple(found)


def captured_ms(envelope: Envelope) -> int:
    """Return when a fact was made: signed device time corrected by its last known offset."""
    return envelope.captured.time + envelope.captured.offset_ms


def sides(reads: Iterable[ReadEnvelope]) -> list[SideRow]:
    """Return the card, handout and consent rows of these facts."""
    found = (_side(read.envelope, read.fact) for read in reads)
    return [row for row in found if row is not None]


def _side(envelope: Envelope, fact: Fact) -> SideRow | None:
    about: dict[str, str | int | None] = {"env": envelope.env, "rec": envelope.rec, "captured": captured_ms(envelope)}
    if isinstance(fact, CardEvent):
        return SideRow("card", {**about, "what": fact.what, "serial": fact.serial, "copy": fact.copy})
    if isinstance(fact, Handout):
        said: dict[str, str | int | None] = {
            "event": envelope.ev,
            "item": fact.item,
            "qty": fact.qty,
            "override": fact.override,
        }
        return SideRow("handout", {**about, **said, "dev": envelope.dev})
    if isinstance(fact, Enrollment | Transfer):
        return SideRow("consent", about | _consent(fact.consents))
    if isinstance(fact, ConsentFact):
        return SideRow("consent", about | _consent(fact))
    return None


def _consent(fact: ConsentFact) -> dict[str, str | int | None]:
    return {
        "notice": fact.notice,
        "given": " ".join(fact.given),
        "withdrawn": " ".join(fact.withdrawn),
        "method": fact.method,
        "reference": fact.reference,
    }


def application(state: RecordState, root: Envelope, received_at: int) -> tuple[RecordRow, PersonRow]:
    """Return the rows of one application as it stands; ``root`` is the envelope that began it."""
    said = _texts(state.values)
    record = RecordRow(
        rec=state.rec,
        kind=state.kind,
        person=state.rec,
        dev=root.dev,
        event=root.ev,
        operator=root.op,
        asked_union=said["union"],
        region=said["region"] or "",
        group=said["group"] or "",
        employment=said["employment"] or "",
        employer=said["employer"],
        channel=said["channel"],
        document_check=said["document_check"] or "",
        captured=captured_ms(root),
        received_at=received_at,
    )
    return record, _person(state, said)


def _person(state: RecordState, said: Mapping[str, str | None]) -> PersonRow:
    number, migrant = said["document_no"] or "", state.values.get("migrant")
    birth, sex = derive(number) or (None, None)
    return PersonRow(
        id=state.rec,
        name=said["name"] or "",
        document_type=said["document_type"] or "",
        document_no=number,
        phone=said["phone"] or "",
        sex=sex or said["sex"],
        birth=birth.strftime("%Y%m%d") if birth else said["birth"],
        migrant=migrant if isinstance(migrant, bool) else None,
    )


_STATED = (
    "union", "region", "group", "employment", "employer", "channel", "document_check",
    "document_no", "name", "document_type", "phone", "sex", "birth",
)  # fmt: skip


def _texts(values: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the fields that become columns as text, None where nothing was said."""
    return {name: str(value) if (value := values.get(name)) else None for name in _STATED}
