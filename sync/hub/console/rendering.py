"""Pages out of templates: one environment, everything escaped, nothing loaded from elsewhere."""

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse

from fieldapp.messages import translate
from resources import resource

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; "
    "img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(resource("hub", "templates")),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["_"] = translate
    environment.globals["mark"] = _mark()
    return environment


def _mark() -> str:
    """Return the mark of the window: one drawing for both."""
    drawn = resource("icons", "brand.svg").read_text(encoding="utf-8")
    drawn = drawn.replace("currentColor", "#b3201f").replace('"paper"', '"#fff"')
    return drawn.replace("<svg ", '<svg aria-hidden="true" ')


def page(name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a rendered page that no cache and no history keeps."""
    return HTMLResponse(_environment().get_template(name).render(**values), status, _HEADERS)
