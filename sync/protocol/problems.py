"""Problem documents (RFC 9457): how a hub says that a request as a whole did not happen.

Verdicts on single records are never problem documents (``verdicts``). Title and detail come from
the catalogue of messages; a client acts on ``status`` and ``code`` alone.
"""

from typing import Annotated

from pydantic import Field

from fieldapp.domain.problems import Refusal
from fieldapp.messages import message
from sync.protocol.messages import Message, decode, encode
from sync.protocol.numbers import Count

CONTENT_TYPE = "application/problem+json"
SYSTEMIC = frozenset({401, 403, 426, 429, 503})
"""Statuses that stop the queue: the next batch would meet the same."""


class PointedError(Message):
    """One fault of the request's body."""

    pointer: str
    code: str
    detail: str = ""


class Retry(Message):
    """When to come back, in seconds."""

    after: Count


class ProblemDocument(Message):
    """A refused request. ``code`` is stable, ``title`` and ``detail`` are sentences for people."""

    type: str = "about:blank"
    status: Annotated[int, Field(ge=400, le=599)]
    code: str
    title: str
    detail: str = ""
    errors: tuple[PointedError, ...] = ()
    retry: Retry | None = None

    @property
    def is_systemic(self) -> bool:
        """Whether the whole queue has to wait, rather than this one request."""
        return self.status in SYSTEMIC


def problem_document(
    status: int,
    refusal: Refusal,
    *,
    retry_after: int | None = None,
) -> ProblemDocument:
    """Return the document of a refusal, with its sentences from the catalogue."""
    words = message(refusal.code, refusal.details)
    return ProblemDocument(
        status=status,
        code=refusal.code,
        title=words.title,
        detail=words.reason + words.remedy,
        errors=tuple(PointedError(pointer="/" + one.field, code=one.code) for one in refusal.problems),
        retry=None if retry_after is None else Retry(after=retry_after),
    )


def problem_bytes(document: ProblemDocument) -> bytes:
    """Return the body of the reply."""
    return encode(document)


def read_problem(body: bytes) -> ProblemDocument | None:
    """Return the problem document of a body, None when it holds none."""
    document = decode(ProblemDocument, body)
    return None if isinstance(document, Refusal) else document
