"""Keeps what is in this process out of files: no core dump, no report of the system with its memory in it."""

import ctypes
import sys

_PR_SET_DUMPABLE = 4
_NO_HEAP = 1
"""WER_FAULT_REPORTING_FLAG_NOHEAP: a Windows error report then holds stacks only."""

if sys.platform != "win32":
    import resource

    def keep_private() -> bool:
        """Forbid core dumps, those into a file and those a crash collector reads; returns whether that holds.

        Children that are started later take the limit over and decide about the rest themselves.
        """
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if not sys.platform.startswith("linux"):
            return True
        return bool(ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)

else:

    def keep_private() -> bool:
        """Keep the heap out of Windows error reports; returns whether that holds."""
        return bool(ctypes.windll.kernel32.WerSetFlags(_NO_HEAP) == 0)
