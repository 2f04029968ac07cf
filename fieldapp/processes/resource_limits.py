"""Caps of a child on Linux: resource limits set from outside, so that no code runs between fork and exec."""

import sys

_MEGABYTE = 1 << 20

if sys.platform != "win32":
    import os
    import resource
    import signal

    class Caps:
        """Limits a child's address space and processor time; it writes no core, and no file unless told that it may."""

        def __init__(self, pid: int, *, seconds: float, memory_mb: int, file_mb: int = 0) -> None:
            """Cap a running child; one that is gone already needs no caps."""
            limits = {
                resource.RLIMIT_AS: memory_mb * _MEGABYTE,
                resource.RLIMIT_CPU: int(seconds) + 1,
                resource.RLIMIT_CORE: 0,
                resource.RLIMIT_FSIZE: file_mb * _MEGABYTE,
            }
            self._group = pid
            try:
                for limit, value in limits.items():
                    resource.prlimit(pid, limit, (value, value))
            except ProcessLookupError:
                return

        def end(self) -> None:
            """Kill the child and whatever it started (it leads a group of its own)."""
            try:
                os.killpg(self._group, signal.SIGKILL)
            except ProcessLookupError:
                return

        def close(self) -> None:
            """Give nothing back: the limits end with the child."""
