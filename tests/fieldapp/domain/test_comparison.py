"""Lists against members."""

from fieldapp.domain.comparison import ComparisonOutcome, ComparisonResult, ListedPerson, Member, compare, summary
from fieldapp.domain.ids import OrganisationId

HOME = OrganisationId("ORG1")
AWAY = OrganisationId("ORG2")
MEMBERS = (
    Member(rec="R1", union=HOME, name="张三", document_no="150602198506150044", phone="13912345678"),
    Member(rec="R2", union=AWAY, name="李四", document_no="150203200001011238", phone="13800000000"),
    Member(rec="R3", union=AWAY, name="JOHN SMITH", document_no="E12345678"),
)


def ask(**row: str) -> ComparisonResult:
    (result,) = compare([ListedPerson(row=7, **row)], MEMBERS, frozenset({HOME}))  # type: ignore[arg-type]  # texts
    return result


def test_known_number_at_home_is_a_member() -> None:
    assert ask(name="随便", document_no="150602198506150044") == ComparisonResult(
        row=7, outcome=ComparisonOutcome.MEMBER, by="document", recs=("R1",)
    )


def test_known_number_elsewhere_may_transfer() -> None:
    assert ask(name="李四", document_no="150203200001011238").outcome is ComparisonOutcome.ELSEWHERE


def test_old_number_of_fifteen_digits_matches() -> None:
    assert ask(name="张三", document_no="150602850615004").recs == ("R1",)


def test_lower_case_and_full_width_number_matches() -> None:
    assert ask(name="X", document_no="ｅ12345678").recs == ("R3",)


def test_same_name_and_phone_without_a_known_number_needs_a_look() -> None:
    result = ask(name="张 三", phone="139-1234-5678")
    assert (result.outcome, result.by, result.recs) == (ComparisonOutcome.AMBIGUOUS, "name_phone", ("R1",))


def test_same_name_and_birth_under_another_number_needs_a_look() -> None:
    result = ask(name="张三", document_no="150602198506150060")
    assert (result.outcome, result.by) == (ComparisonOutcome.AMBIGUOUS, "name_birth")


def test_stated_birth_is_used_where_no_number_tells_it() -> None:
    assert ask(name="张三", birth="19850615").by == "name_birth"


def test_match_by_phone_and_birth_names_the_member_once() -> None:
    assert ask(name="张三", phone="13912345678", birth="19850615").recs == ("R1",)


def test_name_alone_is_never_a_match() -> None:
    assert ask(name="张三").outcome is ComparisonOutcome.NEW


def test_summary_names_all_four_outcomes() -> None:
    rows = [ListedPerson(row=1, name="张三", document_no="150602198506150044"), ListedPerson(row=2, name="王五")]
    assert summary(compare(rows, MEMBERS, frozenset({HOME}))) == {
        ComparisonOutcome.MEMBER: 1,
        ComparisonOutcome.ELSEWHERE: 0,
        ComparisonOutcome.NEW: 1,
        ComparisonOutcome.AMBIGUOUS: 0,
    }


def test_document_known_at_home_and_elsewhere_is_a_member() -> None:
    twice = (*MEMBERS, Member(rec="R4", union=AWAY, name="张三", document_no="150602198506150044"))
    (result,) = compare([ListedPerson(row=1, name="张三", document_no="150602198506150044")], twice, frozenset({HOME}))
    assert (result.outcome, result.recs) == (ComparisonOutcome.MEMBER, ("R1", "R4"))
