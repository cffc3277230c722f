"""Where the account of a figure stands: with the plant's month, or with the division's year."""

import datetime

from django.urls import reverse

import clock
from figures.plans import PlannedPart, Route
from formulas.months import last_day, month_text


def plant_account(plant: int, month: int) -> str:
    return reverse("dashboards:plant-explanation", args=[plant, month_text(month)])


def division_account(division: str, pollutant: str, month: int) -> str:
    return reverse("dashboards:division-explanation", args=[division, pollutant, month_text(month)])


def use_account(division: str, month: int) -> str:
    """Of how the plants of a division were used in a month."""
    return reverse("dashboards:use-explanation", args=[division, month_text(month)])


def quota_account(quota_set: int, division: str, pollutant: str, year: int) -> str:
    return reverse("dashboards:quota-explanation", args=[quota_set, division, pollutant, year])


def projects_account(division: str, pollutant: str, year: int) -> str:
    """Of what the projects of a division bring in a year."""
    return reverse("dashboards:projects-explanation", args=[division, pollutant, year])


def closings_account(division: str, year: int) -> str:
    """Of what the delay of a division's closings takes in a year."""
    return reverse("dashboards:closings-explanation", args=[division, year])


def project_account(project: int, pollutant: str, day: datetime.date) -> str:
    """Of a project as it stood on a day; today as it stands now."""
    return reverse("dashboards:project-explanation", args=[project, pollutant, day.isoformat()])


def unit_account(unit: int, day: datetime.date) -> str:
    return reverse("dashboards:power-unit-explanation", args=[unit, day.isoformat()])


def planned_account(part: PlannedPart, month: int) -> str:
    """Of what a forecast counts of a project or a closing."""
    day = day_of_view(month)
    return unit_account(part.key, day) if part.route == Route.CLOSING else project_account(part.key, part.pollutant or "cod", day)


def day_of_view(month: int) -> datetime.date:
    """The day as of which a page of a month knows plans: today for the last month that has ended, else the month's last."""
    return clock.today() if month >= clock.last_ended_month() else last_day(month)
