"""The first page: how the plants of the scope were used last month, and what they removed this year."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dashboards.accounts import division_account, use_account
from dashboards.lamps import LoadLamps, lamp_word
from dashboards.stands import Now
from districts.models import Division
from figures.models import PlantFigure
from figures.queries import use_by_division
from formulas.months import days_in, month_text
from formulas.rounding import rounded
from formulas.units import CAPACITY, COUNT, MASS, PERCENT
from formulas.wastewater import load_rate_millionths
from tables import Column, Table, explained, figure, plain, unit_names

POLLUTANT = "cod"
# Figures whose account stands on the page of the district's year.
ACCOUNTED = ("removed", "verified", "declared", "plant_months", "left_out")
ACCOUNTED_OF_USE = ("owed", "accepted", "waiting", "load_rate", "below_required", "below_low")  # the same of the month's use
USE = ("owed", "accepted", "submitted", "below_required", "below_low", "capacity_below_required", "volume", "capacity")


@dataclass(frozen=True)
class DivisionRow:
    """One division's line. Masses in mg from January to the month shown, load rate in millionths for that month."""

    division: Division
    is_total: bool
    owed: int
    accepted: int
    submitted: int
    below_required: int
    below_low: int
    capacity_below_required: int
    load_rate: int | None
    verified_load_mg: int | None
    verified_reduction_mg: int | None
    declared_reduction_mg: int | None
    plant_months: int | None
    left_out: int | None


def division_rows(stand: Now, lamps: LoadLamps) -> list[DivisionRow]:
    """The districts inside the scope in their official order, and the scope itself as the last row unless it is just one of them.

    A town has no figures of removal: they are worked out for districts.
    """
    districts, month = stand.districts, stand.month
    use = stand.use(lamps.required, lamps.low)
    whole = stand.whole() or stand.city()
    codes = [district.code for district in districts]
    removal = stand.removal([*codes, whole.code], POLLUTANT) if whole else {}
    rows = [_row(district, False, use.get(district.code, {}), removal.get(district.code, {}), month) for district in districts]
    if use and len(districts) != 1:
        total = {key: sum(one[key] or 0 for one in use.values()) for key in USE}
        rows.append(_row(whole, bool(districts), total, removal.get(whole.code, {}), month))
    return rows


def whole_row(division: Division, month: int, lamps: LoadLamps) -> DivisionRow:
    """One division's use in a month, whatever lies inside it; of what was removed it tells nothing."""
    use = use_by_division(division.code, month, lamps.required, lamps.low)
    return _row(division, False, {key: sum(one[key] or 0 for one in use.values()) for key in USE}, {}, month)


def _row(division: Division, is_total: bool, use: dict, removal: dict, month: int) -> DivisionRow:
    volume, capacity = use.get("volume"), use.get("capacity")
    return DivisionRow(
        division=division,
        is_total=is_total,
        **{key: use.get(key) or 0 for key in USE if key not in ("volume", "capacity")},
        load_rate=rounded(*load_rate_millionths(volume, capacity, days_in(month))) if volume and capacity else None,
        verified_load_mg=removal.get("verified_load_mg"),
        verified_reduction_mg=removal.get("verified_reduction_mg"),
        declared_reduction_mg=removal.get("declared_reduction_mg"),
        plant_months=removal.get("plant_months"),
        left_out=removal.get("verified_left_out"),
    )


def division_table(rows: list[DivisionRow], stand: Now, lamps: LoadLamps) -> Table:
    month = stand.month
    required, low = (PERCENT.typed(rate) for rate in (lamps.required, lamps.low))
    return Table(
        title=_("Districts side by side"),
        as_of=month_text(month),
        columns=explained(
            explained(
                [
                    Column("district", _("District"), lambda row: plain(str(row.division)), heads_row=True),
                    Column("leader", _("Leader in charge"), lambda row: plain(row.division.leader, note=row.division.leader_office)),
                    Column("owed", _("Returns owed"), _count("owed"), numeric=True),
                    Column("accepted", _("Accepted"), _count("accepted"), numeric=True),
                    Column("waiting", _("Waiting for the verifier"), _count("submitted"), numeric=True),
                    Column("load_rate", _("Load rate"), lambda row: figure(row.load_rate, PERCENT, places=1), unit_names.PERCENT, True),
                    Column("below_required", _("Plants below %(rate)s %%") % {"rate": required}, _count("below_required"), numeric=True),
                    Column("below_low", _("Plants below %(rate)s %%") % {"rate": low}, _count("below_low"), numeric=True),
                    Column("removed", _("COD removed since January"), _mass("verified_load_mg"), unit_names.MASS, True),
                    Column("verified", _("COD reduction, verified"), _mass("verified_reduction_mg"), unit_names.MASS, True),
                    Column("declared", _("COD reduction, declared"), _mass("declared_reduction_mg"), unit_names.MASS, True),
                    Column("plant_months", _("Plant months owed since January"), _count("plant_months"), numeric=True),
                    Column("left_out", _("Of these not in the account"), _count("left_out"), numeric=True),
                ],
                lambda row: use_account(row.division.code, month),
                stand.accounted(ACCOUNTED_OF_USE),
            ),
            lambda row: division_account(row.division.code, POLLUTANT, month),
            stand.accounted(ACCOUNTED),
        ),
        records=rows,
        emphasis=lambda row: "total" if row.is_total else "",
        empty_text=_("No district has been entered yet."),
    )


