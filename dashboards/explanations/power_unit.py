"""The account of a power unit's closing as it stood on a day: its days, and the SO₂ that it frees in each year."""

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards.closure_delay import SYMBOLS
from dashboards.explanations.steps import Input, Step, answered_for_claim, at_time, less, plus
from dashboards.forecast_table import standing_told
from dashboards.power_unit import not_in_base_told
from dashboards.quotas import PLACES
from figures.plans import PlannedPart
from figures.plans import Standing as Counted
from formulas.months import month_text
from formulas.units import COAL, COAL_RATE, COUNT, MASS, PERCENT, POWER
from power_plants.account import by_year
from power_plants.board import first_year_booked, freed_by_year, has_stopped, latest_statistics
from power_plants.knock_on import HELD_IN, base_of, taken
from power_plants.models import LIVE, StepKind, Unit, YearStatistics
from power_plants.rules import Accounts
from power_plants.standing import ClosureState, Standing
from tables import Cell, figure, unit_names


def unit_steps(unit: Unit, accounts: Accounts, one: Standing | None, part: PlannedPart | None, year: int) -> list[Step]:
    """`one`: where its closing stands, None where it is not listed; `part`: what the forecast of the year counts of it."""
    steps = [_capacity(unit), _coal_rate(unit)]
    if one is not None:
        steps += [_days(one), *_freed(unit, accounts, one), *_delay(one)]
    return steps + (_forecast(part, year) if part else []) + _years(unit, accounts, one, year)


def _page(unit: Unit) -> str:
    return reverse("dashboards:power-unit", args=[unit.pk])


def _mass(mg: int | None) -> Cell:
    return figure(mg, MASS, places=PLACES)


def _t() -> str:
    return str(unit_names.MASS)


def _capacity(unit: Unit) -> Step:
    result = figure(unit.capacity_kw, POWER, places=2)
    words = _("What the register of units holds. Every change and who made it stands on the page of the unit.")
    inputs = [Input(str(unit), unit.capacity_text, str(unit_names.POWER), _page(unit))]
    return Step("capacity", _("Capacity"), result, str(unit_names.POWER), words, inputs=inputs)


def _coal_rate(unit: Unit) -> Step:
    result, words = figure(unit.coal_rate_mg_kwh, COAL_RATE, places=0), _("What the register of units holds.")
    return Step(
        "coal_rate", _("Coal rate"), result, str(unit_names.COAL_RATE), words, inputs=[Input(str(unit), result.text, "", _page(unit))]
    )


