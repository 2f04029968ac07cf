"""Puts the hub together: one application out of a database address."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from fieldapp import __version__
from fieldapp.domain.ports import Clock, Ids
from sync.hub.bells import Bell
from sync.hub.centre import Centre, open_centre
from sync.hub.console import errors
from sync.hub.console import site as console
from sync.hub.handlers import batches, comparisons, feeds, provisioning
from sync.hub.handlers.boundary import Boundary, http_problem, query_problem


def create_hub(database_url: str, *, clock: Clock | None = None, ids: Ids | None = None) -> FastAPI:
    """Open the database (running missing migrations) and return the hub over it."""
    return hub_over(open_centre(database_url, clock=clock, ids=ids))


def hub_over(centre: Centre) -> FastAPI:
    """Return the application over an opened centre; it closes the store when it ends."""
    bell = Bell()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        bell.close()
        centre.store.close()

    hub = FastAPI(
        title="fieldapp-hub",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
    )
    hub.state.centre, hub.state.bell = centre, bell
    hub.add_exception_handler(HTTPException, errors.pages_first(http_problem))
    hub.add_exception_handler(RequestValidationError, query_problem)
    hub.include_router(provisioning.routes(centre))
    hub.include_router(batches.routes(centre, bell))
    hub.include_router(feeds.routes(centre, bell))
    hub.include_router(comparisons.routes(centre))
    console.attach(hub, centre, bell)
    hub.add_middleware(Boundary, explain=errors.answer)
    return hub
