"""What the sheet's script is told by the page: columns, the month's days, and its texts in the person's language."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from formulas.months import days_in
from treatment_plants.sheet import Sheet


def sheet_script(sheet: Sheet, person: User, *, unsaved: bool) -> dict:
    return {
        "person": person.pk,
        "days": days_in(sheet.month),
        "columns": [
            {
                "name": column.name,
                "label": str(column.label),
                "unit": str(column.unit_name),
                "decimals": column.unit.decimals if column.unit else None,
            }
            for column in sheet.columns
        ],
        "pollutants": [pollutant.code for pollutant in sheet.pollutants],
        "sign_in": reverse("accounts:sign-in"),
        "unsaved": unsaved,
        "words": _saving() | _pasting() | _unfit(),
    }


def _saving() -> dict[str, str]:
    return {
        "counts": _("Cells: {saved} saved, {waiting} waiting, {refused} refused."),
        "nothing_changed": _("Nothing had been changed."),
        "not_saved": _("The portal did not store the last change. What you typed stands in the cells and is kept in this browser."),
        "not_submitted": _(
            "Nothing has been submitted: some cells could not be stored yet. Mend or decide what is marked, then submit again."
        ),
        "not_kept": _("This browser keeps nothing: leave the page only when every cell is saved."),
        "dead_line": _("The portal can't be reached. What you type is kept in this browser and is sent as soon as the line is back."),
        "signed_out": _("You have been signed out. What you typed is kept in this browser and has not been sent."),
        "sign_in": _("Sign in again in a new window"),
        "theirs": _("now in the portal: {theirs} ({by})"),
        "conflict": _("{by} has changed this row too."),
        "conflicts": _("Rows where two people typed, and you have to choose: {rows}."),
        "keep_mine": _("Keep mine"),
        "take_theirs": _("Take theirs"),
        "stored_now": _("stored: {stored}"),
        "offered": _("{count} values that you typed here ({at}) had not been stored. They stand in the cells again and are marked."),
        "offered_save": _("Save them"),
        "offered_drop": _("Throw them away"),
    }


def _pasting() -> dict[str, str]:
    return {
        "plant": _("Plant"),
        "landing_counts": _("{lands} values for {plants} plants would change; {same} are the same already."),
        "landing_unfit": _("{unfit} don't fit and are left out: they are marked with the reason."),
        "landing_blank": _("{blank} are blank and leave the cell as it is."),
        "landing_hidden": _("{hidden} hidden rows or columns were left out."),
        "landing_by_head": _("Columns were matched by their heads."),
        "landing_by_place": _("Columns follow from the cell in which you stand."),
        "landing_by_name": _("Rows were matched by the names of the plants."),
        "landing_by_row": _("Rows follow from the cell in which you stand."),
        "landing_outside": _("beyond the sheet"),
    }


def _unfit() -> dict[str, str]:
    """Why a pasted row or value does not land."""
    return {
        "why_unknown": _("no plant of this name here"),
        "why_below": _("below the last plant"),
        "why_closed": _("can't be changed now"),
        "why_twice": _("this plant came twice"),
        "why_sum": _("a sum, not a plant"),
        "why_row": _("the row does not fit"),
        "why_merged": _("covered by a merged cell"),
        "why_beside": _("no such column"),
        "why_unmeasured": _("not measured at this plant"),
        "why_number": _("not a number"),
        "why_comma": _("does the comma mean a decimal point?"),
        "why_fine": _("too many decimals"),
        "why_long": _("too long"),
        "why_negative": _("below zero"),
    }
