"""Calls of a method that keep nobody alive: a part that held on to its screen would make a ring of
widgets with it, which is taken apart in the wrong order."""

from collections.abc import Callable
from types import MethodType
from typing import ParamSpec, TypeVar
from weakref import WeakMethod

P = ParamSpec("P")
T = TypeVar("T")


def held_weakly(call: Callable[P, T]) -> Callable[P, T | None]:
    """The same call; nothing once the object of the method is gone. What is no method is kept."""
    if not isinstance(call, MethodType):
        return call
    method = WeakMethod(call)

    def ask(*args: P.args, **kwargs: P.kwargs) -> T | None:
        known = method()
        return known(*args, **kwargs) if known is not None else None

    return ask
