"""What comes by code, stick and picture breaks nothing: it is read, or refused with a sentence."""

import base64
import io
import json
import random
import shutil
import struct
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image, PngImagePlugin

from fieldapp.app import Application
from fieldapp.crypto.compact_text import pack
from fieldapp.crypto.cose import make_sign1
from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.crypto.pre_registration_codes import make_pre_registration_code
from fieldapp.crypto.sealed import seal, sealing_public
from fieldapp.crypto.signed import sign_object
from fieldapp.crypto.strict_cbor import write_cbor
from fieldapp.devices import barcodes, photos
from fieldapp.domain.events import EventOffer
from fieldapp.domain.forms import event_form
from fieldapp.domain.pre_registrations import PreRegistration, pre_registration_form
from fieldapp.domain.problems import Refusal
from fieldapp.domain.scans import read_device_code, read_receipt_code, read_sheet_code, route_scan
from fieldapp.errors import KnownError
from fieldapp.messages import catalogue
from fieldapp.services.drafts import SaveDraft, save_draft
from fieldapp.services.enrollment import ConfirmApplication, confirm
from fieldapp.services.events import JoinEvent, join_event
from tests.faults.drill import Rounds
from tests.faults.mutants import mutant
from tests.support.desk import PASSPHRASE, Desk, document_no, draft, event, open_desk
from tests.support.pictures import drawn_person
from tests.support.provisioning import provisioning
from ui.operations import pre_registrations

pytestmark = pytest.mark.faults

DESK_KEY, HUB, STRANGER = bytes(range(32)), DeviceKey.from_seed(bytes(32)), DeviceKey.from_seed(bytes([7] * 32))
ODD: tuple[Any, ...] = (
    None, True, -1, 0, 2**63, 10**400, 1e308, float("inf"), float("nan"), "", "\x00", "\ud800", "长" * 60_000, [], {},
    [[]], {"": None}, ["x"] * 9_000, "../../etc/passwd", "9999-99-99T99:99:99Z", "=1+1",
)  # fmt: skip
Reader = Callable[[str], object]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A laptop of a county, so that codes sealed to the county are opened."""
    with open_desk(tmp_path / "desk") as desk:
        given = provisioning(desk_key=DESK_KEY, organisations=(), events=(), leases=())
        desk.application.enrolment.provision(replace(given, peer=replace(given.peer, key=HUB.public, kid=HUB.kid)))
        yield desk


def twisted(value: Any, chance: random.Random) -> Any:
    """Return plain values with one of them gone, exchanged or added, somewhere inside."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        name = chance.choice(list(value))
        way = chance.randrange(5)
        if way == 0:
            return {key: one for key, one in value.items() if key != name}
        if way == 1:
            return {**value, f"{name}x": chance.choice(ODD)}
        return {**value, name: twisted(value[name], chance)}
    return chance.choice(ODD)


def _json(value: Any, chance: random.Random) -> bytes:
    deep = b"[" * 30_000 if chance.random() < 0.02 else b""
    return deep or json.dumps(value, ensure_ascii=True).encode()


def event_code(chance: random.Random) -> str:
    """Return an event that somebody made up and signed well."""
    payload = _json(twisted(event_form(event()), chance), chance)
    public = base64.b64encode(STRANGER.public).decode()
    wire: Any = {**sign_object("event", payload, STRANGER).wire(), "pub": public}
    return "UE1:" + pack(_json(twisted(wire, chance) if chance.random() < 0.3 else wire, chance))


def _person(desk: Desk) -> PreRegistration:
    return PreRegistration(
        id="0193f0c1-7a2b-7c3d-8e4f-123456780001",
        name="乌云其木格",
        document_type="RIC",
        document_no=document_no(1),
        phone="13800130001",
        group="truck",
        union="",
        consents=("membership",),
        expires=desk.clock.now() + timedelta(hours=72),
    )


def pre_registration(desk: Desk, chance: random.Random) -> str:
    """Return a person whom the hub itself signs, with words that no person has."""
    form = _json(twisted(pre_registration_form(_person(desk)), chance), chance)
    box = base64.b64encode(seal(sealing_public(DESK_KEY), form)).decode()
    payload: Any = {"box": box}
    payload = _json(twisted(payload, chance) if chance.random() < 0.3 else payload, chance)
    return "UP1:" + pack(json.dumps(sign_object("pre_registration", payload, HUB).wire()).encode())


