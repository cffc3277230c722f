"""The page of districts by completion of the year's cut, worst first (S3, S8; rules.md 3.8 T4 to T6)."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards.accounts import division_account
from dashboards.lamps import ProgressLamps
from dashboards.movement import Ranks, moved_column
from dashboards.quotas import year_cell
from dashboards.stands import Now
from districts.models import DISTRICT_CODE_LENGTH, Division
from formulas.months import month_text
from formulas.rounding import rounded
from formulas.targets import MONTHS_OF_A_YEAR, completion_millionths, missing_mg, pace_required_mg, time_progress_millionths
from formulas.units import COUNT, MASS, PERCENT
from tables import Cell, Column, Table, explained, figure, plain, unit_names
from targets.ledger import Ledger
from targets.models import Pollutant

# Figures whose account stands on the page of the district's year.
ACCOUNTED = (
    "quota",
    "verified",
    "declared",
    "plant_months",
    "left_out",
    "missing",
    "completion",
    "time_progress",
    "pace_required",
    "headroom",
)
SO2 = "so2"


@dataclass(frozen=True)
class DistrictRow:
    """A district's year for one pollutant, up to a month. Masses in mg, shares in millionths.

    `has_source` is False where nothing in the portal reduces that pollutant yet: there is nothing to rank.
    """

    district: Division
    pollutant: Pollutant
    year: int
    has_source: bool
    quota: int | None
    verified: int | None
    declared: int | None
    missing: int | None
    completion: int | None
    time_progress: int
    pace: int | None
    headroom: int | None
    plant_months: int
    left_out: int
    rank: int | None = None


def district_rows(stand: Now, ledger: Ledger) -> list[DistrictRow]:
    """Districts and pollutants that have a quota for the year, worst first. Equal completions share a rank.

    A source without a verified figure stands at the worst end; a pollutant without any source at the other, unranked.
    """
    year = stand.month // 100
    districts, pollutants = stand.districts, stand.pollutants
    sums = stand.year([district.code for district in districts])
    rows = [
        district_row(district, pollutant, stand.month, ledger, sums.get((district.code, pollutant.code)))
        for district in districts
        for pollutant in pollutants
        if ledger.cap(district.code, pollutant.code, year) is not None
    ]
    return _ranked(rows)


def city_rows(stand: Now, ledger: Ledger) -> list[DistrictRow]:
    """The whole of the scope for each pollutant that has a source: its own quota, not the sum of its parts'."""
    whole, month = stand.whole(), stand.month
    if whole is None or len(whole.code) >= DISTRICT_CODE_LENGTH:
        return []
    sums = stand.year([whole.code])
    rows = [district_row(whole, pollutant, month, ledger, sums.get((whole.code, pollutant.code))) for pollutant in stand.pollutants]
    return [row for row in rows if row.has_source and row.quota is not None]


def district_row(district: Division, pollutant: Pollutant, month: int, ledger: Ledger, sums: dict | None) -> DistrictRow:
    """`sums` as figures.queries.year_by_division gives them; None where nothing in the portal reduces the pollutant there."""
    year, months_passed = month // 100, month % 100
    quota = ledger.cut(district.code, pollutant.code, year)
    known = sums or {}
    verified = known.get("verified_reduction_mg")
    missing = None if None in (quota, verified) else missing_mg(quota, verified, int(verified < quota))
    return DistrictRow(
        district=district,
        pollutant=pollutant,
        year=year,
        has_source=sums is not None,
        quota=quota,
        verified=verified,
        declared=known.get("declared_reduction_mg"),
        missing=missing,
        completion=None if verified is None or not quota or quota < 0 else rounded(*completion_millionths(verified, quota)),
        time_progress=rounded(*time_progress_millionths(months_passed, MONTHS_OF_A_YEAR)),
        pace=None if missing is None else rounded(*pace_required_mg(missing, MONTHS_OF_A_YEAR - months_passed)),
        headroom=known.get("verified_headroom_mg"),
        plant_months=known.get("plant_months") or 0,
        left_out=known.get("verified_left_out") or 0,
    )


def _ranked(rows: list[DistrictRow]) -> list[DistrictRow]:
    """Sorted by the rounded completion, so that what looks equal ranks equal; within it in the official order."""
    ranked = sorted((row for row in rows if row.has_source), key=badness)
    first: dict[tuple, int] = {}
    for place, row in enumerate(ranked, start=1):
        first.setdefault(badness(row), place)
    return [replace(row, rank=first[badness(row)]) for row in ranked] + [row for row in rows if not row.has_source]


