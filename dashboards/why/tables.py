"""The causes of a move as tables: place by place, and the row's own figure step by step."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from dashboards.movement import places_told
from dashboards.why.acts import UNCHANGED, words
from dashboards.why.plant_load import Moved
from formulas.units import CAPACITY, CONCENTRATION, COUNT, MASS, PERCENT, Unit
from tables import Cell, Column, Table, figure, plain, unit_names
from tables.words import listed

# So many names stand beside a cause; the file has them all.
MOST_NAMED = 8


@dataclass(frozen=True)
class Measure:
    """In what a ranking's figure and its causes are told. `amount` is what moved, None where nothing is measured beside the figure."""

    figure: str
    unit: Unit
    unit_name: str
    places: int
    amount: str = ""
    amount_unit: Unit | None = None
    amount_unit_name: str = ""


def load_measure() -> Measure:
    return Measure(_("Load rate"), PERCENT, unit_names.PERCENT, 1, _("Moved by"), CAPACITY, unit_names.CAPACITY)


def inflow_measure() -> Measure:
    return Measure(_("COD inflow"), CONCENTRATION, unit_names.CONCENTRATION, 1)


def completion_measure() -> Measure:
    return Measure(_("Completion"), PERCENT, unit_names.PERCENT, 1, _("Moved by"), MASS, unit_names.MASS)


def rank_table(moved: Moved, title: str) -> Table:
    """Every cause with its places; below them the whole move."""
    table = Table(
        title=title,
        columns=[
            Column("cause", _("Cause"), lambda cause: plain(_cause_told(moved, cause)), heads_row=True),
            Column("places", _("Places worse"), lambda cause: _signed(cause.places, COUNT, 0), numeric=True),
            Column("who", _("Who"), lambda cause: _who(moved, cause.who), wraps=True),
        ],
        records=moved.causes,
        empty_text=_("Its rank is the same in both lists."),
    )
    if moved.places is not None:
        table.totals = [
            {"cause": plain(_("The whole move")), "places": _signed(moved.places, COUNT, 0), "who": plain(places_told(moved.places))}
        ]
    return table


def figure_table(moved: Moved, measure: Measure) -> Table:
    """The steps of the row's own figure; below them its whole change."""
    columns = [
        Column("step", _("Cause"), lambda part: plain(part.what, note=part.note), heads_row=True),
        Column("moved_by", measure.amount, lambda part: _signed(part.amount, measure.amount_unit, 2), measure.amount_unit_name, True),
        Column("part", measure.figure, lambda part: _signed(part.shown, measure.unit, measure.places + 1), measure.unit_name, True),
    ]
    table = Table(
        title=_("Its own figure"),
        columns=[column for column in columns if column.key != "moved_by" or measure.amount_unit],
        records=moved.parts,
        empty_text=_("Its own figure is not known in both lists, or has not changed."),
    )
    if None not in (moved.figure, moved.figure_before):
        change = _signed(moved.figure - moved.figure_before, measure.unit, measure.places + 1)
        table.totals = [{"step": plain(_("The whole change")), "part": change}]
    return table


def figure_told(amount: int | None, measure: Measure) -> str:
    """A figure with its unit."""
    cell = figure(amount, measure.unit, places=measure.places)
    return cell.text if amount is None else f"{cell.text} {measure.unit_name}"


def _cause_told(moved: Moved, cause) -> str:
    if cause.who:
        return _("others: %(what)s") % {"what": words(cause.what)}
    return words(UNCHANGED) if cause.what == UNCHANGED else _("itself: %(what)s") % {"what": words(cause.what)}


def _who(moved: Moved, who: tuple) -> Cell:
    names = [moved.names[one] for one in who]
    shown = listed(names[:MOST_NAMED])
    more = _("and %(count)d more") % {"count": len(names) - MOST_NAMED} if len(names) > MOST_NAMED else ""
    return Cell(value=listed(names) or None, text=shown or "—", note=more)


def _signed(amount: int | None, unit: Unit, places: int) -> Cell:
    """With its sign, so that better and worse are told apart without colour."""
    cell = figure(amount, unit, places=places)
    if amount is None:
        return cell
    text = cell.text.replace("-", "−") if amount < 0 else f"+{cell.text}" if amount > 0 else cell.text
    return Cell(value=cell.value, text=text, numeric=True)
