"""The wrapping layout."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ui.forms.flow import FlowLayout


def block(width: int, *, grows: bool = False) -> QFrame:
    frame = QFrame()
    frame.setMinimumSize(width, 20)
    if grows:
        frame.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return frame


def test_items_wrap_and_the_growing_one_takes_the_rest(
    on_screen: Callable[[QWidget], None],
) -> None:
    window = QWidget()
    flow = FlowLayout(gap=4)
    window.setLayout(flow)
    flow.addWidget(block(60, grows=True))
    flow.insert(0, block(100))
    flow.insert(1, block(100))
    window.resize(220 + flow.contentsMargins().left() * 2, 100)
    on_screen(window)
    left = flow.contentsMargins().left()
    places = [flow.itemAt(each).geometry() for each in range(flow.count())]  # type: ignore[union-attr]  # all exist
    assert [(p.x() - left, p.y() - places[0].y(), p.width()) for p in places] == [
        (0, 0, 100),
        (104, 0, 100),
        (0, 24, 220),
    ]
    assert flow.heightForWidth(500) < flow.heightForWidth(150)
    assert (flow.itemAt(9), flow.takeAt(-1)) == (None, None)


def test_a_layout_that_is_garbage_is_empty_for_qt() -> None:
    flow = FlowLayout()
    flow.addWidget(block(60))
    vars(flow).clear()  # what Python does first with a ring that nobody holds
    assert (flow.count(), flow.itemAt(0), flow.takeAt(0)) == (0, None, None)
    flow.invalidate()
