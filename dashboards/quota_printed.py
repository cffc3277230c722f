"""What the document itself prints of its quotas, beside what the portal keeps: figures, percentages, totals, each with its cell."""

from decimal import Decimal

from django.utils.translation import gettext as _

from districts.models import Division
from districts.scopes import inside
from formulas.units import MASS, PERCENT
from tables import Cell, Column, Table, figure, plain, unit_names
from targets.draft_reading import totals_label
from targets.layouts.units import LABELS
from targets.models import Pollutant, QuotaPrint, QuotaSet
from targets.queries import quotas_of


def printed_of(quota_set: QuotaSet) -> QuotaPrint | None:
    """None for what came in as the portal's template, which prints what is kept, and for acts on quotas."""
    return QuotaPrint.objects.filter(quota_set=quota_set).first()


def taken_over(quota_set: QuotaSet) -> int:
    """How many quotas of a document's set stay from the one before, since the document says nothing of them."""
    printed = printed_of(quota_set)
    return quotas_of(quota_set.division_id, quota_set).count() - len(printed.lines) if printed else 0


def printed_table(printed: QuotaPrint, divisions: str) -> Table:
    """Each quota inside the scope as it was printed, and each percentage beside the one that the amounts give."""
    symbols = {one.code: one.symbol for one in Pollutant.objects.all()}
    names = {one.code: str(one) for one in Division.objects.filter(inside("code", divisions))}
    rows = [(line, rate) for line in printed.lines if line["division"] in names for rate in (line["percentages"] or [None])]
    return Table(
        title=_("As the document prints it"),
        columns=[
            Column("division", _("Division"), lambda row: plain(names[row[0]["division"]]), heads_row=True),
            Column("division_code", _("Division code"), lambda row: plain(row[0]["division"]), for_machines=True),
            Column("pollutant", _("Pollutant"), lambda row: plain(symbols[row[0]["pollutant"]])),
            Column("year", _("Year"), lambda row: plain(str(row[0]["year"]))),
            Column("base_printed", _("Base amount as written"), lambda row: _written(row[0], "base")),
            Column("cap_printed", _("Cap as written"), lambda row: _written(row[0], "cap")),
            Column("rate_printed", _("Percentage as written"), lambda row: plain(row[1][0], note=row[1][4]) if row[1] else plain("")),
            Column("rate_read", _("Read as"), lambda row: _read_rate(row[1]), unit_names.PERCENT, True),
            Column("rate_computed", _("Worked out"), lambda row: figure(row[1] and row[1][2], PERCENT, places=2), unit_names.PERCENT, True),
            Column("agrees", _("They agree"), lambda row: _agreement(row[1])),
        ],
        records=rows,
    )


def total_table(printed: QuotaPrint) -> Table:
    """Totals as printed beside the sums of the rows; they are kept, never loaded."""
    symbols = {one.code: one.symbol for one in Pollutant.objects.all()}
    return Table(
        title=_("Printed totals, and the sums of the rows"),
        columns=[
            Column("place", _("Cell"), lambda one: plain(one["place"]), heads_row=True),
            Column("pollutant", _("Pollutant"), lambda one: plain(symbols.get(one["pollutant"], ""))),
            Column("year", _("Year"), lambda one: plain(str(one["year"] or ""))),
            Column("what", _("What"), lambda one: plain(totals_label(one["meaning"]))),
            Column("printed", _("As written"), lambda one: plain(f"{one['printed']} {LABELS.get(one['unit'], one['unit'])}")),
            Column("sum", _("Sum of the rows"), lambda one: figure(one["sum_mg"], MASS, places=2), unit_names.MASS, True),
            Column("difference", _("Difference"), _difference, unit_names.MASS, True),
            Column("agrees", _("They agree"), lambda one: _yes(one["agrees"]) if one["sum_mg"] is not None else plain("")),
        ],
        records=printed.totals,
    )


def correction_table(printed: QuotaPrint) -> Table:
    """Cells that a person has corrected before the file was taken over; the journal tells who and when."""
    return Table(
        title=_("Cells that were corrected"),
        columns=[
            Column("place", _("Cell"), lambda one: plain(one[0]), heads_row=True),
            Column("before", _("In the file"), lambda one: plain(one[1]), wraps=True),
            Column("after", _("Put in its place"), lambda one: plain(_("as in the file") if one[2] is None else one[2]), wraps=True),
        ],
        records=printed.corrections,
    )


def _written(line: dict, name: str) -> Cell:
    unit = line[f"{name}_unit"]
    text = f"{line[f'{name}_printed']} {LABELS.get(unit, unit)}" if line[f"{name}_printed"] else _("worked out of the cut")
    return plain(text, note=line[f"{name}_place"])


def _read_rate(rate: list | None) -> Cell:
    return Cell(value=Decimal(rate[1]), text=rate[1], numeric=True) if rate else figure(None, PERCENT)


def _difference(one: dict) -> Cell:
    return figure(None if one["sum_mg"] is None else one["amount_mg"] - one["sum_mg"], MASS, places=2)


def _agreement(rate: list | None) -> Cell:
    return _yes(rate[3]) if rate and rate[2] is not None else plain("")


def _yes(agrees: bool) -> Cell:
    """What differs by no more than the rounding of the printed digits agrees."""
    return plain(_("yes"), lamp="good") if agrees else plain(_("no"), lamp="late")
