"""The words of the checks: what stops, what is asked, and what each rule looks for. Whole sentences with their numbers."""

from django.utils.translation import gettext as _

from formulas.units import CONCENTRATION, COUNT, ELECTRICITY, PERCENT, SLUDGE, VOLUME, Unit
from tables import unit_names
from treatment_plants.checks import hard, soft, values

UNITS: dict[str, tuple[Unit, str]] = {
    values.VOLUME: (VOLUME, unit_names.VOLUME),
    values.ELECTRICITY: (ELECTRICITY, unit_names.ELECTRICITY),
    values.SLUDGE: (SLUDGE, unit_names.SLUDGE),
}
OF_CONCENTRATIONS = (CONCENTRATION, unit_names.CONCENTRATION)
# A limit is reckoned, not measured: more places would only look exact.
PLACES_OF_LIMITS = 2


def problem_text(reason: str) -> str:
    """Why a value can't be."""
    return {
        hard.NEGATIVE: _("Below zero."),
        hard.TOO_MANY_DAYS: _("The month has fewer days."),
        hard.WATER_ON_NO_DAY: _("Water was treated on no day."),
        hard.NO_WATER_ON_DAYS: _("The plant ran, but treated no water: leave this blank and say why, or report 0 days and 0 water."),
        hard.CODE_WITHOUT_BLANK: _("Nothing is blank here: take the reason away, or the figure."),
        hard.NOT_A_ZERO_REPORT: _("A plant that did not run reports 0 days and 0 water: write both."),
        hard.STOPPED_BUT_TREATED: _("“Not running” belongs to the water treated: with 0 water no concentration is asked for."),
    }[reason]


def missing_text(column: str) -> str:
    """What a row lacks before it can be submitted."""
    if column.endswith("_code"):
        return _("Needed before the row can be submitted: say that the plant was not running.")
    if column == "days":
        return _("Needed before the row can be submitted.")
    return _("Needed before the row can be submitted: fill it in, or choose why it is blank.")


def shown(column: str, value: int) -> str:
    """A value with its unit, as it is typed on the sheet."""
    unit, name = UNITS.get(column, OF_CONCENTRATIONS)
    return _with_unit(unit.typed(value), str(name))


def _with_unit(text: str, name: str) -> str:
    """In English a unit may begin with a number of its own, and 69.36 10,000 t can't be read."""
    return f"{text} × {name}" if name[0].isdigit() else f"{text} {name}"


def question_text(rule: str, column: str, told: dict) -> str:
    """What is asked about a cell."""
    return _QUESTIONS[rule](column, told)


def _slip(column: str, told: dict) -> str:
    if told["against"] == "electricity":
        words = _(
            "%(value)s of water with %(wh)s Wh of electricity for each m³, usual are %(usual)s Wh: has one of the two lost a digit or its point?"
        )
        return words % {"value": shown(column, told["value"]), "wh": told["wh_m3"], "usual": told["reference"]}
    return _comparison(told) % {
        "value": shown(column, told["value"]),
        "reference": shown(column, told["reference"]),
        "times": COUNT.typed(abs(told["times"])),
    }


def _comparison(told: dict) -> str:
    against, times = told["against"], told["times"]
    if times == 0:
        return {
            "last_month": _("Zero; last month it was %(reference)s. Is that right?"),
            "last_year": _("Zero; in the same month last year it was %(reference)s. Is that right?"),
            "usual": _("Zero; usual is %(reference)s. Is that right?"),
        }[against]
    if times > 0:
        return {
            "last_month": _(
                "%(value)s is about %(times)s times as much as last month (%(reference)s): a digit too many, or the point moved?"
            ),
            "last_year": _(
                "%(value)s is about %(times)s times as much as in the same month last year (%(reference)s): a digit too many, or the point moved?"
            ),
            "usual": _("%(value)s is about %(times)s times as much as usual (%(reference)s): a digit too many, or the point moved?"),
        }[against]
    return {
        "last_month": _("%(value)s is about 1/%(times)s of last month (%(reference)s): a digit lost, or the point moved?"),
        "last_year": _("%(value)s is about 1/%(times)s of the same month last year (%(reference)s): a digit lost, or the point moved?"),
        "usual": _("%(value)s is about 1/%(times)s of what is usual (%(reference)s): a digit lost, or the point moved?"),
    }[against]


