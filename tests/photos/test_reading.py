"""What becomes of photos, and of what is none."""

import datetime
import io
import random
import subprocess
import zlib
from dataclasses import replace
from fractions import Fraction

import pytest
from django.utils import translation
from PIL import Image

from photos import LIMITS, NotAPhoto, read_photo, reading
from photos.exif import millionths
from quarantine.outside import ROOT
from tests.city import at
from tests.photos.files import MAKER, SOMEWHERE, opened, photo, png_of, written

HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)
GOOD = photo()
BAD_FILES = {
    "nothing": (b"", "empty"),
    "a text": (b"I am a photo, believe me.", "kind"),
    "a script with the name of a photo": (b"<script>alert(1)</script>", "kind"),
    "a drawing with a script": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "kind"),
    "a page of a browser": (b"<html><img src=x>", "kind"),
    "a workbook": (b"PK\x03\x04" + bytes(200), "kind"),
    "a program": (b"MZ" + bytes(200), "kind"),
    "a picture of a kind that isn't taken": (written(Image.new("RGB", (200, 200)), "GIF"), "kind"),
    "another such": (written(Image.new("RGB", (200, 200)), "TIFF"), "kind"),
    "a film": (b"\x00\x00\x00\x18ftypmp42" + bytes(200), "kind"),
    "an iPhone's own format": (HEIC, "heic"),
    "three bytes of a JPEG": (b"\xff\xd8\xff", "damaged"),
    "a JPEG's head with a text": (b"\xff\xd8\xff\xe0" + b"no picture " * 50, "damaged"),
    "a PNG's head with a text": (b"\x89PNG\r\n\x1a\n" + b"no picture " * 50, "damaged"),
    "cut in half": (GOOD[: len(GOOD) // 2], "damaged"),
    "a PNG without its rows": (png_of(400, 400), "damaged"),
    "a dot": (written(Image.new("RGB", (1, 1)), "PNG"), "small"),
    "a line": (written(Image.new("RGB", (4000, 10)), "JPEG"), "small"),
    "a bomb: few bytes, 3,600 million pixels": (png_of(60_000, 60_000, bytes(10_000)), "pixels"),
}
BOMBS = {
    "rows that unpack to 100 MB": png_of(120, 120, bytes(100_000_000)),
    "a long remark": GOOD[:2] + b"\xff\xfe\xff\xff" + b"a" * 65533 + GOOD[2:],
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_what_is_no_photo_is_refused_with_its_reason(name):
    content, code = BAD_FILES[name]
    with pytest.raises(NotAPhoto) as refused:
        read_photo(content)
    assert refused.value.code == code
    with translation.override("en"):
        assert str(refused.value).endswith(".")


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_inside_costs_no_more_than_the_limits(name):
    """Whether it is read or refused: the process had 150 MB and two seconds."""
    tight = replace(LIMITS, memory_bytes=150 * 1024 * 1024, cpu_seconds=2)
    try:
        assert len(read_photo(BOMBS[name], tight).jpeg) < 100_000
    except NotAPhoto as refused:
        assert refused.code == "damaged"


def test_more_bytes_than_allowed_start_no_process(monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda *args, **kwargs: pytest.fail("a process was started"))
    with pytest.raises(NotAPhoto) as refused:
        read_photo(GOOD[:100] + bytes(LIMITS.bytes))
    assert refused.value.code == "bytes"


class TestGood:
    def test_place_and_time_are_handed_on(self):
        read = read_photo(photo())
        assert read.taken_at == at(2022, 10, 27, 10, 24).replace(second=5)
        assert (read.latitude, read.longitude) == (23_021_836, 113_119_236)
        assert (read.width, read.height) == (640, 480)

    def test_the_stored_files_hold_nothing_but_pixels(self):
        content = photo(comment=b"CanaryComment", icc_profile=b"CanaryProfile" * 20)
        for canary in (MAKER.encode(), b"2022:10:27", b"CanaryComment", b"CanaryProfile"):
            assert canary in content
        read = read_photo(content)
        for kept in (read.jpeg, read.small):
            for canary in (b"Canary", b"2022:10:27", b"Exif", b"http://ns.adobe.com/xap", b"ICC_PROFILE"):
                assert canary not in kept
            with opened(kept) as picture:
                assert dict(picture.getexif()) == {}
                assert picture.getexif().get_ifd(0x8825) == {}
                assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}

    def test_the_control_a_photo_saved_with_its_block_would_be_noticed(self):
        with opened(photo()) as picture:
            kept = written(picture, "JPEG", exif=picture.getexif())
        assert MAKER.encode() in kept
        assert dict(opened(kept).getexif()) != {}

    def test_a_script_behind_a_photo_is_left_behind(self):
        assert b"<script>" not in read_photo(GOOD + b"<script>alert(1)</script>").jpeg

    @pytest.mark.parametrize("kind", ["JPEG", "PNG"])
    def test_large_ones_become_smaller_and_keep_their_shape(self, kind):
        read = read_photo(photo((3200, 2400), kind=kind))
        assert (read.width, read.height) == opened(read.jpeg).size == (1600, 1200)
        assert opened(read.small).size == (320, 240)

    def test_small_ones_are_not_blown_up(self):
        assert opened(read_photo(photo((200, 150))).jpeg).size == (200, 150)

    def test_a_photo_held_sideways_stands_upright(self):
        # Orientation 6: the camera was turned; the dark upper half of the data is the right one of the picture.
        picture = opened(read_photo(photo((400, 200), orientation=6)).jpeg)
        assert picture.size == (200, 400)
        left, right = (sum(picture.getpixel((x, 200))) for x in (20, 180))
        assert right < 100 < left

    def test_what_was_transparent_is_white(self):
        read = read_photo(written(Image.new("RGBA", (200, 200), (0, 0, 0, 0)), "PNG"))
        assert min(opened(read.jpeg).getpixel((100, 100))) > 250

    @pytest.mark.parametrize("mode", ["L", "1", "P", "LA", "CMYK"])
    def test_every_mode_is_read(self, mode):
        kind = "JPEG" if mode == "CMYK" else "PNG"
        assert opened(read_photo(written(Image.new(mode, (200, 200)), kind)).jpeg).mode == "RGB"

    def test_the_same_file_has_the_same_mark(self):
        assert read_photo(GOOD).sha256 == read_photo(GOOD).sha256 != read_photo(photo(taken=None)).sha256


class TestWhatTheCameraTells:
    @pytest.mark.parametrize(
        "gps",
        [
            {},
            {1: "N", 2: (23.0, 1.0, 18.61)},
            {1: "X", 2: (23.0, 1.0, 1.0), 3: "E", 4: (113.0, 7.0, 9.0)},
            {1: "N", 2: (123.0, 1.0, 1.0), 3: "E", 4: (113.0, 7.0, 9.0)},
            {1: "N", 2: (23.0, 61.0, 1.0), 3: "E", 4: (113.0, 7.0, 9.0)},
            {1: "N", 2: (23.0, 1.0), 3: "E", 4: (113.0, 7.0, 9.0)},
            {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        ],
    )
    def test_a_bad_place_is_unknown_and_costs_nothing_else(self, gps):
        read = read_photo(photo(gps=gps))
        assert (read.latitude, read.longitude) == (None, None)
        assert read.taken_at is not None

    def test_south_and_west_are_negative(self):
        read = read_photo(photo(gps=SOMEWHERE | {1: "S", 3: "W"}))
        assert (read.latitude, read.longitude) == (-23_021_836, -113_119_236)

    @pytest.mark.parametrize("taken", [None, "", "0000:00:00 00:00:00", "2022:13:01 10:00:00", "yesterday", "2022-10-27 10:00:00"])
    def test_a_bad_time_is_unknown(self, taken):
        assert read_photo(photo(taken=taken)).taken_at is None

    def test_without_an_offset_it_is_the_time_of_china(self):
        assert read_photo(photo(offset="")).taken_at == at(2022, 10, 27, 10, 24).replace(second=5)

    def test_another_offset_is_kept(self):
        taken = read_photo(photo(offset="+00:00")).taken_at
        assert taken == datetime.datetime(2022, 10, 27, 10, 24, 5, tzinfo=datetime.UTC)

    @pytest.mark.parametrize(("parts", "expected"), [((0, 0, 0), 0), ((89, 59, 59), 89_999_722), ((0, 0, Fraction(18, 10_000)), 1)])
    def test_angles_are_rounded_half_up(self, parts, expected):
        assert millionths([Fraction(part) for part in parts]) == expected


class TestTheProcess:
    def test_too_little_memory_ends_in_a_refusal(self):
        with pytest.raises(NotAPhoto) as refused:
            read_photo(photo((3000, 3000), kind="PNG"), replace(LIMITS, memory_bytes=64 * 1024 * 1024))
        assert refused.value.code == "limits"

    def test_too_little_time_ends_in_a_refusal(self):
        with pytest.raises(NotAPhoto) as refused:
            read_photo(GOOD, replace(LIMITS, wall_seconds=0.01))
        assert refused.value.code == "limits"

    def test_it_knows_neither_django_nor_the_database(self):
        source = (
            "import sys, photos.child; print([name for name in sys.modules if name.split('.')[0] in ('django', 'psycopg2', 'sqlite3')])"
        )
        command = [reading.QUARANTINE.command[0], "-E", "-s", "-c", source]
        answer = subprocess.run(command, cwd=ROOT, env={}, capture_output=True, text=True, check=True)
        assert answer.stdout.strip() == "[]"

    def test_when_all_places_are_taken_the_person_is_told(self, monkeypatch):
        class NoPlace:
            def acquire(self, timeout):
                return False

        monkeypatch.setattr(reading.QUARANTINE, "places", NoPlace())
        with pytest.raises(NotAPhoto) as refused:
            read_photo(GOOD)
        assert refused.value.code == "busy"


def test_broken_photos_never_break_the_reader():
    """A byte changed here and there: read or refused, nothing else, and what is read is clean."""
    chance = random.Random(20)
    outcomes = set()
    for _mutant in range(12):
        content = bytearray(GOOD)
        for _byte in range(chance.randint(1, 20)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            read = read_photo(bytes(content))
            outcomes.add("read")
            assert dict(Image.open(io.BytesIO(read.jpeg)).getexif()) == {}
        except NotAPhoto:
            outcomes.add("refused")
    assert outcomes == {"read", "refused"}


def test_the_bomb_is_one():
    assert len(BAD_FILES["a bomb: few bytes, 3,600 million pixels"][0]) < 1000
    assert len(zlib.compress(bytes(100_000_000))) < 200_000
