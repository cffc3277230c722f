"""What a person says on the page of a draft: columns, rows to leave out, the plan, and the head of the document."""

from collections import defaultdict
from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

import clock
from formulas.units import MASS
from targets.draft_reading import ColumnRead, TableRead
from targets.drafts import QuotaDraft
from targets.layouts import Choice, Mapping, Meaning
from targets.layouts.units import FRACTION, PERCENT, UNITS
from targets.ledger import Line, ledger_of
from targets.models import Plan, QuotaSet
from targets.queries import has_come_before, is_later, last_in_chain, ledger, next_version
from targets.unstated import Unstated, other_bases, unstated_lines
from targets.uploads import MOST_VERSION, TEXT_LENGTH

PARTS = ("meaning", "unit", "year", "pollutant", "since")


class DocumentForm(forms.Form):
    """The head of the document, as the file prints it or the person types it. After is_valid() there is the head of a new set."""

    document_number = forms.CharField(label=_("Document number"), max_length=TEXT_LENGTH)
    issuing_body = forms.CharField(label=_("Issuing body"), max_length=TEXT_LENGTH)
    document_date = forms.DateField(label=_("Date of the document"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    version = forms.IntegerField(label=_("Version"), min_value=1, max_value=MOST_VERSION)
    unstated = forms.ChoiceField(choices=Unstated, widget=forms.RadioSelect)

    def __init__(self, *args, read: QuotaDraft, **kwargs):
        printed = read.printed
        found = {"document_number": printed.number, "issuing_body": printed.body, "document_date": printed.date}
        own = {"version": next_version(read.division.code, read.plan), "unstated": Unstated.KEPT}
        said = {name: text for name, text in read.draft.choices.get("document", {}).items() if text or name != "unstated"}
        initial = found | own | said
        super().__init__(*args, initial=initial, **kwargs)
        self.replaces = last_in_chain(read.division.code, read.plan)
        self.told = read.reading.ledger_lines()
        self.unstated = unstated_lines(self.told, ledger(read.division.code, self.replaces)) if self.told else []
        self._ask_about_unstated()
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-check-input" if name == "unstated" else "form-control"
            if found.get(name) and initial[name] == found[name]:
                field.help_text = _("As the file prints it.")
        self.read = read
        self.quota_set: QuotaSet | None = None

    def clean_document_date(self):
        day = self.cleaned_data["document_date"]
        if day > clock.today():
            raise ValidationError(_("The date of the document lies in the future."))
        return day

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        head = {name: value for name, value in cleaned.items() if name != "unstated"}
        quota_set = QuotaSet(plan=self.read.plan, division=self.read.division, replaces=self.replaces, **head)
        if not is_later(quota_set):
            told = {"date": self.replaces.document_date.isoformat(), "version": self.replaces.version}
            text = _("Only a later document replaces the one in force, which is of %(date)s, version %(version)d.")
            self.add_error("document_date", ValidationError(text, params=told))
        elif has_come_before(quota_set):
            self.add_error("version", _("A document of this date and version has been in force before. Give this one a higher version."))
        if why_not := self._why_they_can_not_stay():
            self.add_error("unstated", why_not)
        self.quota_set = quota_set
        return cleaned

    @property
    def kept(self) -> list[Line]:
        """Of a valid form: quotas in force that stay, since the document says nothing of them."""
        return self.unstated if self.cleaned_data.get("unstated") == Unstated.KEPT else []

    def _ask_about_unstated(self) -> None:
        if not self.unstated:
            del self.fields["unstated"]
            return
        self.fields["unstated"].label = ngettext(
            "%(count)d quota in force, of which this sheet says nothing",
            "%(count)d quotas in force, of which this sheet says nothing",
            len(self.unstated),
        ) % {"count": len(self.unstated)}

    def _why_they_can_not_stay(self) -> str:
        if pairs := other_bases(self.told, self.kept):
            told, kept = pairs[0]
            return _(
                "They can not stay: the emission of the base year of %(division)s, %(pollutant)s, is %(told)s t here and %(kept)s t in force. Correct the cell, or cancel them."
            ) % (self._named(told) | {"told": MASS.typed(told.base_amount_mg), "kept": MASS.typed(kept.base_amount_mg)})
        combined = ledger_of(self.read.plan.base_year, [*self.told, *self.kept])
        if self.kept and (keys := combined.over_allocated(self.read.division.code)):
            line = combined.lines[keys[0]]
            told = self._named(line) | {
                "year": line.year,
                "cap": MASS.typed(line.cap_mg),
                "sum": MASS.typed(combined.handed_down(*keys[0])),
            }
            return (
                _(
                    "They can not stay: with them the parts of %(division)s, %(pollutant)s, %(year)d come to %(sum)s t, more than its cap of %(cap)s t."
                )
                % told
            )
        return ""

    def _named(self, line: Line) -> dict[str, str]:
        known = self.read.known
        return {"division": str(known.division(line.division)), "pollutant": known.pollutant(line.pollutant).symbol}


def own_tables(tables: list[TableRead]) -> dict[int, TableRead]:
    """Tables that are asked about, by their place: of several with the same layout the first speaks for all."""
    first = {}
    for number, table in enumerate(tables):
        first.setdefault(table.fingerprint, number)
    return {number: tables[number] for number in first.values()}


def choices_of(sent, read: QuotaDraft) -> tuple[dict, dict]:
    """What was chosen, and for the journal what of it changes the reading."""
    mappings, told = dict(read.draft.choices.get("mappings", {})), {}
    left_out = _rows_to_leave_out(sent, read)
    before, after = [], []
    for number, table in own_tables(read.reading.tables).items():
        if sent.get(f"t{number}") != table.fingerprint:
            continue
        old = read.mapping(table.fingerprint)
        sheets = [one.sheet for one in read.reading.tables if one.fingerprint == table.fingerprint]
        new = _mapping(sent, number, table, old, read)
        new = replace(new, ignored_rows=new.ignored_rows | {name for sheet in sheets for name in left_out[sheet]})
        if new != old:
            mappings[table.fingerprint] = new.to_json()
            before.append(_described(table, old))
            after.append(_described(table, new))
    if after:
        told["reading"] = ("; ".join(before), "; ".join(after))
    plan = Plan.objects.filter(code=sent.get("plan", "")).first()
    choices = {"mappings": mappings, "document": {name: sent.get(name, "").strip()[:200] for name in DocumentForm.base_fields}}
    if plan and plan != read.plan:
        told["plan"] = (read.plan.code, plan.code)
    kept = plan.code if plan and (plan != read.plan or "plan" in read.draft.choices) else read.draft.choices.get("plan")
    return choices | ({"plan": kept} if kept else {}), told


def _rows_to_leave_out(sent, read: QuotaDraft) -> dict[str, set[str]]:
    """Names of the ticked rows by sheet; "all" stands for every unknown division."""
    unknown = [one for one in read.reading.problems if one.kind == "division" and one.sheet]
    ticked = set(sent.getlist("leave"))
    found = defaultdict(set)
    for one in unknown:
        if "leave_all" in sent or "-".join(map(str, one.where)) in ticked:
            sheet = read.sheets[one.sheet - 1]
            found[sheet.name].add(str(sheet.cell(one.row, one.column).value))
    return found


def _mapping(sent, number: int, table: TableRead, old: Mapping, read: QuotaDraft) -> Mapping:
    columns = {}
    for column in table.columns:
        parts = {part: sent.get(f"t{number}-c{column.number}-{part}") for part in PARTS}
        # Of what the page did not ask for, what was said before stays.
        choice = old.columns.get(column.number) if parts["meaning"] is None else _choice(parts, column, read)
        if choice:
            columns[column.number] = choice
    kept = frozenset(sent.getlist(f"t{number}-out")) & old.ignored_rows
    return Mapping(table.fingerprint, columns, kept, total_is_whole=f"t{number}-total" in sent)


def _choice(parts: dict, column: ColumnRead, read: QuotaDraft) -> Choice | None:
    """Parts without a meaning belong to the one that the column has; what no select offers is left out."""
    meaning = parts["meaning"] if parts["meaning"] in {*Meaning} else ""
    unit = parts["unit"] if parts["unit"] in {*UNITS, PERCENT, FRACTION} else ""
    year = _one_of(parts["year"], [read.known.base_year, *read.known.years])
    pollutant = parts["pollutant"] if parts["pollutant"] in {one.code for one in read.known.pollutants} else ""
    since = _one_of(parts["since"], [0, read.known.base_year])
    if not meaning and (unit or year or pollutant or since is not None) and Meaning(column.meaning).is_figure:
        meaning = column.meaning
    return Choice(Meaning(meaning), unit, year, pollutant, since) if meaning else None


def _one_of(text: str | None, allowed: list[int]) -> int | None:
    return next((one for one in allowed if str(one) == text), None)


def _described(table: TableRead, mapping: Mapping) -> str:
    """In short what was said of a table, such as "Sheet1 C=cap/2022/t −XX市"."""
    addresses = {column.number: column.address for column in table.columns}
    said = [
        f"{addresses.get(number, number)}={'/'.join(str(part) for part in (choice.meaning, choice.year, choice.pollutant, choice.unit) if part)}"
        for number, choice in sorted(mapping.columns.items())
    ]
    said += [f"−{name}" for name in sorted(mapping.ignored_rows)] + ["Σ"] * mapping.total_is_whole
    return f"{table.sheet} {' '.join(said)}".strip() if said else ""
