"""How the hub answers: signed bodies, and problem documents with their status."""

from starlette.responses import Response

from fieldapp.domain.problems import Refusal
from sync.protocol import problems, signed_replies
from sync.protocol.problems import problem_bytes, problem_document

STATUS = {
    "signature_missing": 401,
    "signature_stale": 401,
    "content_altered": 401,
    "device_unknown": 401,
    "signature_invalid": 401,
    "device_revoked": 403,
    "device_stopped": 403,
    "device_mismatch": 403,
    "code_wrong": 403,
    "code_used": 403,
    "hub_not_found": 404,
    "batch_unknown": 404,
    "hub_method_unknown": 405,
    "batch_running": 409,
    "body_too_large": 413,
    "batch_too_large": 413,
    "line_too_long": 413,
    "batch_reused": 422,
    "batch_key_wrong": 422,
    "hub_query_invalid": 422,
    "hub_busy": 429,
    "hub_internal": 500,
    "hub_store_unavailable": 503,
}
_RETRY_AFTER = {409: 2, 429: 10, 503: 30}


def signed_body(body: bytes, headers: dict[str, str] | None = None) -> Response:
    """Return a signed object as the answer."""
    return Response(body, media_type=signed_replies.CONTENT_TYPE, headers=headers)


def refused(refusal: Refusal) -> Response:
    """Return a refusal as a problem document; 400 where no other status is meant."""
    status = STATUS.get(refusal.code, 400)
    after = _RETRY_AFTER.get(status)
    document = problem_document(status, refusal, retry_after=after)
    headers = {} if after is None else {"Retry-After": str(after)}
    return Response(problem_bytes(document), status, headers, problems.CONTENT_TYPE)
