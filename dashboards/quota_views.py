"""Pages of quotas: those in force, the documents they come from, and what a proposed one would change. Proposing and deciding stand in targets."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

import clock
from accounts.doors import needs
from accounts.roles import Permission
from dashboards.kept import kept
from dashboards.quota_moves import move_table, sees_all_of
from dashboards.quota_printed import correction_table, printed_of, printed_table, taken_over, total_table
from dashboards.quota_sets import consequence_table, quota_set_table
from dashboards.quotas import change_table, places, places_asked_for, quota_table, reserve_cards, reserve_table
from districts.queries import divisions_in
from tables.pages import table_page
from targets import queries
from targets.ledger import Ledger
from targets.models import QuotaKind, QuotaSet, QuotaState
from targets.queries import last_in_chain, ledger, pollutants_of, quota_set_in_force


@needs(Permission.READ_FIGURES)
@kept
def targets(request):
    """The quotas in force, all of them or those of the year and pollutant that the address asks for."""
    year = clock.last_ended_month() // 100
    in_force = quota_set_in_force(request.user.divisions, year)
    quotas = ledger(request.user.divisions, in_force)
    everything = places([quotas])
    asked = {"year": request.GET.get("year", ""), "pollutant": request.GET.get("pollutant", "")}
    wanted = places_asked_for(everything, **asked)
    if everything and not wanted:
        raise Http404(_("There is no such quota."))
    names = {division.code: str(division) for division in divisions_in(request.user.divisions)}
    context = {
        "quota_set": in_force,
        "asked": asked,
        "cards": reserve_cards(quotas, everything, year, in_force),
        "years": sorted({place.year for place in everything}),
        "pollutants": pollutants_of(year),
    }
    return table_page(request, "dashboards/targets.html", quota_table(quotas, wanted, names, in_force), context)


@needs(Permission.READ_FIGURES)
@kept
def quota_sets(request):
    """Every document: proposed and refused ones only for those who keep quotas."""
    may_keep = request.user.may(Permission.KEEP_QUOTAS)
    sets = queries.quota_sets(request.user.divisions) if may_keep else _confirmed(request)
    in_force = quota_set_in_force(request.user.divisions, clock.last_ended_month() // 100)
    context = {"may_keep": may_keep, "in_force": in_force, "changes": _changes(request, in_force).for_people() if in_force else None}
    return table_page(request, "dashboards/quota_sets.html", quota_set_table(list(sets), request.user.divisions), context)


@needs(Permission.READ_FIGURES)
@kept
def quota_set(request, pk):
    """One confirmed set against the one it replaced; also for those that have been replaced themselves."""
    found = get_object_or_404(_confirmed(request), pk=pk)
    old, new = ledger(request.user.divisions, found.replaces), ledger(request.user.divisions, found)
    decides = request.user.may(Permission.KEEP_QUOTAS) and sees_all_of(found, request.user.divisions)
    context = {
        "quota_set": found,
        "may_undo": decides and last_in_chain(found.division_id, found.plan) == found,
        "move": _move(request, found, old, new),
        "reserves": reserve_table(new, found).for_people(),
        "print_tables": _print_tables(request, found),
        "taken_over": taken_over(found),
    }
    return table_page(request, "dashboards/quota_set.html", change_table(old, new, found), context)


@needs(Permission.KEEP_QUOTAS)
def quota_preview(request, pk):
    """A proposed set with what it would change, to confirm or to refuse."""
    found = get_object_or_404(queries.own_quota_sets(request.user.divisions), pk=pk)
    month = clock.last_ended_month()
    old, new = ledger(request.user.divisions, found.replaces), ledger(request.user.divisions, found)
    context = {
        "quota_set": found,
        "is_proposed": found.state == QuotaState.PROPOSED,
        "is_overtaken": found.state == QuotaState.PROPOSED and last_in_chain(found.division_id, found.plan) != found.replaces,
        "needs_another": settings.QUOTAS_NEED_TWO_PEOPLE and found.uploaded_by_id == request.user.pk,
        "move": _move(request, found, old, new),
        "reserves": reserve_table(new, found).for_people(),
        "consequences": consequence_table(request.user.divisions, month, old, new).for_people(),
        "print_tables": _print_tables(request, found),
        "taken_over": taken_over(found),
    }
    return table_page(request, "dashboards/quota_preview.html", change_table(old, new, found), context)


def _confirmed(request):
    return queries.quota_sets(request.user.divisions).filter(state=QuotaState.CONFIRMED)


def _move(request, found: QuotaSet, old: Ledger, new: Ledger):
    """Both sides of a move, for those who see both."""
    is_shown = found.kind == QuotaKind.MOVE and sees_all_of(found, request.user.divisions)
    return move_table(found, old, new).for_people() if is_shown else None


def _print_tables(request, found: QuotaSet) -> list:
    """What the document prints; its totals for those who see all that they are totals of."""
    printed = printed_of(found)
    if printed is None:
        return []
    tables = [printed_table(printed, request.user.divisions)]
    if sees_all_of(found, request.user.divisions):
        tables += [total_table(printed), correction_table(printed)]
    return [table.for_people() for table in tables if table.rows]


def _changes(request, found: QuotaSet):
    return change_table(ledger(request.user.divisions, found.replaces), ledger(request.user.divisions, found), found)
