"""What somebody holds against what the centre holds: records of a laptop, cards of whoever checks them."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from fieldapp.domain.problems import Refusal
from sync.hub.centre import Centre
from sync.hub.handlers.replies import refused, signed_body
from sync.hub.handlers.requests import authenticate, read_body
from sync.hub.services import diffs, status_lists
from sync.protocol.diffs import RecordsDiff
from sync.protocol.limits import DIFF_RECORDS
from sync.protocol.messages import decode
from sync.protocol.signed_replies import wire_bytes

_LISTS = 1 << 10  # serials have nine digits
_DIFF_BYTES = DIFF_RECORDS * 200


def routes(centre: Centre) -> APIRouter:
    """Return the resources that compare."""
    router = APIRouter()

    @router.post("/v1/records:diff")
    async def post_diff(request: Request) -> Response:
        """Say what this hub lacks of what the laptop delivered."""
        body = await read_body(request, _DIFF_BYTES)
        if isinstance(body, Refusal):
            return refused(body)
        return await run_in_threadpool(_compare, centre, request, body)

    @router.get("/v1/status-lists/{n}")
    def get_status_list(request: Request, n: Annotated[int, Path(ge=0, lt=_LISTS)]) -> Response:
        """Return a list of card statuses to anybody who checks cards."""
        found = status_lists.status_list(centre, n)
        if found is None:
            return refused(Refusal(code="hub_not_found"))
        headers = {"ETag": status_lists.etag(found)}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        return signed_body(wire_bytes(status_lists.signed(centre, found)), headers)

    return router


def _compare(centre: Centre, request: Request, body: bytes) -> Response:
    caller = authenticate(centre, request, body)
    if isinstance(caller, Refusal):
        return refused(caller)
    asked = decode(RecordsDiff, body)
    if isinstance(asked, Refusal):
        return refused(asked)
    return signed_body(diffs.sealed(centre, diffs.lacking(centre, caller.device.id, asked)))
