"""Whose cards are believed: card keys the centre certified, as one signed list."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from fieldapp.crypto.card_tokens import card_kid
from fieldapp.crypto.signed import SignedObject
from fieldapp.crypto.trust import TrustedKey, TrustList, certify
from sync.hub.centre import Centre
from sync.hub.store import devices

CARD_KEY_DAYS = 400


def certify_card_key(centre: Centre, public: bytes) -> SignedObject:
    """Say that this card key may sign cards of the province from now on."""
    now = centre.clock.now()
    return certify(_trusted(centre, public, now, now + timedelta(days=CARD_KEY_DAYS)), centre.key)


def trust_list(centre: Centre, connection: Connection) -> TrustList:
    """Return every certified card key with its span."""
    return TrustList(
        tuple(
            _trusted(centre, key.public, _time(key.valid_from), _time(key.valid_to or key.valid_from))
            for key in devices.card_keys(connection)
        )
    )


def trust_body(centre: Centre, connection: Connection) -> dict[str, Any]:
    """Return the trust list as plain values."""
    return dict(json.loads(trust_list(centre, connection).payload()))


def _trusted(centre: Centre, public: bytes, start: datetime, end: datetime) -> TrustedKey:
    return TrustedKey(
        kid4=card_kid(public).hex(),
        public=public,
        issuer=centre.identity.province,
        valid_from=start,
        valid_to=end,
    )


def _time(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds // 1000, UTC)
