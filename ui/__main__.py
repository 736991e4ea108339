"""`vieclam`: the desktop program.

`--demo` opens it on made-up data, `--walkthrough DIR` drives it through a day and leaves pictures.
"""

import argparse
import sys
from pathlib import Path

from desktop_app.paths import default_data_dir


def main(arguments: list[str] | None = None) -> int:
    """Run the program; the exit code is 0 when all went well."""
    options = _parser().parse_args(arguments)
    if options.walkthrough is not None:
        from ui.walkthrough import walk_through

        return walk_through(options.walkthrough, every_preset=options.presets)
    if options.demo:
        from ui.demo import run_demo

        return run_demo(options.data_dir, people=options.people)
    return run(options.data_dir or default_data_dir())


def run(folder: Path) -> int:
    """Open the program on a data folder and stay until it is closed."""
    from PySide6.QtCore import Qt

    from ui.app import Program, make_application

    app = make_application(sys.argv[:1])
    program = Program(folder)
    program.ended.connect(app.quit, Qt.ConnectionType.QueuedConnection)
    program.start()
    code = app.exec()
    program.close()  # when the system ended it
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vieclam", description="Sổ Việc Làm")
    parser.add_argument("--data-dir", type=Path, help="the folder of the database")
    parser.add_argument("--demo", action="store_true", help="open on made-up data")
    parser.add_argument("--people", type=int, default=200, help="how many people in the demo")
    parser.add_argument(
        "--walkthrough", type=Path, metavar="DIR", help="drive a day, leave pictures in DIR"
    )
    parser.add_argument(
        "--presets", action="store_true", help="walk in each preset, each in a folder of DIR"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
