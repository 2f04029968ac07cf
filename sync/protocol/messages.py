"""What every message of the protocol shares: frozen, known fields strictly typed, unknown ones ignored."""

import json
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from fieldapp.domain.problems import Refusal


class Message(BaseModel):
    """A frozen message. Fields that a newer peer adds are ignored, known ones must have their type."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", allow_inf_nan=False)


M = TypeVar("M", bound=Message)


def encode(message: Message) -> bytes:
    """Return UTF-8 JSON without blanks; what was not said is left out."""
    return message.model_dump_json(exclude_none=True, by_alias=True).encode()


def decode(model: type[M], payload: bytes) -> M | Refusal:
    """Read a message; anything else than its JSON is the refusal ``message_unreadable``.

    The details name the place of the first fault and its kind, never a value.
    """
    try:
        return model.model_validate_json(payload)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = "/" + "/".join(str(part) for part in first["loc"])
        return Refusal(code="message_unreadable", details={"place": place, "fault": first["type"]})


def canonical(value: Any) -> bytes:
    """Encode plain data with sorted keys, for digests over data that has no bytes of its own."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode()
