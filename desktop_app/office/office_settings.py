"""Settings of the office (Thiết lập): its letterhead, and how this PC reaches the centre."""

from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from desktop_app import settings as defaults
from desktop_app.domain.offices import Office, check_letterhead
from desktop_app.domain.problems import Problem
from desktop_app.office.cleaning import cleaned
from desktop_app.office.desk import Changed, Desk, Invalid, refuse_errors
from desktop_app.office.permissions import demand_head
from desktop_app.protocol.messages import ENROLMENT_MS, Enrolment
from desktop_app.storage import device_keys, records
from desktop_app.storage.device_keys import StoredEnrolment
from desktop_app.storage.new_epoch import began_ms
from desktop_app.storage.setting_rows import get_setting, set_setting

_PERIOD = "exchange_minutes"
_SCANNER = "scanner_port"
_LONGEST_PERIOD = 24 * 60
_CLOCKS_DIFFER_MS = 10 * 60_000

# --- Letterhead ----------------------------------------------------------------------------------


def letterhead(desk: Desk) -> Office:
    """The office with its letterhead as it is now; what nobody filled in shows its default."""
    with desk.store.read() as connection:
        return with_defaults(records.get(connection, Office, desk.office.id) or desk.office)


def save_letterhead(desk: Desk, *, office: Office) -> Changed:
    """Save the letterhead. Raises NotAllowed, Invalid and Superseded.

    The first save makes the office's record. It is not made at the first run: a second PC's first
    run would carry an empty letterhead over the one the office has entered meanwhile.
    """
    office = cleaned(office)
    refuse_errors(check_letterhead(office))
    with desk.store.write(user=desk.user.id) as transaction:
        demand_head(transaction, desk)
        if records.get(transaction, Office, office.id) is not None:
            changed = bool(records.save(transaction, office))
        else:
            changed = office != with_defaults(desk.office)
            if changed:
                records.add(transaction, office)
    return Changed(frozenset({"office"} if changed else ()), office.id)


def with_defaults(office: Office) -> Office:
    """The office with the usual words where its letterhead is empty."""
    places = {known.code: known.place_name for known in defaults.OFFICES}
    return replace(
        office,
        parent_body=office.parent_body or defaults.PARENT_BODY,
        centre_name=office.centre_name or defaults.CENTRE_NAME,
        place_name=office.place_name or places.get(office.code, ""),
    )


# --- The way to the centre -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeSettings:
    """How this PC reaches the centre. `address` is empty before there is an enrolment file;
    `enrolled` says whether the centre knows this PC already, and is not for saving."""

    address: str
    period_minutes: int
    enrolled: bool = False


def exchange_settings(desk: Desk) -> ExchangeSettings:
    """The centre's address and the minutes between two exchanges."""
    with desk.store.read() as connection:
        enrolment = device_keys.enrolment(connection)
        period = get_setting(connection, _PERIOD, str(defaults.EXCHANGE_PERIOD_MINUTES))
    return ExchangeSettings(
        address=enrolment.address if enrolment else "",
        period_minutes=int(period),
        enrolled=enrolment is not None and enrolment.enrolled,
    )


def save_exchange_settings(desk: Desk, *, settings: ExchangeSettings) -> Changed:
    """Save them for this PC. Raises NotAllowed, and Invalid on `address` and `period_minutes`."""
    with desk.store.write(user=desk.user.id) as transaction:
        demand_head(transaction, desk)
        has_file = device_keys.enrolment(transaction) is not None
        refuse_errors(_exchange_problems(settings, has_file=has_file))
        set_setting(transaction, _PERIOD, str(settings.period_minutes))
        if has_file:
            device_keys.set_address(transaction, settings.address.rstrip("/"))
    return Changed(frozenset({"exchange"}))


def _exchange_problems(settings: ExchangeSettings, *, has_file: bool) -> list[Problem]:
    problems: list[Problem] = []
    if has_file and not settings.address.startswith("https://"):
        problems.append(Problem("address", "Địa chỉ Trung tâm bắt đầu bằng https://"))
    if not has_file and settings.address:
        problems.append(
            Problem("address", "Địa chỉ Trung tâm có trong tệp ghi danh; hãy chọn tệp.")
        )
    if not 1 <= settings.period_minutes <= _LONGEST_PERIOD:
        problems.append(Problem("period_minutes", "Chu kỳ trao đổi từ 1 đến 1.440 phút."))
    return problems


