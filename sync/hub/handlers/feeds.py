"""What comes back to a laptop: its feed, numbers, reference sets."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from fieldapp.domain.outcomes import Version
from fieldapp.domain.ports import FeedSlice
from fieldapp.domain.problems import Refusal
from sync.hub.bells import Bell
from sync.hub.centre import Centre
from sync.hub.handlers.replies import refused, signed_body
from sync.hub.handlers.requests import authenticate, read_body
from sync.hub.services import changes, lease_requests, references
from sync.protocol.leases import LeaseRequest
from sync.protocol.limits import LONG_POLL_SECONDS, SLICE_ITEMS
from sync.protocol.messages import decode, encode
from sync.protocol.slices import read_cursor

_REQUEST_BYTES = 4096
_LOOK_AGAIN_SECONDS = 2.0


def routes(centre: Centre, bell: Bell) -> APIRouter:
    """Return the resources of an enrolled device that bring things back."""
    router = APIRouter()

    @router.get("/v1/changes")
    async def get_changes(
        request: Request,
        since: Annotated[str, Query(max_length=40)] = "0.0",
        limit: Annotated[int, Query(ge=1, le=SLICE_ITEMS)] = SLICE_ITEMS,
        wait: Annotated[int, Query(ge=0, le=30)] = 0,
    ) -> Response:
        """Return the next slice; with ``wait`` seconds, hold the answer until there is something."""
        caller = await run_in_threadpool(authenticate, centre, request, b"")
        cursor = read_cursor(since)
        if isinstance(caller, Refusal) or cursor is None:
            return refused(caller if isinstance(caller, Refusal) else Refusal(code="hub_query_invalid"))
        await run_in_threadpool(changes.note_read, centre, caller.device, cursor)
        piece = await _wait_for_slice(
            centre, bell, caller.device.id, cursor=cursor, limit=limit, seconds=min(wait, LONG_POLL_SECONDS)
        )
        return signed_body(changes.sealed_slice(centre, caller.device.id, piece))

    @router.post("/v1/leases")
    async def post_lease(request: Request) -> Response:
        """Grant more numbers; they come with the feed."""
        body = await read_body(request, _REQUEST_BYTES)
        if isinstance(body, Refusal):
            return refused(body)
        return await run_in_threadpool(_grant, centre, request, body)

    @router.get("/v1/reference/{set_name}")
    def get_reference(request: Request, set_name: str) -> Response:
        """Return a whole reference set, or 304 when the caller has it."""
        caller = authenticate(centre, request, b"")
        if isinstance(caller, Refusal):
            return refused(caller)
        found = references.reference_set(centre, set_name)
        if found is None:
            return refused(Refusal(code="hub_not_found"))
        if request.headers.get("if-none-match") == found.etag:
            return Response(status_code=304, headers={"ETag": found.etag})
        return signed_body(references.sealed_set(centre, found), {"ETag": found.etag})

    return router


async def _wait_for_slice(
    centre: Centre, bell: Bell, dev: str, *, cursor: Version, limit: int, seconds: float
) -> FeedSlice:
    left = seconds
    while True:
        piece = await run_in_threadpool(changes.next_slice, centre, dev, cursor, limit)
        if piece.items or left <= 0 or bell.is_closing:
            return piece
        started = centre.clock.monotonic()
        await bell.wait(min(left, _LOOK_AGAIN_SECONDS))
        left -= max(centre.clock.monotonic() - started, 0.001)


def _grant(centre: Centre, request: Request, body: bytes) -> Response:
    caller = authenticate(centre, request, body)
    if isinstance(caller, Refusal):
        return refused(caller)
    asked = decode(LeaseRequest, body)
    if isinstance(asked, Refusal):
        return refused(asked)
    receipt = lease_requests.request_lease(centre, caller.device, asked, caller.idempotency_key)
    return Response(encode(receipt), media_type="application/json")
