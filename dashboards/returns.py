"""The page of returns: what a person owes or has to review, sheet by sheet."""

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards.duties import SheetDuty
from formulas.months import month_text
from formulas.units import COUNT
from tables import Column, Table, figure, link, plain


def returns_table(sheets: list[SheetDuty], words: str, empty_text: str = "") -> Table:
    """One row for each district and month. `words` are those of the person's own duty."""
    return Table(
        title=_("Monthly returns"),
        columns=[
            Column("month", _("Month"), lambda sheet: plain(month_text(sheet.month))),
            Column("district", _("District"), lambda sheet: plain(str(sheet.district)), heads_row=True),
            Column("sheet", _("Sheet"), lambda sheet: link(words, _sheet_url(sheet))),
            Column("owed", _("Plants that owe it"), _count("owed"), numeric=True),
            Column("missing", _("Not reported"), _count("missing"), numeric=True),
            Column("draft", _("Being filled in"), _count("draft"), numeric=True),
            Column("sent_back", _("Sent back"), _count("sent_back"), numeric=True),
            Column("submitted", _("Waiting for the verifier"), _count("submitted"), numeric=True),
            Column("accepted", _("Accepted"), _count("accepted"), numeric=True),
        ],
        records=sheets,
        emphasis=lambda sheet: "warning" if sheet.to_enter or sheet.submitted else "",
        empty_text=empty_text or _("No plant owes a return."),
    )


def _count(name: str):
    return lambda sheet: figure(getattr(sheet, name), COUNT)


def _sheet_url(sheet: SheetDuty) -> str:
    return reverse("treatment_plants:sheet", args=[sheet.district.code, month_text(sheet.month)])
