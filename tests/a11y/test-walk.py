#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader and a keyboard find on every page: names, no traps, the order of the
page, what is required and what is wrong."""

import os
import re
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../e2e"))
from counter import Tap, wait_for  # noqa: E402
from tour import Tour  # noqa: E402

STOPS_MAX = 70
REQUIRED = ("Date of birth", "Sex", "Postal code", "Town", "Kit", "Lot number", "Consent to share")
HOLDERS = ("scroll pane", "list", "panel", "filler", "viewport", "table")  # of what can be reached


class Walk:
    def __init__(self, tour):
        self.tour = tour
        self.atspi = tour.window.atspi if tour.window else None
        self.stops = 0
        self.widgets = 0

    def has(self, node, *states):
        found = node.get_state_set()
        return all(found.contains(getattr(self.atspi.StateType, state)) for state in states)

    def focused(self, likely=()):
        for node in likely:
            if self.has(node, "FOCUSED"):
                return node
        return self.tour.window.find(lambda n: self.has(n, "FOCUSED"))

    def frame(self, node):
        while node.get_parent().get_role_name() != "application":
            node = node.get_parent()
        return node

    def label(self, node):
        return f"{node.get_role_name()} {node.get_name()!r} {self.extents(node)}"

    def extents(self, node):
        try:
            box = node.get_extents(self.atspi.CoordType.WINDOW)
            return box.x, box.y, box.width, box.height
        except self.tour.window.glib.Error:  # what has no place, a menu's model for one
            return None

    def look(self):
        """What is wrong with the page that is shown."""
        self.atspi = self.tour.window.atspi
        # What was just done is told for some seconds, with a button that goes with the words.
        # Behind an open drop-down it is said not to be showing, and can be reached all the same.
        wait_for("no notice", lambda: not self.tour.window.find(lambda n: n.get_name() == "Undo" and n.get_role_name() in ("push button", "button")), 15)
        start = self.focused()
        assert start is not None, "nothing has the keys"
        # Of pages that are not shown the bus tells the widgets too, where they stood last.
        widgets = self.tour.widgets()
        here = {tuple(widget["content"]) for widget in widgets if widget["sensitive"] and widget["window"] != "popover"}
        texts = [widget["text"] for widget in widgets if widget.get("text")]
        nodes = [node for node in self.tour.window.walk(self.frame(start)) if self.extents(node) in here]
        able = [node for node in nodes if self.has(node, "FOCUSABLE", "SENSITIVE") and node.get_role_name() not in HOLDERS]
        if self.extents(start) not in here:
            able = []  # the keys are in a popover: nothing else is to be reached
        forth, trapped = self.round(start, "Tab", able)
        back, trapped_back = self.round(start, "shift+Tab", able)
        self.widgets += len(able)
        self.stops += len(forth)

        faults = []
        for node in {*able, *forth}:
            name = node.get_name() or ""
            if not name.strip() or re.match("^(Gtk|Adw|Ct)[A-Z]", name):
                faults.append(f"unnamed: {self.label(node)} in {self.label(node.get_parent())}")
            elif "_" in name or re.match(r"^(.{3,})\s+\1$", name):
                faults.append(f"named oddly: {self.label(node)}")
        if trapped or trapped_back:
            faults.append(f"a trap: {self.names(forth[-3:])}, back: {self.names(back[-3:])}")
        elif ({*back} ^ {*forth}) - {start}:
            faults.append("another way back: " + self.names(back) + " and forth: " + self.names(forth))
        place = {node: i for i, node in enumerate(nodes)}
        order = [place[node] for node in forth if node in place]
        if sum(1 for i, at in enumerate(order) if at < order[i - 1]) > 1:
            faults.append("not the order of the page: " + self.names(forth))
        # The arrows lead to the others of a list, of tabs, of results; Escape and Alt+F4 to the title bar's.
        groups = {node.get_parent() for node in forth} | {node.get_parent().get_parent() for node in forth}
        faults += [f"out of reach: {self.label(node)}" for node in able
                   if node not in forth and any(text in node.get_name() for text in texts) and node.get_name() not in ("Close", "Minimize", "Maximize")
                   and not {node.get_parent(), node.get_parent().get_parent()} & groups]
        return faults

    def wrong_fields(self):
        """Each says that it is, and why. (That it is required and where its message stands, GTK
        4.8 does not hand on to the bus: ui-form looks at what it is given.)"""
        wrong = lambda node: self.has(node, "INVALID") or self.has(node, "INVALID_ENTRY")
        for name in REQUIRED:
            node = self.tour.window.field(name)
            assert wrong(node) and node.get_description() == "Fill this in.", (self.label(node), node.get_description())
        for name in ("Name in use", "E-mail", "Address"):
            assert not wrong(self.tour.window.field(name)), name
        typed = self.tour.window.field("Social security number")
        assert wrong(typed) and "15 characters" in typed.get_description(), self.label(typed)
        result = self.tour.window.find(lambda n: n.get_name() == "Result" and n.get_description())
        assert result and result.get_description() == "Fill this in.", result

    def names(self, nodes):
        return " | ".join(node.get_name() or node.get_role_name() for node in nodes)

    def round(self, start, key, likely):
        """Where the key leads until it is back, and whether it never is. What is chosen already
        may be left for good: of a group, the first is the way in."""
        stops = [start]
        likely = likely[::-1] if "shift" in key else likely
        while len(stops) < STOPS_MAX:
            self.tour.window.keys(key)
            time.sleep(0.06)
            after = likely.index(stops[-1]) + 1 if stops[-1] in likely else 0
            node = self.focused(likely[after:] + likely[:after])
            if node in stops:
                return stops, stops.index(node) > 1 or (node == stops[-1] and len(stops) > 1)
            if node is not None:
                stops.append(node)
        return stops, True


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        tour = Tour("C", folder)
        walk = Walk(tour)
        for page in tour.pages():
            def check():
                try:
                    faults = walk.look()
                except tour.window.glib.Error:  # a line of the list was drawn anew meanwhile
                    faults = walk.look()
                assert not faults, "\n".join(faults)
            tap.run(page, check)
            if page == "form-errors":
                tap.run("what is wrong and what is missing", walk.wrong_fields)
    print(f"# {walk.widgets} focusable widgets, {walk.stops} stops of the Tab key", flush=True)
    tap.end()


if __name__ == "__main__":
    main()
