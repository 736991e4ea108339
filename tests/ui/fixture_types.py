"""What the fixtures of windows and screens are, for the tests that ask for them."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

Typing = Callable[[str], None]
"""`type_text`"""
Answering = Callable[[bool], None]
"""`answering`"""
CutOff = Callable[[QWidget], list[str]]
"""`cut_off`"""
Pressing = Callable[..., None]
"""`press`"""
Showing = Callable[..., None]
"""`shown`"""
