from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from districts.scopes import above, inside
from targets.ledger import Ledger, Line, ledger_of
from targets.models import Medium, Parameter, Plan, Pollutant, Quota, QuotaKind, QuotaSet, QuotaState

# Rules of counting are asked of the month in which a plant began, however long ago: their earliest amount holds for all
# months before it. A threshold holds from its document on and judges no month before.
REACHES_BACK = frozenset({"count_start_offset_months"})


class NoParameter(LookupError):
    """A rule asks for a number that no document gives for that month."""


def parameter(key: str, month: int) -> int:
    """The amount of a rule's parameter that is valid in a month, in the base unit its key tells."""
    return _valid(key, month).amount


def source_of(key: str, month: int) -> str:
    """The document or proposal that a rule's parameter comes from."""
    return _valid(key, month).source


def _valid(key: str, month: int) -> Parameter:
    parameters = Parameter.objects.filter(key=key)
    found = parameters.filter(valid_from__lte=month).order_by("-valid_from").first()
    if found is None and key in REACHES_BACK:
        found = parameters.order_by("valid_from").first()
    if found is None:
        raise NoParameter(f"{key} has no value for {month}; add one to targets/reference/parameters.json")
    return found


def parameter_history(key: str) -> Callable[[int], int]:
    """The same for whoever asks for many months: reads all amounts of a parameter at once."""
    amounts = list(Parameter.objects.filter(key=key).order_by("valid_from").values_list("valid_from", "amount"))

    def at(month: int) -> int:
        known = [amount for valid_from, amount in amounts if valid_from <= month] or [
            amount for _, amount in amounts if key in REACHES_BACK
        ][:1]
        if not known:
            raise NoParameter(f"{key} has no value for {month}; add one to targets/reference/parameters.json")
        return known[-1]

    return at


def parameters(keys: Iterable[str], month: int) -> dict[str, int]:
    """The amounts of several parameters that are valid in a month, in one query. Raises NoParameter where one has none."""
    return parameters_of_months(keys, [month])[month]


def parameters_of_months(keys: Iterable[str], months: Iterable[int]) -> dict[int, dict[str, int]]:
    """The same for several months, in one query as well."""
    keys, months = list(keys), list(months)
    known = Parameter.objects.filter(key__in=keys, valid_from__lte=max(months)).order_by("valid_from")
    rows = list(known.values_list("key", "valid_from", "amount"))
    found = {month: {key: amount for key, valid_from, amount in rows if valid_from <= month} for month in months}
    for month in months:
        for key in keys:
            if key not in found[month]:
                raise NoParameter(f"{key} has no value for {month}; add one to targets/reference/parameters.json")
    return found


def parameters_in_force(keys: Iterable[str], month: int) -> dict[str, Parameter]:
    """The same with their dates and sources, for a page that shows them."""
    return {one.key: one for one in Parameter.objects.filter(key__in=list(keys), valid_from__lte=month).order_by("valid_from")}


def amounts(keys: list[str]) -> dict[str, tuple[tuple[int, int], ...]]:
    """Key → (month from which it is valid, amount) of rules' parameters, oldest first: for pages that ask for many months."""
    found: dict[str, list[tuple[int, int]]] = {key: [] for key in keys}
    for one in Parameter.objects.filter(key__in=keys).order_by("valid_from"):
        found[one.key].append((one.valid_from, one.amount))
    return {key: tuple(kept) for key, kept in found.items()}


def water_pollutants() -> QuerySet[Pollutant]:
    return Pollutant.objects.filter(medium=Medium.WATER)


def last_year_of_plan(year: int) -> int:
    """The last year of the plan to which changes in a year reach; the year itself where no plan holds it.

    A base year belongs to the plan that is measured against it.
    """
    plan = Plan.objects.filter(Q(base_year__lte=year, last_year__gte=year)).order_by("-base_year").first()
    return plan.last_year if plan else year


def last_year_to_work(year: int) -> int:
    """The end of the plan after the one that a year lies in; of a later year nobody asks for figures yet."""
    return last_year_of_plan(last_year_of_plan(year) + 1)


def first_base_year() -> int | None:
    """The year with which the account begins: no figure is compared with an earlier one. None before there is a plan."""
    return Plan.objects.order_by("base_year").values_list("base_year", flat=True).first()


def plan_starts(year: int) -> list[int]:
    """Base years of the plan that a year belongs to and of every later one."""
    in_force = Plan.objects.filter(base_year__lte=year).order_by("-base_year").values_list("base_year", flat=True).first()
    return list(Plan.objects.filter(base_year__gte=in_force or year).values_list("base_year", flat=True))


def plan_of(year: int) -> Plan | None:
    """The plan whose quotas hold in a year; a base year belongs to the plan that it ends."""
    return Plan.objects.filter(base_year__lt=year, last_year__gte=year).order_by("-base_year").first()


