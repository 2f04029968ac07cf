"""Preferences that are needed before the store is open: look, size of letters, sound.

Nothing personal and nothing that a record depends on stands here; that is in the store. A broken or
missing file is no trouble: the defaults are used, and the next save writes a good one.
"""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldapp.paths import Paths

THEMES = ("standard", "outdoor", "dark")
FONT_SCALES = range(90, 201, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What one installation looks and sounds like.

    ``theme`` is one of ``THEMES`` (标准, 户外高对比, 深色), ``font_scale`` a percentage out of
    ``FONT_SCALES``, ``loudness`` 0 (silent) to 100.
    """

    theme: str = "standard"
    font_scale: int = 100
    loudness: int = 70
    reduce_motion: bool = False


def config_file(paths: Paths) -> Path:
    """Return where the preferences of an installation stand."""
    return paths.data / "preferences.json"


def _is_legal(name: str, value: object) -> bool:
    match name:
        case "theme":
            return value in THEMES
        case "font_scale":
            return type(value) is int and value in FONT_SCALES
        case "loudness":
            return type(value) is int and 0 <= value <= 100
        case "reduce_motion":
            return isinstance(value, bool)
    return False


def _read(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def load(path: Path) -> Config:
    """Read the preferences; whatever is missing, unknown or out of range falls back to its default."""
    return Config(**{name: value for name, value in _read(path).items() if _is_legal(name, value)})


def save(path: Path, config: Config) -> None:
    """Write the preferences in one step, so that a crash leaves the old or the new file; ``OSError``."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(dataclasses.asdict(config), indent=2), encoding="utf-8")
    fresh.replace(path)
