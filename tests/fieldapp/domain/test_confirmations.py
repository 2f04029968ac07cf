import pytest

from fieldapp.domain.confirmations import bare_confirmation, check_confirmation


@pytest.mark.parametrize("said", ["4821", "48 21", "同意入会", "AB12", "４８２１"])
def test_code_or_word_is_taken(said):
    assert check_confirmation(said) is None


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("", "confirmation_missing"),
        ("  ", "confirmation_missing"),
        ("13800130001", "confirmation_is_number"),
        ("150203198506150017", "confirmation_is_number"),
        ("1", "confirmation_bad"),
        ("同意同意同意同意同意同意同", "confirmation_bad"),
        ("a<b>", "confirmation_bad"),
    ],
)
def test_what_is_no_confirmation_says_why(said, code):
    problem = check_confirmation(said)

    assert problem is not None
    assert (problem.code, problem.field) == (code, "consent")


def test_confirmation_is_kept_half_width_without_blanks():
    assert bare_confirmation(" ４８ 21 ") == "4821"
