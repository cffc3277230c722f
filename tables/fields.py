"""Numbers and months as officials type them, kept as whole numbers."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from formulas.months import month_text, parse_month
from formulas.units import MOST_CHARACTERS, DoubtfulComma, NotANumber, TooFine, TooLong, Unit


class UnitField(forms.Field):
    """A number in a unit. Its clean value is the amount in base units, or None where nothing was typed."""

    default_error_messages = {
        "not_a_number": _("“%(text)s” is not a number. Write it like 12.5."),
        "too_long": _("“%(text)s…” is too long for a number; at most %(characters)d characters."),
        "doubtful_comma": _("Does the comma of “%(text)s” mean a decimal point? Write 1.5, or 1500 without a comma."),
        "too_fine": _("“%(text)s” has more than %(decimals)s decimals. Nothing is rounded here: shorten it."),
        "negative": _("“%(text)s” is below zero."),
        "too_large": _("“%(text)s” is too large; at most %(most)s."),
        "too_small": _("“%(text)s” is too small; at least %(least)s."),
    }

    def __init__(self, *, unit: Unit, most: int, least: int = 0, **kwargs):
        self.unit, self.most, self.least = unit, most, least
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return self.unit.typed(value) if isinstance(value, int) else value

    def to_python(self, value):
        text = (value or "").strip()
        if not text:
            return None
        try:
            amount = self.unit.parse(text)
        except TooLong as refused:
            raise self._error("too_long", str(refused)) from None
        except DoubtfulComma:
            raise self._error("doubtful_comma", text) from None
        except NotANumber:
            raise self._error("not_a_number", text) from None
        except TooFine:
            raise self._error("too_fine", text) from None
        self._check_range(amount, text)
        return amount

    def _check_range(self, amount: int, text: str) -> None:
        """Here, where what was typed is still known: people look for that on the page, not for the same number spelled anew."""
        if amount < 0:
            raise self._error("negative", text)
        if amount > self.most:
            raise self._error("too_large", text)
        if amount < self.least:
            raise self._error("too_small", text)

    def _error(self, code: str, text: str) -> ValidationError:
        told = {
            "text": text,
            "characters": MOST_CHARACTERS,
            "decimals": self.unit.decimals,
            "most": self.unit.typed(self.most),
            "least": self.unit.typed(self.least),
        }
        return ValidationError(self.error_messages[code], code=code, params=told)


class MonthField(forms.CharField):
    """A month written yyyy-mm; its clean value is the whole number yyyymm."""

    default_error_messages = {"not_a_month": _("“%(text)s” is not a month. Write it like 2022-10.")}

    def prepare_value(self, value):
        return month_text(value) if isinstance(value, int) else value

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_month(text)
        except ValueError:
            raise ValidationError(self.error_messages["not_a_month"], code="not_a_month", params={"text": text}) from None
