"""The first step of a round: is that our hub, what does it speak, and how late is it there."""

import secrets
from collections.abc import Generator

from fieldapp.domain.ports import Clock, Enrolment, HubPeer
from fieldapp.domain.problems import Refusal
from sync.client.requests import NoReply, Reply, Request
from sync.client.sessions import Trouble, judge, trouble_with
from sync.protocol.info import Info, read_info

Greeting = Generator[Request, Reply | NoReply, "tuple[Info, int] | Trouble"]


def greet(peer: HubPeer, enrolment: Enrolment, clock: Clock) -> Greeting:
    """Return the hub's info and its clock's offset (ms) to ours, and keep offset and generation.

    Trouble: the network's, ``portal``, ``hub_key_changed``, ``feed_rolled_back`` (an older
    generation than we have seen: a copy of the hub that should not be running).
    """
    nonce = secrets.token_hex(16)
    before = clock.now()
    reply = judge((yield Request(method="GET", url=f"{peer.url}/v1/info?nonce={nonce}")))
    after = clock.now()
    if isinstance(reply, Trouble):
        return reply
    info = read_info(reply.body, nonce=nonce, kid=peer.kid, key=peer.key)
    if isinstance(info, Refusal):
        changed = info.code == "reply_signature_invalid"
        return trouble_with(Refusal(code="hub_key_changed") if changed else info)
    if info.server != peer.server:
        return Trouble(code="hub_key_changed")
    if info.gen < peer.gen:
        return Trouble(code="feed_rolled_back")
    middle = (before.timestamp() + after.timestamp()) / 2
    offset = info.time - int(middle * 1000)
    enrolment.server_time(offset, info.gen)
    return info, offset
