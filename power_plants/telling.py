"""What every act on power plants tells the journal, and which figures it makes stale."""

import clock
from accounts.models import User
from formulas.months import month_text
from journal.actions import Happening, mark_stale, record
from power_plants.models import Closure, Step, Unit
from power_plants.refusals import Refused
from targets.queries import plan_starts


def tell(unit: Unit, verb: str, *, before: dict | None = None, after: dict, reason: str = "", month: int | None = None, by: User) -> None:
    record([told_event(unit, verb, before=before, after=after, reason=reason, month=month)], by=by)


def told_event(unit: Unit, verb: str, *, before: dict | None = None, after: dict, reason: str = "", month: int | None = None) -> Happening:
    """An event of a unit for the journal, with what changed."""
    changed = {name: value for name, value in after.items() if not before or before.get(name) != value}
    return Happening(
        verb=verb,
        subject=f"power unit {unit.pk}",
        subject_name=f"{unit.name} {month_text(month)}" if month else unit.name,
        division=unit.plant.district_id,
        before={name: value for name, value in (before or {}).items() if name in changed or name not in after},
        after=changed,
        reason=reason,
    )


def mark(unit: Unit, first_year: int) -> None:
    """All figures from a fact's year on; a closing booked late or taken back reaches beyond the plan of that year, so its years are marked too."""
    mark_stale((unit.plant.district_id, year) for year in {first_year, *(year for year in _years_of_facts(unit) if year >= first_year)})


def mark_everything(unit: Unit) -> None:
    """The figures of a unit whose own data changed: in the present plan and every later one, and as far back as it has facts."""
    bases = {max(unit.commissioned_on.year, base) for base in plan_starts(clock.today().year)}
    mark_stale((unit.plant.district_id, year) for year in {*bases, *_years_of_facts(unit)})


def _years_of_facts(unit: Unit) -> set[int]:
    steps = Step.objects.filter(closure__unit=unit).values_list("on__year", flat=True)
    reopened = Closure.objects.filter(unit=unit, reopened_on__isnull=False).values_list("reopened_on__year", flat=True)
    return {*steps, *reopened}


def reason_given(text: str) -> str:
    if not text.strip():
        raise Refused
    return text.strip()
