"""A box that stands for certain months."""

from django import forms

from formulas.months import month_text


class MonthsBox(forms.CheckboxInput):
    """A box to tick for certain months: it sends which ones, so that it never stands for others."""

    def value_from_datadict(self, data, files, name):
        return data.get(name, "")

    def offer(self, months: list[int]) -> None:
        self.attrs["value"] = written(months)


def written(months: list[int]) -> str:
    return "、".join(month_text(month) for month in months)
