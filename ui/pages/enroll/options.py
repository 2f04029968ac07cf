"""What the choosing fields of the form offer: groups, employment forms, counties, unions."""

from collections.abc import Iterable

from fieldapp.domain.codes import table
from fieldapp.domain.organisations import Organisation
from fieldapp.domain.regions import counties
from fieldapp.domain.routing import Proposal
from fieldapp.messages import translate as _
from ui.forms.choices import Option
from ui.forms.initials import initials

_REASON_WORDS = {
    "delegated": "本场授权",
    "employer_matches": "单位",
    "labour_relation": "劳动关系",
    "group_matches": "群体",
    "region_matches": "区域",
    "city_wide": "全市",
    "takes_everyone": "兜底",
    "nothing_matches": "先进家再分流",
}


def code_options(name: str) -> tuple[Option, ...]:
    """Return the entries of a code table, found by label, alias, initials or code."""
    return tuple(
        Option(value=one.code, label=one.label, words=(initials(one.label), *one.aliases))
        for one in table(name).entries
    )


def county_options(near: str) -> tuple[Option, ...]:
    """Return the counties of the event's province, its own city first; there the county's name says enough."""
    found = sorted(counties(near[:2]), key=lambda one: (one.code[:4] != near[:4], one.code))
    return tuple(
        Option(
            value=one.code,
            label=one.name if one.code[:4] == near[:4] else " · ".join(filter(None, (one.city, one.name))),
            words=(one.name, initials(one.name), f"{one.city}{one.name}"),
            note=one.city if one.code[:4] == near[:4] else "",
        )
        for one in found
    )


def union_options(organisations: Iterable[Organisation], near: str) -> tuple[Option, ...]:
    """Offer the unions that take people directly and the pools, those of the event's county first; name all others."""
    found = sorted(organisations, key=lambda one: (one.region != near, one.is_pool, one.name))
    return tuple(_union_option(one) for one in found)


def _union_option(one: Organisation) -> Option:
    if not (one.is_pool or one.accepts_direct_join):
        return Option(value=one.id, label=one.name, is_offered=False)
    return Option(value=one.id, label=one.name, words=(initials(one.name),), note=_("周转池") if one.is_pool else "")


def reason_words(proposal: Proposal) -> str:
    """Return why a union was proposed, in a few words."""
    if proposal.pool:
        return _("先入周转池")
    named = [_(_REASON_WORDS[code]) for code in proposal.reasons if code in _REASON_WORDS]
    return _("按 {reasons} 建议").format(reasons=" + ".join(named))
