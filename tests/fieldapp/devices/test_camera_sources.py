"""The camera setting: what it may be, and what it may never open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.devices.camera_sources import CameraSource, SourceKind, camera_source
from fieldapp.domain.problems import Refusal


@pytest.mark.parametrize(
    ("setting", "kind", "place"),
    [
        ("0", SourceKind.DEVICE, "0"),
        (" 1 ", SourceKind.DEVICE, "1"),
        ("63", SourceKind.DEVICE, "63"),
        ("/media/day.avi", SourceKind.VIDEO, "/media/day.avi"),
        (r"D:\录像\day.AVI", SourceKind.VIDEO, r"D:\录像\day.AVI"),
        ("faces/frame_%03d.png", SourceKind.SEQUENCE, "faces/frame_%03d.png"),
        ("faces/frame_%d.jpg", SourceKind.SEQUENCE, "faces/frame_%d.jpg"),
        ("faces/frame_000.jpg", SourceKind.SEQUENCE, "faces/frame_000.jpg"),
    ],
)
def test_setting_names_a_source(setting: str, kind: SourceKind, place: str) -> None:
    assert camera_source(setting) == CameraSource(kind, place)


@pytest.mark.parametrize("setting", ["", "  "])
def test_empty_setting_is_no_camera_yet(setting: str) -> None:
    assert camera_source(setting) == Refusal(code="camera_not_set")


@pytest.mark.parametrize(
    "setting",
    [
        "64",
        "999999999999",
        "-1",
        "٣",
        "http://example.invalid/video.avi",
        "rtsp://example.invalid/1.avi",
        "v4l2src ! videoconvert ! appsink",
        "movie.mp4",
        "frames",
        "a\0b.avi",
        "frame_%s.png",
        "frame_%n.png",
        "frame_%03d_%d.png",
        "frame_%0999999999d.png",
        "100%.png",
    ],
)
def test_anything_else_is_refused(setting: str) -> None:
    assert camera_source(setting) == Refusal(code="camera_source_unfit")


@given(st.text())
def test_no_text_brings_an_exception(setting: str) -> None:
    assert isinstance(camera_source(setting), CameraSource | Refusal)
