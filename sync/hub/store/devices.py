"""Laptops that the centre knows: their keys, certificates and one-time codes."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from sync.hub.store.tables import device, device_key, enrol_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One laptop. ``revoked`` (ms) ends its certificate, ``stopped`` says why it waits for a person."""

    id: str
    name: str
    union: str | None
    region: str | None
    certificate: dict[str, Any]
    feed_n: int = 0
    feed_read: int = 0
    created: int
    last_seen: int = 0
    revoked: int | None = None
    stopped: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyOfDevice:
    """One public key of a laptop and what it is for (sign, card, seal). Times in ms."""

    kid: str
    device: str
    purpose: str
    public: bytes
    certificate: dict[str, Any] | None = None
    valid_from: int
    valid_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolCode:
    """A one-time code, kept as its SHA-256. Times in ms."""

    id: str
    code_hash: str
    union: str | None
    region: str | None
    event: str | None
    created: int
    expires: int
    used_by: str | None = None
    gen: int


def _values(one: Device | KeyOfDevice | EnrolCode) -> dict[str, Any]:
    return {name: getattr(one, name) for name in type(one).__dataclass_fields__}


def _device(row: RowMapping) -> Device:
    return Device(**dict(row))


def add(connection: Connection, one: Device, keys: tuple[KeyOfDevice, ...]) -> None:
    """Write a laptop with its keys; one that was known keeps its feed and gets the new certificate."""
    if find(connection, one.id) is None:
        connection.execute(device.insert().values(**_values(one)))
    else:
        kept = {"name": one.name, "union": one.union, "region": one.region, "certificate": one.certificate}
        connection.execute(device.update().where(device.c.id == one.id).values(revoked=None, **kept))
    known = set(connection.execute(sa.select(device_key.c.kid).where(device_key.c.device == one.id)).scalars())
    fresh = [_values(key) for key in keys if key.kid not in known]
    if fresh:
        connection.execute(device_key.insert(), fresh)


def find(connection: Connection, device_id: str) -> Device | None:
    """Return one laptop."""
    row = connection.execute(sa.select(device).where(device.c.id == device_id)).mappings().first()
    return None if row is None else _device(row)


def everyone(connection: Connection) -> tuple[Device, ...]:
    """Return all laptops, the newest first."""
    rows = connection.execute(sa.select(device).order_by(device.c.created.desc(), device.c.id)).mappings()
    return tuple(_device(row) for row in rows)


def signing_keys(connection: Connection, device_id: str) -> dict[str, bytes]:
    """Return all public keys (by kid) that ever signed for this laptop; they are kept for ever."""
    statement = sa.select(device_key.c.kid, device_key.c.public).where(
        device_key.c.device == device_id, device_key.c.purpose == "sign"
    )
    return {row.kid: bytes(row.public) for row in connection.execute(statement)}


def card_keys(connection: Connection) -> tuple[KeyOfDevice, ...]:
    """Return all card keys with their certificates, for the trust list."""
    rows = connection.execute(
        sa.select(device_key).where(device_key.c.purpose == "card").order_by(device_key.c.kid)
    ).mappings()
    return tuple(KeyOfDevice(**{**row, "public": bytes(row["public"])}) for row in rows)


def device_of_key(connection: Connection, kid: str) -> tuple[Device, bytes] | None:
    """Return the laptop that signs with this key, and the key."""
    statement = (
        sa.select(device, device_key.c.public.label("public"))
        .join(device_key, device_key.c.device == device.c.id)
        .where(device_key.c.kid == kid, device_key.c.purpose == "sign")
    )
    row = connection.execute(statement).mappings().first()
    if row is None:
        return None
    values = dict(row)
    public = bytes(values.pop("public"))
    return Device(**values), public


def note_seen(connection: Connection, device_id: str, now_ms: int) -> None:
    """Remember when the laptop last delivered."""
    connection.execute(device.update().where(device.c.id == device_id).values(last_seen=now_ms))


def note_read(connection: Connection, device_id: str, n: int) -> None:
    """Remember that the laptop holds its feed up to item ``n``: it asked for what follows."""
    behind = sa.and_(device.c.id == device_id, device.c.feed_read < n, device.c.feed_n >= n)
    connection.execute(device.update().where(behind).values(feed_read=n))


def stop(connection: Connection, device_id: str, why: str | None) -> None:
    """Let a laptop's deliveries wait for a person, or (None) go on."""
    connection.execute(device.update().where(device.c.id == device_id).values(stopped=why))


def revoke(connection: Connection, device_id: str, when_ms: int) -> None:
    """End a laptop's certificate."""
    connection.execute(device.update().where(device.c.id == device_id).values(revoked=when_ms))


def add_code(connection: Connection, code: EnrolCode) -> None:
    """Write a one-time code."""
    connection.execute(enrol_code.insert().values(**_values(code)))


def open_code(connection: Connection, code_hash: str, now_ms: int, gen: int) -> EnrolCode | None:
    """Return the code if it is unused, of this generation and not over; locks it for this transaction."""
    statement = (
        sa.select(enrol_code)
        .where(enrol_code.c.code_hash == code_hash, enrol_code.c.expires >= now_ms, enrol_code.c.gen == gen)
        .with_for_update()
    )
    row = connection.execute(statement).mappings().first()
    return None if row is None else EnrolCode(**row)


def use_code(connection: Connection, code_id: str, device_id: str) -> None:
    """Mark a code as used by this laptop."""
    connection.execute(enrol_code.update().where(enrol_code.c.id == code_id).values(used_by=device_id))


def count_open_codes(connection: Connection, now_ms: int) -> int:
    """Return how many codes could still be used."""
    unused = sa.and_(enrol_code.c.used_by.is_(None), enrol_code.c.expires >= now_ms)
    return int(connection.execute(sa.select(sa.func.count()).select_from(enrol_code).where(unused)).scalar_one())
