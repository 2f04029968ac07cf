"""A new blind index key: in force at once, and everybody is indexed again under it piece by piece.

Until the last piece a person or a roster row stands under either key, so whoever looks a number up asks under all of
them (``BlindIndexer.documents``). Each piece is a commit that moves the place with it: a kill in between costs nothing.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from fieldapp.store.people import People
from fieldapp.store.preferences import Secrets
from fieldapp.store.rosters import Rosters

BLIND_KEY, BLIND_VERSION = "blind_key", "blind_version"
_CHANGE = "blind_key_change"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChange:
    """A change that is not over: the keys before (hex, newest first) and how far people and rows are done."""

    before: tuple[str, ...]
    person: int = 0
    row: str = ""
    is_at_rows: bool = False


def running_change(secrets: Secrets) -> KeyChange | None:
    """Return the change that is not over; None when everybody is under the key in force."""
    kept = secrets.get(_CHANGE)
    if kept is None:
        return None
    form: dict[str, Any] = json.loads(kept)
    return KeyChange(**{**form, "before": tuple(form["before"])})


def keys_before(secrets: Secrets) -> tuple[bytes, ...]:
    """Return the keys under which somebody may still be indexed."""
    change = running_change(secrets)
    return tuple(bytes.fromhex(one) for one in change.before) if change else ()


def begin(secrets: Secrets, key: bytes, version: int) -> None:
    """Put another key in force; a change that runs is followed by this one and loses none of its keys."""
    replaced = (secrets.get(BLIND_KEY) or b"", *keys_before(secrets))
    before = tuple(dict.fromkeys(one.hex() for one in replaced if one))
    secrets.put(BLIND_KEY, key)
    secrets.put(BLIND_VERSION, str(version).encode())
    _keep(secrets, KeyChange(before=before))


def go_on(secrets: Secrets, people: People, rosters: Rosters, limit: int) -> bool:
    """Index up to ``limit`` more under the key in force; returns whether more is left."""
    change = running_change(secrets)
    if change is None:
        return False
    if not change.is_at_rows:
        person = people.index_again(change.person, limit)
        _keep(secrets, KeyChange(before=change.before, person=person or change.person, is_at_rows=not person))
        return True
    row = rosters.index_again(change.row, limit)
    if not row:
        secrets.forget(_CHANGE)
        return False
    _keep(secrets, KeyChange(before=change.before, person=change.person, row=row, is_at_rows=True))
    return True


def _keep(secrets: Secrets, change: KeyChange) -> None:
    secrets.put(_CHANGE, json.dumps(asdict(change)).encode())
