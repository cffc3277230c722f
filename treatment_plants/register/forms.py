"""What people send about an uploaded sheet of plants."""

import datetime
import json
from dataclasses import replace

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

import clock
from districts.queries import districts_in
from formulas.months import month_of, shifted
from tables.fields import MonthField
from treatment_plants.layouts import Meaning, Taken
from treatment_plants.models import FIRST_DAY
from treatment_plants.plant_forms import CAPACITY_MONTHS_AHEAD
from treatment_plants.register.answers import NEW, Answers, RowAnswer
from treatment_plants.register.page import DraftPage
from workbooks import Limits

# A nation's register, or the months of a city for many years.
LIMITS = Limits(bytes=4 * 1024 * 1024, unpacked_bytes=48 * 1024 * 1024, parts=80, rows=12_000, columns=60)


class PlantUploadForm(forms.Form):
    file = forms.FileField(
        label=_("Sheet of plants"),
        help_text=_(
            "A register of plants with their design values, or past months: .xlsx, .xls or .csv in whatever layout. "
            "Nothing changes before somebody has read what would change and confirmed it."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        max_length=200,
    )
    helper = FormHelper()
    helper.add_input(Submit("upload", _("Upload and look")))


class AnswersForm(forms.Form):
    """What holds for the sheet as a whole; a part of a larger form."""

    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    source = forms.CharField(
        label=_("Document"),
        max_length=200,
        required=False,
        help_text=_("Which document the sheet comes from, such as the register of the plants of 2022. Every figure will name it."),
    )
    started_on = forms.DateField(
        label=_("Start of new plants whose row tells none"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Left empty, these plants owe no return until somebody gives the date."),
    )
    valid_from = MonthField(
        label=_("Changed design capacities hold from"),
        required=False,
        help_text=_("A month like 2022-10. Left empty, it is the present one. Earlier months keep the old capacity."),
    )

    def clean_started_on(self):
        day = self.cleaned_data["started_on"]
        if day and not FIRST_DAY <= day <= clock.today():
            raise ValidationError(_("This date lies outside %(first)s … %(last)s. Has a digit slipped?") % _span(FIRST_DAY, clock.today()))
        return day

    def clean_valid_from(self):
        month = self.cleaned_data["valid_from"]
        if month and month > shifted(month_of(clock.today()), CAPACITY_MONTHS_AHEAD):
            raise ValidationError(_("This month lies too far ahead."))
        return month


def _span(first: datetime.date, last: datetime.date) -> dict[str, datetime.date]:
    return {"first": first, "last": last}


def answers_sent(page: DraftPage, form: AnswersForm, sent) -> Answers:
    """The answers with what the page sent; what it did not show stays as it was."""
    told = form.cleaned_data
    answers = replace(page.answers, source=told["source"].strip(), started_on=told["started_on"], valid_from=told["valid_from"])
    columns = {print_: dict(own) for print_, own in answers.columns.items()}
    months, years = dict(answers.months), dict(answers.years)
    for table in page.tables():
        months |= _month_sent(table, sent)
        years |= _year_sent(table, sent)
        for choice in table.columns:
            text = sent.get(choice.field)
            now = next(option.value for option in choice.options if option.chosen)
            if text and text != now and any(option.value == text for option in choice.options):
                meaning, unit, pollutant = text.split("|")
                columns.setdefault(table.table.fingerprint, {})[choice.number] = Taken(Meaning(meaning), unit, pollutant)
    return replace(answers, columns=columns, months=months, years=years, rows=_rows_sent(page, answers, sent))


def _month_sent(table, sent) -> dict[str, int]:
    if not table.asks_month or table.month_field not in sent:
        return {}
    try:
        month = MonthField(required=False).clean(sent[table.month_field])
    except ValidationError:
        return {}
    return {table.table.sheet: month} if month else {}


def _year_sent(table, sent) -> dict[str, int]:
    text = sent.get(table.year_field, "").strip()
    is_year = table.table.asks_year and text.isascii() and text.isdecimal() and FIRST_DAY.year <= int(text) <= clock.today().year
    return {table.table.sheet: int(text)} if is_year else {}


def not_read(page: DraftPage, sent) -> list[str]:
    """Months and years as they were typed that can't be; nothing of them is kept."""
    read = (
        (table, field, of) for table in page.tables() for field, of in ((table.month_field, _month_sent), (table.year_field, _year_sent))
    )
    return [text for table, field, of in read if (text := sent.get(field, "").strip()[:20]) and not of(table, sent)]


def _rows_sent(page: DraftPage, answers: Answers, sent) -> dict[str, RowAnswer]:
    """Only what differs from what the sheet itself tells is an answer."""
    rows = dict(answers.rows)
    districts = {one.code for one in districts_in(page.draft.division_id)}
    for choice in page.plants():
        key, told = choice.key, choice.told
        if f"row:{key}" not in sent:
            continue
        before = answers.of(key)
        name = sent.get(f"name:{key}", "").strip()[:80]
        district = sent.get(f"district:{key}", "")
        plant = sent.get(f"plant:{key}", "")
        shown = next((option.value for option in choice.plants if option.chosen), "")
        rows[key] = RowAnswer(
            district=district if district in districts and district != told.told_district else "",
            plant=before.plant if plant == shown else plant if plant == NEW or plant.isdecimal() else "",
            name=before.name if name in ("", told.name) else name,
            left_out=f"left_out:{key}" in sent,
        )
    for key in sent.getlist("taken_in"):
        rows[key] = replace(answers.of(key), left_out=False)
    return {key: one for key, one in rows.items() if not one.is_empty}


class WaitingForm(forms.Form):
    """The districts of waiting plants, or the start of plants whose start nobody knows."""

    reason = forms.CharField(
        label=_("Where you know it from"), max_length=200, help_text=_("It is kept in the journal."), widget=forms.TextInput
    )


def readable(answers: Answers) -> dict:
    """Answers as the draft keeps them: only what JSON holds."""
    return json.loads(json.dumps(answers.told()))
