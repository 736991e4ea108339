"""`--walkthrough DIR`: a counsellor's day driven through the real windows, with pictures.

It starts a centre of its own as a child process, works with the line down, lets the line return,
and leaves in DIR numbered screenshots, a list of which screen each of them shows, the letter as PDF
and a text of what the centre then holds. Every screen is seen empty, at work and with something
wrong. The README's pictures come from it, and it is a test.

With `--presets` the same day is walked in each preset, each into a folder of its own in DIR.
"""

import os
import sys
import tempfile
from pathlib import Path

from desktop_app.office.appearance import Appearance, keep_appearance
from desktop_app.paths import resources
from ui.app import Program, make_application
from ui.theme import LIGHT, PRESETS, Theme
from ui.walk.centre import Centre
from ui.walk.day import a_day
from ui.walk.hands import Lost, Walk


def walk_through(folder: Path, *, every_preset: bool = False) -> int:
    """Walk the whole day, in the light preset or in all of them; 0 when every step got where it
    should."""
    app = make_application(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    if not every_preset:
        return _walk_in(LIGHT, folder)
    return max(_walk_in(preset, folder / preset.name) for preset in PRESETS)


def _walk_in(preset: Theme, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="so-viec-lam-") as scratch:
        place = Path(scratch)
        place.chmod(0o711)  # PostgreSQL runs as an account of its own and must get through
        centre = Centre(place / "centre")
        centre.set_up()
        pc = place / "pc"
        pc.mkdir(mode=0o700)
        keep_appearance(pc, Appearance(preset.name))
        walk = Walk(folder, Program(pc))
        try:
            a_day(walk, centre, sample_cards())
        except Lost as lost:
            walk.look("lac")
            sys.stderr.write(f"Lạc đường: {lost}{os.linesep}")
            return 1
        (folder / "trung-tam.txt").write_text(centre.inventory(), encoding="utf-8")
    listed = "".join("\t".join(picture) + "\n" for picture in walk.shown)
    (folder / "man-hinh.txt").write_text(listed, encoding="utf-8")
    sys.stdout.write(f"Đã đi hết một ngày làm việc: {walk.pictures} ảnh trong {folder}{os.linesep}")
    return 0


def sample_cards() -> list[str]:
    """The made-up cards of resources/samples."""
    text = (resources() / "samples" / "cards.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
