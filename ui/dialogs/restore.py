"""Restoring this PC's data from a backup: which one, what opens it, what will happen.

One page for somebody who has never done it. Nothing is decided here: whether a file is good, and
that it is restored whole or not at all, is `desktop_app.office.restoring`'s.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.dates import show_ago, show_time
from desktop_app.domain.faults import WrongPassword
from desktop_app.domain.money import show_size
from desktop_app.office.restoring import (
    STEPS,
    BackupFile,
    backups_known,
    read_backup,
    restore,
    users_in,
)
from ui.background import Lanes, Newest
from ui.cards import Card, KeyButton, Strip, column, row, words
from ui.dialogs import ask
from ui.dialogs.sign_in import CAPS_LOCK, WRONG_CODE, Banner, DoorWindow, now
from ui.faults import sentence, wait_words
from ui.forms.password_editor import PasswordEditor, mark_wrong
from ui.tables.column import Column, Empty
from ui.tables.record_table import RecordTable
from ui.theme import list_height, measures, scaled

if TYPE_CHECKING:
    from desktop_app.office.restoring import KeyringUser

WIDTH = 740
"""Pixels at 10 pt: the field of the code shows all its groups."""
WAYS, SECRET = 2, 3
"""How what opens a backup and the field of its secret share the width."""
LIST_ROWS = 6
"""The list holds so many backups before it scrolls."""
BY_CODE = "Mã khôi phục (trong phong bì dán kín)"
NOTHING_YET = "Hãy chọn một bản sao lưu."


class RestoreWindow(DoorWindow):
    """`restored(sentence)` when the data of a backup are in place, `given_up` when the window is
    left before. While a backup is being restored it cannot be closed."""

    restored = Signal(str)
    given_up = Signal()
    _came_to = Signal(int)

    def __init__(self, folder: Path, lanes: Lanes) -> None:
        super().__init__()
        self.setWindowTitle("Sổ Việc Làm · Khôi phục")
        self.setFixedWidth(scaled(WIDTH))
        self._folder = folder
        self._lanes = lanes
        self._restoring = False
        self._chosen: BackupFile | None = None
        self._by_hand: list[BackupFile] = []
        self._users: Newest[list[KeyringUser]] = Newest(
            lanes.readers, self._show_users, self._unreadable, owner=self
        )
        self.banner = Banner("Khôi phục dữ liệu từ bản sao lưu")
        self.table = self._table()
        self.file_button = KeyButton("Chọn tệp khác…", icon="file")
        self.opened_by = QComboBox()
        self.code = QLineEdit()
        self.password = PasswordEditor("Mật khẩu lúc đó")
        self.secret = QStackedWidget()
        self.message = Strip()
        self.what = words(NOTHING_YET, wrap=True)
        self.bar = QProgressBar()
        self.back_button = KeyButton("Quay lại", "Esc")
        self.button = KeyButton("Khôi phục", "F10", icon="undo", role="primary")
        self._build()
        self._connect()
        self._choose(None)
        self._look()

    def _table(self) -> RecordTable[BackupFile]:
        return RecordTable(
            [
                Column("Ngày giờ", _when, 130, bold=True),
                Column("Cách đây", self._ago, 110),
                Column("Văn phòng · máy", _whose),
                Column("Cỡ", _size, 80, align_right=True),
            ],
            identity=_path,
            empty=Empty(
                "Chưa thấy bản sao lưu nào trên máy này và các USB đang cắm.",
                "Chọn tệp khác…",
                "Enter",
            ),
            name="Danh sách bản sao lưu",
        )

    def _build(self) -> None:
        self.table.setFixedHeight(list_height(LIST_ROWS))
        self.code.setAccessibleName(BY_CODE)
        self.opened_by.setAccessibleName("Mở bằng")
        self.secret.addWidget(self.code)
        self.secret.addWidget(self.password)
        self.secret.setFixedHeight(measures().field)
        self.bar.setRange(0, STEPS)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.bar.hide()
        self.what.setMinimumHeight(3 * self.what.fontMetrics().lineSpacing())
        self.choice = QWidget()
        opened = row(gap=16)
        opened.addLayout(column(words("Mở bằng", "label"), self.opened_by, gap=2), WAYS)
        opened.addLayout(column(words("Mã hoặc mật khẩu", "label"), self.secret, gap=2), SECRET)
        listed = Card()
        listed.body.addWidget(self.table)
        choice = column(
            words("Bản sao lưu", "label"), listed, row(1, self.file_button), opened, gap=8
        )
        self.choice.setLayout(choice)
        layout = QVBoxLayout()
        layout.setContentsMargins(28, 18, 28, 20)
        layout.setSpacing(10)
        for part in (self.choice, self.message, self.what, self.bar):
            layout.addWidget(part)
        layout.addLayout(row(self.back_button, 1, self.button))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.banner)
        whole.addLayout(layout)

    def _connect(self) -> None:
        self.table.chosen.connect(self._choose)
        self.table.activated_record.connect(self._to_secret)
        self.file_button.clicked.connect(self._ask_file)
        self.opened_by.currentIndexChanged.connect(self._show_secret)
        self.opened_by.activated.connect(self._on_other_secret)
        for field in (self.code, self.password):
            field.returnPressed.connect(self._try)
            field.textEdited.connect(self._on_other_secret)
        self.password.caps_lock.connect(self._show_caps_lock)
        self.button.clicked.connect(self._try)
        self.back_button.clicked.connect(self.close)
        QShortcut(QKeySequence("F5"), self).activated.connect(self._look)
        self._came_to.connect(self.bar.setValue)

    # --- which one ---

    def _look(self) -> None:
        folder = self._folder
        self._lanes.readers.run(lambda: backups_known(folder), self._found, owner=self)

    def _found(self, backups: list[BackupFile]) -> None:
        self.table.show_rows([*self._by_hand, *backups])
        self.table.choose_first()
        (self.table if self.table.count() else self.file_button).setFocus()

    def _ask_file(self) -> None:
        file = ask.ask_open_file(self, "Chọn bản sao lưu", "Bản sao lưu (*.saoluu)")
        if file is not None:
            self.use(file)

    def use(self, file: Path) -> None:
        """Take a backup from anywhere."""
        self._say("")
        self._lanes.readers.run(
            lambda: read_backup(file), self._add_file, self._unreadable, owner=self
        )

    def _add_file(self, backup: BackupFile) -> None:
        self._by_hand = [backup, *(one for one in self._by_hand if one.path != backup.path)]
        self._look()

    def _choose(self, backup: BackupFile | None) -> None:
        self._chosen = backup
        self.button.setEnabled(backup is not None)
        self.opened_by.clear()
        self.opened_by.addItem(BY_CODE, "")
        if backup is None:
            self.what.setText(NOTHING_YET)
            self._users.forget()
            return
        self.what.setText(
            f"Dữ liệu trên máy này sẽ trở lại như lúc {show_time(backup.made_at)}. Dữ liệu đang có "
            "không bị xóa mà được cất riêng. Những gì Trung tâm đã nhận sau lúc đó sẽ tự tải về."
        )
        path = backup.path
        self._users.want(lambda: users_in(path))

    def _show_users(self, users: "list[KeyringUser]") -> None:
        for user in users:
            self.opened_by.addItem(f"Mật khẩu của {user.full_name}", user.user_id)

    def _unreadable(self, error: Exception) -> None:
        self._say(sentence(error))

    # --- what opens it ---

    def _show_secret(self, index: int) -> None:
        self.secret.setCurrentWidget(self.password if index > 0 else self.code)

    def _on_other_secret(self) -> None:
        """What was said of another code or password is not said of this one."""
        mark_wrong(among=(self.code, self.password))
        if self.message.text() != CAPS_LOCK:
            self._say("")

    def _to_secret(self, _: BackupFile) -> None:
        self._secret_field().setFocus()

    def _secret_field(self) -> QLineEdit:
        return self.password if self.opened_by.currentData() else self.code

    def _show_caps_lock(self, on: bool) -> None:
        if on:
            self.message.show_message(CAPS_LOCK, "warn")
        elif self.message.text() == CAPS_LOCK:
            self._say("")

    # --- restoring ---

    def _try(self) -> None:
        backup, user_id = self._chosen, str(self.opened_by.currentData() or "")
        secret = self._secret_field().text()
        if backup is None or self._restoring:
            return
        if not secret.strip():
            self._say("Hãy nhập mã khôi phục hoặc mật khẩu.")
            mark_wrong(self._secret_field(), among=(self.code, self.password))
            self._secret_field().setFocus()
            return
        self._run(True)
        folder, path, came_to = self._folder, backup.path, self._came_to.emit
        code, password = ("", secret) if user_id else (secret, "")
        self._lanes.store.run(
            lambda: restore(
                folder, path, code=code, user_id=user_id, password=password, now=now, step=came_to
            ),
            self._done,
            self._refused,
            owner=self,
        )

    def _run(self, restoring: bool) -> None:
        self._restoring = restoring
        self._say("")
        mark_wrong(among=(self.code, self.password))
        self.bar.setValue(0)
        self.bar.setVisible(restoring)
        self.choice.setEnabled(not restoring)
        self.button.setEnabled(not restoring)
        self.back_button.setEnabled(not restoring)

    def _done(self, kept: Path | None) -> None:
        backup = self._chosen
        self._run(False)
        self.code.clear()
        self.password.clear()
        made_at = show_time(backup.made_at) if backup else ""
        said = f"Đã khôi phục dữ liệu lúc {made_at}. Hãy đăng nhập bằng mật khẩu của lúc đó."
        if kept is not None:
            said += " Dữ liệu trước đó được cất riêng trong thư mục dữ liệu."
        self.restored.emit(said)

    def _refused(self, error: Exception) -> None:
        self._run(False)
        said = sentence(error)
        if isinstance(error, WrongPassword):
            said = said if self.opened_by.currentData() else WRONG_CODE
            said = f"{said} {wait_words(error)}".rstrip()
            mark_wrong(self._secret_field(), among=(self.code, self.password))
        self._say(said)
        self._secret_field().selectAll()
        self._secret_field().setFocus()

    def trouble(self, said: str) -> None:
        """Say what went wrong."""
        self._say(said)

    def _say(self, said: str) -> None:
        self.message.show_message(said, "prob")
        self.fit()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's method
        if self._restoring:
            event.ignore()
        else:
            event.accept()
            self.given_up.emit()

    def _ago(self, backup: BackupFile) -> str:
        return show_ago(backup.made_at, now=now())


def _path(backup: BackupFile) -> Path:
    return backup.path


def _when(backup: BackupFile) -> str:
    return show_time(backup.made_at)


def _whose(backup: BackupFile) -> str:
    return f"{backup.office_name} · máy {backup.pc}"


def _size(backup: BackupFile) -> str:
    return show_size(backup.size)
