"""``GET /v1/info`` and ``POST /v1/devices``: who the hub is, and how a laptop becomes its device."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from fieldapp.crypto.device_keys import kid_of
from fieldapp.domain.problems import Refusal
from sync.hub.centre import Centre
from sync.hub.handlers.replies import refused, signed_body
from sync.hub.handlers.requests import read_body
from sync.hub.services import provisioning
from sync.protocol import devices as messages
from sync.protocol import info
from sync.protocol.devices import DeviceRequest
from sync.protocol.http_signature import verify_request
from sync.protocol.info import Info
from sync.protocol.messages import decode
from sync.protocol.signed_replies import seal_reply
from sync.protocol.texts import to_base64

_REQUEST_BYTES = 16 * 1024


def routes(centre: Centre) -> APIRouter:
    """Return the two resources that need no certificate."""
    router = APIRouter()

    @router.get("/v1/info")
    def get_info(nonce: Annotated[str, Query(max_length=100)] = "") -> Response:
        """Say who this is, signed, with the caller's nonce."""
        said = Info(
            tier=0,
            server=centre.identity.server,
            gen=centre.identity.gen,
            time=centre.now_ms(),
            nonce=nonce,
            key=to_base64(centre.key.public),
        )
        return signed_body(seal_reply(info.KIND, said, centre.key))

    @router.post("/v1/devices")
    async def post_device(request: Request) -> Response:
        """Enrol a device that holds a one-time code."""
        body = await read_body(request, _REQUEST_BYTES)
        if isinstance(body, Refusal):
            return refused(body)
        return await run_in_threadpool(_enrol, centre, request, body)

    return router


def _enrol(centre: Centre, request: Request, body: bytes) -> Response:
    asked = decode(DeviceRequest, body)
    if isinstance(asked, Refusal):
        return refused(asked)
    keys = provisioning.read_keys(asked)
    if isinstance(keys, Refusal):
        return refused(keys)
    brought = {kid_of(keys.public): keys.public}
    signed = verify_request(
        method=request.method,
        url=str(request.url),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
        key_of=brought.get,
        now=centre.now_ms() // 1000,
    )
    if isinstance(signed, Refusal):
        return refused(signed)
    reply = provisioning.enrol(centre, asked, keys)
    if isinstance(reply, Refusal):
        return refused(reply)
    return signed_body(seal_reply(messages.KIND, reply, centre.key))
