"""Where the account of a figure stands: with the plant's month, or with the division's year."""

from django.urls import reverse

from formulas.months import month_text


def plant_account(plant: int, month: int) -> str:
    return reverse("dashboards:plant-explanation", args=[plant, month_text(month)])


def division_account(division: str, pollutant: str, month: int) -> str:
    return reverse("dashboards:division-explanation", args=[division, pollutant, month_text(month)])
