"""A hub that was restored from a backup begins a new generation (``docs/protocol.md`` §7)."""

from dataclasses import dataclass

from sync.hub.centre import Centre
from sync.hub.store import audits, server_state


@dataclass(frozen=True, slots=True)
class RaisedGeneration:
    """The generation that counts from the next start on."""

    gen: int


def raise_generation(centre: Centre, *, account: str) -> RaisedGeneration:
    """Begin the next generation; no process may serve this database meanwhile.

    Versions and cursors start anew under it, number blocks start above everything that older
    generations could have granted, and one-time codes made before are void.
    """
    with centre.store.write() as connection:
        gen = server_state.raise_generation(connection)
        audits.append(connection, time=centre.now_ms(), account=account, action="raise_generation", subject=str(gen))
    return RaisedGeneration(gen)
