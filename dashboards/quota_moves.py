"""What a set of quotas is beside a document: a move with its two sides and what stays the same, or the undoing of another set."""

from django.utils.translation import gettext as _

from formulas.units import MASS
from tables import Cell, Column, Table, figure, plain, unit_names
from targets.ledger import Ledger
from targets.models import QuotaKind, QuotaSet

PLACES = 2


def kind_cell(one: QuotaSet, divisions: str) -> Cell:
    """In one line what the set is. How much went from whom to whom is for those who see both sides."""
    if one.undoes:
        return plain(_("reverses %(document)s") % {"document": one.undoes})
    if one.kind == QuotaKind.MOVE and sees_all_of(one, divisions):
        told = {
            "amount": MASS.typed(one.move.amount_mg),
            "symbol": one.move.pollutant.symbol,
            "year": one.move.year,
            "giver": one.move.giver,
            "taker": one.move.taker,
        }
        return plain(_("moves %(amount)s t of %(symbol)s of %(year)d from %(giver)s to %(taker)s") % told)
    return plain(one.get_kind_display())


def sees_all_of(one: QuotaSet, divisions: str) -> bool:
    """Whether the set's division lies in the scope, and with it every district that the set speaks of."""
    return bool(divisions) and one.division_id.startswith(divisions)


def move_table(one: QuotaSet, old: Ledger, new: Ledger) -> Table:
    """Both sides of a move, and the sums that it leaves as they were."""
    move, whole = one.move, one.division
    place = move.pollutant_id, move.year
    records = [
        (_("Cap of %(division)s") % {"division": move.giver}, old.cap(move.giver_id, *place), new.cap(move.giver_id, *place)),
        (_("Cap of %(division)s") % {"division": move.taker}, old.cap(move.taker_id, *place), new.cap(move.taker_id, *place)),
        (_("Sum of the districts' caps"), old.handed_down(whole.code, *place), new.handed_down(whole.code, *place)),
        (_("Reserve"), old.reserve(whole.code, *place), new.reserve(whole.code, *place)),
        (_("Cap of %(division)s") % {"division": whole}, old.cap(whole.code, *place), new.cap(whole.code, *place)),
    ]
    return Table(
        title=_("Both sides of the move: %(symbol)s, %(year)d") % {"symbol": move.pollutant.symbol, "year": move.year},
        columns=[
            Column("what", _("What"), lambda row: plain(row[0]), heads_row=True),
            Column("old", _("Before"), lambda row: figure(row[1], MASS, places=PLACES), unit_names.MASS, True),
            Column("new", _("After"), lambda row: figure(row[2], MASS, places=PLACES), unit_names.MASS, True),
            Column("difference", _("Difference"), lambda row: figure(row[2] - row[1], MASS, places=PLACES), unit_names.MASS, True),
        ],
        records=records,
    )
