"""`vieclam-central`: sets the centre up and runs it. For the operator at a terminal."""

import argparse
import errno
import logging
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
from sqlalchemy.exc import OperationalError

from desktop_app.central.backup import BackupProblem, back_up
from desktop_app.central.database import (
    DATABASE,
    centre_database,
    closing_engine,
    is_postgresql,
    make_database,
    make_tables,
)
from desktop_app.central.inventory import inventory
from desktop_app.central.keys import backup_key, box_key, ca_certificate, make_keys
from desktop_app.central.offices import OfficeProblem, add_office, make_enrolment
from desktop_app.central.place import (
    Place,
    Settings,
    all_can_pass,
    as_root,
    default_folder,
    make_folder,
    postgres_folder,
    read_settings,
    write_private,
    write_settings,
)
from desktop_app.central.postmaster import PostgresFailed, any_postgres
from desktop_app.central.quarantine import held_lines, retry
from desktop_app.central.restoring import restore
from desktop_app.central.roll import device_lines, office_lines, set_revoked
from desktop_app.central.serving import DEFAULT_PORT, now_ms, run
from desktop_app.central.stick_files import StickProblem, take_file_in
from desktop_app.protocol.stick import BadStick, public_of

_DESCRIPTION = """\
Máy chủ của Trung tâm cho Sổ Việc Làm.

Lần đầu:  vieclam-central init --host sovieclam.langson.vn
          vieclam-central add-office BS "Văn phòng đại diện Bắc Sơn"
          vieclam-central enrol --office BS --address https://sovieclam.langson.vn:8443 \\
                                --out bac-son-1.ghidanh
          vieclam-central run
"""

_EPILOG = """\
Thư mục dữ liệu mặc định: /var/lib/vieclam-central khi chạy bằng root,
~/.local/share/vieclam-central với tài khoản khác. Trong đó: keys/ (khóa, chỉ tài khoản chạy máy
chủ đọc được; hãy sao lưu và cất giữ), centre.json, postgres/ (PostgreSQL kèm theo).
Khi chạy bằng root, PostgreSQL kèm theo chạy bằng tài khoản riêng vieclam-central; nếu tài khoản đó
không vào được thư mục dữ liệu thì cơ sở dữ liệu nằm dưới /var/lib/vieclam-central.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status."""
    chosen = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    place = Place(chosen.data_dir.expanduser().resolve())
    command: Callable[[Place, argparse.Namespace], int] = chosen.command
    try:
        if command is not _init and not place.settings_file.exists():
            return _fail(
                f"Chưa có máy chủ ở {place.folder}. Hãy chạy «vieclam-central init» trước."
            )
        return command(place, chosen)
    except (PostgresFailed, OfficeProblem, BackupProblem) as problem:
        return _fail(str(problem))
    except OperationalError:
        return _fail(
            "Không kết nối được cơ sở dữ liệu. Hãy kiểm tra máy chủ PostgreSQL và địa chỉ."
        )
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return _fail(f"Cổng {chosen.port} đang có chương trình khác dùng.")
        return _fail(f"Không làm được: {error.strerror} ({error.filename or ''}).")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vieclam-central",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--data-dir", type=Path, default=default_folder(), help="thư mục dữ liệu của máy chủ"
    )
    commands = parser.add_subparsers(required=True, metavar="LỆNH")

    init = commands.add_parser("init", parents=[shared], help="tạo khóa và cơ sở dữ liệu")
    init.add_argument(
        "--database-url",
        default="",
        metavar="postgresql://…",
        help="dùng máy chủ PostgreSQL này thay cho PostgreSQL kèm theo",
    )
    init.add_argument(
        "--host",
        action="append",
        default=[],
        metavar="TÊN",
        help="tên hoặc địa chỉ IP mà các văn phòng dùng để gọi máy chủ (ghi được nhiều lần)",
    )
    init.set_defaults(command=_init)

    add = commands.add_parser("add-office", parents=[shared], help="thêm một văn phòng")
    add.add_argument("code", metavar="MÃ", help="mã văn phòng: BS, TD, HL hoặc LS (LS xem tất cả)")
    add.add_argument("name", metavar="TÊN", help="tên văn phòng")
    add.set_defaults(command=_add_office)

    enrol = commands.add_parser(
        "enrol", parents=[shared], help="ghi tệp ghi danh dùng một lần trong 72 giờ cho một máy"
    )
    enrol.add_argument("--office", required=True, metavar="MÃ", help="mã văn phòng")
    enrol.add_argument("--pc", type=int, metavar="SỐ", help="số máy (mặc định: số tiếp theo)")
    enrol.add_argument(
        "--address", metavar="https://TÊN:CỔNG", help="địa chỉ mà máy dùng để gọi máy chủ"
    )
    enrol.add_argument("--out", type=Path, required=True, metavar="TỆP", help="tệp .ghidanh sẽ ghi")
    enrol.set_defaults(command=_enrol)

    serve = commands.add_parser("run", parents=[shared], help="chạy máy chủ")
    serve.add_argument(
        "--port", type=int, default=DEFAULT_PORT, help=f"cổng (mặc định {DEFAULT_PORT}; 0: tự chọn)"
    )
    serve.add_argument("--port-file", type=Path, metavar="TỆP", help="ghi số cổng ra tệp này")
    serve.set_defaults(command=_run)

    offices = commands.add_parser("offices", parents=[shared], help="liệt kê các văn phòng")
    offices.set_defaults(command=_offices)

    devices = commands.add_parser("devices", parents=[shared], help="liệt kê các máy đã ghi danh")
    devices.add_argument("--office", default="", metavar="MÃ", help="chỉ của văn phòng này")
    devices.set_defaults(command=_devices)

    for name, revoked, meaning in (
        ("revoke", True, "thu hồi quyền của một máy: không xem được nữa, dữ liệu nó gửi phải chờ"),
        ("unrevoke", False, "trả lại quyền cho một máy và dùng những gì nó đã gửi"),
    ):
        revoke = commands.add_parser(name, parents=[shared], help=meaning)
        revoke.add_argument("device", metavar="MÁY", help="mã máy, xem bằng «devices»")
        revoke.set_defaults(command=_revoke, revoked=revoked)

    waiting = commands.add_parser(
        "quarantine", parents=[shared], help="xem các thay đổi đã nhận nhưng chưa dùng được"
    )
    waiting.add_argument("--retry", action="store_true", help="dùng những gì nay đã dùng được")
    waiting.add_argument("--device", default="", metavar="MÁY", help="chỉ của máy này")
    waiting.add_argument("--dseq", type=int, default=0, metavar="SỐ", help="chỉ thay đổi số này")
    waiting.set_defaults(command=_quarantine)
    stick = commands.add_parser(
        "stick-in",
        parents=[shared],
        help="nhận tệp .guidi của một máy từ USB và ghi tệp .traloi cho máy đó",
    )
    stick.add_argument("file", type=Path, metavar="TỆP", help="tệp .guidi trên USB")
    stick.add_argument(
        "--out", type=Path, required=True, metavar="TỆP", help="tệp .traloi sẽ ghi ra USB"
    )
    stick.set_defaults(command=_stick_in)

    _add_backup_commands(commands.add_parser, shared)
    show = commands.add_parser("show", parents=[shared], help="in những gì cơ sở dữ liệu đang có")
    show.set_defaults(command=_show)
    return parser


