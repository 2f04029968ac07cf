"""The edge of the hub: whatever happens inside, the answer is a problem document without secrets."""

import logging
from collections.abc import Callable

from sqlalchemy.exc import OperationalError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fieldapp.domain.problems import Refusal
from sync.hub.handlers.replies import refused

log = logging.getLogger("fieldapp.hub")


class Boundary:
    """Outermost layer. Logs the type and place of an exception, never its text, which may name a person."""

    def __init__(self, app: ASGIApp, explain: Callable[[Scope, Refusal], Response] | None = None) -> None:
        """Wrap the application; ``explain`` says to whoever asks what went wrong."""
        self.app = app
        self._explain = explain or (lambda _scope, refusal: refused(refusal))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_begun = False

        async def watch(message: Message) -> None:
            nonlocal has_begun
            has_begun = has_begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:  # noqa: BLE001 - the hub's request boundary
            log.error("request failed: %s at %s", type(error).__name__, _place(error))
            if not has_begun:
                code = "hub_store_unavailable" if isinstance(error, OperationalError) else "hub_internal"
                await self._explain(scope, Refusal(code=code))(scope, receive, send)


def _place(error: BaseException) -> str:
    step, place = error.__traceback__, "?"
    while step is not None:
        place = f"{step.tb_frame.f_globals.get('__name__', '?')}:{step.tb_lineno}"
        step = step.tb_next
    return place


async def http_problem(_request: Request, error: Exception) -> Response:
    """Answer what routing refuses (404, 405) with a problem document."""
    status = getattr(error, "status_code", 404)
    code = {404: "hub_not_found", 405: "hub_method_unknown"}.get(status, "hub_query_invalid")
    return refused(Refusal(code=code))


async def query_problem(_request: Request, _error: Exception) -> Response:
    """Answer parameters that cannot be read, without repeating them."""
    return refused(Refusal(code="hub_query_invalid"))
