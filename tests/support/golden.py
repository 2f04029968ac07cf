"""The facts behind the golden envelopes: one desk, one chain, one of every type, nothing left to chance.

``tests/data/envelopes/golden.jsonl`` holds their lines as version 1 first produced them. It is
never written again: a difference means that the bytes on the wire changed, which they may not.
"""

from fieldapp.domain.facts import (
    AuditHeadFact,
    BlobReference,
    CardEvent,
    ConsentFact,
    EventFact,
    Handout,
    LeaseBurn,
    Revision,
    Void,
    Withdrawal,
)
from tests.support.facts import DOCUMENTS, Desk, Made, blind_keys, enrollment, person

EVENT = EventFact(
    what="open",
    name="货车司机集中入会",
    region="150602",
    policy="delegated",
    host="U1",
    starts="2026-11-22T09:00:00+08:00",
    ends="2026-11-22T17:00:00+08:00",
    place="东胜服务区",
)
CLOSE = EventFact(
    what="close",
    name="货车司机集中入会",
    region="150602",
    policy="delegated",
    host="U1",
    starts="2026-11-22T09:00:00+08:00",
    ends="2026-11-22T17:00:00+08:00",
    last_seq=13,
    counts={"enrollment": 3, "transfer": 1},
    head="0" * 32,
)


def golden_envelopes() -> list[Made]:
    """Return the facts in the order of their chain."""
    desk = Desk(42, offset_ms=-1500)
    opened = desk.assert_fact(EVENT)
    photo = BlobReference(sha256="ab" * 32, bytes=24_000, role="photo", mime="image/jpeg")
    numbered = desk.enroll(keys=blind_keys(), no="150000000018", lease="L1", card="UM1:X", blobs=(photo,))
    foreign = person(
        "E12345678", document_type="PASS", name="迪丽努尔·买买提明", sex="2", birth="19900101", ethnicity="05",
        migrant=True, employer="某某物流", address="某旗",
    )  # fmt: skip
    full = enrollment(
        union="U7",
        person=foreign,
        deferred=("site_check",),
        pre="P1",
        roster_row="R1",
        consents=ConsentFact(notice="n1", given=("membership", "portrait"), method="sheet", reference="US1:7"),
    )
    pooled = desk.assert_fact(full, no="900010000017")
    revised = desk.revise(pooled, phone="13900000009", migrant=False)
    moved = desk.transfer(DOCUMENTS[1])
    approval = desk.approve(numbered, moved, numbers={moved.rec: "150000000027"})
    consent = ConsentFact(notice="n1", given=(), withdrawn=("portrait",), method="phone")
    return [
        opened,
        numbered,
        pooled,
        revised,
        moved,
        approval,
        desk.assert_fact(CardEvent(what="spoiled", serial="C-1", copy=2, reason="jam"), base=numbered),
        desk.assert_fact(Handout(item="gift", qty=1, override="supervisor", proxy="家属"), base=numbered),
        desk.assert_fact(consent, base=revised),
        desk.assert_fact(Withdrawal(reason="改主意"), base=revised),
        desk.assert_fact(Void(target=moved.envelope.env, reason='录错人 "引号" \\ \n'), rec=moved.rec),
        desk.assert_fact(LeaseBurn(lease="L1", start=101, why="restored")),
        desk.assert_fact(Revision(changed={}), base=revised, ev=None),
        desk.assert_fact(CLOSE, rec=opened.rec),
        desk.assert_fact(AuditHeadFact(n=58, head="5e" * 32)),
    ]