def card(chance: random.Random) -> str:
    """Return a member card of a stranger's key, its claims twisted."""
    claims = {1: "x", 4: 2_000_000_000, 6: 1_700_000_000, 169: {1: "150203000001", 4: "张三"}, -65537: {1: 3, 2: "u"}}
    payload = twisted(claims, chance)
    try:
        packed = write_cbor(payload)
    except (ValueError, UnicodeEncodeError, OverflowError):
        packed = chance.randbytes(200)
    key = Ed25519PrivateKey.from_private_bytes(STRANGER.seed)
    return "UM1:" + pack(make_sign1(STRANGER.public[:4], packed, key.sign))


def junk(chance: random.Random) -> str:
    """Return what a printer of codes or a broken scanner gives."""
    prefix = chance.choice(("UM1:", "UE1:", "UP1:", "UR1:", "US1:", "UD1:", "UC1:", ""))
    return prefix + chance.choice(
        (
            pack(chance.randbytes(chance.choice((0, 1, 100, 4000)))),
            pack(bytes(64 * 1024)),
            pack(bytes(50 << 20)) if chance.random() < 0.05 else pack(b"{}"),
            "%" * chance.choice((1, 8 * 1024, 64 * 1024)),
            "\x00\ud800\u202e" * 20,
            "../" * 100,
            chance.randbytes(300).decode("latin-1"),
        )
    )


def taken(desk: Desk, found: object) -> object:
    """Do with what was read what the window does with it."""
    if isinstance(found, EventOffer):
        joined = JoinEvent(event=found.event, operator=desk.supervisor, signed_by=found.signed_by)
        return desk.application.execute(join_event, joined)
    if isinstance(found, PreRegistration):
        session: Any = SimpleNamespace(
            application=SimpleNamespace(
                read=desk.application.read, codes=SimpleNamespace(read_pre_registration=lambda _text: found)
            )
        )
        form = pre_registrations.read(session, "", draft(7))
        assert not isinstance(form, Refusal)
        desk.must(save_draft, SaveDraft(draft=form, event=desk.event, operator=desk.operator))
        command = ConfirmApplication(draft=form, event=desk.event, operator=desk.operator)
        return desk.application.execute(confirm, command)
    return found


def test_hostile_codes_are_read_or_refused(desk: Desk) -> None:
    app = desk.application
    good = [
        app.codes.event_code(event()),
        make_pre_registration_code(_person(desk), DESK_KEY, HUB),
        "UD1:23456789AB/0123456789abcdef/https://hub.example",
        "UR1:150203000001",
        "US1:812340000011",
    ]
    readers: tuple[Reader, ...] = (
        route_scan, app.codes.read_event_code, app.codes.read_pre_registration, app.codes.read_card,
        read_receipt_code, read_sheet_code, read_device_code,
    )  # fmt: skip
    makers: tuple[Callable[[random.Random], str], ...] = (
        event_code,
        lambda chance: pre_registration(desk, chance),
        card,
        junk,
        lambda chance: mutant(chance.choice(good).encode(), chance).decode("latin-1"),
    )
    rounds, lost, said = Rounds("hostile_codes", 1_500, 300_000), list[str](), Counter[str]()

    for number, chance in rounds:
        text = chance.choice(makers)(chance)
        for read in readers:
            try:
                result = taken(desk, read(text))
            except Exception as error:  # noqa: BLE001 - whatever a code can raise is what is looked for
                lost.append(f"{number} {read!r}: {error!r:.200}")
                continue
            if isinstance(result, Refusal):
                said[result.code] += 1
                lost += [f"{number}: no sentence for {result.code}"] if result.code not in catalogue() else []

    rounds.report(lost, said=dict(said))
    assert lost == []
    assert {"event_code_bad", "pre_registration_bad"} <= set(said)


def crafted(folder: Path, chance: random.Random) -> None:
    """Spoil one of the three files of a backup, or what stands around them."""
    path = chance.choice(sorted(folder.iterdir()))
    way = chance.randrange(7)
    if way == 0:
        path.unlink()
    elif way == 1:
        path.unlink()
        path.symlink_to(chance.choice(("/etc/passwd", "/dev/zero", "/nowhere")))
    elif way == 2:
        path.write_bytes(b"[" * 200_000)
    elif way == 3 and path.suffix == ".json":
        label = json.loads(path.read_bytes())
        path.write_text(json.dumps(twisted(label, chance)), encoding="ascii")
    elif way == 4:
        path.unlink()
        path.mkdir()
    elif way == 5:
        with path.open("r+b") as file:
            file.truncate(3 << 30 if path.suffix == ".json" else 1 << 20)
    else:
        path.write_bytes(mutant(path.read_bytes(), chance))