def _years(unit: Unit, accounts: Accounts, one: Standing | None, year: int) -> list[Step]:
    """Each year's statistics, and what both accounts hold of it, month by month."""
    steps = [step for kept in unit.statistics.all() if kept.state in LIVE for step in _of_statistics(unit, kept)]
    titles = {"verified": _("Reduction verified, %(year)d"), "declared": _("Reduction declared, %(year)d")}
    words = {
        "verified": _("What the account of verified facts holds of the year: closings and desulphurisation, month by month."),
        "declared": _("The same with what is entered and waits for the verifier."),
    }
    for key, found in zip(titles, accounts.credits((year + 2) * 100 - 88), strict=True):
        for of, amount in by_year(found).items():
            months = {month: mg for month, mg in sorted(found.items()) if month // 100 == of}
            shown = [_mass(mg).text for mg in months.values()]
            steps.append(
                Step(
                    f"{key}_{of}",
                    titles[key] % {"year": of},
                    _mass(amount),
                    _t(),
                    words[key],
                    f"{plus(*shown)} = {_mass(amount).text}" if amount is not None else "",
                    [Input(month_text(month), text, _t(), _page(unit)) for month, text in zip(months, shown, strict=True)],
                    "C1, 3.6, 3.7",
                )
            )
    ahead = freed_by_year(one, accounts, one.expected_on) if one and not has_stopped(one) else {}
    return steps + [_of_year(unit, accounts, one, f"forecast_{of}", of, ahead[of]) for of in ahead]


def _delay(one: Standing) -> list[Step]:
    """C2 with the planned and with the expected stop, year by year and pollutant by pollutant."""
    steps, rule = [], "C2"
    for pollutant in HELD_IN:
        symbol, base = SYMBOLS[pollutant], _mass(base_of(one, pollutant, one.expected_on.year))
        days = {"planned": one.planned.planned_on, "expected": one.expected_on}
        for row in taken(one, pollutant):
            told, shown = {"symbol": symbol, "year": row.year}, {name: _mass(getattr(row, name)) for name in days}
            titles = {"planned": _("%(symbol)s by plan, %(year)d"), "expected": _("%(symbol)s as expected, %(year)d")}
            for name, day in days.items():
                months = 12 - day.month if row.year == day.year else day.month if row.year == day.year + 1 else 0
                steps.append(
                    Step(
                        f"{pollutant}_{name}_{row.year}",
                        titles[name] % told,
                        shown[name],
                        _t(),
                        _("As if the unit ran evenly to the end of the month of its stop, and then no more."),
                        f"{base.text} × {months} ÷ 12 = {shown[name].text}",
                        [
                            Input(_("In the statistics"), base.text, _t(), _page(one.unit)),
                            Input(_("Stop"), day.isoformat(), "", _page(one.unit)),
                        ],
                        rule,
                    )
                )
            held_back = _mass(row.held_back)
            steps.append(
                Step(
                    f"{pollutant}_held_back_{row.year}",
                    _("%(symbol)s taken by the delay, %(year)d") % told,
                    held_back,
                    _t(),
                    _("By plan less as expected; below zero in a year to which it is moved."),
                    f"{less(shown['planned'].text, shown['expected'].text)} = {held_back.text}",
                )
            )
    return steps


def _of_statistics(unit: Unit, kept: YearStatistics) -> list[Step]:
    words, source = _("As the environmental statistics hold it."), answered_for_claim(kept)
    told = (
        ("coal", _("Coal %(year)d"), figure(kept.coal_kg, COAL, places=2), unit_names.COAL),
        ("sulphur", _("Sulphur %(year)d"), figure(kept.sulphur_millionths, PERCENT, places=2), unit_names.PERCENT),
        ("statistics", _("SO₂ in the statistics of %(year)d"), _mass(kept.so2_mg), unit_names.MASS),
    )
    return [
        Step(
            f"{key}_{kept.year}",
            title % {"year": kept.year},
            result,
            str(name),
            words,
            inputs=[Input(str(kept.year), result.text, str(name), _page(unit), source)],
        )
        for key, title, result, name in told
    ]


def _days(one: Standing) -> Step:
    result, planned = figure(one.days, COUNT), one.planned
    source = f"{planned.document_number}, {planned.issuing_body}, {planned.document_date.isoformat()}; "
    source += _("entered by %(person)s on %(time)s") % {"person": planned.entered_by, "time": at_time(planned.entered_at)}
    return Step(
        "days",
        _("Days left"),
        result,
        str(unit_names.DAYS),
        _("From the day shown to the planned closing; below zero they are days overdue. None once it is closed."),
        f"{planned.planned_on.isoformat()} − {one.day.isoformat()} = {result.text}" if one.days is not None else "",
        [
            Input(_("Planned closing"), planned.planned_on.isoformat(), "", _page(one.unit), source),
            Input(_("As of"), one.day.isoformat()),
        ],
    )


def _freed(unit: Unit, accounts: Accounts, one: Standing) -> list[Step]:
    this, following = one.day.year, one.day.year + 1
    steps = [
        _of_year(unit, accounts, one, key, year, one.freed.get(year))
        for key, year in (("so2_this_year", this), ("so2_next_year", following))
    ]
    shown, at_stake = [step.result for step in steps], _mass(one.at_stake)
    known = [cell.text for cell in shown if cell.value is not None]
    words = _("What both years free that is not verified yet; none once the closing is verified.")
    formula = f"{plus(*known)} = {at_stake.text}" if known and one.at_stake is not None else ""
    inputs = [
        Input(str(year), cell.text, _t(), f"#{key}")
        for year, cell, key in zip((this, following), shown, ("so2_this_year", "so2_next_year"), strict=True)
    ]
    return [*steps, Step("at_stake", _("SO₂ not verified yet"), at_stake, _t(), words, formula, inputs)]


def _of_year(unit: Unit, accounts: Accounts, one: Standing, key: str, year: int, freed: int | None) -> Step:
    """C1 once it has stopped and its coal is known, else C2 from the latest statistics; nothing where C3 leaves the unit out."""
    side = accounts.verified if one.state == ClosureState.CLOSED else accounts.declared
    result, stops = _mass(freed), one.expected_on
    title = (_("Forecast %(year)d") if key.startswith("forecast") else _("SO₂ %(year)d")) % {"year": year}
    off_grid = one.steps[StepKind.OFF_GRID] if has_stopped(one) else None
    stop = [Input(_("Stopped on"), off_grid.on.isoformat(), "", _page(unit), answered_for_claim(off_grid))] if off_grid else []
    if off_grid and not side.is_in_base(stops.year):
        return Step(key, title, result, _t(), not_in_base_told(stops.year), inputs=stop, rule="C3")
    base = latest_statistics(side.statistics, stops.year)
    by_coal = side.emission_of_year(stops.year, stops.year * 100 + stops.month) if off_grid else None
    inputs, shown = [_statistics(unit, stops.year, base)] if base is not None else [], _mass(base).text
    if by_coal is not None:
        actual, rule = _mass(by_coal).text, "C1"
        words = _("It has stopped: the statistics less what it emitted until then; the next year the rest.")
        inputs += [Input(_("Emitted in %(year)d") % {"year": stops.year}, actual, _t(), f"{_page(unit)}#months"), *stop]
        due = {stops.year: less(shown, actual), stops.year + 1: actual}
    else:
        words = _("A forecast: as if it ran evenly to the end of the month in which it is expected to stop. Nothing is credited.")
        inputs.append(Input(_("Expected to stop on"), stops.isoformat(), "", _page(unit)))
        due, rule = {stops.year: f"{shown} × {12 - stops.month} ÷ 12", stops.year + 1: f"{shown} × {stops.month} ÷ 12"}, "C2"
    booked = {of: term for of, term in due.items() if max(of, first_year_booked(one, accounts)) == year}
    if any(of < year for of in booked):
        words = " ".join([words, _("What fell due in earlier years is booked with the confirmation.")])
    formula = f"{' + '.join(booked.values())} = {result.text}" if booked and base is not None else ""
    return Step(key, title, result, _t(), words, formula, inputs, rule)


def _statistics(unit: Unit, before: int, base: int) -> Input:
    kept = [one for one in unit.statistics.all() if one.state in LIVE and one.year < before]
    newest = max(kept, key=lambda one: one.year, default=None)
    label = _("SO₂ in the statistics of %(year)d") % {"year": newest.year} if newest else _("SO₂ in the statistics")
    return Input(label, _mass(base).text, _t(), _page(unit), answered_for_claim(newest) if newest else "")


def _forecast(part: PlannedPart, year: int) -> list[Step]:
    told, unit = {"year": year, "following": year + 1}, _t()
    freed, credited, amount = (_mass(one) for one in (part.terms.get("freed"), part.terms.get("credited"), part.amount))
    is_booked = part.standing == Counted.COUNTS
    base, stops = part.terms.get("statistics"), part.terms.get("stops")
    basis = [Input(_("SO₂ in the statistics"), _mass(base).text, unit)] if base is not None else []
    delays = [
        Input(_("Planned closing"), part.planned_on.isoformat()),
        Input(_("Stop counted with"), month_text(stops) if stops else "—"),
    ]
    return [
        Step(
            "amount",
            _("Adds to the forecast of %(year)d") % told,
            amount,
            unit,
            _("What the account would book by the year's end if the closing were verified, less what the unit was credited with already."),
            f"{less(freed.text, credited.text)} = {amount.text}" if is_booked else "",
            [
                Input(_("Freed until the end of %(year)d") % told, freed.text, unit, "#so2_this_year", standing_told(part)),
                Input(_("Credited already"), credited.text, unit),
            ],
            "C1, C2, C3, 3.10",
        ),
        Step(
            "following",
            _("Brings in %(following)d") % told,
            _mass(part.following),
            unit,
            _("What the closing frees in the next year."),
            inputs=[Input(_("SO₂ %(year)d") % {"year": year + 1}, _mass(part.following).text, unit, "#so2_next_year")],
            rule="C1, C2",
        ),
        *(
            Step(
                key,
                _("Delay takes in %(year)d") % {"year": of},
                _mass(part.taken.get(of)),
                unit,
                _(
                    "By C2: with a stop on the planned day less with the stop as it came or is expected; below zero where it is moved to that year."
                ),
                inputs=[*basis, *delays],
                rule="C2",
            )
            for key, of in (("taken", year), ("taken_following", year + 1))
        ),
    ]