def _add_backup_commands(
    add_parser: Callable[..., argparse.ArgumentParser], shared: argparse.ArgumentParser
) -> None:
    backup = add_parser(
        "backup", parents=[shared], help="ghi một bản sao lưu đã mã hóa (khóa: keys/backup.key)"
    )
    backup.add_argument("--out", type=Path, required=True, metavar="TỆP", help="tệp sẽ ghi")
    backup.add_argument(
        "--off-machine",
        action="store_true",
        help="tệp nằm ngoài máy chủ này (USB, máy khác): các máy của văn phòng được báo là phần có "
        "trong bản này đã an toàn",
    )
    backup.set_defaults(command=_backup)

    restore = add_parser(
        "restore",
        parents=[shared],
        help="đưa dữ liệu của máy chủ về như trong bản sao lưu; các máy tự gửi lại phần còn thiếu",
    )
    restore.add_argument("file", type=Path, metavar="TỆP", help="bản sao lưu")
    restore.set_defaults(command=_restore)


def _init(place: Place, chosen: argparse.Namespace) -> int:
    if place.settings_file.exists():
        return _fail(f"Đã có máy chủ ở {place.folder}; không tạo lại.")
    if chosen.database_url and not is_postgresql(chosen.database_url):
        return _fail("Địa chỉ cơ sở dữ liệu phải có dạng postgresql://người-dùng@máy/tên")
    make_folder(place.folder, mode=0o711 if as_root() else 0o700)
    folder = postgres_folder(place)
    settings = Settings(
        hosts=chosen.host, database_url=chosen.database_url, postgres_folder=str(folder)
    )
    make_keys(place.keys, hosts=settings.hosts)
    if settings.database_url:
        with closing_engine(settings.database_url) as engine:
            make_tables(engine)
    else:
        with any_postgres(folder, lock=place.lock) as postmaster:
            make_database(postmaster.url("postgres"), DATABASE)
            with closing_engine(postmaster.url(DATABASE)) as engine:
                make_tables(engine)
    write_settings(place, settings)
    _say(f"Đã tạo máy chủ ở {place.folder}.")
    if as_root() and not settings.database_url and not all_can_pass(place.folder / "postgres"):
        _say(f"Cơ sở dữ liệu nằm ở {folder}.")
    return 0


def _add_office(place: Place, chosen: argparse.Namespace) -> int:
    with centre_database(place) as engine, engine.begin() as connection:
        add_office(connection, code=chosen.code, name=chosen.name)
    _say(f"Đã có văn phòng {chosen.code}: {chosen.name}.")
    return 0


