"""A pre-registration (手机预登记): what a person typed on the own phone, to be checked against the document here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

LIFE = timedelta(hours=72)
"""How long a code is good for after the hub made it."""
_TEXTS = {"id": 64, "name": 120, "document_type": 16, "document_no": 32, "phone": 20, "group": 32, "union": 64}
"""Members and their longest lengths in characters; ``group`` and ``union`` may be empty."""
_MAY_BE_EMPTY = ("group", "union")
_MOST_PURPOSES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PreRegistration:
    """Who wants to join; ``consents`` are the purposes agreed to on the phone (will and consent are that act)."""

    id: str
    name: str
    document_type: str
    document_no: str
    phone: str
    group: str
    union: str
    consents: tuple[str, ...]
    expires: datetime


def pre_registration_form(one: PreRegistration) -> dict[str, Any]:
    """Return it as plain values; ``expires`` in seconds since 1970."""
    texts = {name: getattr(one, name) for name in _TEXTS}
    return {**texts, "consents": list(one.consents), "exp": int(one.expires.timestamp())}


def read_pre_registration(form: Mapping[str, Any]) -> PreRegistration:
    """Read plain values strictly; ``ValueError`` for anything else."""
    if set(form) != {*_TEXTS, "consents", "exp"}:
        raise ValueError("members")
    for name, longest in _TEXTS.items():
        value = form[name]
        if not isinstance(value, str) or len(value) > longest or not (value or name in _MAY_BE_EMPTY):
            raise ValueError(name)
    consents, expires = form["consents"], form["exp"]
    if not isinstance(consents, list) or len(consents) > _MOST_PURPOSES:
        raise ValueError("consents")
    if not all(isinstance(one, str) for one in consents) or type(expires) is not int:
        raise ValueError("consents")
    texts = {name: form[name] for name in _TEXTS}
    "".join((*texts.values(), *consents)).encode()  # half a character, which JSON can spell, is a ValueError
    moment = datetime.fromtimestamp(expires).astimezone()
    return PreRegistration(**texts, consents=tuple(consents), expires=moment)
