"""What a ranking is made of: figures, rules and quotas as the portal holds them now, or as a frozen copy has kept them.

Both answer the same questions with the same kinds of rows, so that a table is made one way and no page can mix the two.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from dashboards.lamps import LoadLamps, ProgressLamps
from districts.models import DISTRICT_CODE_LENGTH, Division
from districts.queries import city, districts_in, divisions_in
from districts.scopes import inside, where_figures_are
from figures.parts import reductions_of_plants
from figures.queries import inlet_ranking, plant_load_ranking, removal_by_division, use_by_division, year_by_division
from figures.statements.scope import MONTHS_OF_INFLOW
from formulas.months import month_text, shifted
from frozen.copying import first_month_behind
from frozen.models import Freeze, FrozenPlant
from frozen.queries import (
    inflows_by_strength,
    loads_of_copy,
    places_of_copy,
    plants_by_load,
    plants_of_copy,
    quotas_of_copy,
    removal_of_copy,
    rules_of_copy,
)
from returns.models import Kind, MonthlyReturn, State
from targets.ledger import Ledger
from targets.models import Pollutant, QuotaSet
from targets.queries import NoParameter, ledger, parameter, pollutants_of, quota_set_in_force, quota_sets
from treatment_plants.models import Plant
from treatment_plants.queries import doubtful_plants, plants_in


class Now:
    """A month as it is kept at present."""

    freeze: Freeze | None = None

    def __init__(self, divisions: str, month: int):
        self.divisions, self.month = divisions, month

    def month_before(self) -> "Now":
        """The month before, which within a year is measured against the same quotas: what has been read of them is not read again."""
        before = Now(self.divisions, shifted(self.month, -1))
        if before.month // 100 == self.month // 100:
            for name in ("districts", "pollutants", "quota_set", "ledger"):
                if name in vars(self):
                    setattr(before, name, vars(self)[name])
        return before

    @property
    def asked(self) -> str:
        """How addresses ask for this state."""
        return f"month={month_text(self.month)}"

    def accounted(self, keys: Iterable[str]) -> list[str]:
        """Columns whose figures lead to their account: accounts are given of what is kept now."""
        return list(keys)

    def account(self, address: str) -> str:
        """The address of an account, or none where none is given."""
        return address

    def rule(self, key: str, month: int) -> int:
        return parameter(key, month)

    @cached_property
    def load_lamps(self) -> LoadLamps:
        return LoadLamps(self.month, self.rule)

    @cached_property
    def progress_lamps(self) -> ProgressLamps:
        return ProgressLamps(self.month, self.rule)

    @cached_property
    def required_inlet(self) -> int:
        return self.rule("inlet_cod_required_ug_l", self.month)

    def plants_by_load(self) -> list:
        return list(plant_load_ranking(self.divisions, self.month))

    def doubtful(self) -> set[int]:
        return doubtful_plants(self.divisions, [self.month])

    def inflows(self, pollutant: str, required: int) -> list:
        return list(inlet_ranking(self.divisions, self.month, pollutant, required))

    def doubtful_inflows(self, pollutant: str) -> set[int]:
        return doubtful_plants(self.divisions, [shifted(self.month, -back) for back in range(MONTHS_OF_INFLOW)])

    def use(self, required: int, low: int) -> dict[str, dict]:
        """As figures.queries.use_by_division."""
        return use_by_division(self.divisions, self.month, required, low)

    def removal(self, codes: list[str], pollutant: str) -> dict[str, dict]:
        """Division → sums since January, in mg."""
        return removal_by_division(codes, self.month // 100 * 100 + 1, self.month, pollutant)

    def year(self, codes: list[str]) -> dict[tuple[str, str], dict]:
        """(division, pollutant) → sums since January, in mg."""
        return year_by_division(codes, self.month // 100, self.month)

    def returns(self) -> dict[int, dict[str, list]]:
        """Plant → month → [state, version] of the returns behind the figures of the month."""
        kept = MonthlyReturn.objects.filter(
            inside("division_id", where_figures_are(self.divisions)),
            kind=Kind.TREATMENT_PLANT,
            month__range=(first_month_behind(self.month), self.month),
        )
        found: dict[int, dict[str, list]] = defaultdict(dict)
        for plant, month, state, version in kept.values_list("subject", "month", "state", "version"):
            found[plant][str(month)] = [state, version]
        return found

    def reductions(self, district: str, pollutant: str) -> dict[tuple[int, int], int | None]:
        """(plant, month) → verified reduction in mg, of the year so far."""
        known = reductions_of_plants(district, self.month // 100)
        return {
            (plant, month): reduction
            for (plant, of), months in known.items()
            if of == pollutant
            for month, reduction in months.items()
            if month <= self.month
        }

    def names(self) -> dict[int, str]:
        return {plant.pk: str(plant) for plant in plants_in(self.divisions)}

    @cached_property
    def districts(self) -> list[Division]:
        return list(districts_in(self.divisions))

    def whole(self) -> Division | None:
        """The division that is the scope itself; None where the portal does not know it."""
        return divisions_in(self.divisions).filter(code=self.divisions).first()

    def city(self) -> Division | None:
        return city()

    @cached_property
    def pollutants(self) -> list[Pollutant]:
        return list(pollutants_of(self.month // 100))

    @cached_property
    def quota_set(self) -> QuotaSet | None:
        return quota_set_in_force(self.divisions, self.month // 100)

    @cached_property
    def ledger(self) -> Ledger:
        return ledger(self.divisions, self.quota_set)


class Then(Now):
    """A month as a copy has kept it: names, leaders, figures, rules and quotas of that day."""

    def __init__(self, divisions: str, freeze: Freeze):
        super().__init__(divisions, freeze.month)
        self.freeze = freeze

    @property
    def asked(self) -> str:
        return f"month={month_text(self.month)}&as_of={self.freeze.number}"

    def accounted(self, keys: Iterable[str]) -> list[str]:
        return []

    def account(self, address: str) -> str:
        return ""

    def rule(self, key: str, month: int) -> int:
        if key not in self._rules:
            raise NoParameter(f"{key} was not valid when {self.freeze} was frozen")
        return self._rules[key]

    @cached_property
    def _rules(self) -> dict[str, int]:
        return rules_of_copy(self.divisions, self.freeze)

    @cached_property
    def _places(self) -> dict[str, Division]:
        return places_of_copy(self.divisions, self.freeze)

    @cached_property
    def _listed(self) -> list[FrozenPlant]:
        rows = list(plants_by_load(self.divisions, self.freeze))
        for row in rows:
            row.month, row.plant, row.division = self.month, self._plant(row), self._places[row.division_id]
        return rows

    def _plant(self, row: FrozenPlant) -> Plant:
        return Plant(pk=row.plant_id, name=row.name, name_en=row.name_en, town=self._places.get(row.town_id))

    def plants_by_load(self) -> list:
        return list(self._listed)

    def doubtful(self) -> set[int]:
        return {row.plant_id for row in self._listed if row.in_question}

    def inflows(self, pollutant: str, required: int) -> list:
        rows = list(inflows_by_strength(self.divisions, self.freeze, pollutant, required))
        plants = {one.plant_id: one for one in plants_of_copy(self.divisions, self.freeze)}
        for row in rows:
            one = plants[row.plant_id]
            row.plant, row.division = self._plant(one), self._places[one.division_id]
        return rows

    def doubtful_inflows(self, pollutant: str) -> set[int]:
        return {row.plant_id for row in loads_of_copy(self.divisions, self.freeze, pollutant) if row.in_question}

    def use(self, required: int, low: int) -> dict[str, dict]:
        districts: dict[str, list] = {}
        for row in self._listed:
            districts.setdefault(row.division_id, []).append(row)
        return {code: _used(rows, required, low) for code, rows in districts.items()}

    def removal(self, codes: list[str], pollutant: str) -> dict[str, dict]:
        return {division: sums for (division, of), sums in self.year(codes).items() if of == pollutant}

    def year(self, codes: list[str]) -> dict[tuple[str, str], dict]:
        rows = removal_of_copy(codes, self.freeze)
        return {(one["division_id"], one["pollutant_id"]): one for one in rows.values()}

    def returns(self) -> dict[int, dict[str, list]]:
        return {one.plant_id: one.returns for one in plants_of_copy(where_figures_are(self.divisions), self.freeze)}

    def reductions(self, district: str, pollutant: str) -> dict[tuple[int, int], int | None]:
        rows = loads_of_copy(district, self.freeze, pollutant)
        return {(row.plant_id, int(month)): reduction for row in rows for month, reduction in row.reductions.items()}

    def names(self) -> dict[int, str]:
        return {one.plant_id: one.called for one in plants_of_copy(self.divisions, self.freeze)}

    @cached_property
    def districts(self) -> list[Division]:
        known = self._places.values()
        return [one for one in known if len(one.code) == DISTRICT_CODE_LENGTH and one.code.startswith(self.divisions)]

    def whole(self) -> Division | None:
        return self._places.get(self.divisions)

    def city(self) -> Division | None:
        return self._places.get(self.freeze.division)

    @cached_property
    def quota_set(self) -> QuotaSet | None:
        """The document itself: a confirmed set never changes."""
        return quota_sets(self.divisions).filter(pk=self.freeze.quota_set).first() if self.freeze.quota_set else None

    @cached_property
    def ledger(self) -> Ledger:
        return quotas_of_copy(self.divisions, self.freeze)


def _used(rows: list[FrozenPlant], required: int, low: int) -> dict:
    """As figures.queries.use_by_division reckons a district."""
    known = [row for row in rows if row.load_rate_millionths is not None]
    lagging = [row for row in known if row.load_rate_millionths < required]
    return {
        "division_id": rows[0].division_id,
        "owed": len(rows),
        "accepted": sum(row.state == State.ACCEPTED for row in rows),
        "submitted": sum(row.state == State.SUBMITTED for row in rows),
        "below_required": len(lagging),
        "below_low": sum(row.load_rate_millionths < low for row in known),
        "capacity_below_required": sum(row.design_capacity_m3_d for row in lagging) if lagging else None,
        "volume": sum(row.volume_m3 for row in known) if known else None,
        "capacity": sum(row.design_capacity_m3_d for row in known) if known else None,
    }
