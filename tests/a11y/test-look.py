#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page as it looks: light, dark and in high contrast, at text of the usual size and of
twice that, in English, French and a language two fifths longer. Nothing is cut off, and what is written stands out from what it is written on. The pictures are kept.

    test-look.py FOLDER LANGUAGE..."""

import os
import subprocess
import sys
import tempfile
import time

from PIL import Image, ImageGrab

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../e2e"))
from counter import Tap  # noqa: E402
from pseudo import LANGUAGE as PSEUDO, make as make_pseudo  # noqa: E402
from tour import Tour  # noqa: E402

SCREEN = (1366, 768)
LEAST = {"light": 4.5, "dark": 4.5, "contrast": 7.0, "contrast-dark": 7.0}
WHOLE = "WHOLE" in os.environ  # ./dev pictures; else what every test looks at
LOOKS = ("light", "dark", "contrast", "contrast-dark") if WHOLE else ("light", "contrast-dark")
SHADOW = 30  # of a menu, black where nobody composes
ITS_OWN = "gdk_monitor_get_geometry"  # GTK 4.8, of a menu that is open while the size of the text changes


class Desktop:
    """The settings a person makes in theirs: their GTK takes them at once."""

    def __init__(self, folder):
        self.config = os.path.join(folder, "xsettings")
        self.write(1)
        self.daemon = subprocess.Popen(["xsettingsd", "-c", self.config], stderr=subprocess.DEVNULL)
        time.sleep(0.3)

    def write(self, scale):
        with open(self.config, "w", encoding="ascii") as file:
            file.write(f"Xft/DPI {96 * 1024 * scale}\n")

    def scale(self, scale):
        self.write(scale)
        self.daemon.send_signal(1)

    def look(self, look):
        for schema, key, value in (("interface", "color-scheme", "prefer-dark" if "dark" in look else "default"),
                                   ("a11y.interface", "high-contrast", "true" if "contrast" in look else "false")):
            subprocess.run(["gsettings", "set", f"org.gnome.desktop.{schema}", key, value], check=True)

    def stop(self):
        self.daemon.terminate()


def luminance(color):
    parts = [c / 255 for c in color[:3]]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(picture, box):
    """Of what is written on its ground, by the pixels: the ground is the commonest of them,
    the ink what stands out most (WCAG 2.1, 1.4.3)."""
    colors = picture.crop(box).getcolors(1 << 20)
    if not colors or len(colors) < 2:
        return None
    ground = luminance(max(colors)[1])
    inks = [luminance(color) for _, color in colors]
    return max((max(ink, ground) + 0.05) / (min(ink, ground) + 0.05) for ink in inks)


class Look:
    def __init__(self, tour, desktop, folder):
        self.tour, self.desktop, self.folder = tour, desktop, folder
        self.ink = {}  # (look, page, text): the best seen, since thin strokes of small letters are never full
        self.checked = 0
        self.pictures = 0

    def page(self, name, looks, scales):
        """What is wrong with it in each look and size."""
        faults = []
        for look in looks:
            self.desktop.look(look)
            for scale in scales:
                self.desktop.scale(scale)
                widgets = self.settled()
                picture = ImageGrab.grab(xdisplay="").convert("RGB")
                path = os.path.join(self.folder, self.tour.language, f"{name}-{look}-{scale}.png")
                os.makedirs(os.path.dirname(path), exist_ok=True)
                picture.save(path, compress_level=1)
                self.pictures += 1
                faults += [f"{look} {scale}x: {fault}" for fault in self.cut(widgets)]
                self.read(name, look, widgets, picture, scale > 1)
        self.desktop.scale(1)
        self.desktop.look("light")
        time.sleep(0.3)
        return faults + self.faint(name)

    def settled(self):
        """The widgets, once they stay where they are: a bar that slides in is cut until it is there."""
        before = None
        for _ in range(10):
            time.sleep(0.4)
            widgets = self.tour.widgets()
            places = [widget["bounds"] for widget in widgets]
            if places == before:
                break
            before = places
        return widgets

    def front(self, widgets):
        """The window before all others, and what lies over it."""
        windows = list(dict.fromkeys(widget["window"] for widget in widgets if widget["window"] != "popover"))
        front = next((title for title in windows if title != "Comptoir"), "Comptoir")
        mine = [widget for widget in widgets if widget["window"] == front]
        over = [widget for widget in widgets if widget["window"] == "popover"]
        return mine, over

    def cut(self, widgets):
        mine, over = self.front(widgets)
        faults = []
        whole = mine[0]["bounds"]
        if whole[0] + whole[2] > SCREEN[0] + 8 or whole[1] + whole[3] > SCREEN[1] + 8:
            faults.append(f"the window does not fit the screen: {whole[2]}x{whole[3]}")
        for widget in mine + over:
            if "text" not in widget or not widget["text"].strip():
                continue
            self.checked += 1
            if widget["shortened"] and not widget["told"]:
                faults.append(f"shortened: {widget['text']!r}")
            x, _, width, height = widget["bounds"]
            if height > 2.5 * width and len(widget["text"]) > 2:
                faults.append(f"squeezed: {widget['text']!r}")
            if widget["shown"][2] and (widget["shown"][0] > x + 1 or widget["shown"][0] + widget["shown"][2] < x + width - 1):
                faults.append(f"cut off: {widget['text']!r}")
        return faults

    def read(self, name, look, widgets, picture, large):
        """@large: letters of twice the size, whose strokes are full"""
        mine, over = self.front(widgets)
        for widget in mine + over:
            signs = len(widget.get("text", "").strip())
            if signs == 0 or (signs == 1 and not large) or not widget["sensitive"]:
                continue  # of a single small sign the strokes may all be thinner than a pixel
            x, y, width, height = widget["shown"]
            box = (max(x, 0), max(y, 0), min(x + width, SCREEN[0]), min(y + height, SCREEN[1]))
            covered = widget in mine and any(self.meet(widget["shown"], self.with_shadow(other["shown"])) for other in over)
            if covered or box[2] - box[0] < 3 or box[3] - box[1] < 6 or height < widget["bounds"][3] - 1:
                continue
            ratio = contrast(picture, box)
            if ratio is not None:
                key = (look, name, widget["text"], widget["css"])
                self.ink[key] = max(self.ink.get(key, 0), ratio)

    @staticmethod
    def with_shadow(box):
        return [box[0] - SHADOW, box[1] - SHADOW, box[2] + 2 * SHADOW, box[3] + 2 * SHADOW]

    @staticmethod
    def meet(a, b):
        return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]

    def faint(self, page):
        return [f"{look}: {ratio:.1f}:1 {text!r}" for (look, name, text, _), ratio in self.ink.items()
                if name == page and ratio < LEAST[look]]


def walk(tap, language, desktop, folder, looks, scales):
    with tempfile.TemporaryDirectory() as scratch:
        tour = Tour(language, scratch)
        tour.env["G_DEBUG"] = "gc-friendly"
        look = Look(tour, desktop, folder)
        for page in tour.pages():
            def check():
                faults = look.page(page, looks, scales)
                assert not faults, "\n".join(dict.fromkeys(faults))
            tap.run(f"{language} {page}", check)
        tap.run(f"{language}: nothing is amiss for GTK", lambda: complaints(tour.window.log))
        subprocess.run(["rm", "-rf", os.environ["XDG_DATA_HOME"] + "/comptoir"], check=True)
        subprocess.run(["gsettings", "reset-recursively", "fr.comptoir.Comptoir:/fr/comptoir/Comptoir/"], check=True)
        least = {one: min([ratio for (kind, *_), ratio in look.ink.items() if kind == one], default=0) for one in looks}
        print(f"# {language}: {look.pictures} pictures, {look.checked} texts, the faintest " +
              ", ".join(f"{one} {ratio:.1f}:1" for one, ratio in least.items()), flush=True)


def complaints(log):
    with open(log, encoding="utf-8", errors="replace") as file:
        lines = [line for line in file if ("CRITICAL" in line or "WARNING" in line) and "Gtk" in line + "Gdk" and ITS_OWN not in line]
    assert not lines, "".join(dict.fromkeys(lines))


def kind_of(name):
    """look-scale.png of page-look-scale.png"""
    return next(name[-len(end):] for look in ("contrast-dark", "contrast", "dark", "light") for scale in (1, 2)
                for end in [f"{look}-{scale}.png"] if name.endswith("-" + end))


def sheets(folder, languages):
    """All pictures of a language on a few sheets, to be looked at."""
    for language in languages:
        here = os.path.join(folder, language)
        for kind in sorted({kind_of(name) for name in os.listdir(here) if name.endswith(".png")}):
            names = sorted(name for name in os.listdir(here) if name.endswith(".png") and kind_of(name) == kind)
            sheet = Image.new("RGB", (3 * 690, (len(names) + 2) // 3 * 390), "gray")
            for i, name in enumerate(names):
                sheet.paste(Image.open(os.path.join(here, name)).resize((683, 384)), (i % 3 * 690, i // 3 * 390))
            sheet.save(os.path.join(folder, f"sheet-{language}-{kind}"), compress_level=1)


def main():
    folder, *languages = sys.argv[1:]
    tap = Tap()
    with tempfile.TemporaryDirectory() as scratch:
        make_pseudo(scratch)
        desktop = Desktop(scratch)
        real = os.environ["COMPTOIR_LOCALEDIR"]
        for language in languages:
            os.environ["COMPTOIR_LOCALEDIR"] = scratch if language == PSEUDO else real
            walk(tap, language, desktop, folder, *((("light",), (1,)) if language == PSEUDO else (LOOKS, (1, 2))))
        desktop.stop()
    sheets(folder, languages)
    tap.end()


if __name__ == "__main__":
    main()
