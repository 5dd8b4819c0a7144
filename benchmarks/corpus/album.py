"""The photos of the corpus, one by one: who wrote what on which sheet, and how it was taken."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from benchmarks.corpus import camera, places, sheets
from benchmarks.corpus.camera import View
from benchmarks.corpus.hands import Hand, letterer, many_people, one_writer
from benchmarks.corpus.sheet import BLACK, BLUE, GREEN, PENCIL, RED, Sheet

__all__ = ["ALBUM", "HANDS", "Photo", "taken"]

SEED = 16
WRITER = "a stroke-font hand of the project (one shape of each letter from Hershey's font)"
PEOPLE = "letters of NIST36's test split"
HANDS: dict[str, tuple[str, Callable[[np.random.Generator], Hand]]] = {
    "writer": (WRITER, one_writer),
    "loose": (WRITER, partial(one_writer, careful=False)),
    "letterer": (WRITER, letterer),
    "people": (PEOPLE, many_people),
    "pens": (PEOPLE, partial(many_people, own_pens=True)),
}


@dataclass(frozen=True)
class Photo:
    """A photo to make.

    order: in which what was read is compared: "lines", as it is written; "blocks" or "characters",
    these in any order. hand: of HANDS. sheet: made with a hand and a generator. view: None for a
    scan. place: where the sheet lies or is held; None where it fills the photo. kilobytes: that its
    file has at most. printed: whether it has printed labels.
    """

    name: str
    kind: str
    order: str
    hand: str
    sheet: Callable[[Hand, np.random.Generator], tuple[Sheet, list[str]]]
    view: View | None
    place: places.Place | None = None
    held: bool = False
    kilobytes: int = 90
    printed: bool = False


def taken(photo: Photo) -> tuple[np.ndarray, list[str]]:
    """The photo, (h, w, 3) uint8, and its lines. Every call gives the same."""
    rng = np.random.default_rng([SEED, zlib.crc32(photo.name.encode())])
    hand = HANDS[photo.hand][1](rng)
    sheet, lines = photo.sheet(hand, rng)
    scene = sheet.rgb
    view = photo.view or View(scene.shape[1::-1], light=0, warmth=1, exposure=1, blur=0.5, noise=1)
    if photo.place:
        quad = camera.corners(sheet.rgb, view, rng)
        scene = camera.placed(photo.place(view.size, rng), sheet.rgb, quad)
        if photo.held:
            scene = places.fingers(scene, quad, rng)
    return camera.exposed(scene, view, rng), lines


def on(make: Callable, *words: object, **how: object) -> Callable:
    """A sheet of what is given; its hand and generator come later."""
    return lambda hand, rng: make(*words, hand, rng, **how)


def drawn_comic(panels: list, size: tuple[int, int], cap: float, captions: tuple = ()) -> Callable:
    return lambda hand, rng: sheets.comic(panels, rng, size, cap, captions, hand)


KRAFT = (0.78, 0.62, 0.44)
YELLOW = (0.95, 0.9, 0.6)

HELD = [
    Photo("held_garden", "held up", "lines", "writer",
          on(sheets.card, ["MEET ME", "AT NOON"], size=(900, 640), pen=0.13),
          View((1280, 960), 0.62, 8, -12, 3, noise=3), places.garden, True),
    Photo("held_window", "held up", "lines", "people",
          on(sheets.card, ["HELLO WORLD"], size=(1000, 700), colour=KRAFT, ruled="lines",
             rings=True),
          View((1200, 900), 0.66, -6, 10, -4, light=0.4, noise=3), places.window, True),
    Photo("held_bricks", "held up", "lines", "loose",
          on(sheets.card, ["WE WON", "7 TO 2"], size=(800, 800), ink=RED, pen=0.15),
          View((1600, 1200), 0.55, 10, 14, 7, noise=4, exposure=0.7), places.bricks, True),
    Photo("held_shelf", "held up", "lines", "writer",
          on(sheets.card, ["CAN YOU READ", "THIS NOTE"], size=(760, 540), ruled="lines", torn=True),
          View((640, 480), 0.8, 0, -8, -2, warmth=1.2, noise=5, blur=1.0), places.shelf, True, 60),
    Photo("held_room", "held up", "lines", "people",
          on(sheets.card, ["ROOM 42", "KEEP QUIET", "AFTER 9"], size=(900, 1200), colour=YELLOW,
             ink=BLUE, pen=0.12),
          View((900, 1200), 0.6, 4, 16, 5, warmth=1.15, noise=4), places.room, True),
]  # fmt: skip

DESK = [
    Photo("desk_wood", "paper on a desk", "lines", "writer",
          on(sheets.card, ["CALL ANNA BEFORE 5", "BUY MILK AND BREAD", "RETURN BOOK 318"],
             size=(1300, 900), left=True, ink=BLUE, pen=0.08),
          View((1600, 1200), 0.82, 28, 6, 9, shadow=0.35), places.wood),
    Photo("desk_large", "paper on a desk", "lines", "people",
          on(sheets.card, ["THE TRAIN LEAVES", "FROM PLATFORM 3", "AT 6 IN THE", "MORNING",
                           "BRING YOUR PASS"],
             size=(3000, 2300), left=True, pen=0.07, ink=PENCIL, grain=0.25),
          View((4000, 3000), 0.8, 22, -10, -6, blur=1.8, noise=1), places.desk, False, 420),
    Photo("desk_steep", "paper on a desk", "lines", "loose",
          on(sheets.card, ["PAID 120 TO J WOOD", "ON 14 MAY 2031", "REST DUE IN JUNE"],
             size=(1200, 800), left=True, ruled="squares"),
          View((1400, 1000), 0.88, 42, -16, -8, light=0.5), places.desk),
    Photo("desk_dark", "paper on a desk", "lines", "people",
          on(sheets.card, ["KEY UNDER", "THE RED POT"], size=(1000, 700), ink=PENCIL, grain=0.4,
             pen=0.07),
          View((1200, 900), 0.85, 15, 8, 12, exposure=0.45, warmth=1.2, shadow=0.4, noise=5),
          places.wood, False, 80),
]  # fmt: skip

STREWN = [
    Photo("strewn_tiles", "digits strewn", "characters", "writer",
          on(sheets.strewn, "31415926535897", size=(1900, 1500), caps=(50, 200)),
          View((3000, 2000), 0.8, 18, 8, 10, blur=1.5, noise=1), places.tiles, False, 250),
    Photo("strewn_carpet", "digits strewn", "characters", "people",
          on(sheets.strewn, "0123456789", size=(1000, 1300), caps=(50, 130), pen=0.09),
          View((1200, 1600), 0.8, 14, -5, -9, light=0.5), places.carpet, False, 110),
    Photo("strewn_capitals", "digits strewn", "characters", "loose",
          on(sheets.strewn, "K7B2QX94TMZ", size=(1500, 1000), caps=(60, 150), ink=BLUE),
          View((1500, 1100), 0.85, 30, 10, 4, shadow=0.3), places.tiles),
    Photo("strewn_far", "digits strewn", "characters", "people",
          on(sheets.strewn, "27182818284590", size=(1500, 1100), caps=(60, 180), ink=BLACK),
          View((3000, 2000), 0.5, 25, -14, -14, blur=1.4, noise=1), places.wood, False, 250),
]  # fmt: skip

BOARDS = [
    Photo("board_plan", "whiteboard", "blocks", "writer",
          on(sheets.board,
             [(0.5, 0.14, BLACK, ["PLAN FOR MAY"], "line"),
              (0.2, 0.42, BLUE, ["DESIGN", "WEEK 1"], "box"),
              (0.52, 0.46, BLUE, ["BUILD", "WEEK 2"], "box"),
              (0.83, 0.42, GREEN, ["TEST", "WEEK 4"], "ring"),
              (0.3, 0.82, RED, ["WHO PAYS"], "dashes"),
              (0.74, 0.82, BLACK, ["ASK TOM FIRST"], "")],
             [(1, 2), (2, 3), (4, 1)], size=(1400, 900), cap=34),
          View((1400, 900), light=0.25, glare=0.25, noise=3)),
    Photo("board_mind", "whiteboard", "blocks", "people",
          on(sheets.board,
             [(0.5, 0.5, BLACK, ["WHY LATE"], "ring"), (0.2, 0.2, RED, ["BAD ROADS"], "line"),
              (0.78, 0.2, RED, ["NO DRIVER"], "line"), (0.24, 0.78, GREEN, ["WRONG MAP"], "line"),
              (0.8, 0.8, GREEN, ["TOO MUCH", "LOAD"], "dashes")],
             [(0, 1), (0, 2), (0, 3), (0, 4)], size=(1000, 680), cap=28, pen=0.16),
          View((1000, 680), light=0.3, noise=4, blur=0.9)),
    Photo("board_wall", "whiteboard", "blocks", "loose",
          on(sheets.board,
             [(0.27, 0.2, BLACK, ["TODAY"], "line"),
              (0.27, 0.55, BLACK, ["1 SORT MAIL", "2 FIX DOOR", "3 CALL BANK"], ""),
              (0.75, 0.2, BLUE, ["LATER"], "line"),
              (0.75, 0.52, BLUE, ["PAINT HALL", "NEW LOCK"], "box")],
             [(1, 3)], size=(1500, 1000), cap=44),
          View((2000, 1500), 0.86, -6, 18, 2, light=0.4, blur=1.2, noise=1.5), places.room, False,
          130),
    Photo("board_chalk", "whiteboard", "blocks", "writer",
          on(sheets.board,
             [(0.3, 0.2, (0.93, 0.93, 0.9), ["RULES"], "line"),
              (0.32, 0.55, (0.93, 0.93, 0.9), ["BE KIND", "NO PHONES", "WASH HANDS"], ""),
              (0.76, 0.4, (0.95, 0.85, 0.5), ["EXAM", "9 JUNE"], "ring"),
              (0.76, 0.82, (0.95, 0.7, 0.7), ["READ PAGE 57"], "dashes")],
             [(3, 2)], size=(1200, 800), cap=36, colour=(0.13, 0.22, 0.18)),
          View((1200, 800), light=0.3, noise=4)),
]  # fmt: skip

LINES = [
    Photo("line_name", "scanned line", "lines", "people",
          on(sheets.scan, "FELICITY", size=(324, 44)), None),
    Photo("line_pens", "scanned line", "lines", "pens",
          on(sheets.scan, "HARRISON", size=(388, 52)), None),
    Photo("line_label", "scanned line", "lines", "loose",
          on(sheets.scan, "OSWALD BIRCH", size=(620, 60), label="NAME", rule=True, ink=BLUE),
          None, printed=True),
    Photo("line_date", "scanned line", "lines", "people",
          on(sheets.scan, "27 03 1984", size=(480, 64), rule=True), None),
    Photo("line_town", "scanned line", "lines", "writer",
          on(sheets.scan, "NEW CASTLE", size=(420, 56), ink=PENCIL, pen=0.09), None),
]  # fmt: skip

FORMS = [
    Photo("form_boxes", "form", "lines", "people",
          on(sheets.boxed_form, "MEMBER CARD",
             [("FIRST NAME", "GEORGE"), ("LAST NAME", "HOLLOWAY"), ("BORN", "19061978")],
             size=(1100, 720), style="cells"), None, printed=True),
    Photo("form_combs", "form", "lines", "people",
          on(sheets.boxed_form, "", [("STREET", "MILL LANE 16"), ("TOWN", "ASHFORD"),
                                     ("POST CODE", "40627")],
             size=(1000, 600), style="combs", ink=BLACK, line=(0.55, 0.4, 0.35)),
          None, printed=True),
    Photo("form_alphabet", "form", "lines", "pens",
          on(sheets.boxed_form, "", [("", "ABCDEFGHI"), ("", "JKLMNOPQR"), ("", "STUVWXYZ")],
             size=(1200, 420), style="boxes", ink=BLACK), None),
    Photo("form_numbers", "form", "lines", "loose",
          on(sheets.boxed_form, "", [("", "0123456789012"), ("", "9876543210987"),
                                     ("", "4071829365540")],
             size=(1000, 260), style="cells"), None),
    Photo("form_table", "form", "lines", "writer",
          on(sheets.table, ["ITEM", "PIECES", "PRICE"],
             [["NAILS", "200", "4 50"], ["HAMMER", "1", "12 90"], ["PAINT", "3", "27 00"],
              ["ROPE", "15", "8 25"]], size=(1200, 700)), None, printed=True),
    Photo("form_photo", "form", "lines", "people",
          on(sheets.boxed_form, "LOAN OF A BOOK",
             [("READER", "MARTHA PIKE"), ("BOOK", "RIVERS OF ASIA"), ("UNTIL", "30 NOV 2029")],
             size=(1300, 800), style="frame", font="DejaVuSerif"),
          View((1500, 1000), 0.92, 14, -6, 4), places.wood, printed=True),
]  # fmt: skip

COMICS = [
    Photo("comic_two", "comic lettering", "blocks", "letterer",
          drawn_comic([[(0.5, 0.25, ["IS THAT A NEW HAT", "OR A VERY OLD CAT"])],
                       [(0.5, 0.25, ["IT IS BOTH", "PLEASE DO NOT", "WAKE IT"])]],
                      (1000, 520), 19), None),
    Photo("comic_three", "comic lettering", "blocks", "letterer",
          drawn_comic([[(0.5, 0.32, ["I MADE A ROBOT", "THAT READS NOTES"])],
                       [(0.5, 0.32, ["WHAT DOES", "IT SAY"])],
                       [(0.5, 0.32, ["THAT YOU OWE", "ME 20 COINS"])]],
                      (1350, 520), 18, ("MONDAY", "A BIT LATER", "STILL MONDAY")), None),
    Photo("comic_bold", "comic lettering", "lines", "people",
          drawn_comic([[(0.5, 0.3, ["RUN FOR THE BOAT", "THE TIDE IS HERE"])]], (760, 620), 26),
          None),
    Photo("comic_photo", "comic lettering", "blocks", "letterer",
          drawn_comic([[(0.4, 0.2, ["LOOK UP"]), (0.62, 0.45, ["SEVEN MOONS"])],
                       [(0.5, 0.25, ["THEN WE ARE", "NOT AT HOME"])]], (1300, 760), 30),
          View((1500, 1000), 0.9, 10, 8, -5, warmth=1.12), places.carpet, False, 110),
]  # fmt: skip

NOTEBOOKS = [
    Photo("notebook_squares", "notebook with rings", "lines", "people",
          on(sheets.card, ["SOUP FOR SIX", "2 ONIONS", "900 G BEANS", "SALT"], size=(900, 1200),
             ruled="squares", rings=True, left=True, ink=BLUE, pen=0.09),
          View((1200, 1600), 0.86, 12, 5, 6), places.wood, False, 110),
    Photo("notebook_lines", "notebook with rings", "lines", "writer",
          on(sheets.card, ["WORDS OF THE DAY", "LANTERN", "QUARTZ", "ZEPHYR", "JUBILEE"],
             size=(1000, 1250), ruled="lines", rings=True, left=True, pen=0.08),
          View((1100, 1400), 0.9, 8, -8, -3), places.desk, False, 110),
    Photo("notebook_pencil", "notebook with rings", "lines", "loose",
          on(sheets.card, ["GAME 3", "RED 41", "BLUE 38"], size=(900, 700), ruled="lines",
             rings=True, ink=PENCIL, grain=0.4, pen=0.08),
          View((1200, 900), 0.88, 20, 10, -8, shadow=0.3, noise=3), places.tiles),
    Photo("notebook_small", "notebook with rings", "lines", "people",
          on(sheets.card, ["GATE B 12", "SEAT 30 F"], size=(640, 460), colour=KRAFT, rings=True),
          View((800, 600), 0.8, 5, -12, 10, noise=4), places.carpet, False, 70),
]  # fmt: skip

# x1, y1, x2, y2: the wires of a loop, and with a branch in its middle.
LOOP = [("wire", 0.12, 0.2, 0.12, 0.8, ""), ("wire", 0.88, 0.2, 0.88, 0.8, "")]
BRANCH = [("wire", 0.12, 0.5, 0.3, 0.5, ""), ("wire", 0.7, 0.5, 0.88, 0.5, "")]

CIRCUITS = [
    Photo("circuit_loop", "drawing with labels", "blocks", "writer",
          on(sheets.drawing,
             [*LOOP, ("resistor", 0.12, 0.2, 0.5, 0.2, "R1"), ("coil", 0.5, 0.2, 0.88, 0.2, "L2"),
              ("battery", 0.12, 0.8, 0.5, 0.8, "9V"), ("lamp", 0.5, 0.8, 0.88, 0.8, "X4")],
             size=(900, 650), cap=32), None),
    Photo("circuit_branch", "drawing with labels", "blocks", "people",
          on(sheets.drawing,
             [*LOOP, *BRANCH, ("resistor", 0.3, 0.5, 0.7, 0.5, "220"),
              ("capacitor", 0.12, 0.2, 0.88, 0.2, "C7"), ("resistor", 0.12, 0.8, 0.5, 0.8, "10K"),
              ("coil", 0.5, 0.8, 0.88, 0.8, "3MH")], size=(1200, 900), cap=40, ink=BLUE),
          View((1200, 900), light=0.4, noise=3)),
    Photo("chart_flow", "drawing with labels", "blocks", "loose",
          on(sheets.drawing,
             [("box", 0.08, 0.12, 0.36, 0.34, "START"), ("wire", 0.36, 0.23, 0.6, 0.23, ""),
              ("circle", 0.6, 0.08, 0.92, 0.38, "DONE"), ("wire", 0.22, 0.34, 0.22, 0.64, ""),
              ("box", 0.04, 0.64, 0.46, 0.88, "TRY AGAIN"), ("wire", 0.46, 0.76, 0.74, 0.76, ""),
              ("wire", 0.74, 0.76, 0.74, 0.38, "")], size=(1100, 800), cap=32, ruled="squares"),
          View((1100, 800), 0.96, 10, 4, -2, light=0.4), places.desk),
    Photo("sketch_house", "drawing with labels", "blocks", "people",
          on(sheets.drawing,
             [("box", 0.2, 0.36, 0.7, 0.78, ""), ("wire", 0.15, 0.36, 0.45, 0.12, ""),
              ("wire", 0.45, 0.12, 0.75, 0.36, ""), ("box", 0.4, 0.55, 0.54, 0.78, ""),
              ("circle", 0.82, 0.08, 0.93, 0.24, ""), ("wire", 0.2, 0.94, 0.7, 0.94, "640 CM"),
              ("wire", 0.78, 0.36, 0.78, 0.78, "H3")], size=(1000, 760), cap=34, ink=PENCIL),
          View((1000, 760), light=0.3, noise=3)),
]  # fmt: skip

DRAWINGS = [
    Photo("gates", "drawing without text", "lines", "writer",
          on(sheets.drawing,
             [("gate", 0.12, 0.25, 0.45, 0.25, ""), ("gate", 0.12, 0.65, 0.45, 0.65, ""),
              ("wire", 0.45, 0.25, 0.45, 0.42, ""), ("wire", 0.45, 0.65, 0.45, 0.48, ""),
              ("gate", 0.45, 0.45, 0.9, 0.45, ""), ("dot", 0.12, 0.25, 0.12, 0.25, "")],
             size=(1000, 750), cap=60, ink=BLUE),
          View((1000, 750), light=0.6, exposure=0.7, noise=4)),
    Photo("net", "drawing without text", "lines", "writer",
          on(sheets.drawing,
             [*LOOP, *BRANCH, ("resistor", 0.12, 0.2, 0.88, 0.2, ""),
              ("coil", 0.3, 0.5, 0.7, 0.5, ""), ("lamp", 0.12, 0.8, 0.5, 0.8, ""),
              ("capacitor", 0.5, 0.8, 0.88, 0.8, "")], size=(900, 700), cap=44), None),
    Photo("landscape", "drawing without text", "lines", "writer",
          on(sheets.drawing,
             [("curve", 0.0, 0.7, 0.5, 0.6, ""), ("curve", 1.0, 0.55, 0.4, 0.72, ""),
              ("wire", 0.05, 0.62, 0.3, 0.3, ""), ("wire", 0.3, 0.3, 0.52, 0.62, ""),
              ("circle", 0.7, 0.12, 0.84, 0.3, ""), ("box", 0.62, 0.62, 0.78, 0.8, ""),
              ("wire", 0.6, 0.62, 0.7, 0.5, ""), ("wire", 0.7, 0.5, 0.8, 0.62, "")],
             size=(1000, 700), cap=40, ink=PENCIL, ruled="lines"),
          View((1200, 900), 0.86, 14, -6, 5), places.wood),
    Photo("empty_boxes", "drawing without text", "lines", "writer",
          on(sheets.drawing,
             [("box", 0.08, 0.2, 0.3, 0.45, ""), ("wire", 0.3, 0.32, 0.42, 0.32, ""),
              ("circle", 0.42, 0.18, 0.64, 0.46, ""), ("wire", 0.64, 0.32, 0.76, 0.32, ""),
              ("box", 0.76, 0.2, 0.95, 0.45, ""), ("curve", 0.2, 0.45, 0.85, 0.45, ""),
              ("box", 0.4, 0.7, 0.66, 0.9, "")], size=(1100, 800), cap=36, ink=RED,
             ruled="squares"), View((1100, 800), light=0.4, noise=3)),
]  # fmt: skip

ALBUM = [
    *HELD, *DESK, *STREWN, *BOARDS, *LINES, *FORMS, *COMICS, *NOTEBOOKS, *CIRCUITS, *DRAWINGS
]  # fmt: skip
