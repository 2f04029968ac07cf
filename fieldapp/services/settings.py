"""Settings of this laptop: pins of the form, print policy, hub address and the like."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from fieldapp.domain.changes import Topic
from fieldapp.domain.ids import OperatorId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.services.results import Done
from fieldapp.services.rules import at_work, supervisor
from fieldapp.store.unit_of_work import UnitOfWork

PRINT_POLICIES = ("never", "once", "always")
FORM_POLICY = "form_policy"
TRAINING_SETTING = "training"
"""Stands in the store of the training mode from its first transaction on, and in no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPrintPolicy:
    """Whether F10 prints by itself: never, once, always. ``is_form``: the filled application form besides."""

    policy: str
    operator: OperatorId
    is_form: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetHubAddress:
    """Where the centre is; enrolling pins its key."""

    address: str
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSetting:
    """Any other named setting; ``value`` is plain JSON."""

    name: str
    value: Any
    operator: OperatorId


def set_print_policy(command: SetPrintPolicy, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> Done | Refusal:
    """Keep the print policy; refuses with ``setting_unknown_value`` for another word."""
    who = supervisor(uow, command.operator)
    if not isinstance(who, Refusal) and command.policy not in PRINT_POLICIES:
        return Refusal(code="setting_unknown_value", details=MappingProxyType({"legal": "、".join(PRINT_POLICIES)}))
    return _put(uow, who, FORM_POLICY if command.is_form else "print_policy", command.policy)


def set_hub_address(command: SetHubAddress, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> Done | Refusal:
    """Keep the hub's address."""
    return _put(uow, supervisor(uow, command.operator), "hub_address", command.address.strip())


def change_setting(command: ChangeSetting, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> Done | Refusal:
    """Keep a setting."""
    return _put(uow, at_work(uow, command.operator), command.name, command.value)


def _put(uow: UnitOfWork, who: object, name: str, value: Any) -> Done | Refusal:
    if isinstance(who, Refusal):
        return who
    uow.preferences.put(name, value)
    return Done(subject=name, changes=frozenset({Topic.SETTINGS}))
