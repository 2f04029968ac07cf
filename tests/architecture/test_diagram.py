"""The diagram in docs/architecture.md is the one the source has."""

from tools import diagram


def test_the_diagram_shows_the_real_imports() -> None:
    document = diagram.DOCUMENT.read_text(encoding="utf-8")

    assert diagram.renewed(document) == document, "run `make diagram`"


def test_a_module_belongs_to_its_narrowest_box() -> None:
    assert diagram.box_of("sync.hub.cli") == "sync.hub.cli"
    assert diagram.box_of("sync.hub.store.tables") == "sync.hub"
    assert diagram.box_of("fieldapp.domain.names.check_name") == "fieldapp.domain"


def test_the_ground_floor_is_no_box() -> None:
    assert diagram.box_of("fieldapp.messages.translate") is None