def badness(row: DistrictRow) -> tuple:
    """Smallest first: what is not known, then the lowest completion, at last where no cut is asked for."""
    asks_for_a_cut = row.quota is None or row.quota > 0
    return (not asks_for_a_cut, row.completion is not None, row.completion or 0)


def ranks_of(rows: list[DistrictRow]) -> Ranks:
    return {_key(row): row.rank for row in rows}


def why_district(row: DistrictRow, asked: str) -> str:
    """Where the causes of a row's movement are told."""
    return f"{reverse('dashboards:districts-why', args=[row.district.code, row.pollutant.code])}?{asked}"


def district_table(
    rows: list[DistrictRow], whole: list[DistrictRow], stand: Now, before: Ranks | None = None, empty_text: str = ""
) -> Table:
    """Districts worst first; below them the whole scope, one line for each pollutant. `before`: ranks of the month before, None where nobody asks."""
    month, lamps, asked = stand.month, stand.progress_lamps, stand.asked
    table = Table(
        title=_("Districts by completion of the year's cut, worst first"),
        as_of=month_text(month),
        columns=explained(
            [
                Column("rank", _("Rank"), lambda row: figure(row.rank, COUNT), numeric=True),
                *([] if before is None else [moved_column(before, _key, lambda row: row.rank, lambda row: why_district(row, asked))]),
                Column("district", _("District"), lambda row: plain(str(row.district)), heads_row=True),
                Column("district_code", _("District code"), lambda row: plain(row.district.code), for_machines=True),
                Column("pollutant", _("Pollutant"), lambda row: plain(row.pollutant.symbol)),
                Column("pollutant_code", _("Pollutant code"), lambda row: plain(row.pollutant.code), for_machines=True),
                Column("year", _("Year"), lambda row: year_cell(row.year), numeric=True, for_machines=True),
                Column("quota", _("Quota: the year's cut"), _mass("quota"), unit_names.MASS, True),
                Column("verified", _("Verified"), _verified_cell, unit_names.MASS, True),
                Column("declared", _("Declared"), _mass("declared"), unit_names.MASS, True),
                Column("plant_months", _("Months of plants and units since January"), _months("plant_months"), numeric=True),
                Column("left_out", _("Of these not in the account"), _months("left_out"), numeric=True),
                Column("missing", _("Missing"), _mass("missing"), unit_names.MASS, True),
                Column("completion", _("Completion"), _share("completion"), unit_names.PERCENT, True),
                Column("time_progress", _("Time progress"), _share("time_progress"), unit_names.PERCENT, True),
                Column("pace_required", _("Required in each month left"), _mass("pace"), unit_names.MASS, True),
                Column("headroom", _("Headroom"), _mass("headroom"), unit_names.MASS, True),
                Column("lamp", _("Lamp"), lambda row: lamp_cell(row, lamps)),
                Column("leader", _("Leader in charge"), lambda row: plain(row.district.leader, note=row.district.leader_office)),
            ],
            lambda row: division_account(row.district.code, row.pollutant.code, month),
            stand.accounted(ACCOUNTED),
        ),
        records=rows,
        empty_text=empty_text or _("No quota is in force for this year."),
    )
    table.totals = [{column.key: column.cell_of(row) for column in table.columns if column.key not in ("rank", "moved")} for row in whole]
    return table


def _key(row: DistrictRow) -> tuple[str, str]:
    return row.district.code, row.pollutant.code


def _months(name: str):
    return lambda row: figure(getattr(row, name) if row.has_source else None, COUNT)


def _mass(name: str):
    return lambda row: figure(getattr(row, name), MASS, places=2)


def _share(name: str):
    return lambda row: figure(getattr(row, name), PERCENT, places=1)


def _verified_cell(row: DistrictRow) -> Cell:
    return figure(row.verified, MASS, places=2, note=_why_no_source(row))


def _why_no_source(row: DistrictRow) -> str:
    """What a pollutant would have to come from; empty where it has a source."""
    if row.has_source:
        return ""
    return _("no power unit entered") if row.pollutant.code == SO2 else _("no source yet")


def lamp_cell(row: DistrictRow, lamps: ProgressLamps) -> Cell:
    if not row.has_source:
        return plain(_why_no_source(row), lamp="none")
    return plain(lamps.word(row.completion, row.time_progress), lamp=lamps.lamp(row.completion, row.time_progress))
