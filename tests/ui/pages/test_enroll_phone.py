"""登记: a pre-registration scanned from a phone fills the form, once."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt

from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.crypto.pre_registration_codes import make_pre_registration_code
from fieldapp.domain.applications import Source
from fieldapp.domain.forms import organisation_form
from fieldapp.domain.pre_registrations import PreRegistration
from tests.support.desk import ORGANISATIONS, document_no
from tests.support.provisioning import provisioning
from tests.support.window import stand, typed

DESK, HUB = bytes(range(32)), DeviceKey.from_seed(bytes(32))


def joined(at):
    """Let the laptop hold the centre's key and the county's desk key."""
    unions = tuple(organisation_form(one) for one in ORGANISATIONS)
    given = provisioning(desk_key=DESK, organisations=unions, events=())
    peer = replace(given.peer, key=HUB.public, kid=HUB.kid)
    at.desk.application.enrolment.provision(replace(given, peer=peer))


def code(at, serial=1, **changed):
    one = PreRegistration(
        id="0193f0c1-7a2b-7c3d-8e4f-12345678" + f"{serial:04d}",
        name="乌云其木格",
        document_type="RIC",
        document_no=document_no(serial),
        phone="13800130001",
        group="truck",
        union="",
        consents=("membership", "sms"),
        expires=at.desk.clock.now() + timedelta(hours=72),
    )
    return make_pre_registration_code(replace(one, **changed), DESK, HUB)


def said(at):
    return at.hands.window.workspace.messages.code


def test_a_scanned_phone_fills_the_form_with_its_provenance_and_f10_enrols(tmp_path):
    with stand(tmp_path) as at:
        joined(at)
        at.enroll.enroll(typed(9))
        at.hands.scan(code(at))
        form = at.hands.window.workspace.current.form
        assert (at.enroll.value("name"), at.enroll.value("phone")) == ("乌云其木格", "138 0013 0001")
        assert form.fields["name"].source is Source.PHONE
        assert said(at) == "pre_registration_taken"
        assert at.enroll.consents_given == ("membership", "sms")
        assert at.hands.focused == "migrant"
        assert at.enroll.commit().tone == "success"
        details = at.read.details(at.read.recent(at.desk.event)[0].rec)
        assert (details.name, details.consent_method) == ("乌云其木格", "phone")


def test_a_code_is_good_for_one_application(tmp_path):
    with stand(tmp_path) as at:
        joined(at)
        at.enroll.enroll(typed(9))
        at.hands.scan(code(at))
        at.enroll.commit()
        at.hands.scan(code(at))
        assert said(at) == "pre_registration_used"
        assert at.enroll.value("name") == ""


def test_a_code_for_somebody_known_brings_the_yellow_answer(tmp_path):
    with stand(tmp_path) as at:
        joined(at)
        at.enroll.enroll(typed(1))
        at.hands.scan(code(at))
        assert at.enroll.answer().tone == "warning"
        assert at.hands.focused == "band"


def test_a_phone_never_overwrites_the_person_in_the_form(tmp_path):
    with stand(tmp_path) as at:
        joined(at)
        at.hands.focus("name")
        at.hands.write("张吉")
        at.hands.scan(code(at))
        assert said(at) == "form_is_taken"
        assert (at.enroll.value("name"), at.enroll.value("document_no")) == ("张吉", "")


def test_without_a_centre_and_after_three_days_one_sentence_says_why(tmp_path):
    with stand(tmp_path) as at:
        text = code(at)
        at.hands.scan(text)
        assert said(at) == "pre_registration_no_centre"
        joined(at)
        at.desk.clock.forward(hours=72)
        at.hands.scan(text)
        assert said(at) == "pre_registration_expired"
        at.hands.press(Qt.Key.Key_F4)
        assert at.enroll.value("name") == ""
