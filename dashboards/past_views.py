"""Pages of the past: the frozen months, one copy, and why a row of a ranking has moved."""

import re

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.doors import needs
from accounts.roles import Permission
from dashboards.frozen_tables import cause_table, frozen_table, parameter_table, two_copies_table, why_told
from dashboards.kept import kept
from dashboards.movement import places_told
from dashboards.past import copy_told, frozen_on, stand_before, with_stand
from dashboards.stands import Now, Then
from dashboards.why.acts import UNCHANGED, words
from dashboards.why.districts import district_moved
from dashboards.why.inflow import inflow_moved
from dashboards.why.plant_load import Moved, plant_moved
from dashboards.why.tables import Measure, completion_measure, figure_table, figure_told, inflow_measure, load_measure, rank_table
from districts.models import CITY_CODE_LENGTH
from formulas.months import month_text, parse_month
from frozen.models import FrozenParameter
from frozen.queries import freezes, freezes_of, plants_of_copy, rows_of
from frozen.sealing import fingerprint_of_formulas, sealed
from tables.pages import table_page

AGAINST = re.compile(r"([0-9]{4}-[0-9]{2})(?:\.([1-9][0-9]{0,2}))?", re.ASCII)


@needs(Permission.READ_FIGURES)
@kept
def frozen_months(request):
    """Every copy of the city's months, the newest first."""
    known = list(freezes(request.user.divisions))[::-1]
    return table_page(request, "dashboards/frozen_months.html", frozen_table(known))


@needs(Permission.READ_FIGURES)
@kept
def frozen_month(request, key):
    """One copy: what sealed it, what it holds, and what had changed since the copy before."""
    divisions = request.user.divisions
    found = get_object_or_404(freezes(divisions), pk=key)
    rows = rows_of(found.division, found)
    before = freezes_of(divisions, found.month).filter(number=found.number - 1).first()
    stand = Then(divisions, found)
    context = {
        "freeze": found,
        "copy": copy_told(found),
        "why": why_told(found),
        "month": month_text(found.month),
        "fits": sealed(found, rows) == found.seal,
        "formulas_changed": found.formulas != fingerprint_of_formulas(),
        "quota_set": stand.quota_set,
        "causes": cause_table(found, {one.plant_id for one in plants_of_copy(divisions, found)}).for_people(),
        "moved": two_copies_table(Then(divisions, before), stand).for_people() if before else None,
        "before": copy_told(before) if before else None,
        "asked": stand.asked,
    }
    return table_page(request, "dashboards/frozen_month.html", parameter_table(rows[FrozenParameter]), context)


@needs(Permission.READ_FIGURES)
@kept
@with_stand
def plant_load_why(request, pk):
    before = _against(request)
    moved = plant_moved(before, request.stand, pk) if before else None
    return _why(request, "dashboards/plant_load_why.html", before, moved, pk, load_measure())


@needs(Permission.READ_FIGURES)
@kept
@with_stand
def inlet_concentration_why(request, pk):
    before = _against(request)
    moved = inflow_moved(before, request.stand, pk) if before else None
    return _why(request, "dashboards/inlet_concentration_why.html", before, moved, pk, inflow_measure())


@needs(Permission.READ_FIGURES)
@kept
@with_stand
def districts_why(request, code, pollutant):
    before = _against(request)
    moved = district_moved(before, request.stand, (code, pollutant)) if before else None
    return _why(request, "dashboards/districts_why.html", before, moved, (code, pollutant), completion_measure())


def _against(request) -> Now | None:
    """The list that is compared with: `against` is a month as it is now, or with a number behind a dot a copy of it; else the month before."""
    text, divisions = request.GET.get("against", ""), request.user.divisions
    if not text:
        return stand_before(request.stand)
    found = AGAINST.fullmatch(text)
    try:
        month = parse_month(found[1]) if found else None
    except ValueError:
        month = None
    if month is None or month > request.stand.month:
        raise Http404(_("There is no such month."))
    if not found[2]:
        return Now(divisions, month)
    return Then(divisions, get_object_or_404(freezes_of(divisions, month), number=int(found[2])))


def _why(request, template: str, before: Now | None, moved: Moved | None, key, measure: Measure):
    """The same page for each ranking. A row that is not in the list of now has nothing to be told."""
    if moved is None:
        raise Http404(_("It does not stand in this list, or there is nothing to compare it with."))
    stand, name = request.stand, moved.names[key]
    table = rank_table(moved, _("Why %(name)s has moved") % {"name": name})
    context = {
        "name": name,
        "moved": moved,
        "move": places_told(moved.places) if moved.places is not None else _("newly listed"),
        "own": "" if moved.own == UNCHANGED else words(moved.own),
        "now_told": _stand_told(stand),
        "before_told": _stand_told(before),
        "figure": measure.figure,
        "figure_now": figure_told(moved.figure, measure),
        "figure_before": figure_told(moved.figure_before, measure),
        "parts": figure_table(moved, measure).for_people(),
        "asked": stand.asked,
        "choices": _choices(request, stand, before),
    }
    return table_page(request, template, table, context)


def _stand_told(stand: Now) -> str:
    if stand.freeze is None:
        return _("%(month)s, as it is now") % {"month": month_text(stand.month)}
    return _("%(month)s, copy no. %(number)d of %(day)s") % {
        "month": month_text(stand.month),
        "number": stand.freeze.number,
        "day": frozen_on(stand.freeze),
    }


def _choices(request, stand: Now, before: Now | None) -> list[dict]:
    """What the list can be compared with: the month before, and the copies of the month itself."""
    asked = [("", _("the month before"))]
    if len(stand.divisions) >= CITY_CODE_LENGTH:
        asked += [
            (
                f"&against={month_text(one.month)}.{one.number}",
                _("copy no. %(number)d of %(day)s") % {"number": one.number, "day": frozen_on(one)},
            )
            for one in freezes_of(stand.divisions, stand.month)
            if one != stand.freeze
        ]
    return [{"url": f"?{stand.asked}{against}", "label": label} for against, label in asked]
