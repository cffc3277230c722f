"""The account of a quota: what its document says, and what follows from it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards.accounts import quota_account
from dashboards.explanations.steps import Input, Step, at_time, less, plus
from dashboards.quotas import PLACES, Place
from formulas.units import MASS, PERCENT
from tables import Cell, figure, unit_names
from targets.ledger import Ledger
from targets.models import QuotaSet
from targets.unstated import stating


def quota_steps(place: Place, ledger: Ledger, quota_set: QuotaSet, names: dict[str, str]) -> list[Step]:
    """`names` tells the divisions that quotas were handed down to."""
    base, before, cap = ledger.base_amount(*place.key), _before(place, ledger), ledger.cap(*place.key)
    shown = {"base": _mass(base), "before": _mass(before), "cap": _mass(cap), "cut": _mass(ledger.cut(*place.key))}
    division, pollutant, year = place.key
    document = _document(stating(quota_set, place.key))
    of_last = Input(
        _("Cap of %(year)d") % {"year": year - 1},
        shown["before"].text,
        _t(),
        *_document(stating(quota_set, (division, pollutant, year - 1))),
    )
    here = Input(_("Cap"), shown["cap"].text, _t(), "#cap")
    told = [
        Step(
            "base_amount",
            _("Emission of the base year"),
            shown["base"],
            _t(),
            _("As the document gives it: the emission of the year against which the plan is measured."),
            inputs=[Input(str(ledger.base_year), shown["base"].text, _t(), *document)],
        ),
        Step(
            "cap",
            _("Cap"),
            shown["cap"],
            _t(),
            _("As the document gives it: what may be emitted in the year."),
            inputs=[Input(str(place.year), shown["cap"].text, _t(), *document)],
        ),
        Step(
            "cut",
            _("Cut of the year"),
            shown["cut"],
            _t(),
            _("The cap of the year before, in the first year the emission of the base year, less the cap of the year."),
            f"{less(shown['before'].text, shown['cap'].text)} = {shown['cut'].text}" if shown["cut"].value is not None else "",
            [of_last, here],
        ),
    ]
    for key, title, reckon, against, rule in (
        ("change_on_last_year", _("Against the year before"), ledger.change_on_last_year, "before", "T1"),
        ("change_on_base_year", _("Against the base year"), ledger.change_on_base_year, "base", "T2"),
    ):
        result = figure(reckon(*place.key), PERCENT, places=2)
        formula = f"({less(shown['cap'].text, shown[against].text)}) ÷ {shown[against].text} = {result.text} %"
        words = _("The change of the cap; a fall is negative.")
        told.append(Step(key, title, result, "%", words, formula if result.value is not None else "", [here], rule))
    return told + _handed_down(place, ledger, quota_set, names, here)


def _handed_down(place: Place, ledger: Ledger, quota_set: QuotaSet, names: dict[str, str], here: Input) -> list[Step]:
    parts = sorted(ledger.parts(*place.key), key=lambda line: line.division)
    if not parts:
        return []
    down, reserve = _mass(ledger.handed_down(*place.key)), _mass(ledger.reserve(*place.key))
    shown = [_mass(line.cap_mg).text for line in parts]
    urls = [quota_account(quota_set.pk, line.division, place.pollutant.code, place.year) for line in parts]
    return [
        Step(
            "handed_down",
            _("Handed down"),
            down,
            _t(),
            _("The caps of the next level below, without those that the line leaves out."),
            f"{plus(*shown)} = {down.text}",
            [
                Input(names.get(line.division, line.division), text, _t(), f"{url}#cap")
                for line, text, url in zip(parts, shown, urls, strict=True)
            ],
        ),
        Step(
            "reserve",
            _("Reserve"),
            reserve,
            _t(),
            _("What has been kept back: the cap less what was handed down; below zero where more was."),
            f"{less(here.text, down.text)} = {reserve.text}",
            [here, Input(_("Handed down"), down.text, _t(), "#handed_down")],
            "T9",
        ),
    ]


def _before(place: Place, ledger: Ledger) -> int | None:
    division, pollutant, year = place.key
    return ledger.cap(division, pollutant, year - 1)


def _mass(mg: int | None) -> Cell:
    return figure(mg, MASS, places=PLACES)


def _t() -> str:
    return str(unit_names.MASS)


def _document(one: QuotaSet) -> tuple[str, str]:
    """Where the document stands, and who proposed and who confirmed it."""
    told = [
        f"{one.document_number}, {one.issuing_body}, {one.document_date.isoformat()}",
        _("proposed by %(person)s on %(time)s") % {"person": one.uploaded_by, "time": at_time(one.uploaded_at)},
    ]
    if one.decided_at:
        told.append(_("confirmed by %(person)s on %(time)s") % {"person": one.decided_by, "time": at_time(one.decided_at)})
    return reverse("dashboards:quota-set", args=[one.pk]), "；".join(told)
