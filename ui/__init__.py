"""The top floor: windows, forms and lists in Qt. The only floor that imports PySide6."""

from ui.undying import keep_constants_alive

keep_constants_alive()
