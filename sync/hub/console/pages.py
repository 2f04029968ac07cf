"""The reviewers' pages."""

from fastapi import FastAPI

from sync.hub.bells import Bell
from sync.hub.centre import Centre


def attach(hub: FastAPI, centre: Centre, bell: Bell) -> None:
    """Put the console's pages into the hub."""
