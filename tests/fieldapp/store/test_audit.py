import pytest

from fieldapp.store.audit import AuditFault
from tests.support.desk import enroll


def change(desk, statement):
    with desk.application._store.database.writing() as connection, connection.begin():
        connection.exec_driver_sql(statement)


@pytest.fixture
def audited(desk):
    for serial in (1, 2, 3):
        enroll(desk, serial)
    return desk


def test_untouched_log_holds(audited):
    assert audited.application.audit_fault() is None


@pytest.mark.parametrize(
    "assignment",
    [
        "operator = 'x'",
        "action = 'x'",
        "subject = 'x'",
        "details = 'x'",
        "wall = 1",
        "mono = 1",
        "boot = 'x'",
        "prev = 'x'",
    ],
)
def test_changed_row_is_located(audited, assignment):
    change(audited, f"UPDATE audit SET {assignment} WHERE n = 4")

    assert audited.application.audit_fault() == AuditFault(first=4, last=4, why="row_changed")


def test_removed_row_is_located(audited):
    change(audited, "DELETE FROM audit WHERE n = 3")

    assert audited.application.audit_fault() == AuditFault(first=3, last=3, why="row_changed")


def test_row_names_who_did_what_to_which_id_and_no_value(audited):
    line = audited.application.read.audit(1)[0]

    assert (line.operator, line.action) == (audited.operator, "enrolled")
    with audited.application._store.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM audit").all()
    assert "150203" not in str(rows)


def test_refused_command_leaves_no_row(audited):
    from fieldapp.services.enrollment import ConfirmApplication, confirm
    from tests.support.desk import draft

    before = audited.application.read.audit(1)
    audited.refused(confirm, ConfirmApplication(draft=draft(1), event=audited.event, operator=audited.operator))

    assert audited.application.read.audit(1) == before
