"""What stands under a field: the words for its problems, or what its value tells."""

from collections.abc import Container, Iterable, Sequence
from datetime import date

from fieldapp.domain.applications import ApplicationDraft
from fieldapp.domain.checks import check_field
from fieldapp.domain.identity import age_on, derive, normalise_document_no
from fieldapp.domain.phones import normalise_phone
from fieldapp.domain.problems import Problem
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.wording import field_words

Verdict = tuple[str, str]
_PHONE_LENGTH = 11
_DOCUMENT_LENGTH = 18


def words_for(problem: Problem) -> Verdict:
    """Return the short words and tone of one problem; the band has room for its remedy."""
    return message(problem.code, problem.details).title, "error" if problem.is_error else "warning"


def worst(problems: Iterable[Problem]) -> Problem | None:
    """Return the problem to show: the first error, else the first warning."""
    return min(problems, key=lambda one: not one.is_error, default=None)


def verdict_of(draft: ApplicationDraft, code: str, today: date) -> Verdict:
    """Return what to say of a field as it is left."""
    problem = worst(check_field(draft, code, today))
    if problem is not None and (problem.is_error or code != "document_no"):
        words, tone = words_for(problem)
        hint, _tone = while_typing(code, str(getattr(draft, code, "")))
        return (f"{words} · {hint}" if hint else words), tone
    if code == "document_no":
        good = told_by_document(draft, today)
        return (f"{good} · {words_for(problem)[0]}", "warning") if problem else (good, "success")
    return "", ""


def told_by_document(draft: ApplicationDraft, today: date) -> str:
    """Return what the number itself tells: sex, birth day, age."""
    told = derive(normalise_document_no(draft.document_no))
    if told is None:
        return _("✓ 格式正确")
    birth, sex = told
    words = _("男") if sex == "1" else _("女")
    return _("✓ 校验通过 · {sex} · {birth} · {age} 岁").format(
        sex=words, birth=birth.isoformat(), age=age_on(birth, today)
    )


def while_typing(code: str, value: str) -> Verdict:
    """Return a hint while a number is still being typed."""
    if code == "phone" and value:
        missing = _PHONE_LENGTH - len(normalise_phone(value))
        return (_("还差 {n} 位").format(n=missing), "warning") if missing > 0 else ("", "")
    return "", ""


def is_complete(draft: ApplicationDraft) -> bool:
    """Whether the document number has all its characters."""
    return len(normalise_document_no(draft.document_no)) >= _DOCUMENT_LENGTH


_NEEDED = (
    ("document_no", "证件号码"),
    ("name", "姓名"),
    ("phone", "手机号码"),
    ("group", "群体"),
    ("employment", "用工形式"),
    ("region", "从业区域"),
)


def missing_fields(
    draft: ApplicationDraft, faulty: Container[str] = (), required: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the words for what F10 still needs, in the order of the form: what is empty, or stands in ``faulty``.

    ``required`` are the fields that only this province insists on.
    """
    missing = [_(words) for code, words in _NEEDED if code in faulty or not getattr(draft, code)]
    missing += [field_words(code) for code in required if code in faulty or getattr(draft, code) in ("", None)]
    return (*missing, *(() if draft.consent else (_("入会意愿"),)))