def _far(column: str, told: dict) -> str:
    words = {
        "season": _("%(value)s lies far from what this plant reported in the same season of earlier years: %(low)s to %(high)s."),
        "recent": _("%(value)s lies far from what this plant reported in the last twelve months: %(low)s to %(high)s."),
    }[told["basis"]]
    unit, name = UNITS.get(column, OF_CONCENTRATIONS)
    low, high = (str(unit.shown(told[end], min(unit.decimals, PLACES_OF_LIMITS))) for end in ("low", "high"))
    return words % {"value": shown(column, told["value"]), "low": low, "high": _with_unit(high, str(name))}


def _over_design(column: str, told: dict) -> str:
    words = _("The load rate is %(rate)s %%, more than %(most)s %%: check the water treated.")
    return words % {"rate": PERCENT.shown(told["rate"], 1), "most": PERCENT.typed(told["most"])}


def _same(column: str, told: dict) -> str:
    if column in UNITS:
        return _("%(value)s, to the last digit as last month: was it read anew?") % {"value": shown(column, told["value"])}
    return _("Inflow and outflow are to the last digit as last month: were they measured anew?")


def _opposite(column: str, told: dict) -> str:
    words = _("Electricity fell by %(less)s %% against last month, while %(more)s %% more water was treated each day.")
    return words % {"less": PERCENT.shown(told["less"], 0), "more": PERCENT.shown(told["more"], 0)}


def _round(column: str, told: dict) -> str:
    return _("%(value)s is a rounder figure than this plant usually reports: was it read or estimated?") % {
        "value": shown(column, told["value"])
    }


_QUESTIONS = {
    soft.SLIP: _slip,
    soft.FAR: _far,
    soft.OVER_DESIGN: _over_design,
    soft.SAME: _same,
    soft.OPPOSITE: _opposite,
    soft.ROUND: _round,
}


def rule_name(rule: str) -> str:
    return {
        soft.SLIP: _("A digit lost or a decimal point moved"),
        soft.FAR: _("Far from the plant's own history"),
        soft.OVER_DESIGN: _("Flow far over the design capacity"),
        soft.SAME: _("The same as last month to the last digit"),
        soft.OPPOSITE: _("Electricity falls while the flow rises"),
        soft.ROUND: _("A round number"),
    }[rule]


def rule_words(rule: str) -> str:
    """What a rule asks about, for those who answer and for those who judge the rule."""
    return {
        soft.SLIP: _(
            "Any figure that is many times more or less than last month, than the same month last year or than usual (amounts by day). "
            "Where these don't tell, the electricity for each m³ of water, against the plant's own or else what the field knows."
        ),
        soft.FAR: _(
            "Water, electricity and concentrations that lie far from the plant's own months: from the same season of the three years before, "
            "where enough is known, and from the last twelve months. The middle is the median; how far is odd depends on how much the plant's "
            "months scatter."
        ),
        soft.OVER_DESIGN: _("A load rate above this share of the design capacity, by calendar days."),
        soft.SAME: _("Water, electricity, or both cells of a pollutant that are exactly as in the month before."),
        soft.OPPOSITE: _("Less electricity than in the month before, though more water was treated (both by day)."),
        soft.ROUND: _("A figure with so many digits fewer than the plant's figures of the last twelve months usually have."),
    }[rule]


def parameter_words(key: str, amount: int) -> str:
    """A parameter of a rule with its amount."""
    return {
        "check_slip_times": _("from %(amount)s times") % {"amount": amount},
        "check_electricity_wh_m3": _("electricity of the field: %(amount)s Wh for each m³") % {"amount": amount},
        "check_far_share_millionths": _("at least %(amount)s %% from the median") % {"amount": PERCENT.typed(amount)},
        "check_far_deviations": _("at least %(amount)s robust standard deviations") % {"amount": amount},
        "check_far_least_months": _("at least %(amount)s months known") % {"amount": amount},
        "load_rate_doubtful_millionths": _("above %(amount)s %%") % {"amount": PERCENT.typed(amount)},
        "check_same_digits": _("figures of at least %(amount)s digits") % {"amount": amount},
        "check_same_pair_digits": _("inflow and outflow together at least %(amount)s digits") % {"amount": amount},
        "check_opposite_millionths": _("each by at least %(amount)s %%") % {"amount": PERCENT.typed(amount)},
        "check_round_digits": _("at least %(amount)s digits fewer") % {"amount": amount},
    }[key]