@dataclass(frozen=True)
class Unknown:
    """Plants whose month nobody has accepted: they rank before all others, and must not push them off the page."""

    plants: int
    by_district: list[tuple[Division, int]]
    in_question: int  # of these: a soft check waits for its answer, or the answer for the verifier


def unknown_and_lagging(ranked: list[PlantFigure], lamps: LoadLamps, doubtful: set[int]) -> tuple[Unknown, list[PlantFigure]]:
    """What of a ranking has no accepted figure, counted by district, and what lags, in the ranking's order."""
    unknown = [one for one in ranked if one.load_rate_millionths is None]
    counted = Counter(one.division for one in unknown)
    by_district = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0].position))
    in_question = sum(one.plant_id in doubtful for one in unknown)
    return Unknown(len(unknown), by_district, in_question), [
        one for one in ranked if lamps.lamp(one.load_rate_millionths) in ("late", "bad")
    ]


def _count(name: str):
    return lambda row: figure(getattr(row, name), COUNT)


def _mass(name: str):
    return lambda row: figure(getattr(row, name), MASS, places=2)


@dataclass(frozen=True)
class Card:
    label: str
    value: str
    unit: str = ""
    note: str = ""
    url: str = ""
    lamp: str = ""
    is_incomplete: bool = False  # some of what it tells of is not known

    @property
    def shown_lamp(self) -> str:
        """No green light over what is only known in part: the rest may be bad. What is bad already stays so."""
        return "none" if self.is_incomplete and self.lamp == "good" else self.lamp

    @property
    def lamp_word(self) -> str:
        return _("incomplete") if self.shown_lamp != self.lamp else lamp_word(self.lamp)


def cards(rows: list[DivisionRow], stand: Now, lamps: LoadLamps) -> list[Card]:
    """The few figures that open the page, from its last row: the whole scope."""
    if not (rows and rows[-1].owed):
        return []
    whole = rows[-1]
    return _load_cards(whole, stand, lamps) + ([_reduction_card(whole, stand)] if whole.plant_months else [])


def _load_cards(whole: DivisionRow, stand: Now, lamps: LoadLamps) -> list[Card]:
    account = use_account(whole.division.code, stand.month)
    load_rate = figure(whole.load_rate, PERCENT, places=1)
    capacity = figure(whole.capacity_below_required, CAPACITY, places=2)
    known = _("of the %(accepted)d of %(owed)d plants with an accepted return") % {"accepted": whole.accepted, "owed": whole.owed}
    is_incomplete = whole.accepted < whole.owed
    return [
        Card(
            label=_("Returns accepted"),
            value=f"{whole.accepted} / {whole.owed}",
            note=_("%(count)d wait for the verifier") % {"count": whole.submitted},
            url=stand.account(f"{account}#accepted"),
        ),
        Card(
            label=_("Load rate of all plants"),
            value=load_rate.text,
            unit="%",
            note=known,
            url=stand.account(f"{account}#load_rate"),
            lamp=lamps.lamp(whole.load_rate),
            is_incomplete=is_incomplete,
        ),
        Card(
            label=_("Plants below %(rate)s %%") % {"rate": PERCENT.typed(lamps.required)},
            value=str(whole.below_required),
            note=_("%(known)s; built for %(capacity)s × 10,000 t/d") % {"known": known, "capacity": capacity.text},
            url=stand.account(f"{account}#below_required"),
            lamp="late" if whole.below_required else "good",
            is_incomplete=is_incomplete,
        ),
        Card(
            label=_("Plants below %(rate)s %%") % {"rate": PERCENT.typed(lamps.low)},
            value=str(whole.below_low),
            note=known,
            url=stand.account(f"{account}#below_low"),
            lamp="bad" if whole.below_low else "good",
            is_incomplete=is_incomplete,
        ),
    ]


def _reduction_card(whole: DivisionRow, stand: Now) -> Card:
    return Card(
        label=_("COD reduction, verified"),
        value=figure(whole.verified_reduction_mg, MASS, places=2).text,
        url=stand.account(f"{division_account(whole.division.code, POLLUTANT, stand.month)}#verified"),
        unit=str(unit_names.MASS),
        note=_("against the same months last year; of %(owed)d owed plant months, %(left_out)d are not in the account")
        % {"owed": whole.plant_months, "left_out": whole.left_out},
    )
