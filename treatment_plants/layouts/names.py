"""When two spellings name the same plant."""

import re
from collections.abc import Iterable

from targets.layouts.known import Named
from targets.layouts.names import SUFFIXES
from targets.layouts.words import plain

# "净水厂" is not among them: a place may have both.
PLANT_WORDS = re.compile(r"(?:生活|城镇|城市)?污水(?:处理)?厂|wastewatertreatmentplant|sewagetreatmentplant|wwtp")
PHASES = {"一期": "i", "二期": "ii", "三期": "iii", "四期": "iv", "1期": "i", "2期": "ii", "3期": "iii", "4期": "iv"}
NOT_SPELLED = re.compile(r"[^a-z0-9]")


def tidy(name: object) -> str:
    """A name as the portal keeps it: without blanks at its ends or doubled, and none between Chinese characters.

    >>> tidy(" Cheng  Bei WWTP "), tidy("镇 安 污水处理厂　")
    ('Cheng Bei WWTP', '镇安污水处理厂')
    """
    text = " ".join(str("" if name is None else name).split())
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", text)


def key_of(name: object) -> str:
    """The same for spellings that differ in blanks, widths, capitals, or in how they call a plant.

    >>> key_of("镇 安污水厂（二期）") == key_of("镇安污水处理厂(二期)"), key_of("Cheng Bei WWTP  II")
    (True, 'chengbeiii')
    """
    text = plain("" if name is None else name)
    return PLANT_WORDS.sub("", text) or text


class Spelling:
    """Names in Latin letters against names in characters. Divisions that stand before a plant's name say nothing of it."""

    def __init__(self, divisions: Iterable[Named]):
        # Only names in Latin letters need it.
        from pypinyin import lazy_pinyin

        self._pinyin = lambda text: "".join(lazy_pinyin(text))
        spelled = set()
        for one in divisions:
            short = SUFFIXES.sub("", plain(one.name)) or plain(one.name)
            spelled |= {self._pinyin(plain(one.name)), self._pinyin(short), NOT_SPELLED.sub("", plain(one.name_en))}
        self._before = sorted(spelled - {""}, key=len, reverse=True)

    def key(self, name: object) -> str:
        """The letters of the name's pinyin; phases count as Roman numbers.

        >>> from targets.layouts import Named
        >>> spelling = Spelling([Named("440604", "禅城区", "Chancheng")])
        >>> spelling.key("Chan Cheng Zhen An WWTP II"), spelling.key("镇安污水处理厂二期"), spelling.key("禅城污水处理厂")
        ('zhenanii', 'zhenanii', 'chancheng')
        """
        text = key_of(name)
        for phase, number in PHASES.items():
            text = text.replace(phase, number)
        text = NOT_SPELLED.sub("", self._pinyin(text))
        while True:
            before = next((one for one in self._before if text.startswith(one) and len(text) > len(one)), "")
            if not before:
                return text
            text = text.removeprefix(before)
