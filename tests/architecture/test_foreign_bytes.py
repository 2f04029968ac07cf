"""Bytes from files, pictures, cameras and readers are taken apart in capped children and nowhere else."""

import re

from tests.support.source import modules

PARSERS = re.compile(
    r"^\s*(?:import|from) (python_calamine|cv2|numpy|PIL|html\.parser|xml|zipfile|tarfile|serial|pypdf|rapidocr)\b",
    re.MULTILINE,
)
IN_CHILDREN = {
    "fieldapp.devices.barcode_child",
    "fieldapp.devices.camera_child",
    "fieldapp.devices.faces",
    "fieldapp.devices.id_reader_child",
    "fieldapp.devices.photo_child",
    "fieldapp.devices.pictures",
    "fieldapp.files.hidden_rows",
    "fieldapp.files.markup",
    "fieldapp.files.ods_merges",
    "fieldapp.files.workbook_reading",
}
"""Loaded by a child's module only; ``fieldapp.files.reading_child`` and what it loads load the last four."""
CHILDREN = re.compile(r"^\s*(?:import|from) (fieldapp\.\S*_child)\b", re.MULTILINE)
IMAGES_OF_QT = re.compile(r"\b(QImageReader|QMovie|QPdfDocument|QXmlStreamReader)\b")


OUR_OWN = {"ui.demo.codes", "ui.robots.inspection", "fieldapp.files.problem_bundles"}
"""The demo and the inspection look at our own pictures; the problem bundle is packed, never unpacked."""


def test_parsers_of_foreign_bytes_are_loaded_by_children_only() -> None:
    found = {
        (one.name, match.group(1))
        for one in modules()
        if one.name.startswith(("fieldapp.", "ui."))
        for match in PARSERS.finditer(one.text)
        if one.name not in {*IN_CHILDREN, *OUR_OWN}
    }

    assert found == set()


def test_nobody_loads_a_child_or_its_parsers_into_the_program() -> None:
    asked = re.compile(r"^\s*(?:import|from) (" + "|".join(map(re.escape, sorted(IN_CHILDREN))) + r")\b", re.MULTILINE)
    allowed = {*IN_CHILDREN, "fieldapp.files.reading_child"}

    loaders = {one.name for one in modules() if asked.search(one.text) or CHILDREN.search(one.text)}
    assert loaders - allowed == set()


def test_qt_reads_no_files_of_others() -> None:
    assert [one.name for one in modules() if IMAGES_OF_QT.search(one.text)] == []
