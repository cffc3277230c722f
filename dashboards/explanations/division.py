"""The account of a division's year for one pollutant, up to a month; and of each of its months."""

from dataclasses import dataclass

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards.accounts import division_account, plant_account
from dashboards.district_ranking import SO2, DistrictRow
from dashboards.explanations.plant import Reported
from dashboards.explanations.steps import Input, Step, less
from dashboards.quotas import PLACES
from districts.models import DISTRICT_CODE_LENGTH, Division
from districts.queries import districts_in
from figures.models import DivisionFigure
from figures.queries import division_figures
from formulas.months import SAME_MONTH_LAST_YEAR, month_text
from formulas.units import COUNT, MASS, PERCENT
from power_plants.queries import rules, units_with_records
from power_plants.rules import accounts_of
from tables import Column, Table, figure, link, plain, unit_names
from targets.ledger import Ledger
from targets.models import Pollutant, QuotaSet
from treatment_plants.models import Operation
from treatment_plants.queries import plants_in

# Closings; desulphurisation.
RULES_OF_UNITS = "C1, 3.6, 3.7"


def division_steps(row: DistrictRow, month: int, ledger: Ledger, quota_set: QuotaSet | None) -> list[Step]:
    """Every figure that pages show of a division's year."""
    sums = _sums_of_units(row, month) if row.pollutant.code == SO2 else [_removed(row, month), *_sums(row, month)]
    return [_quota(row, ledger, quota_set), *sums, *_against_quota(row, month)]


def _removed(row: DistrictRow, month: int) -> Step:
    months = division_figures([row.district.code], row.year * 100 + 1, month, row.pollutant.code)
    return Step(
        key="removed",
        title=_("Removed since January"),
        result=figure(months.aggregate(sum=Sum("verified_load_mg"))["sum"], MASS, places=PLACES),
        unit=_t(),
        words=_("What all plants took out of the water in the months whose returns are accepted. The months stand below."),
        rule="W1",
    )


def _quota(row: DistrictRow, ledger: Ledger, quota_set: QuotaSet | None) -> Step:
    place = (row.district.code, row.pollutant.code)
    before, cap = (ledger.cap(*place, year) for year in (row.year - 1, row.year))
    shown = [figure(one, MASS, places=PLACES).text for one in (before, cap)]
    result = figure(row.quota, MASS, places=PLACES)
    url = reverse("dashboards:quota-set", args=[quota_set.pk]) if quota_set else ""
    source = f"{quota_set.document_number}, {quota_set.issuing_body}, {quota_set.document_date.isoformat()}" if quota_set else ""
    of_base = row.year - 1 == ledger.base_year
    return Step(
        key="quota",
        title=_("Quota: the year's cut"),
        result=result,
        unit=str(unit_names.MASS),
        words=_("The cap of the year before, in the first year the emission of the base year, less the cap of the year."),
        formula=f"{less(shown[0], shown[1])} = {result.text}" if row.quota is not None else "",
        inputs=[
            Input(_("Emission of %(year)d") % {"year": row.year - 1} if of_base else _cap(row.year - 1), shown[0], _t(), url, source),
            Input(_cap(row.year), shown[1], _t(), url, source),
        ],
    )


def _cap(year: int) -> str:
    return _("Cap of %(year)d") % {"year": year}


def _t() -> str:
    return str(unit_names.MASS)


