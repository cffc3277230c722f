"""What a file is, by its content alone: names are given by people, and types by their programs."""

from photos.limits import Limits, NotAPhoto

JPEG, PNG = "JPEG", "PNG"
JPEG_LEAD, PNG_LEAD = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
# The brands of phones' containers, which stand after the word ftyp.
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


def kind_of(content: bytes, limits: Limits) -> str:
    """JPEG or PNG. Raises NotAPhoto for what is neither.

    >>> kind_of(JPEG_LEAD + b"...", Limits()), kind_of(PNG_LEAD + b"...", Limits())
    ('JPEG', 'PNG')
    """
    if not content:
        raise NotAPhoto("empty")
    if len(content) > limits.bytes:
        raise NotAPhoto("bytes", most=limits.bytes // 1024**2)
    if content.startswith(JPEG_LEAD):
        return JPEG
    if content.startswith(PNG_LEAD):
        return PNG
    raise NotAPhoto("heic" if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS else "kind")
