"""Caps of a child on Windows: a Job Object that limits memory and time and takes the child with it.

Field names and flags are those of the Windows API (JOBOBJECT_EXTENDED_LIMIT_INFORMATION).
"""

import ctypes
import sys

_MEGABYTE = 1 << 20
_TICKS_PER_SECOND = 10_000_000  # 100 ns each
_PROCESS_TERMINATE = 0x0001
_PROCESS_SET_QUOTA = 0x0100
_EXTENDED_LIMIT_INFORMATION = 9
_LIMIT_PROCESS_TIME = 0x0002
_LIMIT_ACTIVE_PROCESS = 0x0008
_LIMIT_PROCESS_MEMORY = 0x0100
_LIMIT_DIE_ON_UNHANDLED_EXCEPTION = 0x0400
_LIMIT_KILL_ON_JOB_CLOSE = 0x2000


class _BasicLimits(ctypes.Structure):
    _fields_ = (
        ("per_process_user_time_limit", ctypes.c_int64),
        ("per_job_user_time_limit", ctypes.c_int64),
        ("limit_flags", ctypes.c_uint32),
        ("minimum_working_set_size", ctypes.c_size_t),
        ("maximum_working_set_size", ctypes.c_size_t),
        ("active_process_limit", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority_class", ctypes.c_uint32),
        ("scheduling_class", ctypes.c_uint32),
    )


class _IoCounters(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_uint64) for name in ("ro", "wo", "oo", "rt", "wt", "ot"))


class _ExtendedLimits(ctypes.Structure):
    _fields_ = (
        ("basic", _BasicLimits),
        ("io", _IoCounters),
        ("process_memory_limit", ctypes.c_size_t),
        ("job_memory_limit", ctypes.c_size_t),
        ("peak_process_memory_used", ctypes.c_size_t),
        ("peak_job_memory_used", ctypes.c_size_t),
    )


def limits_for(seconds: float, memory_mb: int) -> _ExtendedLimits:
    """Return the limits as the structure that Windows wants."""
    limits = _ExtendedLimits()
    limits.basic.per_process_user_time_limit = int((seconds + 1) * _TICKS_PER_SECOND)
    limits.basic.active_process_limit = 1
    limits.basic.limit_flags = (
        _LIMIT_PROCESS_TIME
        | _LIMIT_ACTIVE_PROCESS
        | _LIMIT_PROCESS_MEMORY
        | _LIMIT_DIE_ON_UNHANDLED_EXCEPTION
        | _LIMIT_KILL_ON_JOB_CLOSE
    )
    limits.process_memory_limit = memory_mb * _MEGABYTE
    return limits


if sys.platform == "win32":

    class Caps:
        """Puts a child into a job of its own; closing the job kills whatever is left of it."""

        def __init__(self, pid: int, *, seconds: float, memory_mb: int, file_mb: int = 0) -> None:  # noqa: ARG002
            """Cap a running child; ``OSError`` when Windows refuses, unless the child is gone already.

            A job has no limit for files: ``file_mb`` is what the other system keeps.
            """
            self._kernel = ctypes.WinDLL("kernel32", use_last_error=True)
            self._declare()
            self._job: int | None = self._kernel.CreateJobObjectW(None, None)
            if not self._job:
                raise ctypes.WinError(ctypes.get_last_error())
            limits = limits_for(seconds, memory_mb)
            size = ctypes.sizeof(limits)
            process = self._kernel.OpenProcess(_PROCESS_SET_QUOTA | _PROCESS_TERMINATE, False, pid)
            if not process:
                return
            try:
                done = self._kernel.SetInformationJobObject(
                    self._job, _EXTENDED_LIMIT_INFORMATION, ctypes.byref(limits), size
                ) and self._kernel.AssignProcessToJobObject(self._job, process)
            finally:
                self._kernel.CloseHandle(process)
            if not done:
                raise ctypes.WinError(ctypes.get_last_error())

        def _declare(self) -> None:
            """Tell ctypes that handles are as wide as pointers."""
            handle = ctypes.c_void_p
            self._kernel.CreateJobObjectW.restype = handle
            self._kernel.CreateJobObjectW.argtypes = (handle, ctypes.c_wchar_p)
            self._kernel.OpenProcess.restype = handle
            self._kernel.OpenProcess.argtypes = (ctypes.c_uint32, ctypes.c_int, ctypes.c_uint32)
            self._kernel.SetInformationJobObject.argtypes = (handle, ctypes.c_int, handle, ctypes.c_uint32)
            self._kernel.AssignProcessToJobObject.argtypes = (handle, handle)
            self._kernel.TerminateJobObject.argtypes = (handle, ctypes.c_uint32)
            self._kernel.CloseHandle.argtypes = (handle,)

        def end(self) -> None:
            """Kill the child and whatever it started."""
            if self._job:
                self._kernel.TerminateJobObject(self._job, 1)

        def close(self) -> None:
            """Close the job, which ends the child if it still runs."""
            if self._job:
                self._kernel.CloseHandle(self._job)
                self._job = None
