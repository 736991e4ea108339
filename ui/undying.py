"""Keeps None, True and False alive where PySide6 gives back references it never took.

PySide6 6.12.0 is built against Python 3.12, whose constants never die, and drops one reference to
None with every call of a method without result. On Python 3.11 the count reaches zero after some
thousand calls and the interpreter aborts ("none_dealloc: deallocating None"). What 3.12 does for
its constants is done here by hand: a count that no program can use up. 6.11 has no such fault but
no QtPdf package either; the module goes when PySide6 or Python 3.11 does.
"""

import ctypes
import sys

ENOUGH = 1 << 60
CONSTANTS = (None, True, False, NotImplemented, ...)


def keep_constants_alive() -> None:
    """Raise the reference counts of Python's constants; nothing to do from Python 3.12 on."""
    if sys.version_info >= (3, 12):
        return
    for constant in CONSTANTS:
        count = ctypes.c_ssize_t.from_address(id(constant))  # CPython's first field
        if count.value < ENOUGH:
            count.value += ENOUGH
