"""Months as officials type them, kept as whole numbers."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from formulas.months import month_text, parse_month


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


class MonthsBox(forms.CheckboxInput):
    """A box to tick for certain months: it sends which ones, so that it never stands for others."""

    def value_from_datadict(self, data, files, name):
        return data.get(name, "")

    def offer(self, months: list[int]) -> None:
        self.attrs["value"] = written(months)


def written(months: list[int]) -> str:
    return "、".join(month_text(month) for month in months)
