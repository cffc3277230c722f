"""Units of capacity, volume and concentration as sheets of plants name them."""

import re

from formulas.units import CAPACITY, CONCENTRATION, VOLUME, Unit

CAPACITIES = {"10⁴ m³/d": CAPACITY, "m³/d": Unit("m³/d", 0)}
VOLUMES = {"10⁴ m³": VOLUME, "m³": Unit("m³", 0)}
CONCENTRATIONS = {"mg/L": CONCENTRATION, "µg/L": Unit("µg/L", 0)}
UNITS = CAPACITIES | VOLUMES | CONCENTRATIONS
_WATER, _DAY = r"(?:m3|m\^3|立方米|方|吨|t(?:onn?e?s?)?)", r"/(?:日|天|d(?:ay)?)"
_TEN_THOUSAND = r"(?:万|10\^?4|10,?000)×?"
# Each before those that are a part of it.
SPELLINGS = {
    "10⁴ m³/d": re.compile(rf"{_TEN_THOUSAND}{_WATER}{_DAY}"),
    "m³/d": re.compile(rf"{_WATER}{_DAY}"),
    "10⁴ m³": re.compile(rf"{_TEN_THOUSAND}{_WATER}(?![/a-z])"),
    "µg/L": re.compile(r"(?:[uμ]g/l|微克/升)"),
    "mg/L": re.compile(r"(?:mg/l|毫克/升|g/m3)"),
    "m³": re.compile(rf"(?<![a-z万0]){_WATER}(?![/a-z0-9])"),
}


def units_named(text: str) -> list[str]:
    """The units that a plain text names, each once.

    >>> units_named("设计处理能力(万吨/日)"), units_named("处理水量(万m3)"), units_named("进水cod(mg/l)"), units_named("t/d")
    (['10⁴ m³/d'], ['10⁴ m³'], ['mg/L'], ['m³/d'])
    >>> units_named("单位:万吨/日,毫克/升"), units_named("plant")
    (['10⁴ m³/d', 'mg/L'], [])
    """
    found = []
    for name, pattern in SPELLINGS.items():
        if pattern.search(text):
            found.append(name)
            text = pattern.sub("|", text)
    return found


def unit_of_suffix(text: str) -> str:
    """The unit that a text is and nothing else; empty where it is none.

    >>> unit_of_suffix("万吨/日"), unit_of_suffix("mg/l"), unit_of_suffix("期")
    ('10⁴ m³/d', 'mg/L', '')
    """
    return next((name for name, pattern in SPELLINGS.items() if pattern.fullmatch(text)), "")
