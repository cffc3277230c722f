"""Whether each district will make the year, from what is certain, expected and planned, and what it takes (S8, S9; rules.md 3.8 T6)."""

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from dashboards.quotas import PLACES
from districts.models import DISTRICT_CODE_LENGTH, Division
from districts.queries import districts_in, divisions_in
from figures.forecast import ALL_COMPLETE, Apart, Miss, Outlook, Required, Returned, incomplete_months, misses, outlook, recent, usual
from figures.plans import Due, PlanBook, PlannedPart, Route
from figures.plans.book import amount_of
from figures.plans.closings import POLLUTANT as SO2
from figures.queries import verified_reductions
from formulas.forecast import with_plans_mg
from formulas.rounding import rounded
from formulas.targets import completion_millionths
from formulas.units import MASS
from targets.ledger import Ledger
from targets.models import Pollutant
from targets.queries import pollutants_of


@dataclass(frozen=True)
class ForecastRow:
    """A division's year for one pollutant. Masses in mg, shares in millionths."""

    division: Division
    pollutant: Pollutant
    quota: int
    outlook: Outlook
    # The months that tell the pace, the newest first, with what they brought without closings.
    recent: dict[int, int]
    # What forecasts from this month of earlier years would have said.
    misses: list[Miss] = field(default_factory=list)
    parts: list[PlannedPart] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)

    @property
    def projects(self) -> int:
        return amount_of(self.parts, Route.PROJECT)

    @property
    def closings(self) -> int:
        return amount_of(self.parts, Route.CLOSING)

    @property
    def year_end_planned(self) -> int | None:
        """At the present pace and with everything that is planned."""
        return None if self.outlook.year_end is None else with_plans_mg(self.outlook.year_end, self.projects, self.closings)

    @property
    def short(self) -> int | None:
        """What will be missing at the year's end at the present pace; below zero where there will be more than asked."""
        return self._short(self.outlook.year_end)

    @property
    def short_planned(self) -> int | None:
        return self._short(self.year_end_planned)

    def _short(self, end: int | None) -> int | None:
        return None if end is None else self.quota - end

    @property
    def completion(self) -> int | None:
        return self._completion(self.outlook.year_end)

    @property
    def completion_planned(self) -> int | None:
        return self._completion(self.year_end_planned)

    def _completion(self, end: int | None) -> int | None:
        return None if end is None or self.quota <= 0 else rounded(*completion_millionths(end, self.quota))

    @property
    def required(self) -> int | None:
        """What each open month has to bring, so that the year is made; one that lacks accepted returns, with what is verified of it."""
        return self._each_month(self.required_of(0))

    @property
    def required_planned(self) -> int | None:
        """The same if everything comes that is planned."""
        return self._each_month(self.required_of(self.projects + self.closings))

    def required_of(self, planned: int) -> Required | None:
        """The months that share what is neither certain nor planned."""
        return self.outlook.required(self.quota - (self.outlook.certain or 0) - planned)

    @staticmethod
    def _each_month(required: Required | None) -> int | None:
        return None if required is None else rounded(*required.pair)

    @property
    def usual_error(self) -> int | None:
        """By how much forecasts at the pace missed the end of earlier years, the median of their sizes."""
        return usual([one.of_pace for one in self.misses])

    @property
    def usual_error_planned(self) -> int | None:
        return usual([one.of_plans for one in self.misses])

    @property
    def lamp(self) -> str:
        """Good where even the weaker half of the months would do, bad where not even the stronger half and all plans do."""
        seen = self.outlook
        if seen.year_end is None:
            return "none"
        if seen.lowest >= self.quota:
            return "good"
        return "bad" if with_plans_mg(seen.highest, self.projects, self.closings) < self.quota else "late"

    @property
    def word(self) -> str:
        if self.lamp == "late" and self.outlook.highest < self.quota:
            return _("only with what is planned")
        words = {
            "good": _("will be made"),
            "late": _("uncertain"),
            "bad": _("will be missed"),
            "none": _("too few verified months"),
        }
        return words[self.lamp]

    @property
    def sentence(self) -> str:
        """What it takes, in words: each part by itself."""
        if self.required is None:
            return ""
        if (self.outlook.verified or 0) >= self.quota:
            return _("The year's cut is verified already.")
        return " ".join(filter(None, [self._pace_told(), self._due_told(), self._plans_told()]))

    def _pace_told(self) -> str:
        required = self.required_of(0)
        if not required.missing:
            return _("What is certain makes the year's cut.")
        told = {"required": _t(self.required), "months": required.months}
        if required.partly:
            return f"{self._months_told(told)} {self._partly_told(required)}"
        return self._months_told(told)

    def _partly_told(self, required: Required) -> str:
        return _("%(count)d of them have ended and lack accepted returns: the %(verified)s t verified of them count towards that.") % {
            "count": len(required.partly),
            "verified": _t(sum(required.partly.values())),
        }

    def _months_told(self, told: dict) -> str:
        if self.outlook.pace is None:
            return _("Each of the %(months)d open months still needs %(required)s t.") % told
        told |= {"pace": _t(self.outlook.pace)}
        return _("Each of the %(months)d open months still needs %(required)s t; lately it was %(pace)s t a month.") % told

    def _due_told(self) -> str:
        return _("Verified closings still bring %(due)s t by the year's end.") % {"due": _t(self.outlook.due)} if self.outlook.due else ""

    def _plans_told(self) -> str:
        if not (self.projects or self.closings):
            return ""
        told = {"projects": _t(self.projects), "closings": _t(self.closings), "required": _t(self.required_planned)}
        if self.projects and self.closings:
            words = _(
                "Planned apart: projects %(projects)s t, closings %(closings)s t; if they come in time, each month needs %(required)s t."
            )
        elif self.projects:
            words = _("Planned apart: projects %(projects)s t; if they come in time, each month needs %(required)s t.")
        else:
            words = _("Planned apart: closings %(closings)s t; if they come in time, each month needs %(required)s t.")
        return words % told


