"""Named places where a test may kill the hub; inert unless ``FIELDAPP_HUB_FAILPOINT`` names one.

``after_commit``: a batch is durable, its answer has not left (a client must ask again).
``before_commit``: everything is written, nothing is durable. The process dies without clean-up,
as it would by ``kill -9``.
"""

import os
import signal
import sys

AFTER_COMMIT = "after_commit"
BEFORE_COMMIT = "before_commit"
VARIABLE = "FIELDAPP_HUB_FAILPOINT"


def reach(name: str) -> None:
    """Die here when the environment asks for this failpoint."""
    if os.environ.get(VARIABLE) != name:
        return
    if sys.platform == "win32":
        os._exit(137)
    else:
        os.kill(os.getpid(), signal.SIGKILL)
