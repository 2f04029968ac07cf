"""Every resource of version 1 by name: path, bodies, who may call it, whether it is served yet.

The hub builds its routes and the docs their table from it, so that neither can forget one.
"""

from dataclasses import dataclass
from enum import StrEnum


class Caller(StrEnum):
    """Who may call a resource."""

    ANYBODY = "anybody"
    CODE_HOLDER = "code_holder"
    """Holds a one-time code; signs with the key it brings."""
    DEVICE = "device"
    """An enrolled, not revoked device; signs with its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One method on one path. ``request`` and ``reply`` name body schemas, ``""`` for none."""

    name: str
    method: str
    path: str
    caller: Caller
    request: str
    reply: str
    is_served: bool


def _resource(row: tuple[str, str, str, Caller, str, str, bool]) -> Resource:
    name, method, path, caller, request, reply, is_served = row
    return Resource(
        name=name, method=method, path=path, caller=caller, request=request, reply=reply, is_served=is_served
    )


_DEVICE = Caller.DEVICE

RESOURCES: tuple[Resource, ...] = tuple(
    _resource(row)
    for row in (
        ("info", "GET", "/v1/info", Caller.ANYBODY, "", "signed info", True),
        ("devices", "POST", "/v1/devices", Caller.CODE_HOLDER, "DeviceRequest", "signed provisioning", True),
        ("batches", "POST", "/v1/batches", _DEVICE, "batch (NDJSON, gzip)", "signed answer", True),
        ("batch", "GET", "/v1/batches/{id}", _DEVICE, "", "signed answer", True),
        ("changes", "GET", "/v1/changes", _DEVICE, "", "signed slice", True),
        ("leases", "POST", "/v1/leases", _DEVICE, "LeaseRequest", "LeaseReceipt", True),
        ("reference", "GET", "/v1/reference/{set}", _DEVICE, "", "signed reference", True),
        ("lease_return", "POST", "/v1/leases/{id}:return", _DEVICE, "LeaseReturn", "LeaseReceipt", False),
        ("records_diff", "POST", "/v1/records:diff", _DEVICE, "RecordsDiff", "signed diff", True),
        ("records", "GET", "/v1/records", _DEVICE, "", "batch (NDJSON)", False),
        ("blob_head", "HEAD", "/v1/blobs/{sha256}", _DEVICE, "", "", False),
        ("blob", "PUT", "/v1/blobs/{sha256}", _DEVICE, "bytes", "", False),
        ("keys_check", "POST", "/v1/keys:check", _DEVICE, "KeysCheck", "signed matches", False),
        ("claims", "POST", "/v1/claims", _DEVICE, "Claim", "signed claim", False),
        ("member_filter", "GET", "/v1/filters/members/{region}", _DEVICE, "", "signed filter", False),
        ("trust", "GET", "/v1/trust", Caller.ANYBODY, "", "signed trust", False),
        ("status_list", "GET", "/v1/status-lists/{n}", Caller.ANYBODY, "", "signed status_list", True),
        ("packets", "POST", "/v1/packets", Caller.ANYBODY, "packet (.fapkt)", "packet (.faack)", False),
    )
)

BY_NAME = {resource.name: resource for resource in RESOURCES}
