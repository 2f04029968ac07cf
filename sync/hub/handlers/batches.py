"""``POST /v1/batches`` and ``GET /v1/batches/{id}``: facts come in, the stored answer goes out."""

from threading import Lock

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from fieldapp.domain.facts import digest
from fieldapp.domain.problems import Refusal
from sync.hub import failpoints
from sync.hub.bells import Bell
from sync.hub.centre import Centre
from sync.hub.handlers.replies import refused, signed_body
from sync.hub.handlers.requests import authenticate, read_body
from sync.hub.services import receiving
from sync.protocol.batches import Batch, decode_batch
from sync.protocol.limits import BODY_BYTES


class RunningBatches:
    """Batches being worked on by this process; a second try meanwhile is told to come back."""

    def __init__(self) -> None:
        """Begin with none."""
        self._ids: set[str] = set()
        self._lock = Lock()

    def enter(self, batch_id: str) -> bool:
        """Begin with a batch; False while somebody is at it."""
        with self._lock:
            if batch_id in self._ids:
                return False
            self._ids.add(batch_id)
            return True

    def leave(self, batch_id: str) -> None:
        """Be done with a batch."""
        with self._lock:
            self._ids.discard(batch_id)


def routes(centre: Centre, bell: Bell) -> APIRouter:
    """Return the two resources of batches."""
    router = APIRouter()
    running = RunningBatches()

    @router.post("/v1/batches")
    async def post_batch(request: Request) -> Response:
        """Take a batch; the answer is the same however often it comes."""
        body = await read_body(request, BODY_BYTES)
        if isinstance(body, Refusal):
            return refused(body)
        reply = await run_in_threadpool(_take, centre, running, request, body)
        bell.ring()
        return reply

    @router.get("/v1/batches/{batch_id}")
    def get_batch(request: Request, batch_id: str) -> Response:
        """Return the stored answer; 404 when the batch never arrived whole."""
        caller = authenticate(centre, request, b"")
        if isinstance(caller, Refusal):
            return refused(caller)
        answer = receiving.stored_answer(centre, caller.device.id, batch_id)
        return refused(answer) if isinstance(answer, Refusal) else signed_body(answer)

    return router


def _take(centre: Centre, running: RunningBatches, request: Request, body: bytes) -> Response:
    caller = authenticate(centre, request, body)
    if isinstance(caller, Refusal):
        return refused(caller)
    batch = decode_batch((body,), compressed=request.headers.get("content-encoding") == "gzip")
    refusal = batch if isinstance(batch, Refusal) else _header_refusal(batch, caller.device.id, caller.idempotency_key)
    if isinstance(batch, Refusal) or refusal is not None:
        return refused(refusal or Refusal(code="batch_truncated"))
    if not running.enter(batch.header.batch):
        return refused(Refusal(code="batch_running"))
    try:
        answer = receiving.receive(centre, caller.device, batch, digest(body))
    finally:
        running.leave(batch.header.batch)
    if isinstance(answer, Refusal):
        return refused(answer)
    failpoints.reach(failpoints.AFTER_COMMIT)
    return signed_body(answer)


def _header_refusal(batch: Batch, device: str, key: str) -> Refusal | None:
    if batch.header.dev != device:
        return Refusal(code="device_mismatch")
    return None if batch.header.batch == key else Refusal(code="batch_key_wrong")