# --- The scanner ---------------------------------------------------------------------------------


def scanner_port(desk: Desk) -> str:
    """The port of the scanner at this PC; "" where it types like a keyboard, or there is none."""
    with desk.store.read() as connection:
        return get_setting(connection, _SCANNER, "")


def save_scanner_port(desk: Desk, *, port: str) -> Changed:
    """Keep it for this PC. Raises NotAllowed."""
    with desk.store.write(user=desk.user.id) as transaction:
        demand_head(transaction, desk)
        set_setting(transaction, _SCANNER, port)
    return Changed(frozenset({"scanner"}))


# --- Enrolment -----------------------------------------------------------------------------------


def use_enrolment(desk: Desk, *, content: bytes) -> Changed:
    """Keep the enrolment the file holds; presenting it to the centre is the sync floor's.

    The number it brings is the PC's from now on; a restored one need not ask for another. One from
    before the restore may have been used in the time that was lost, so then it still has to ask.
    Raises NotAllowed, and Invalid on `enrolment`: no enrolment file, out of date, another office's,
    or from before the restore while a number is due, which it does not settle.
    """
    enrolment = read_enrolment(content, now=desk.now())
    if enrolment.office != desk.office.code:
        sentence = (
            f"Tệp ghi danh này của {enrolment.office_name}, còn máy này thuộc {desk.office.name}. "
            "Hãy xin Trung tâm tệp của văn phòng mình."
        )
        raise Invalid([Problem("enrolment", sentence)])
    with desk.store.write(user=desk.user.id) as transaction:
        demand_head(transaction, desk)
        written_ms = enrolment.expires_ms - ENROLMENT_MS + _CLOCKS_DIFFER_MS
        from_before = written_ms < began_ms(transaction)
        if from_before and device_keys.number_is_due(transaction):
            raise Invalid([Problem("enrolment", _FROM_BEFORE)])
        device_keys.save_enrolment(transaction, enrolment)
        if from_before:
            device_keys.ask_for_number(transaction)
    return Changed(frozenset({"exchange"}))


def read_enrolment(content: bytes, *, now: datetime) -> StoredEnrolment:
    """What an enrolment file holds. Raises Invalid on `enrolment`."""
    try:
        file = msgspec.json.decode(content, type=Enrolment)
    except msgspec.DecodeError as error:
        raise Invalid([Problem("enrolment", _NO_ENROLMENT)]) from error
    if file.format != "vieclam-enrolment" or not file.address.startswith("https://"):
        raise Invalid([Problem("enrolment", _NO_ENROLMENT)])
    if file.version > 1:
        raise Invalid([Problem("enrolment", _NEWER_ENROLMENT)])
    if now.timestamp() * 1000 > file.expires_ms:
        raise Invalid([Problem("enrolment", _OLD_ENROLMENT)])
    return StoredEnrolment(
        address=file.address.rstrip("/"),
        ca_certificate=file.ca_certificate,
        office=file.office,
        office_name=file.office_name,
        pc=file.pc,
        code=file.code,
        expires_ms=file.expires_ms,
        box_key=file.box_key,
    )


_NO_ENROLMENT = "Tệp này không phải tệp ghi danh của Trung tâm. Hãy chọn tệp có đuôi .ghidanh."
_NEWER_ENROLMENT = "Tệp ghi danh cần phiên bản chương trình mới hơn. Hãy cập nhật chương trình."
_FROM_BEFORE = (
    "Tệp ghi danh này được cấp trước khi máy khôi phục nên số máy trong đó có thể đã dùng. Hãy xin "
    "Trung tâm tệp mới."
)
_OLD_ENROLMENT = (
    "Theo ngày giờ của máy này, tệp ghi danh đã hết hạn (72 giờ). Hãy xem lại ngày giờ của máy, "
    "hoặc xin Trung tâm tệp mới."
)
