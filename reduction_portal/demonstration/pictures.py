"""Drawn pictures of sites, each marked as one (示意图), with place and time in them as a phone's camera writes them."""

import datetime
import io
import random
from pathlib import Path

from PIL import Image, ImageDraw

LABEL = Path(__file__).with_name("label.png")  # the words as a picture: no font has to be installed
SIZE = (640, 480)
SKY, GROUND, WALL, DARK, PAPER = (190, 214, 233), (139, 148, 118), (208, 205, 196), (70, 78, 86), (250, 250, 246)
WATER = {"full": (76, 122, 140), "low": (104, 96, 78)}
EXIF_PART, GPS_PART = 0x8769, 0x8825


def drawn(scene: str, taken_at: datetime.datetime, place: tuple[float, float], seed: str) -> bytes:
    """A JPEG of a scene: "inlet_low", "inlet_full", "trench" or "pipes"."""
    picture = Image.new("RGB", SIZE, SKY)
    pen, chance = ImageDraw.Draw(picture), random.Random(f"{scene} {seed}")
    pen.rectangle((0, 190, *SIZE), fill=GROUND)
    for x in range(0, SIZE[0], 80):
        height = chance.randint(30, 90)
        pen.rectangle((x, 190 - height, x + chance.randint(40, 70), 190), fill=WALL)
    {"inlet_low": _inlet_low, "inlet_full": _inlet_full, "trench": _trench, "pipes": _pipes}[scene](pen, chance)
    _mark(picture)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80, exif=_told(taken_at, place))
    return out.getvalue()


def _inlet(pen: ImageDraw.ImageDraw, chance: random.Random, surface: int, colour: tuple[int, int, int]) -> None:
    pen.rectangle((120, 200, 520, 440), fill=DARK)
    pen.rectangle((140, surface, 500, 430), fill=colour)
    for x in range(150, 500, 25):
        pen.line((x, 205, x, 430), fill=WALL, width=4)
    for _line in range(14):
        x, y = chance.randint(145, 440), chance.randint(surface + 6, 426)
        pen.line((x, y, x + 50, y), fill=tuple(part + 18 for part in colour), width=2)


def _inlet_low(pen, chance) -> None:
    _inlet(pen, chance, 390, WATER["low"])


def _inlet_full(pen, chance) -> None:
    _inlet(pen, chance, 250, WATER["full"])


def _trench(pen, chance) -> None:
    pen.polygon([(230, 200), (330, 200), (470, 470), (130, 470)], fill=(96, 78, 60))
    for _stone in range(40):
        x, y = chance.randint(20, 610), chance.randint(300, 470)
        pen.ellipse((x, y, x + 9, y + 6), fill=(116, 98, 76))


def _pipes(pen, chance) -> None:
    for row, count in enumerate((5, 4, 3)):
        for one in range(count):
            x, y = 130 + row * 38 + one * 76, 380 - row * 66
            pen.ellipse((x, y, x + 72, y + 72), fill=WALL, outline=DARK, width=5)
            pen.ellipse((x + 16, y + 16, x + 56, y + 56), fill=DARK)


def _mark(picture: Image.Image) -> None:
    with Image.open(LABEL) as words:
        mask = words.convert("L")
    corner = (SIZE[0] - mask.width - 14, SIZE[1] - mask.height - 12)
    picture.paste(DARK, (*corner, corner[0] + mask.width, corner[1] + mask.height))
    picture.paste(PAPER, corner, mask)


def _told(taken_at: datetime.datetime, place: tuple[float, float]) -> Image.Exif:
    told = Image.Exif()
    told.get_ifd(EXIF_PART)[0x9003] = taken_at.strftime("%Y:%m:%d %H:%M:%S")
    told.get_ifd(EXIF_PART)[0x9011] = "+08:00"
    latitude, longitude = place
    part = told.get_ifd(GPS_PART)
    part[1], part[2], part[3], part[4] = "N", _angle(latitude), "E", _angle(longitude)
    return told


def _angle(degrees: float) -> tuple[float, float, float]:
    minutes = degrees % 1 * 60
    return float(int(degrees)), float(int(minutes)), round(minutes % 1 * 60, 2)
