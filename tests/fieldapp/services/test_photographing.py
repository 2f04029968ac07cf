from io import BytesIO

import pytest
from PIL import Image

from fieldapp.domain.applications import NO_PHOTO
from fieldapp.domain.duplicates import MatchStrength
from fieldapp.services.enrollment import ConfirmApplication, confirm
from fieldapp.services.photographing import KeepPhoto, keep_photo
from fieldapp.services.transfers import BeginTransfer, begin_transfer
from tests.support.desk import draft, enroll, envelopes


def jpeg(colour=(10, 20, 30), **options):
    written = BytesIO()
    Image.new("RGB", (59, 83), colour).save(written, "JPEG", **options)
    return written.getvalue()


def keep(desk, picture):
    return desk.must(keep_photo, KeepPhoto(jpeg=picture, operator=desk.operator)).subject


def test_photo_belongs_to_its_record(desk):
    rec = enroll(desk, 1, photo=keep(desk, jpeg())).rec

    assert desk.application.read.photo(rec) == jpeg()
    assert [one["role"] for one in envelopes(desk)[-1]["blobs"]] == ["photo"]


def test_photo_with_a_comment_is_not_kept(desk):
    refusal = desk.refused(keep_photo, KeepPhoto(jpeg=jpeg(comment=b"where"), operator=desk.operator))

    assert refusal.code == "photo_unfit"


@pytest.mark.parametrize("named", ["0" * 64, "taken"])
def test_photo_that_is_not_here_is_refused(desk, named):
    if named == "taken":
        named = keep(desk, jpeg())
        enroll(desk, 1, photo=named)
    command = ConfirmApplication(draft=draft(2, photo=named), event=desk.event, operator=desk.operator)

    assert desk.refused(confirm, command).code == "photo_missing"


def test_who_wanted_none_is_remembered(desk):
    rec = enroll(desk, 1, photo=NO_PHOTO).rec

    assert desk.application.read.photo(rec) is None
    assert desk.application.read.photo_declined(rec)
    assert not desk.application.read.photo_declined(enroll(desk, 2).rec)


def test_transfer_names_its_photo_too(desk):
    command = BeginTransfer(
        draft=draft(3, photo=keep(desk, jpeg())),
        event=desk.event,
        operator=desk.operator,
        reason="work_changed",
        strength=MatchStrength.CENTRE,
    )

    rec = desk.must(begin_transfer, command).rec

    assert desk.application.read.photo(rec) == jpeg()
    assert len(envelopes(desk)[-1]["blobs"]) == 1
