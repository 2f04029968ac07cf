"""``GET /v1/reference/{set}``: whole sets of reference data, signed as ``reference``, with an ETag.

The set's name and its ETag stand inside the signed bytes, so that no set can pass for another one.
A 304 carries nothing and needs no signature.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from fieldapp.domain.problems import Refusal
from sync.protocol.messages import Message, canonical
from sync.protocol.signed_replies import open_reply
from sync.protocol.texts import ShortText

KIND = "reference"
SETS = ("organisations", "members", "trust", "delegations", "codes")
"""The sets of version 1. ``members`` is {kv, keys}: blind indexes of known members, sorted."""


class ReferenceSet(Message):
    """One set as it stands at the centre."""

    set: ShortText
    etag: ShortText
    body: dict[str, Any]


def etag_of(body: Mapping[str, Any]) -> str:
    """Return the ETag (with its quotes) of a set's content: the same content has the same."""
    return f'"{hashlib.sha256(canonical(body)).hexdigest()[:32]}"'


def read_reference(body: bytes, *, set_name: str, kid: str, key: bytes) -> ReferenceSet | Refusal:
    """Return a verified set. Refusals beside those of ``open_reply``: ``reference_of_another_set``."""
    message = open_reply(KIND, ReferenceSet, body, kid=kid, key=key)
    if isinstance(message, Refusal):
        return message
    return message if message.set == set_name else Refusal(code="reference_of_another_set")
