"""Child processes under caps, and the lock that keeps one store to one process.

Foreign files are parsed in a child that may be killed: it has limited memory and time, and what
it says is limited too. On Linux the caps are resource limits, on Windows a Job Object.
"""

from fieldapp.processes.children import Completed, Ending, StopCord, child_environment, python_child, run_capped
from fieldapp.processes.private_memory import keep_private
from fieldapp.processes.single_instance import SingleInstance

__all__ = [
    "Completed",
    "Ending",
    "SingleInstance",
    "StopCord",
    "child_environment",
    "keep_private",
    "python_child",
    "run_capped",
]