def test_crafted_backups_are_passed_over_or_refused(desk: Desk, tmp_path: Path) -> None:
    made, stick = desk.application.back_up(), tmp_path / "stick"
    desk.application.close()
    before = {path: path.read_bytes() for path in (desk.paths.store, desk.paths.key_slots)}
    rounds, lost, said = Rounds("crafted_backups", 80, 10_000), list[str](), Counter[str]()

    for number, chance in rounds:
        shutil.rmtree(stick, ignore_errors=True)
        folder = stick / made.folder.name
        shutil.copytree(made.folder, folder)
        crafted(folder, chance)
        try:
            found = Application.backups_below(stick)
            said[f"listed {len(found)}"] += 1
            result = Application.restore(desk.paths, found[0], PASSPHRASE, clock=desk.clock) if found else None
        except KnownError as error:
            said[error.code] += 1
        except Exception as error:  # noqa: BLE001 - whatever a backup can raise is what is looked for
            lost.append(f"{number}: {error!r:.200}")
        else:
            said[result.code if isinstance(result, Refusal) else "restored" if result else "none"] += 1
            if result is not None and not isinstance(result, Refusal):
                result.application.close()
                before = {path: path.read_bytes() for path in before}
        if {path: path.read_bytes() for path in before} != before:
            lost.append(f"{number}: the laptop's own store was touched")
            before = {path: path.read_bytes() for path in before}

    rounds.report(lost, said=dict(said))
    assert lost == []


def _saved(picture: Image.Image, kind: str, **more: Any) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, kind, **more)
    return kept.getvalue()


def _png(width: int, height: int, body: bytes = b"") -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)

    header = struct.pack(">II", width, height) + b"\x08\x02\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")


def pictures() -> list[bytes]:
    """Return pictures to begin from: good ones, bombs, and files that are two things at once."""
    person = drawn_person()
    jpeg, png = _saved(person, "JPEG"), _saved(person, "PNG")
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x9286] = 6, "x" * 30_000, b"x" * 30_000
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "x" * 900_000, zip=True)
    moving = [Image.effect_noise((60, 60), spread).convert("P") for spread in range(1, 60)]
    return [
        jpeg, png, _saved(person, "BMP"), _png(100_000, 100_000), _png(2**31 - 1, 1), _png(8_000, 8_000, bytes(1000)),
        _png(7_999, 7_999, bytes(7_999 * (7_999 * 3 + 1))), _saved(person, "JPEG", exif=exif),
        _saved(person, "PNG", pnginfo=notes), _saved(moving[0], "GIF", save_all=True, append_images=moving[1:]),
        _saved(moving[0], "PNG", save_all=True, append_images=moving[1:]), _saved(person, "TIFF"),
        _saved(person, "WEBP"), jpeg + b"PK\x03\x04" + png, b"GIF89a" + jpeg, b"%PDF-1.7\n" + png,
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (r) file\n", b"<svg xmlns='x'/>",
        _saved(Image.new("CMYK", (64, 64)), "JPEG"), _saved(Image.new("1", (1, 1)), "PNG"), b"\xff\xd8\xff" * 9_000,
    ]  # fmt: skip


def test_hostile_pictures_are_cut_or_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    caps = list[int]()
    for home in (photos, barcodes):
        run = home.run_capped

        def noted(*words: Any, run: Callable[..., Any] = run, **within: Any) -> Any:
            caps.append(within["memory_mb"])
            return run(*words, **within)

        monkeypatch.setattr(home, "run_capped", noted)
    sources = pictures()
    rounds, lost, said = Rounds("hostile_pictures", 60, 10_000), list[str](), Counter[str]()

    for number, chance in rounds:
        path = tmp_path / "picture.jpg"
        whole = sources[number % len(sources)]
        path.write_bytes(whole if number < len(sources) else mutant(whole, chance))
        for read in (photos.photo_from_file, barcodes.decode_image):
            try:
                read(path)
                said["read"] += 1
            except KnownError as error:
                said[error.code] += 1
            except Exception as error:  # noqa: BLE001 - whatever a picture can raise is what is looked for
                lost.append(f"{number} {error!r:.200}")

    rounds.report(lost, said=dict(said), cap_mb=max(caps))
    assert lost == []
    assert max(caps) <= 768
    assert said["read"] > 0
