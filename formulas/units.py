"""Units at the edges (rules.md 2). Records hold whole numbers in base units; only here do they gain or lose a decimal point.

Base units: volume m³, capacity m³/d, concentration µg/L, mass mg, electricity kWh, sludge kg, power kW, coal kg, length m,
money 分, shares in millionths.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

# Digits and signs of the same width as Chinese characters, and the minus of the portal's own pages, and nothing else: ² and ① are
# no digits of a number.
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x2212: ord("-")}
# A comma from a Chinese keyboard may be meant as a decimal point: whoever typed it is asked.
FULL_WIDTH_COMMA = "，"
# More than any amount of the field needs; and a number of a million digits is nothing to work with.
MOST_CHARACTERS = 40
PLAIN_NUMBER = re.compile(r"-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?")


class NotANumber(ValueError):
    """The text is no plain number."""


class TooLong(NotANumber):
    """The text has more than MOST_CHARACTERS characters."""


class DoubtfulComma(NotANumber):
    """The text has a full-width comma: 1，234 may be 1234 or 1.234."""


class TooFine(ValueError):
    """The number has more decimals than the base unit can hold."""


@dataclass(frozen=True)
class Unit:
    """A unit that people read and write: one of it is 10 ** decimals base units."""

    name: str
    decimals: int

    def parse(self, text: str) -> int:
        """Read a number as people type it, also with full-width digits, blanks around it or thousands commas.

        Raises NotANumber, or TooFine where digits would be lost: nothing is rounded in silence.

        >>> VOLUME.parse("12.5"), VOLUME.parse("１２００．５"), VOLUME.parse("1,200.5"), CONCENTRATION.parse(" 180 ")
        (125000, 12005000, 12005000, 180000)
        >>> CONCENTRATION.parse("0.0001")
        Traceback (most recent call last):
        ...
        formulas.units.TooFine: 0.0001
        """
        text = text.strip()
        if len(text) > MOST_CHARACTERS:
            raise TooLong(text[:MOST_CHARACTERS])
        if FULL_WIDTH_COMMA in text:
            raise DoubtfulComma(text)
        plain = text.translate(FULL_WIDTH).strip()
        if not PLAIN_NUMBER.fullmatch(plain):
            raise NotANumber(text)
        return self.amount(Decimal(plain.replace(",", "")))

    def amount(self, number: Decimal) -> int:
        """The number in base units. Raises TooFine where digits would be lost.

        >>> MASS.amount(Decimal("883.205"))
        883205000000
        """
        sign, digits, exponent = number.as_tuple()
        amount = Decimal((sign, digits, exponent + self.decimals))  # scaleb() would keep no more than 28 digits
        if amount != amount.to_integral_value():
            raise TooFine(f"{number:f}")
        return int(amount)

    def exact(self, amount: int) -> Decimal:
        """The amount with every decimal the base unit holds.

        >>> VOLUME.exact(125000)
        Decimal('12.5000')
        """
        sign, digits, _ = Decimal(amount).as_tuple()
        return Decimal((sign, digits, -self.decimals))  # scaleb() would round to 28 digits in silence

    def shown(self, amount: int, places: int) -> Decimal:
        """The amount rounded half up for a page.

        >>> MASS.shown(883_205_000_000, 2)
        Decimal('883.21')
        """
        exact = self.exact(amount)
        every_digit = Context(prec=max(1, len(exact.as_tuple().digits)) + places + 1)
        return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, every_digit)

    def typed(self, amount: int | None) -> str:
        """The shortest text that reads back as the same amount; empty for no data.

        >>> VOLUME.typed(125000), VOLUME.typed(0), VOLUME.typed(None), VOLUME.typed(1000000)
        ('12.5', '0', '', '100')
        """
        if amount is None:
            return ""
        text = f"{self.exact(amount):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


COUNT = Unit("count", 0)
VOLUME = Unit("volume", 4)  # 万吨 of water = 10⁴ m³
CAPACITY = Unit("capacity", 4)  # 万吨/日 = 10⁴ m³/d
CONCENTRATION = Unit("concentration", 3)  # mg/L = 10³ µg/L
MASS = Unit("mass", 9)  # t = 10⁹ mg
ELECTRICITY = Unit("electricity", 0)  # kWh
SLUDGE = Unit("sludge", 3)  # t = 10³ kg
PERCENT = Unit("percent", 4)  # 1 % = 10⁴ millionths
LENGTH = Unit("length", 3)  # km = 10³ m
MONEY = Unit("money", 6)  # 万元 = 10⁶ 分
POWER = Unit("power", 4)  # 万千瓦 = 10⁴ kW
COAL = Unit("coal", 7)  # 万吨 of coal = 10⁷ kg
COAL_RATE = Unit("coal_rate", 3)  # g/kWh = 10³ mg/kWh
