"""Finding plants by what an official types: a piece of the name, or the first letters of its syllables."""

from functools import cache
from itertools import islice, product

# 重 is read chong or zhong: both spellings find the plant. Names with more readings than this don't occur.
MOST_READINGS = 16
INITIALS_LENGTH = 1400  # MOST_READINGS of a name of 80 letters, with blanks

# In the names of plants these have one reading; their archaic ones would crowd out those of the place.
ONE_READING = {"厂": "chǎng", "期": "qī"}


def initials_of(name: str) -> str:
    """First letters of a Chinese name's syllables, every reading of it, separated by blanks; Latin letters and digits stay.

    >>> initials_of("乐从污水处理厂")
    'yzwsclc ycwsclc lzwsclc lcwsclc'
    """
    letters = [sorted(set("".join(reading).lower() for reading in syllable), reverse=True) for syllable in _readings(name)]
    return " ".join("".join(spelling) for spelling in islice(product(*letters), MOST_READINGS))[:INITIALS_LENGTH]


def _readings(name: str) -> list[list[str]]:
    from pypinyin import Style, pinyin  # 40 MB of readings, for a name that is entered now and then

    _keep_one_reading()
    return pinyin(name.replace(" ", ""), style=Style.FIRST_LETTER, heteronym=True)


@cache
def _keep_one_reading() -> None:
    from pypinyin import load_single_dict

    load_single_dict({ord(character): reading for character, reading in ONE_READING.items()})
