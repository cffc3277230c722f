"""The page of soft checks: what each asks about, by which numbers, and how often it was right to ask (features.md 28 and 29)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from formulas.months import month_text
from formulas.rounding import rounded
from formulas.units import COUNT, PERCENT
from tables import Column, Table, figure, plain, unit_names
from targets.models import Parameter
from targets.queries import parameters_in_force
from treatment_plants.checks.soft import RULES, Rule
from treatment_plants.models import QuestionState
from treatment_plants.queries import questions_by_rule
from treatment_plants.questions.words import parameter_words, rule_name, rule_words

MILLION = 1_000_000


@dataclass(frozen=True)
class RuleRow:
    """A rule with its parameters in force and what became of its questions inside the scope."""

    rule: Rule
    parameters: list[Parameter]
    counts: dict[str, int]  # state of the question → how many

    def count(self, *states: str) -> int:
        return sum(self.counts.get(state, 0) for state in states)

    @property
    def false_alarm_rate(self) -> int | None:
        """Millionths of the answered questions whose value was correct as entered; None before any was answered."""
        answered = self.count(QuestionState.CONFIRMED, QuestionState.CORRECTED)
        return rounded(self.count(QuestionState.CONFIRMED) * MILLION, answered)


def rule_rows(divisions: str, month: int) -> list[RuleRow]:
    parameters = parameters_in_force({key for rule in RULES for key in rule.parameters}, month)
    counts = questions_by_rule(divisions)
    return [RuleRow(rule, [parameters[key] for key in rule.parameters], counts.get(rule.code, {})) for rule in RULES]


def rule_table(rows: list[RuleRow], month: int) -> Table:
    return Table(
        title=_("What the portal asks about"),
        as_of=month_text(month),
        columns=[
            Column("rule", _("Rule"), lambda row: plain(rule_name(row.rule.code)), heads_row=True),
            Column("asks_about", _("What it asks about"), lambda row: plain(rule_words(row.rule.code)), wraps=True),
            Column("parameters", _("By which numbers"), _parameters_cell, wraps=True),
            Column("source", _("Where they come from"), lambda row: plain(_sources(row)), for_machines=True),
            Column("asked", _("Asked"), lambda row: figure(row.count(*QuestionState.values), COUNT), numeric=True),
            Column("open", _("Not answered"), lambda row: figure(row.count(QuestionState.OPEN), COUNT), numeric=True),
            Column("corrected", _("Corrected"), lambda row: figure(row.count(QuestionState.CORRECTED), COUNT), numeric=True),
            Column("confirmed", _("Correct as entered"), lambda row: figure(row.count(QuestionState.CONFIRMED), COUNT), numeric=True),
            Column(
                "false_alarms",
                _("False alarms"),
                lambda row: figure(row.false_alarm_rate, PERCENT, places=1),
                unit_names.PERCENT,
                True,
            ),
        ],
        records=rows,
    )


def _parameters_cell(row: RuleRow):
    told = [_("%(words)s (since %(month)s)") % {"words": _words(one), "month": month_text(one.valid_from)} for one in row.parameters]
    return plain("；".join(told), note=_sources(row))


def _words(one: Parameter) -> str:
    return parameter_words(one.key, one.amount)


def _sources(row: RuleRow) -> str:
    return "；".join(dict.fromkeys(one.source for one in row.parameters))