def _enrol(place: Place, chosen: argparse.Namespace) -> int:
    address: str = chosen.address or _default_address(place)
    if not address.startswith("https://"):
        return _fail("Địa chỉ máy chủ phải bắt đầu bằng https://")
    with centre_database(place) as engine, engine.begin() as connection:
        enrolment = make_enrolment(
            connection,
            code=chosen.office,
            pc=chosen.pc,
            address=address,
            ca_certificate=ca_certificate(place.keys),
            now_ms=now_ms(),
            box_key=public_of(box_key(place.keys)),
        )
        write_private(chosen.out, msgspec.json.format(msgspec.json.encode(enrolment)))
    _say(
        f"Đã ghi {chosen.out} cho máy {enrolment.pc} của {enrolment.office_name}; "
        "tệp dùng một lần, trong 72 giờ."
    )
    return 0


def _default_address(place: Place) -> str:
    hosts = read_settings(place).hosts
    return f"https://{hosts[0] if hosts else 'localhost'}:{DEFAULT_PORT}"


def _run(place: Place, chosen: argparse.Namespace) -> int:
    port_file: Path | None = chosen.port_file

    def ready(port: int) -> None:
        if port_file is not None:
            whole = port_file.with_name(port_file.name + ".new")
            whole.write_text(f"{port}\n")
            whole.replace(port_file)
        _say(f"Máy chủ đã sẵn sàng ở cổng {port}.")

    if run(place, port=chosen.port, ready=ready):
        _say("Máy chủ đã dừng.")
        return 0
    return _fail("Cơ sở dữ liệu đã dừng đột ngột nên máy chủ dừng theo. Hãy chạy lại.")


def _offices(place: Place, _: argparse.Namespace) -> int:
    with centre_database(place) as engine, engine.begin() as connection:
        for line in office_lines(connection):
            _say(line)
    return 0


def _devices(place: Place, chosen: argparse.Namespace) -> int:
    with centre_database(place) as engine, engine.begin() as connection:
        for line in device_lines(connection, office=chosen.office):
            _say(line)
    return 0


def _revoke(place: Place, chosen: argparse.Namespace) -> int:
    device: str = chosen.device
    with centre_database(place) as engine:
        with engine.begin() as connection:
            whose = set_revoked(connection, device, revoked=chosen.revoked)
        if chosen.revoked:
            _say(f"Đã thu hồi quyền của {whose}. Những gì máy còn gửi sẽ chờ («quarantine»).")
            return 0
        applied = retry(engine, device=device, now_ms=now_ms())
    _say(f"Đã trả lại quyền cho {whose}; đã dùng {applied} thay đổi đang chờ.")
    return 0


def _quarantine(place: Place, chosen: argparse.Namespace) -> int:
    if chosen.dseq and not chosen.device:
        return _fail("Số thay đổi (--dseq) là của một máy: hãy ghi cả --device.")
    with centre_database(place) as engine:
        if chosen.retry:
            applied = retry(engine, device=chosen.device, dseq=chosen.dseq, now_ms=now_ms())
            _say(f"Đã dùng được {applied} thay đổi.")
        with engine.begin() as connection:
            for line in held_lines(connection, device=chosen.device):
                _say(line)
    return 0


def _stick_in(place: Place, chosen: argparse.Namespace) -> int:
    source: Path = chosen.file
    out: Path = chosen.out
    try:
        with centre_database(place) as engine:
            box = box_key(place.keys)
            taken = take_file_in(engine, box=box, source=source, out=out, now_ms=now_ms())
    except BadStick:
        return _fail(
            f"Tệp {source} bị hỏng, chưa chép xong, hoặc không phải gửi cho máy chủ này. "
            "Chưa nhận gì."
        )
    except StickProblem as problem:
        return _fail(str(problem))
    for sentence in taken.refusals:
        _say(f"Không nhận: {sentence}")
    _say(f"Đã nhận {taken.sent} thay đổi của máy {taken.device}; trả lời ở {out}.")
    return 1 if taken.refusals else 0


def _show(place: Place, _: argparse.Namespace) -> int:
    with centre_database(place) as engine, engine.begin() as connection:
        for line in inventory(connection):
            _say(line)
    return 0


def _backup(place: Place, chosen: argparse.Namespace) -> int:
    with centre_database(place) as engine:
        manifest = back_up(
            engine,
            chosen.out,
            key=backup_key(place.keys),
            now_ms=now_ms(),
            off_machine=chosen.off_machine,
        )
    _say(f"Đã sao lưu {manifest.rows} dòng vào {chosen.out} và đã kiểm tra lại.")
    return 0


def _restore(place: Place, chosen: argparse.Namespace) -> int:
    with centre_database(place) as engine:
        manifest = restore(engine, chosen.file, key=backup_key(place.keys))
    _say(
        f"Đã khôi phục {manifest.rows} dòng từ {chosen.file}. Các máy sẽ tự gửi lại phần còn thiếu "
        "ở lần trao đổi tới."
    )
    return 0


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - this is the operator's screen


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201 - this is the operator's screen
    return 1


if __name__ == "__main__":
    sys.exit(main())
