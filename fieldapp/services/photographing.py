"""Photos (照片): optional, taken before the record exists, named by their hash in its first envelope."""

from dataclasses import dataclass

from fieldapp.domain.applications import NO_PHOTO
from fieldapp.domain.facts import BlobReference
from fieldapp.domain.ids import OperatorId
from fieldapp.domain.photos import MIME, ROLE, photo_from_jpeg
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.services.results import Done
from fieldapp.services.rules import at_work
from fieldapp.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepPhoto:
    """A photo was taken; the record it belongs to is not made yet."""

    jpeg: bytes
    operator: OperatorId


def keep_photo(command: KeepPhoto, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> Done | Refusal:
    """Keep a photo and return its SHA-256. Refuses ``photo_too_large``, ``photo_unfit``."""
    operator = at_work(uow, command.operator)
    photo = photo_from_jpeg(command.jpeg)
    if isinstance(operator, Refusal):
        return operator
    if isinstance(photo, Refusal):
        return photo
    return Done(subject=uow.blobs.keep(ROLE, MIME, photo.jpeg, uow.milliseconds()))


def refusal_of_photo(uow: UnitOfWork, photo: str) -> Refusal | None:
    """Return ``photo_missing`` when a draft names a photo that is not kept here, or is somebody else's."""
    if photo in ("", NO_PHOTO) or uow.blobs.is_loose(photo, ROLE):
        return None
    return Refusal(code="photo_missing")


def photo_reference(uow: UnitOfWork, photo: str) -> tuple[BlobReference, ...]:
    """Return what an envelope names: the photo of a draft, or nothing."""
    found = None if photo in ("", NO_PHOTO) else uow.blobs.reference(photo)
    return () if found is None else (found,)


def give_photo(uow: UnitOfWork, photo: str, rec: str) -> None:
    """Let the record that was made have its photo, or remember that the person wanted none."""
    if photo:
        uow.blobs.decide_photo(rec, None if photo == NO_PHOTO else photo, uow.milliseconds())
