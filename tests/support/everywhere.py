"""People who left words wherever a laptop keeps any."""

from typing import Any

from fieldapp.domain.applications import ConsentAct, ConsentMethod
from fieldapp.services.corrections import ReviseApplication, revise
from fieldapp.services.drafts import SaveDraft, save_draft
from fieldapp.services.enrollment import ConfirmApplication, confirm
from fieldapp.services.handouts import HandOut, HandOutByCard, hand_out, hand_out_by_card
from fieldapp.services.intentions import NoteIntention, note_intention
from fieldapp.services.roster_imports import ImportRoster, import_roster
from tests.support.canaries import CANARIES, Canary
from tests.support.desk import Desk, draft, roster_row
from tests.support.signatures import sign

BIRD, OTHER, LISTED, CALLER = CANARIES


def enroll_bird(desk: Desk, bird: Canary = BIRD, **more: Any) -> Any:
    """Enroll somebody whose words stand nowhere else."""
    filled = draft(1, name=bird.name, document_no=bird.document_no, phone=bird.phone, **more)
    return desk.must(confirm, ConfirmApplication(draft=filled, event=desk.event, operator=desk.operator))


def fill_every_corner(desk: Desk) -> str:
    """Let one person leave words wherever the laptop keeps any."""
    signed = sign(desk)
    rec = enroll_bird(desk, employer="雀鸣运输", consent=ConsentAct(method=ConsentMethod.PEN, reference=signed)).rec
    who: dict[str, Any] = {"event": desk.event, "operator": desk.operator}
    changed = {"phone": OTHER.phone, "name": OTHER.name}
    desk.must(revise, ReviseApplication(rec=rec, changed=changed, reason=f"{BIRD.name}改", **who))
    gift = HandOut(rec=rec, item="gift_bag", proxy=f"{BIRD.name}之友", event=desk.event, operator=desk.operator)
    desk.must(hand_out, gift)
    card: dict[str, Any] = {"number": "150000009999", "name": CALLER.name, "is_verified": True}
    desk.must(hand_out_by_card, HandOutByCard(item="gift_bag", **card, **who))
    row = roster_row(7, name=LISTED.name, document_no=LISTED.document_no, phone=LISTED.phone)
    defaults = {"region": "150203"}
    listed: dict[str, Any] = {"company": "甲", "file_name": "甲.xlsx", "file_digest": "1", "defaults": defaults}
    desk.must(import_roster, ImportRoster(rows=(row,), **listed, **who))
    note = NoteIntention(name=CALLER.name, phone=CALLER.phone, note=f"{CALLER.name}晚上打", **who)
    desk.must(note_intention, note)
    half = draft(5, name=LISTED.name, document_no="", phone=LISTED.phone)
    desk.must(save_draft, SaveDraft(draft=half, **who))
    return rec