def quota_sets(divisions: str) -> QuerySet[QuotaSet]:
    """Sets for divisions inside the scope or above it: what is handed down to a district concerns the district."""
    scope = inside("division_id", divisions) | Q(division__in=above(divisions) if divisions else [])
    return QuotaSet.objects.filter(scope).select_related(
        "plan",
        "division",
        "replaces__plan",
        "replaces__replaces__plan",
        "move__giver",
        "move__taker",
        "move__pollutant",
        "uploaded_by",
        "decided_by",
    )


def own_quota_sets(divisions: str) -> QuerySet[QuotaSet]:
    """Sets for divisions inside the scope: those that its quota administrator decides on."""
    return quota_sets(divisions).filter(inside("division_id", divisions))


def pollutants_of(year: int) -> QuerySet[Pollutant]:
    """The pollutants of the plan whose quotas hold in a year; none where there is no plan."""
    return Pollutant.objects.filter(plan__base_year__lt=year, plan__last_year__gte=year).distinct()


def quota_set_in_force(divisions: str, year: int) -> QuotaSet | None:
    """The set whose quotas hold in a year. Where both the city and a part of it have one, the city's.

    A set without quotas stands where the first document of a chain was undone: then none are in force there.
    """
    ends = _ends_of_chains(quota_sets(divisions)).filter(plan__base_year__lt=year, plan__last_year__gte=year)
    return ends.filter(Exists(Quota.objects.filter(quota_set=OuterRef("pk")))).order_by("division_id").first()


def quota_sets_confirmed(divisions: str) -> QuerySet[QuotaSet]:
    """Every set that was ever confirmed for the scope, the city's first; `has_quotas` is False where a first document was undone."""
    confirmed = quota_sets(divisions).filter(state=QuotaState.CONFIRMED)
    return confirmed.annotate(has_quotas=Exists(Quota.objects.filter(quota_set=OuterRef("pk")))).order_by("division_id")


def in_force_at(confirmed: Iterable[QuotaSet], year: int, at: datetime) -> QuotaSet | None:
    """Of such sets the one whose quotas held in a year, as it was at a moment: what was confirmed later had not replaced any yet."""
    known = [one for one in confirmed if one.decided_at <= at]
    replaced = {one.replaces_id for one in known}
    ends = [one for one in known if one.pk not in replaced and one.has_quotas and one.plan.base_year < year <= one.plan.last_year]
    return ends[0] if ends else None


def last_in_chain(division: str, plan: Plan) -> QuotaSet | None:
    """The confirmed set of exactly this division that the next one replaces."""
    return _ends_of_chains(QuotaSet.objects.filter(plan=plan, division=division)).first()


def _ends_of_chains(sets: QuerySet[QuotaSet]) -> QuerySet[QuotaSet]:
    """The confirmed sets that no other has replaced."""
    successors = QuotaSet.objects.filter(replaces=OuterRef("pk"), state=QuotaState.CONFIRMED)
    return sets.filter(~Exists(successors), state=QuotaState.CONFIRMED)


def next_version(division: str, plan: Plan) -> int:
    """A version that no document of exactly this division has had."""
    confirmed = QuotaSet.objects.filter(plan=plan, division=division, state=QuotaState.CONFIRMED)
    return (confirmed.aggregate(last=Max("version"))["last"] or 0) + 1


def is_later(quota_set: QuotaSet) -> bool:
    """Whether a document is later than the one it would replace; any is where no quota is in force."""
    replaced = quota_set.replaces
    return replaced is None or quota_set.place > replaced.place or not replaced.quotas.exists()


def has_come_before(quota_set: QuotaSet) -> bool:
    """Whether a document of this date and version was in force already: one that was undone keeps its place."""
    same = {name: getattr(quota_set, name) for name in ("plan", "division", "document_date", "version")}
    return QuotaSet.objects.filter(**same, state=QuotaState.CONFIRMED).exists()


def was_uploaded(divisions: str, sha256: str) -> bool:
    """Whether the very file is the source of a document of this division that nobody has refused."""
    known = QuotaSet.objects.filter(division=divisions, sha256=sha256, kind=QuotaKind.DOCUMENT)
    return known.exclude(state=QuotaState.REFUSED).exists()


def quotas_of(divisions: str, quota_set: QuotaSet) -> QuerySet[Quota]:
    """The set's quotas inside the scope, in the official order."""
    return Quota.objects.filter(inside("division_id", divisions), quota_set=quota_set).select_related("division", "pollutant")


def ledger(divisions: str, quota_set: QuotaSet | None) -> Ledger:
    """The set's quotas inside the scope as an account; an empty one where there is no set."""
    if quota_set is None:
        return Ledger(base_year=0)
    quotas = quotas_of(divisions, quota_set).prefetch_related("excludes")
    return ledger_of(quota_set.plan.base_year, (_line(quota) for quota in quotas))


def _line(quota: Quota) -> Line:
    return Line(
        division=quota.division_id,
        pollutant=quota.pollutant_id,
        year=quota.year,
        base_amount_mg=quota.base_amount_mg,
        cap_mg=quota.cap_mg,
        excludes=tuple(sorted(division.code for division in quota.excludes.all())),
    )
