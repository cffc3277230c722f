from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

import clock
from accounts.doors import needs
from accounts.roles import Permission
from dashboards import overview as overview_page
from dashboards.accounts import use_account
from dashboards.charts import load_rate_chart
from dashboards.closure_ranking import overdue_closings
from dashboards.completion import completion
from dashboards.empty import why_no_plant
from dashboards.jobs import jobs_table, order_table, reading_table
from dashboards.journal import journal_table
from dashboards.kept import kept
from dashboards.lamps import LoadLamps
from dashboards.past import stand_before, stand_context, with_stand
from dashboards.plant import capacities_told, plant_month_table, plant_months, register_inflows_told
from dashboards.plant_load import FIRST_KNOWN, first_known, plant_load_table, ranks_of
from figures.queries import job_runs
from formulas.units import PERCENT
from journal.queries import events, events_about
from tables.pages import table_page
from treatment_plants.chosen import plants_chosen
from treatment_plants.queries import plants_in, with_capacity
from visits.queries import pressing_in
from visits.tables import instruction_table
from workbooks.queries import orders, readings

LATEST = 200
WORST = 10


@needs(Permission.READ_FIGURES, otherwise="accounts:people")
@kept
@with_stand
def overview(request):
    """The first page of everybody who reads figures; the user administrator starts at the people."""
    stand = request.stand
    lamps, ranked, doubtful = stand.load_lamps, stand.plants_by_load(), stand.doubtful()
    rows = overview_page.division_rows(stand, lamps)
    unknown, lagging = overview_page.unknown_and_lagging(ranked, lamps, doubtful)
    worst = lagging[:WORST]
    table = overview_page.division_table(rows, stand, lamps)
    context = stand_context(request, table) | {
        "cards": overview_page.cards(rows, stand, lamps),
        "unknown": unknown,
        "worst": plant_load_table(
            worst, stand, doubtful=doubtful, with_total=False, moves=False, empty_text=_("No plant with an accepted return lags.")
        ),
        "lagging": len(lagging),
        "ranking": stand.asked,
        "nothing": "" if ranked else why_no_plant(request.user, stand.month),
    }
    if stand.freeze is None:  # no copy holds what presses today
        context["cards"] += overdue_closings(request.user.divisions)
        context["asked"] = instruction_table(pressing_in(request.user.divisions, request.user, clock.today()), clock.today())
    # A file of the first page holds its last table alone: what stands above it costs nothing then.
    if not request.GET.get("format"):
        found = completion(stand, ranked_only=True)
        context |= {"completion": {"chart": found.chart, "table": found.table.for_people()}}
    return table_page(request, "dashboards/overview.html", table, context)


@needs(Permission.READ_FIGURES)
@kept
@with_stand
def plant_load(request):
    stand, chosen = request.stand, plants_chosen(request)
    lamps, ranked, before = stand.load_lamps, stand.plants_by_load(), stand_before(stand)
    nothing = "" if ranked else why_no_plant(request.user, stand.month)
    if chosen:
        keys = chosen.keys
        ranked = [one for one in ranked if one.plant_id in keys]
    table = plant_load_table(
        ranked,
        stand,
        doubtful=stand.doubtful(),
        before=ranks_of(before.plants_by_load()) if before else None,
        empty_text=nothing or _("No plant is called so."),
        # What is chosen among them adds up to no division's figure.
        account="" if chosen or not stand.divisions else stand.account(use_account(stand.divisions, stand.month)),
    )
    context = stand_context(request, table) | {
        "chosen": chosen,
        "first_known": FIRST_KNOWN if first_known(ranked) else "",
        "required": PERCENT.typed(lamps.required),
        "low": PERCENT.typed(lamps.low),
    }
    return table_page(request, "dashboards/plant_load.html", table, context)


@needs(Permission.READ_FIGURES)
@kept
def plant(request, pk):
    month = clock.last_ended_month()
    found = get_object_or_404(with_capacity(plants_in(request.user.divisions), month), pk=pk)
    months = plant_months(request.user.divisions, found, month)
    lamps = LoadLamps(month)
    drawn = [one.figure for one in reversed(months)]
    chart = load_rate_chart(found.pk, [one.month for one in drawn], [one.load_rate_millionths for one in drawn], lamps.required, lamps.low)
    context = {
        "plant": found,
        "chart": chart,
        "capacities_told": capacities_told(found),
        "register_inflows": register_inflows_told(found),
        "may_correct": request.user.may(Permission.KEEP_PLANTS),
        "corrections": journal_table(events_about(request.user.divisions, [f"plant {found.pk}"])[:LATEST]),
    }
    return table_page(request, "dashboards/plant.html", plant_month_table(months, found.pollutants.all()), context)


@needs(Permission.READ_JOURNAL)
def journal(request):
    listed = events(request.user.divisions)
    table = journal_table(listed if request.GET.get("format") else listed[:LATEST])
    return table_page(request, "dashboards/journal.html", table, {"latest": LATEST})


@needs(Permission.READ_JOBS)
def jobs(request):
    runs = job_runs()
    table = jobs_table(runs if request.GET.get("format") else runs[:LATEST])
    return table_page(
        request,
        "dashboards/jobs.html",
        table,
        {"latest": LATEST, "files": reading_table(readings()[:LATEST]), "orders": order_table(orders()[:LATEST])},
    )
