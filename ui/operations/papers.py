"""From prepared jobs to pages: what stands on cards, receipts and forms, and which sheet they lie on."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from fieldapp.documents.application_forms import FormFacts, application_forms
from fieldapp.documents.cards import CardFace, card_pages, sheets
from fieldapp.documents.marks import voided
from fieldapp.documents.pages import Document
from fieldapp.documents.slips import ReceiptFacts, receipts
from fieldapp.domain.applications import ConsentMethod
from fieldapp.domain.codes import table
from fieldapp.domain.events import Event
from fieldapp.domain.identity import derive
from fieldapp.domain.notices import notice
from fieldapp.domain.numbering import grouped
from fieldapp.domain.phones import grouped_phone
from fieldapp.domain.problems import Refusal
from fieldapp.domain.regions import region, region_name
from fieldapp.domain.sheets import bare_sheet
from fieldapp.messages import translate as _
from fieldapp.services.cards import TRAINING_MARK, CardJob, ReceiptJob
from fieldapp.services.forms import FormJob

if TYPE_CHECKING:
    from fieldapp.app import Application

Job = CardJob | ReceiptJob | FormJob
SLIP_PAPERS = ("receipt80", "a5", "a4")
DEFAULT_SHEETS = {"card": "cr80", "receipt": "receipt80", "form": "a4"}
_DOCUMENT_PARTS = (6, 14)
"""Where an eighteen-character document number is parted to be read: 6-8-4."""


def kind_of(job: Job) -> str:
    """Return which paper a job is: card, receipt or form."""
    return {CardJob: "card", FormJob: "form"}.get(type(job), "receipt")


def printed_words(job: Job) -> tuple[str, ...]:
    """Return the words of a job that people chose, so that one no font can show is found before its neighbours wait."""
    if isinstance(job, FormJob):
        return job.name, job.union_name, job.person.employer or ""
    return job.name, job.union_name


def document_of(
    jobs: Sequence[Job], sheet: str, event: Event | None, *, start: int = 0, code: str = "", mark: str = ""
) -> Document | Refusal:
    """Lay jobs of one kind out on sheets; ``start`` cells of the first sheet were used before.

    ``code`` is the text of the code on the backs of cards (一会一码), ``mark`` the word of the training mode; cards
    bring theirs along.
    """
    faces = [face_of(job, event, code) for job in jobs if isinstance(job, CardJob)]
    if faces:
        found = sheets()[sheet if sheet in sheets() else "a4"]
        return card_pages(faces, found, start=start if start < found.capacity else 0)
    forms = [form_of(job) for job in jobs if isinstance(job, FormJob)]
    if forms:
        made = application_forms(forms)
    else:
        paper = sheet if sheet in SLIP_PAPERS else SLIP_PAPERS[0]
        made = receipts([receipt_of(job) for job in jobs if isinstance(job, ReceiptJob)], paper)
    return made if isinstance(made, Refusal) or not mark else voided(made, mark)


def face_of(job: CardJob, event: Event | None, code: str = "") -> CardFace:
    """Return what stands on a card."""
    return CardFace(
        name=job.name,
        number=job.number,
        group_label=job.group,
        union=job.union_name,
        joined=job.joined,
        token=job.token,
        region=place_words(event) or job.region,
        mark=job.mark,
        union_code=code,
        photo=job.photo,
    )


def mark_of(*, is_training: bool) -> str:
    """Return the word that stands across whatever is printed or shown in the training mode; empty at work."""
    return TRAINING_MARK if is_training else ""


def union_code(application: "Application") -> str:
    """Return the address that codes on card backs, posters and service cards lead to; empty when there is none."""
    return str(application.read.settings().get("union_code") or "")


def place_words(event: Event | None) -> str:
    """Return city and county of an event, as the card's head names them."""
    place = region(event.region) if event else None
    return f"{place.city}{place.name}" if place else ""


def receipt_of(job: ReceiptJob) -> ReceiptFacts:
    """Return what stands on a receipt."""
    return ReceiptFacts(
        number=job.receipt,
        name=job.name,
        document_tail=job.document_tail,
        event=job.event_name,
        union=job.union_name or None,
        date=job.time.astimezone().date(),
        group=job.group,
        is_owed=job.is_owed,
        signature=job.signature,
    )


def form_of(job: FormJob) -> FormFacts:
    """Return what stands on a filled form; the words of the will are those the person signed."""
    person, application = job.person, job.application
    number = person.document_no
    told = derive(number)
    begin, end = _DOCUMENT_PARTS
    captured = datetime.fromtimestamp(application.captured / 1000).astimezone()
    return FormFacts(
        code=job.code,
        number=grouped(job.number),
        name=person.name,
        sex=table("sexes").label(told[1] if told else person.sex or ""),
        birth=_day(told[0]) if told else _day_of(person.birth),
        ethnicity=table("ethnicity").label(person.ethnicity or ""),
        document_kind=table("document_types").label(person.document_type),
        document=f"{number[:begin]} {number[begin:end]} {number[end:]}" if told else number,
        phone=grouped_phone(person.phone),
        group=table("groups").label(application.group),
        employment=table("employment").label(application.employment),
        employer=person.employer or "",
        region=region_name(application.region) or "",
        union=job.union_name,
        event=job.event_name,
        host=job.host_name,
        date=_day(captured),
        printed=_("{name} 打印于 {time:%Y-%m-%d %H:%M} · 含个人信息,归档保存,不得外传").format(
            name=job.operator_name, time=job.made
        ),
        purposes=job.consent.given,
        withdrawn=_taken_back(job),
        photo=job.photo,
        signature=job.signature,
        **_will_of(job),
    )


def _taken_back(job: FormJob) -> str:
    """Say what was agreed when and taken back when; empty while everything that was agreed to stands."""
    purposes = table("purposes")
    said = "、".join(f"{purposes.label(one)} {at:%Y-%m-%d}" for one, at in job.withdrawn.items())
    return _("{given:%Y-%m-%d} 同意,后已撤回:{said}").format(given=job.consented, said=said) if said else ""


def _will_of(job: FormJob) -> dict[str, str]:
    """Return how the will was given; who has still to sign does it on the form's own sentence and line."""
    consent = job.consent
    if consent.method == ConsentMethod.SHEET:
        sheet = bare_sheet(consent.reference or "")
        return {"signed_note": _("已在纸质登记表上签字,表号 {sheet}").format(sheet=sheet)} if sheet else {}
    how = _("本人在手机上确认") if consent.method == ConsentMethod.PHONE else _("本人在签字板上签字")
    read = notice(consent.notice)
    return {"will": read.will, "will_date": _day(job.consented), "signed_note": f"{how} ·《{read.title}》{read.id}"}


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _day_of(written: str | None) -> str:
    """Return a day written yyyymmdd as papers write it."""
    return _day(date.fromisoformat(written)) if written else ""


def capacity(paper: str, sheet: str) -> int:
    """Return how many jobs of a paper go to the printer together: those of one sheet."""
    if paper == "card":
        return sheets()[sheet].capacity if sheet in sheets() else 1
    return 2 if paper == "receipt" and sheet == "a4" else 1


def sheet_for(application: "Application", paper: str) -> str:
    """Return the sheet that was chosen for a paper."""
    return str(application.read.settings().get(f"print_sheet:{paper}") or DEFAULT_SHEETS[paper])
