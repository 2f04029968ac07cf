"""What a person sees when a page is not there or the hub failed; programs get a problem document instead."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from fieldapp.domain.problems import Refusal
from fieldapp.messages import message
from sync.hub.console.rendering import page
from sync.hub.handlers.replies import STATUS, refused

_API = "/v1"
_CODES = {404: "hub_page_missing", 405: "hub_page_missing"}
Handler = Callable[[Request, Exception], Awaitable[Response]]


def answer(scope: MutableMapping[str, Any], refusal: Refusal) -> Response:
    """Return a page for a browser, the problem document for everybody else."""
    if not _is_browser(scope):
        return refused(refusal)
    return _page(STATUS.get(refusal.code, 400), refusal)


def pages_first(otherwise: Handler) -> Handler:
    """Return a handler of refused routes that shows browsers a page and leaves programs to ``otherwise``."""

    async def handle(request: Request, error: Exception) -> Response:
        if not _is_browser(request.scope):
            return await otherwise(request, error)
        status = getattr(error, "status_code", 404)
        return _page(status, Refusal(code=_CODES.get(status, "hub_query_invalid")))

    return handle


def _is_browser(scope: MutableMapping[str, Any]) -> bool:
    wants = b",".join(value for name, value in scope.get("headers", ()) if name == b"accept")
    return not str(scope.get("path", "")).startswith(_API) and b"text/html" in wants


def _page(status: int, refusal: Refusal) -> Response:
    return page("error.html", status, account=None, said=message(refusal.code, refusal.details))
