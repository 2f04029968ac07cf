"""Who is known already, and what that opens."""

from fieldapp.domain.duplicates import (
    KnownPerson,
    KnownPersonAction,
    MatchStrength,
    actions_for,
    mask_name,
    strongest,
)


def known(strength: MatchStrength) -> KnownPerson:
    return KnownPerson(strength=strength, name_masked="张*", document_tail="1238")


def test_surest_answer_wins() -> None:
    matches = [known(MatchStrength.FILTER), known(MatchStrength.LOCAL), known(MatchStrength.CENTRE)]
    assert strongest(matches) == known(MatchStrength.LOCAL)


def test_nobody_known_is_nobody() -> None:
    assert strongest([]) is None


def test_certain_match_offers_all_four_in_key_order() -> None:
    assert actions_for(known(MatchStrength.CENTRE)) == (
        KnownPersonAction.TRANSFER,
        KnownPersonAction.REISSUE,
        KnownPersonAction.UPDATE,
        KnownPersonAction.NOT_SAME,
    )


def test_somebody_who_only_has_a_receipt_is_no_member_and_cannot_transfer() -> None:
    waiting = KnownPerson(strength=MatchStrength.LOCAL, name_masked="张*", document_tail="1238", number="912340000011")

    assert not waiting.is_member
    assert actions_for(waiting) == (KnownPersonAction.REISSUE, KnownPersonAction.UPDATE, KnownPersonAction.NOT_SAME)


def test_a_member_number_of_this_laptop_makes_a_member() -> None:
    mine = KnownPerson(strength=MatchStrength.LOCAL, name_masked="张*", document_tail="1238", number="150000010019")

    assert mine.is_member


def test_filter_match_never_offers_a_card() -> None:
    assert KnownPersonAction.REISSUE not in actions_for(known(MatchStrength.FILTER))


def test_only_the_filter_is_uncertain() -> None:
    assert [strength for strength in MatchStrength if not strength.is_certain] == [MatchStrength.FILTER]


def test_masked_name_shows_the_first_character() -> None:
    assert mask_name("古丽娜尔") == "古***"
    assert mask_name("") == ""
