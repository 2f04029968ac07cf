"""Drafts (草稿): saved at every change, so that a crash or a lock loses no key; with what is pinned they never end."""

from dataclasses import dataclass

from fieldapp.domain.applications import ApplicationDraft
from fieldapp.domain.ids import EventId, OperatorId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.services.results import Done
from fieldapp.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDraft:
    """What stands in the form now."""

    draft: ApplicationDraft
    event: EventId
    operator: OperatorId


def save_draft(command: SaveDraft, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> Done:
    """Keep the draft of an event in place of the last one; no fact, no audit: nothing was asserted."""
    uow.drafts.put(command.event, command.operator, command.draft, uow.milliseconds())
    return Done(subject=command.event)
