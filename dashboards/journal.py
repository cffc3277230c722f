"""The journal as people read it: names instead of keys, units instead of base numbers."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Role
from dashboards import journal_power as power
from dashboards.journal_projects import ProjectWords
from dashboards.lamps import state_word
from districts.levels import Level
from districts.models import Division
from formulas.units import CAPACITY, CONCENTRATION, MASS
from journal.models import Event, Verb
from returns.models import Decision
from tables import Column, Table, plain, unit_names
from tables.cells import NO_DATA
from tables.words import listed
from targets.models import Pollutant
from treatment_plants.models import BlankCode
from treatment_plants.questions.words import UNITS, rule_name, shown
from visits.models import State as InstructionState

LABELS = {
    "days": gettext_lazy("Days in operation"),
    "volume_m3": gettext_lazy("Water treated"),
    "note": gettext_lazy("Note"),
    "volume_code": gettext_lazy("Why no water treated"),
    "electricity_kwh": gettext_lazy("Electricity"),
    "sludge_kg": gettext_lazy("Sludge"),
    "question": gettext_lazy("Question"),
    "state": gettext_lazy("State"),
    "name": gettext_lazy("Name"),
    "office": gettext_lazy("Office"),
    "role": gettext_lazy("Role"),
    "division_id": gettext_lazy("Division"),
    "is_active": gettext_lazy("May sign in"),
    "leader": gettext_lazy("Leader in charge"),
    "district": gettext_lazy("District"),
    "town": gettext_lazy("Town"),
    "process": gettext_lazy("Process"),
    "discharge_standard": gettext_lazy("Discharge standard"),
    "started_on": gettext_lazy("In stable operation since"),
    "closed_on": gettext_lazy("Closed on"),
    "pollutants": gettext_lazy("Pollutants measured"),
    "design_capacity": gettext_lazy("Design capacity"),
    "months_left_out": gettext_lazy("Months left out of the account"),
    "register_inflow": gettext_lazy("Inflow of the register"),
    "plants_added": gettext_lazy("Plants added"),
    "plants_changed": gettext_lazy("Plants changed"),
    "months_loaded": gettext_lazy("Months loaded"),
    "quotas_in_force": gettext_lazy("Quotas in force"),
    "issuing_body": gettext_lazy("Issuing body"),
    "document_date": gettext_lazy("Date of the document"),
    "file_name": gettext_lazy("File"),
    "sha256": gettext_lazy("SHA-256"),
    "quotas_kept": gettext_lazy("Quotas that stay as they were"),
    "cell": gettext_lazy("Cell"),
    "reading": gettext_lazy("How the file is read"),
    "plan": gettext_lazy("Plan"),
    "reverses": gettext_lazy("Document undone"),
    "giver": gettext_lazy("District that gives"),
    "taker": gettext_lazy("District that receives"),
    "quota_pollutant": gettext_lazy("Pollutant"),
    "quota_year": gettext_lazy("Year"),
    "quota_mg": gettext_lazy("Amount of emission quota"),
    "visited_on": gettext_lazy("Day of the visit"),
    "company": gettext_lazy("Together with"),
    "summary": gettext_lazy("What was seen"),
    "next_on": gettext_lazy("Next visit"),
    "problem": gettext_lazy("Problem found"),
    "coordinating_level": gettext_lazy("Level that coordinates"),
    "acting_level": gettext_lazy("Level that acts"),
    "instruction": gettext_lazy("Instruction"),
    "addressee": gettext_lazy("To be carried out by"),
    "instruction_due_on": gettext_lazy("Due on"),
    "instruction_state": gettext_lazy("State"),
    "whose": gettext_lazy("Done by"),
    "text": gettext_lazy("What was done"),
    "photos": gettext_lazy("Photos"),
    "viewpoint": gettext_lazy("Viewpoint"),
    "refused_act": gettext_lazy("Act that was refused"),
    "document_number": gettext_lazy("Document number"),
    "due_day": gettext_lazy("Due on day"),
    "closing_day": gettext_lazy("Closes at the end of day"),
    "ends_at": gettext_lazy("Open until"),
    "owner": gettext_lazy("Person in charge"),
    "decision": gettext_lazy("Decision"),
    "days_off": gettext_lazy("Days off"),
    "workdays": gettext_lazy("Working weekends"),
    "column": gettext_lazy("Cell"),
    "remarks": gettext_lazy("Remarks at cells"),
    "copies": gettext_lazy("Frozen copies"),
    "seal": gettext_lazy("Seal"),
}
DIVISION_FIELDS = ("division_id", "district", "town", "giver", "taker")


def journal_table(events) -> Table:
    words = Words()
    return Table(
        title=_("Journal"),
        columns=[
            Column("number", _("No."), lambda event: plain(str(event.pk)), heads_row=True),
            Column("time", _("Time"), lambda event: plain(timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M:%S"))),
            Column("person", _("Person"), lambda event: plain(str(event.actor or ""), note=event.address or "")),
            Column("act", _("Act"), lambda event: plain(event.get_verb_display())),
            Column("subject", _("Subject"), lambda event: plain(event.subject_name), wraps=True),
            Column("changes", _("Before → after"), lambda event: plain("；".join(words.changes(event))), wraps=True),
            Column("reason", _("Reason"), lambda event: plain(event.reason), wraps=True),
        ],
        records=events,
        empty_text=_("Nothing has happened yet."),
    )


class Words:
    """Keys and values of events in the reader's language. Reference names are read once for a page."""

    def __init__(self):
        self.symbols = {pollutant.code: pollutant.symbol for pollutant in Pollutant.objects.all()}
        self.projects = ProjectWords()
        self.divisions = {division.code: str(division) for division in Division.objects.all()}

    def changes(self, event: Event) -> list[str]:
        return [
            _("%(what)s: %(before)s → %(after)s")
            % {
                "what": self.label(name, event),
                "before": self.value(name, event.before.get(name), event),
                "after": self.value(name, after, event),
            }
            for name, after in event.after.items()
        ]

    def label(self, name: str, event: Event) -> str:
        if name == "name" and event.subject.startswith("person "):
            return _("Full name")  # Chinese has another word for what plants are called
        if event.subject.startswith(power.SUBJECT) and name in power.LABELS or name in power.OF_COAL:
            return str(power.LABELS[name])
        if name in LABELS:
            return str(LABELS[name])
        pollutant, _between, side = name.removesuffix("_ug_l").rpartition("_")
        words = {"inlet": _("%(symbol)s inflow"), "outlet": _("%(symbol)s outflow"), "code": _("Why no %(symbol)s")}.get(side)
        return words % {"symbol": self.symbols.get(pollutant, pollutant)} if words else self.projects.label(name) or name

    def value(self, name: str, value, event: Event) -> str:
        if event.subject.startswith(power.SUBJECT) and name in power.LABELS or name in power.OF_COAL:
            return power.power_value(name, value)
        if value in (None, "", [], {}):
            return NO_DATA
        if name == "state":
            return state_word(value)
        if name == "refused_act":
            return str(Verb(value).label)
        if name == "days_off":
            return listed(f"{first} – {last}" if first != last else first for first, last in value)
        if name == "workdays":
            return listed(value)
        if name == "decision":
            return str(Decision(value).label)
        if name == "remarks":
            return "；".join(f"{self.label(column, event)}：{text}" for column, text in value.items())
        if name == "column":
            return self.label(value, event)
        if name == "instruction_state":
            return str(InstructionState(value).label)
        if name in ("coordinating_level", "acting_level"):
            return str(Level(value).label)
        if name == "question":
            return rule_name(value)
        if name.endswith("_code"):
            return str(BlankCode(value).label)
        if name in UNITS or name.endswith("_ug_l"):
            return shown(name, value)
        if name == "role":
            return str(Role(value).label)
        if name == "is_active":
            return _("yes") if value else _("no")
        if name in DIVISION_FIELDS:
            return self.divisions.get(value, value)
        if name == "pollutants":
            return listed(self.symbols.get(code, code) for code in value)
        if name == "quota_pollutant":
            return self.symbols.get(value, value)
        if name == "quota_mg":
            return f"{MASS.typed(value)} {unit_names.MASS}"
        if name == "months_left_out":
            return listed(value)
        if name == "design_capacity":
            return listed(f"{month} {CAPACITY.typed(amount)} {unit_names.CAPACITY}" for month, amount in value.items())
        if name == "register_inflow":
            told = ((self.symbols.get(code, code), CONCENTRATION.typed(amount) or NO_DATA) for code, amount in value.items())
            return listed(f"{symbol} {amount} {unit_names.CONCENTRATION}" for symbol, amount in told)
        return self.projects.value(name, value) or str(value)
