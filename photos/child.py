"""The process that reads one photo.

python -m photos.child '{"bytes": …}' < file
"""

import base64
import io
import warnings

from PIL import Image, ImageOps

from photos import exif, kinds
from photos.limits import Limits, NotAPhoto
from quarantine.inside import serve

WHITE = (255, 255, 255)


def read(content: bytes, limits: Limits) -> dict:
    kind = kinds.kind_of(content, limits)
    with Image.open(io.BytesIO(content), formats=[kind]) as image:
        _check_size(image.size, limits)
        told = image.getexif()
        # Read before anything is decoded: what follows makes a picture of its own.
        taken_at, place = exif.taken_at(told), exif.place(told)
        picture = pixels_alone(image, limits.side)
    small = picture.copy()
    small.thumbnail((limits.small_side, limits.small_side))
    return {
        "jpeg": _written(picture, limits),
        "small": _written(small, limits),
        "width": picture.width,
        "height": picture.height,
        "taken_at": taken_at,
        "place": place,
    }


def _check_size(size: tuple[int, int], limits: Limits) -> None:
    width, height = size
    if width * height > limits.pixels:
        raise NotAPhoto("pixels", most=limits.pixels // 1_000_000)
    if min(width, height) < limits.least_side:
        raise NotAPhoto("small", least=limits.least_side)


def pixels_alone(image: Image.Image, side: int) -> Image.Image:
    """The picture upright, no longer than `side`, on white where it was transparent: a new one, which carries nothing along."""
    image.draft("RGB", (side, side))  # a JPEG is decoded at the smallest scale that is still large enough
    image.thumbnail((side, side))
    upright = ImageOps.exif_transpose(image).convert("RGBA")
    alone = Image.new("RGB", upright.size, WHITE)
    alone.paste(upright, mask=upright.getchannel("A"))
    return alone


def _written(picture: Image.Image, limits: Limits) -> str:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=limits.quality, optimize=True)
    return base64.b64encode(out.getvalue()).decode()


def main() -> None:
    # The limit is ours, asked for before decoding; the library's own would only warn.
    Image.MAX_IMAGE_PIXELS = None
    warnings.simplefilter("ignore")
    serve(read, Limits)


if __name__ == "__main__":
    main()
