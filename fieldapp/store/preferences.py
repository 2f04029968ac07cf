"""Settings, secrets and drafts: small named values of this store."""

import json
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from fieldapp.domain.applications import (
    CARRIED,
    ApplicationDraft,
    ConsentAct,
    ConsentMethod,
    DocumentCheck,
    DocumentType,
    Source,
)
from fieldapp.domain.facts import plain
from fieldapp.domain.views import Settings
from fieldapp.store import tables


def _put(connection: Connection, table: Table, key: str, name: str, values: dict[str, Any]) -> None:
    changed = connection.execute(update(table).where(table.c[key] == name).values(**values))
    if changed.rowcount == 0:
        connection.execute(insert(table).values({key: name, **values}))


class Preferences:
    """Named settings as JSON values."""

    def __init__(self, connection: Connection) -> None:
        """Work through ``connection``."""
        self._connection = connection

    def all(self) -> Settings:
        """Return every setting by name."""
        rows = self._connection.execute(select(tables.setting))
        return MappingProxyType({row.name: json.loads(row.value) for row in rows})

    def get(self, name: str) -> Any:
        """Return a setting; None when it was never set."""
        found = select(tables.setting.c.value).where(tables.setting.c.name == name)
        value = self._connection.execute(found).scalar_one_or_none()
        return json.loads(value) if value is not None else None

    def put(self, name: str, value: Any) -> None:
        """Keep a setting."""
        _put(self._connection, tables.setting, "name", name, {"value": json.dumps(value, ensure_ascii=False)})


class Secrets:
    """Keys that live nowhere but in the encrypted store."""

    def __init__(self, connection: Connection) -> None:
        """Work through ``connection``."""
        self._connection = connection

    def get(self, name: str) -> bytes | None:
        """Return a secret."""
        found = select(tables.secret.c.value).where(tables.secret.c.name == name)
        value = self._connection.execute(found).scalar_one_or_none()
        return bytes(value) if value is not None else None

    def put(self, name: str, value: bytes) -> None:
        """Keep a secret."""
        _put(self._connection, tables.secret, "name", name, {"value": value})

    def forget(self, name: str) -> None:
        """Keep a secret no longer."""
        self._connection.execute(delete(tables.secret).where(tables.secret.c.name == name))


class Drafts:
    """One unfinished application per event, as typed."""

    def __init__(self, connection: Connection) -> None:
        """Work through ``connection``."""
        self._connection = connection

    def get(self, event: str) -> ApplicationDraft | None:
        """Return the draft of an event."""
        found = select(tables.draft.c.body).where(tables.draft.c.event == event)
        body = self._connection.execute(found).scalar_one_or_none()
        return read_draft(json.loads(body)) if body else None

    def put(self, event: str, operator: str, draft: ApplicationDraft, saved: int) -> None:
        """Keep the draft of an event in place of an earlier one."""
        body = json.dumps(draft_form(draft), ensure_ascii=False)
        _put(self._connection, tables.draft, "event", event, {"operator": operator, "body": body, "saved": saved})

    def drop(self, event: str) -> bool:
        """Forget the draft of an event; returns whether there was one."""
        return bool(self._connection.execute(delete(tables.draft).where(tables.draft.c.event == event)).rowcount)


def draft_form(draft: ApplicationDraft) -> dict[str, Any]:
    """Return a draft as plain values."""
    form = {name: plain(getattr(draft, name)) for name in draft.__dataclass_fields__ if name != "sources"}
    return {**form, "sources": dict(draft.sources)}


def read_draft(form: dict[str, Any]) -> ApplicationDraft:
    """Read a draft from plain values."""
    consent = form.get("consent")
    return ApplicationDraft(
        **{
            **form,
            "document_type": DocumentType(form["document_type"]),
            "document_check": DocumentCheck(form["document_check"]),
            "pins": tuple(form.get("pins", CARRIED)),
            "sources": MappingProxyType({field: Source(source) for field, source in form["sources"].items()}),
            "consent": ConsentAct(
                method=ConsentMethod(consent["method"]),
                purposes=tuple(consent.get("purposes", ())),
                reference=consent.get("reference"),
            )
            if consent
            else None,
        }
    )
