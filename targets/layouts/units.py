"""Units of mass as official tables name them, and where a text names one."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from formulas.units import MASS, Unit

TONNES = MASS
TEN_THOUSAND_TONNES = Unit("10⁴ t", 13)
UNITS = {
    "t": TONNES,
    "10⁴ t": TEN_THOUSAND_TONNES,
    "kt": Unit("kt", 12),
    "kg": Unit("kg", 6),
    "g": Unit("g", 3),
    "mg": Unit("mg", 0),
}
LABELS = {"t": _("t"), "10⁴ t": _("10⁴ t"), "kt": _("kt"), "kg": _("kg"), "g": _("g"), "mg": _("mg")}
PERCENT, FRACTION = "%", "1"
SPELLINGS = {
    "10⁴ t": r"万吨|万t|10\^4t|10000t|10000吨",
    "kt": r"千吨|kt",
    "t": r"公?吨|tonn?e?s?|tons?|t",
    "kg": r"公斤|千克|kg",
    "mg": r"毫克|mg",
    "g": r"克|g",
}
# "吨/年" is a mass a year, "吨/日" a capacity, "吨标煤" coal.
_PER = r"(?:/(?:年|a|yr|year))?(?![/标a-z0-9])"
_SPELLED = "|".join(f"(?:{spellings})" for spellings in SPELLINGS.values())
CHINESE = re.compile(rf"(?P<unit>万吨|千吨|公?吨|公斤|千克){_PER}")
# Letters mean a unit only where nothing else is said: in brackets, after "单位:", or alone.
ALONE = re.compile(rf"(?<![^(,、:/;|])(?P<unit>{_SPELLED}){_PER}(?![^),、;/|])")
SUFFIX = re.compile(rf"({_SPELLED}){_PER}")
PER_CENT = re.compile(r"[%‰]|百分比")
OTHER = re.compile(
    r"亿?万?(?:元|立方米|m3|人|千瓦时?|kwh?|吨/[日天dh]|t/d|平方公里|公里|km|亩|m2)|亿元|mg/l|毫克/升|ug/l|微克.*|吨标准?煤|天|[个座台项家名分]|℃"
)


@dataclass(frozen=True)
class UnitsFound:
    masses: frozenset[str]
    percent: bool
    other: bool
    rest: str


def units_in(text: str) -> UnitsFound:
    """The units that a plain text names, and the text without them.

    >>> units_in("2020年排放量(万吨)").masses, units_in("削减率(%)").percent, units_in("投资(万元)").other
    (frozenset({'10⁴ t'}), True, True)
    >>> sorted(units_in("单位:吨,%").masses), units_in("target").masses
    (['t'], frozenset())
    """
    masses = set()
    bracketed = re.findall(r"\(([^()]*)\)", text)
    other = any(OTHER.fullmatch(part) for inner in bracketed for part in re.split(r"[,、]", inner)) or "mg/l" in text
    if other:
        text = re.sub(r"\([^()]*\)|mg/l", "|", text)
    for pattern in (CHINESE, ALONE):
        for found in pattern.finditer(text):
            masses.add(name_of_unit(found["unit"]))
        text = pattern.sub("|", text)
    percent = bool(PER_CENT.search(text))
    return UnitsFound(frozenset(masses), percent, other, PER_CENT.sub("|", text))


def name_of_unit(spelled: str) -> str:
    """What the portal calls a unit that was spelled in any known way."""
    return next(name for name, spellings in SPELLINGS.items() if re.fullmatch(spellings, spelled))
