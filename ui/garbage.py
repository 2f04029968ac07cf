"""When Python looks for what nobody holds any more: what the desk stands on is not looked at again and again.

A look at everything stops all threads for 150 ms, whoever brings it about; nine tenths of what is looked at are
libraries and tables that live as long as the program. They are set aside while a store is open, so that a look takes
a few milliseconds; once the store is closed all is looked at again, and nothing of it stays in memory.
"""

import gc

_OFTEN, _RARELY = gc.get_threshold()[2], 100
"""Looks at what is a little older before the next one at everything: Python's own number, and ten times that."""


def set_aside() -> None:
    """Take what stands now out of every look, until ``take_back``."""
    _look_after(_RARELY)
    gc.freeze()


def take_back() -> None:
    """Let the next looks find again what was set aside, as often as Python looks by itself."""
    gc.unfreeze()
    _look_after(_OFTEN)


def _look_after(looks: int) -> None:
    young, older, _all = gc.get_threshold()
    gc.set_threshold(young, older, looks)
