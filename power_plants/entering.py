"""Which form serves which entry about a unit, and what it does: closings by the bureau, facts by the district."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from power_plants import actions
from power_plants.closings import actions as closings
from power_plants.forms import (
    ClosureForm,
    FacilityForm,
    GridForm,
    PlannedDateForm,
    ReopenForm,
    StaffForm,
    StatisticsForm,
    StepForm,
    WordForm,
)
from power_plants.models import Closure, StepKind, Unit
from power_plants.refusals import ChangedMeanwhile, NoGridLine, NotLater, NotYet, OwnClaim, Taken, WrongState
from power_plants.rules import live_steps


def open_closure(unit: Unit) -> Closure | None:
    """The closing of a unit that is on the list and has not run again since."""
    return next((one for one in unit.closures.all() if one.reopened_on is None), None)


def _is_listed(unit: Unit) -> bool:
    return open_closure(unit) is not None


def _is_off_grid(unit: Unit) -> bool:
    closure = open_closure(unit)
    return closure is not None and StepKind.OFF_GRID in live_steps(closure)


@dataclass(frozen=True)
class Entry:
    title: str
    lead: str
    form: type
    act: Callable
    is_possible: Callable[[Unit], bool] = _is_listed
    takes_unit: bool = False

    def form_for(self, unit: Unit, data, divisions: str):
        if issubclass(self.form, ClosureForm):
            closure = open_closure(unit)
            scope = {"divisions": divisions} if self.form is GridForm else {}
            return self.form(data, instance=closure, initial={"seen_version": closure.version}, **scope)
        return self.form(data)

    def enter(self, unit: Unit, form, by) -> None:
        about = {"unit": unit} if self.takes_unit else {"closure": open_closure(unit)}
        self.act(**about, **form.values(), by=by)


CLOSINGS = {
    "list": Entry(
        gettext_lazy("Put on the closure list"),
        gettext_lazy("The date of a document. Later only another document can replace it, and both stay to be read."),
        PlannedDateForm,
        closings.list_closure,
        lambda unit: not _is_listed(unit),
        takes_unit=True,
    ),
    "date": Entry(
        gettext_lazy("Replace the planned date"),
        gettext_lazy("Only a later document replaces the date. The date before stays to be read for ever, with its document."),
        PlannedDateForm,
        closings.move_closure,
    ),
    "step": Entry(
        gettext_lazy("Enter a step or a paper"),
        gettext_lazy("The city verifies every step. SO₂ is credited once the unit is off the grid, dismantled and confirmed."),
        StepForm,
        actions.enter_step,
    ),
    "staff": Entry(
        gettext_lazy("Staff"),
        gettext_lazy("How many work there, and how many of them have been resettled."),
        StaffForm,
        closings.change_closure,
    ),
    "grid": Entry(
        gettext_lazy("Grid project that must come first"),
        gettext_lazy("A slip of the grid project moves the expected closing and its SO₂, not the planned date."),
        GridForm,
        closings.change_closure,
    ),
    "word": Entry(
        gettext_lazy("Monthly word"),
        gettext_lazy("Once a month until the closing is complete. Without it the closing ranks at the worst end as not reported."),
        WordForm,
        closings.say_word,
    ),
    "reopen": Entry(
        gettext_lazy("The unit runs again"),
        gettext_lazy("Every credit of this closing is taken back in that month. The unit can be listed anew afterwards."),
        ReopenForm,
        closings.reopen,
        _is_off_grid,
    ),
}
CLAIMS = {
    "statistics": Entry(
        gettext_lazy("Environmental statistics of a year"),
        gettext_lazy("What the verified statistics hold of the unit. Closings are measured against last year's."),
        StatisticsForm,
        actions.enter_statistics,
        lambda unit: True,
        takes_unit=True,
    ),
    "facility": Entry(
        gettext_lazy("Desulphurisation"),
        gettext_lazy("A new facility or a better operation rate, from a day on. Without valid data the default of the process counts."),
        FacilityForm,
        actions.enter_facility,
        lambda unit: True,
        takes_unit=True,
    ),
}


def told_refusal(refused: Exception) -> str:
    """Why an act was refused, for the person who tried it."""
    told = {
        Taken: _("Nothing was stored: there is one already. What waits can be withdrawn, what was verified has to be refused first."),
        ChangedMeanwhile: _("Nothing was stored: somebody else has changed this since you opened the page. Open it anew."),
        NotLater: _("Nothing was stored: only a document later than that of %(date)s can replace the planned date.") % {"date": refused},
        NotYet: _("Nothing was stored: this date or month has not come yet, or lies before what it follows."),
        OwnClaim: _("Nothing was done: you have entered it yourself, somebody else has to verify it."),
        WrongState: _("Nothing was done: it no longer waits for this."),
        NoGridLine: _("Nothing was stored: %(project)s is not a grid project.") % {"project": refused},
    }
    return told.get(type(refused)) or str(refused) or _("Nothing was done: write the reason.")
