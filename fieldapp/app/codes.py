"""The codes a desk writes and reads: events (``UE1:``), member cards (``UM1:``), pre-registrations (``UP1:``)."""

from dataclasses import replace

from fieldapp.app.wiring import device_key
from fieldapp.crypto.card_tokens import CardKey
from fieldapp.crypto.card_verification import CardVerdict, verify_card_text
from fieldapp.crypto.event_codes import make_event_code, read_event_code
from fieldapp.crypto.pre_registration_codes import read_pre_registration_code
from fieldapp.crypto.trust import TrustedKey, TrustList
from fieldapp.domain.events import Event, EventOffer
from fieldapp.domain.facts import json_bytes
from fieldapp.domain.forms import event_form, event_in
from fieldapp.domain.ports import Clock, Enrolment
from fieldapp.domain.pre_registrations import PreRegistration
from fieldapp.domain.problems import Refusal
from fieldapp.store.feed import DESK_KEY
from fieldapp.store.pre_registrations import PreRegistrations
from fieldapp.store.preferences import Secrets
from fieldapp.store.queries import Queries
from fieldapp.store.stores import Store


class Codes:
    """Codes of one open store; nothing here needs a network, and nothing is believed unsigned."""

    def __init__(self, store: Store, read: Queries, enrolment: Enrolment, clock: Clock) -> None:
        """Sign with the store's device key, believe its trust list and its centre."""
        self._store = store
        self._read = read
        self._enrolment = enrolment
        self._clock = clock

    def event_code(self, event: Event) -> str:
        """Return the ``UE1:`` text with which other laptops join an event, signed by this device.

        It names no approvers: nothing personal stands in a code, and who may approve is the centre's word.
        """
        delegation = replace(event.delegation, approvers=()) if event.delegation else None
        return make_event_code(json_bytes(event_form(replace(event, delegation=delegation))), device_key(self._store))

    def read_card(self, text: str) -> CardVerdict:
        """Judge the text of a member card (``UM1:``) by our own key and the centre's trust list, without a network."""
        known = self._read.trust_list()
        trust = TrustList.from_payload(known) if known else TrustList(())
        keys = TrustList(()) if isinstance(trust, Refusal) else trust
        own = CardKey.of_device(device_key(self._store).seed)
        mine = TrustedKey(kid4=own.kid4.hex(), public=own.public)
        return verify_card_text(text, keys.with_key(mine), self._clock.now())

    @staticmethod
    def read_event_code(text: str) -> EventOffer | Refusal:
        """Return the event of a ``UE1:`` text whose signature holds, and who signed; refuses ``event_code_bad``.

        Anybody can sign with a key of their own; ``services.events.join_event`` decides what is believed.
        """
        code = read_event_code(text)
        if isinstance(code, Refusal):
            return code
        event = event_in(code.signed.payload)
        return event if isinstance(event, Refusal) else EventOffer(event=event, signed_by=code.public)

    def read_pre_registration(self, text: str) -> PreRegistration | Refusal:
        """Return what a ``UP1:`` text says, if our hub signed it for our county and it was not used here.

        Refuses ``pre_registration_no_centre`` while this laptop holds no desk key, ``pre_registration_used``, and
        as ``read_pre_registration_code`` does.
        """
        peer = self._enrolment.peer()
        with self._store.database.reading() as connection:
            desk_key = Secrets(connection).get(DESK_KEY)
            if peer is None or desk_key is None:
                return Refusal(code="pre_registration_no_centre")
            found = read_pre_registration_code(
                text, desk_key=desk_key, hub_kid=peer.kid, hub_key=peer.key, now=self._clock.now()
            )
            if not isinstance(found, Refusal) and PreRegistrations(connection).used_for(found.id):
                return Refusal(code="pre_registration_used")
        return found
