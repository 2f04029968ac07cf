"""The figures of the day from three sides (robots, the hub's tables, printed papers), and where they disagree."""

from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite  # type: ignore[import-untyped]  # the wheel has no stubs

from fieldapp.crypto.trust import TrustList
from fieldapp.domain.clock import SystemClock
from fieldapp.domain.problems import Refusal
from fieldapp.errors import BugError
from ui.demo.centre import Centre
from ui.demo.codes import count_by_prefix, good_cards
from ui.demo.day import Told

_APPLICATIONS = "SELECT kind, outcome, is_recalled, count(*) FROM outcome GROUP BY kind, outcome, is_recalled"
_ENVELOPES = "SELECT count(*) FROM envelope"


def trust_of(centre: Centre, out: Path) -> TrustList:
    """Fetch the centre's list of card keys, as a verifier at a gate would carry it."""
    path = out / "trust.json"
    centre.command("export-trust", str(path))
    trust = TrustList.from_payload(path.read_bytes())
    if isinstance(trust, Refusal):
        raise BugError(trust.code)
    return trust


def summarise(told: Told, hub_file: Path, trust: TrustList, out: Path) -> tuple[dict[str, Any], list[str]]:
    """Return the summary and one line for every disagreement."""
    states, envelopes = _hub_figures(hub_file)
    codes = count_by_prefix(told.pdfs)
    summary: dict[str, Any] = {
        "enrolled": told.enrolled,
        "imported": told.imported,
        "rejected_rows": told.rejected_rows,
        "checked_in": told.checked_in,
        "hub_rows": sum(states.values()),
        "delivered": told.delivered,
        "approved": states["approved"],
        "pooled": states["pooled"],
        "transferred": states["transferred"],
        "refused": states["refused"],
        "receipts": codes["UR1"],
        "cards": codes["UM1"],
        "recalled": states["recalled"],
        "seconds": 0,
        "files": sorted(path.name for path in out.iterdir() if path.is_file() and path.name[0] != "."),
        "screenshots": [path.name for path in told.pictures],
    }
    summary["refused"] += states["recalled"]
    good = good_cards(told.pdfs, trust, SystemClock().now())
    equations = (
        ("hub_rows = enrolled + checked_in", summary["hub_rows"], told.enrolled + told.checked_in),
        (
            "hub_rows = approved + pooled + transferred + refused",
            summary["hub_rows"],
            sum(summary[key] for key in ("approved", "pooled", "transferred", "refused")),
        ),
        ("delivered = envelopes sent", told.delivered, told.sent),
        ("delivered = envelopes at the hub", told.delivered, envelopes),
        ("cards = approved + recalled", summary["cards"], summary["approved"] + summary["recalled"]),
        ("good signatures = cards", good, summary["cards"]),
        ("a duplicate was stopped at the desk", told.stopped > 0, True),
        (
            "every state was met",
            min(summary[key] for key in ("transferred", "refused", "recalled", "pooled")) > 0,
            True,
        ),
    )
    return summary, [f"{words}: {left} ≠ {right}" for words, left, right in equations if left != right]


def _hub_figures(file: Path) -> tuple[dict[str, int], int]:
    """Count applications by what became of them, and envelopes, by SQL in the hub's own file."""
    states = dict.fromkeys(("approved", "pooled", "transferred", "refused", "recalled", "other"), 0)
    connection = sqlite.connect(str(file))
    try:
        for kind, outcome, is_recalled, count in connection.execute(_APPLICATIONS):
            states[_state(kind, outcome, bool(is_recalled))] += count
        (envelopes,) = connection.execute(_ENVELOPES).fetchone()
    finally:
        connection.close()
    return states, int(envelopes)


def _state(kind: str, outcome: str, is_recalled: bool) -> str:
    if outcome in ("approved", "card_confirmed"):
        return "transferred" if kind == "transfer" else "approved"
    if outcome == "rejected":
        return "recalled" if is_recalled else "refused"
    return "pooled" if outcome in ("pooled", "routed") else "other"
