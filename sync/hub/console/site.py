"""The console as a whole: pages, actions, and the three files they load."""

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from resources import resource
from sync.hub.bells import Bell
from sync.hub.centre import Centre
from sync.hub.console import actions, pages


def attach(hub: FastAPI, centre: Centre, bell: Bell) -> None:
    """Put the console into the hub."""
    hub.include_router(actions.routes(centre, bell))
    hub.include_router(pages.routes(centre))
    hub.mount("/static", StaticFiles(directory=resource("hub", "static")), name="static")