def _t(mg: int) -> str:
    return f"{MASS.shown(mg, PLACES):,}"


def forecast_rows(divisions: str, month: int, ledger: Ledger, plans: PlanBook) -> list[ForecastRow]:
    """Districts whose year is most in danger first: those without a pace, then by the completion that is to be expected."""
    rows = forecast_of(list(districts_in(divisions)), month, ledger, plans)
    return sorted(rows, key=lambda row: (row.completion is not None, row.completion or 0, row.division.position, row.pollutant.position))


def forecast_of_whole(divisions: str, month: int, ledger: Ledger, plans: PlanBook) -> list[ForecastRow]:
    """The same for the whole of the scope, against its own quota."""
    whole = divisions_in(divisions).filter(code=divisions).first()
    return [] if whole is None or len(whole.code) >= DISTRICT_CODE_LENGTH else forecast_of([whole], month, ledger, plans)


def forecast_of(divisions: list[Division], month: int, ledger: Ledger, plans: PlanBook) -> list[ForecastRow]:
    """Exactly these divisions, for each pollutant that has a quota and a source there."""
    year = month // 100
    reductions: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    returned: dict[tuple[str, str], dict[int, Returned]] = defaultdict(dict)
    for division, pollutant, one, reduction, *returns in verified_reductions([division.code for division in divisions], month):
        # A division with a source has a row for every month, with or without a figure.
        reductions[division, pollutant] |= {} if reduction is None else {one: reduction}
        # What is due of power units follows their closings, not the number of returns.
        if pollutant != SO2:
            returned[division, pollutant][one] = Returned(*returns)
    incomplete = {place: incomplete_months(months) for place, months in returned.items()}
    return [
        _row(division, pollutant, month, quota, reductions[place], incomplete.get(place, ALL_COMPLETE), plans)
        for division in divisions
        for pollutant in pollutants_of(year)
        if (quota := ledger.cut(division.code, pollutant.code, year)) is not None
        and (place := (division.code, pollutant.code)) in reductions
    ]


def _row(
    division: Division, pollutant: Pollutant, month: int, quota: int, reductions: dict[int, int], incomplete: Set[int], plans: PlanBook
) -> ForecastRow:
    place = division.code, pollutant.code

    def apart(of: int) -> Apart:
        return plans.as_of(of).apart(*place)

    now = apart(month)
    return ForecastRow(
        division,
        pollutant,
        quota,
        outlook(reductions, month, now, incomplete),
        recent(reductions, month, now, incomplete),
        misses(reductions, month, apart, incomplete),
        plans.as_of(month).of(*place),
        plans.as_of(month).due(*place),
    )
