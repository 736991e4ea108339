"""The top floor: windows, forms and lists in Qt. The only floor that imports PySide6."""