def _months(month: int) -> dict[str, str]:
    return {"first": month_text(month // 100 * 100 + 1), "last": month_text(month)}


def _sums(row: DistrictRow, month: int) -> list[Step]:
    words = {
        "verified": _("The reductions of all months from %(first)s to %(last)s whose returns are accepted. The months stand below.")
        % _months(month),
        "declared": _("The same with returns that are submitted and wait for the verifier."),
        "headroom": _(
            "What the plants would have removed on top since January if they had treated all they are built for, with the water they have."
        ),
    }
    titles = {"verified": _("Verified"), "declared": _("Declared"), "headroom": _("Headroom")}
    rules = {"verified": "W2", "declared": "W2", "headroom": ""}
    steps = [Step(key, titles[key], figure(getattr(row, key), MASS, places=PLACES), _t(), words[key], rule=rules[key]) for key in words]
    counted = (
        (
            "plant_months",
            _("Months of plants and units since January"),
            _("For each month the plants or units that count this year or counted last year."),
        ),
        (
            "left_out",
            _("Of these not in the account"),
            _("Those whose return is not accepted in this year or in the last: they are in no sum."),
        ),
    )
    return steps + [Step(key, title, figure(getattr(row, key), COUNT), "", told, rule="W2") for key, title, told in counted]


def _sums_of_units(row: DistrictRow, month: int) -> list[Step]:
    """SO₂ is no load that is removed from water: power units close, or are desulphurised."""
    units = [
        Input(_("Power units"), _("the page of each tells its account"), url=reverse("dashboards:power-plants")),
        Input(_("Closings"), _("where each stands"), url=reverse("dashboards:closures")),
    ]
    verified, declared = (figure(one, MASS, places=PLACES) for one in (row.verified, row.declared))
    told = _(
        "What closings and desulphurisation of power units brought from %(first)s to %(last)s, "
        "as far as the coal, the statistics, the facilities and the steps of the closings are verified. The months stand below."
    )
    waiting = _("The same with what is entered and waits for the verifier; a closing counts here from the month of the stop.")
    months, left_out = (figure(one, COUNT) for one in (row.plant_months, row.left_out))
    due = _("For each month the units of which something falls due, by a closing or by desulphurisation.")
    unknown = _("Those whose coal is not known or whose closing is not verified: they are in no sum.")
    return [
        Step("verified", _("Verified"), verified, _t(), told % _months(month), inputs=units, rule=RULES_OF_UNITS),
        Step("declared", _("Declared"), declared, _t(), waiting, rule=RULES_OF_UNITS),
        Step("plant_months", _("Unit months since January"), months, "", due, rule=RULES_OF_UNITS),
        Step("left_out", _("Of these not in the account"), left_out, "", unknown, rule=RULES_OF_UNITS),
    ]


def _against_quota(row: DistrictRow, month: int) -> list[Step]:
    quota, verified, missing, pace = (figure(one, MASS, places=PLACES) for one in (row.quota, row.verified, row.missing, row.pace))
    completion, passed, left = figure(row.completion, PERCENT, places=1), month % 100, 12 - month % 100
    here = [Input(_("Verified"), verified.text, _t(), "#verified"), Input(_("Quota: the year's cut"), quota.text, _t(), "#quota")]
    time = figure(row.time_progress, PERCENT, places=1)
    return [
        Step(
            "completion",
            _("Completion"),
            completion,
            "%",
            _("What is verified, against the year's cut. It is the gross cut: new emissions are not entered yet."),
            f"{verified.text} ÷ {quota.text} = {completion.text} %" if row.completion is not None else "",
            here,
            "T5",
        ),
        Step(
            "time_progress",
            _("Time progress"),
            time,
            "%",
            _("The months of the year that have ended, of twelve."),
            f"{passed} ÷ 12 = {time.text} %",
            rule="T4",
        ),
        Step(
            "missing",
            _("Missing"),
            missing,
            _t(),
            _("The year's cut less what is verified; nothing where more is verified than asked for."),
            f"{less(quota.text, verified.text)} = {missing.text}" if row.missing else "",
            here,
        ),
        Step(
            "pace_required",
            _("Required in each month left"),
            pace,
            _t(),
            _("What is missing, divided by the months of the year that have not ended."),
            f"{missing.text} ÷ {left} = {pace.text}" if row.pace is not None else "",
            [Input(_("Missing"), missing.text, _t(), "#missing"), Input(_("Months left"), str(left))],
            "T6",
        ),
    ]


def months_table(division: Division, pollutant: Pollutant, month: int) -> Table:
    """The months that the sums are made of, each with a link to its own account."""
    kept = division_figures([division.code], month // 100 * 100 + 1, month, pollutant.code).order_by("month")
    of_units = pollutant.code == SO2
    load = Column("load", _("Removed"), lambda one: figure(one.verified_load_mg, MASS, places=PLACES), unit_names.MASS, True)
    left_out = _("Units not in the account") if of_units else _("Not in the account")
    return Table(
        title=_("Month by month"),
        columns=[
            Column(
                "month", _("Month"), lambda one: link(month_text(one.month), division_account(division.code, pollutant.code, one.month))
            ),
            Column("owed", _("Returns owed"), lambda one: figure(one.owed, COUNT), numeric=True),
            Column("accepted", _("Accepted"), lambda one: figure(one.accepted, COUNT), numeric=True),
            *([] if of_units else [load]),
            Column(
                "verified",
                _("Verified reduction"),
                lambda one: figure(one.verified_reduction_mg, MASS, places=PLACES),
                unit_names.MASS,
                True,
            ),
            Column(
                "declared",
                _("Declared reduction"),
                lambda one: figure(one.declared_reduction_mg, MASS, places=PLACES),
                unit_names.MASS,
                True,
            ),
            Column("left_out", left_out, lambda one: figure(one.verified_left_out, COUNT), numeric=True),
        ],
        records=list(kept),
        empty_text=_("There is no figure for these months."),
    )


@dataclass(frozen=True)
class Part:
    """What a plant, or a district of a city, brings into one month's reduction. Masses in mg."""

    name: str
    url: str
    now: int | None
    before: int | None
    reduction: int | None
    note: str = ""


def parts(division: Division, pollutant: Pollutant, month: int) -> list[Part]:
    """The plants of a district, or the districts of a division above it, with what each brings into the month."""
    if len(division.code) >= DISTRICT_CODE_LENGTH:
        return _unit_parts(division, month) if pollutant.code == SO2 else _plant_parts(division, pollutant, month)
    below = {one.code: one for one in districts_in(division.code)}
    figures = DivisionFigure.objects.filter(division__in=below, month=month, pollutant=pollutant).order_by("division_id")
    return [
        Part(
            str(below[one.division_id]),
            division_account(one.division_id, pollutant.code, month),
            one.verified_load_mg,
            None,
            one.verified_reduction_mg,
        )
        for one in figures
    ]


def _unit_parts(division: Division, month: int) -> list[Part]:
    """Power units of which something falls due in the month; the page of each tells how."""
    known, found = rules(), []
    for unit in units_with_records(division.code):
        verified, declared = accounts_of(unit, known).credits(month)
        if month in verified or month in declared:
            found.append(Part(str(unit), reverse("dashboards:power-unit", args=[unit.pk]), None, None, verified.get(month)))
    return found


def _plant_parts(division: Division, pollutant: Pollutant, month: int) -> list[Part]:
    plants = plants_in(division.code).filter(pollutants=pollutant).prefetch_related("capacities")
    months = [month, month + SAME_MONTH_LAST_YEAR]
    operations = Operation.objects.filter(plant__in=plants, month__in=months).select_related("monthly_return")
    found = {(one.plant_id, one.month): one for one in operations.prefetch_related("measurements")}
    return [part for plant in plants if (part := _part(*(Reported(plant, one, found.get((plant.pk, one))) for one in months), pollutant))]


def _part(this: Reported, last: Reported, pollutant: Pollutant) -> Part | None:
    if not (this.counts or last.counts):
        return None
    now, before = this.counted_mg(pollutant), last.counted_mg(pollutant)
    reduction = None if None in (now, before) else now - before
    note = "" if reduction is not None else _("left out: no accepted return on one side")
    return Part(str(this.plant), f"{plant_account(this.plant.pk, this.month)}#{pollutant.code}_reduction", now, before, reduction, note)


def parts_table(found: list[Part], pollutant: Pollutant, month: int) -> Table:
    """The parts and their sum, worked out here once more beside the figure that is kept."""
    known = [part.reduction for part in found if part.reduction is not None]
    total = figure(sum(known) if known else None, MASS, places=PLACES)
    last_year = _("Removed in the same month last year")
    loads = [
        Column("now", _("Removed"), lambda part: figure(part.now, MASS, places=PLACES), unit_names.MASS, True),
        Column("before", last_year, lambda part: figure(part.before, MASS, places=PLACES), unit_names.MASS, True),
    ]
    return Table(
        title=_("What %(month)s is made of") % {"month": month_text(month)},
        columns=[
            Column("part", _("Part"), lambda part: link(part.name, part.url), heads_row=True),
            *([] if pollutant.code == SO2 else loads),
            Column(
                "reduction", _("Reduction"), lambda part: figure(part.reduction, MASS, places=PLACES, note=part.note), unit_names.MASS, True
            ),
        ],
        records=found,
        totals=[{"part": plain(_("Sum")), "reduction": total}],
        empty_text=_("Nothing belongs into this month."),
    )
