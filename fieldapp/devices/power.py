"""The battery, as the system tells of it: Linux through ``/sys``, Windows through its own call. Reads, never writes."""

import sys
from pathlib import Path

_SUPPLIES = Path("/sys/class/power_supply")


def battery_percent(supplies: Path = _SUPPLIES) -> int | None:
    """Return the charge of the first battery in per cent; None without one, or where the system does not say."""
    return _ask_system(supplies)


if sys.platform == "win32":
    import ctypes

    _NOBODY_KNOWS = 255

    class _Status(ctypes.Structure):
        """``SYSTEM_POWER_STATUS`` of ``GetSystemPowerStatus``."""

        _fields_ = (
            ("line", ctypes.c_ubyte),
            ("flag", ctypes.c_ubyte),
            ("percent", ctypes.c_ubyte),
            ("saver", ctypes.c_ubyte),
            ("life", ctypes.c_ulong),
            ("full", ctypes.c_ulong),
        )

    def _ask_system(_supplies: Path) -> int | None:
        status = _Status()
        if not ctypes.windll.kernel32.GetSystemPowerStatus(ctypes.byref(status)):
            return None
        return None if status.percent == _NOBODY_KNOWS else int(status.percent)

else:

    def _ask_system(supplies: Path) -> int | None:
        for capacity in sorted(supplies.glob("*/capacity")):
            try:
                words = capacity.read_text(encoding="ascii").strip()
            except (OSError, UnicodeDecodeError):  # a mouse's battery goes away with the mouse
                continue
            if words.isdigit():
                return int(words)
        return None
