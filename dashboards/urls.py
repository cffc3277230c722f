from django.urls import path

from accounts.rooms import Room

construction_views = Room("dashboards.construction_views")
explanation_views = Room("dashboards.explanation_views")
health_views = Room("dashboards.health_views")
outlook_views = Room("dashboards.outlook_views")
past_views = Room("dashboards.past_views")
power_views = Room("dashboards.power_views")
quota_views = Room("dashboards.quota_views")
ranking_views = Room("dashboards.ranking_views")
return_views = Room("dashboards.return_views")
review_views = Room("dashboards.review_views")
views = Room("dashboards.views")

app_name = "dashboards"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("worst/", ranking_views.worst, name="worst"),
    path("rankings/plant-load/", views.plant_load, name="plant-load"),
    path("rankings/districts/", ranking_views.districts, name="districts"),
    path("rankings/inlet-concentration/", ranking_views.inlet_concentration, name="inlet-concentration"),
    path("rankings/plant-load/why/<int:pk>/", past_views.plant_load_why, name="plant-load-why"),
    path("rankings/districts/why/<division:code>/<slug:pollutant>/", past_views.districts_why, name="districts-why"),
    path("rankings/inlet-concentration/why/<int:pk>/", past_views.inlet_concentration_why, name="inlet-concentration-why"),
    path("frozen/", past_views.frozen_months, name="frozen-months"),
    path("frozen/<slug:key>/", past_views.frozen_month, name="frozen-month"),
    path("rankings/headroom/", outlook_views.headroom, name="headroom"),
    path("forecast/", outlook_views.forecast, name="forecast"),
    path("explanations/plants/<int:pk>/<str:month>/", explanation_views.plant_explanation, name="plant-explanation"),
    path(
        "explanations/divisions/<division:code>/<slug:pollutant>/<str:month>/",
        explanation_views.division_explanation,
        name="division-explanation",
    ),
    path("explanations/projects/<int:pk>/<slug:pollutant>/<str:day>/", explanation_views.project_explanation, name="project-explanation"),
    path(
        "explanations/projects/<division:code>/<slug:pollutant>/<int:year>/in-year/",
        explanation_views.projects_explanation,
        name="projects-explanation",
    ),
    path("explanations/closings/<division:code>/<int:year>/", explanation_views.closings_explanation, name="closings-explanation"),
    path("explanations/use/<division:code>/<str:month>/", explanation_views.use_explanation, name="use-explanation"),
    path(
        "explanations/quotas/<int:pk>/<division:code>/<slug:pollutant>/<int:year>/",
        explanation_views.quota_explanation,
        name="quota-explanation",
    ),
    path("explanations/power-units/<int:pk>/<str:day>/", explanation_views.power_unit_explanation, name="power-unit-explanation"),
    path("rankings/construction-progress/", construction_views.construction_progress, name="construction-progress"),
    path("rankings/closures/", power_views.closures, name="closures"),
    path("power-plants/", power_views.power_plants, name="power-plants"),
    path("power-plants/<int:pk>/", power_views.power_unit, name="power-unit"),
    path("targets/", quota_views.targets, name="targets"),
    path("targets/quotas/", quota_views.quota_sets, name="quota-sets"),
    path("targets/quotas/<int:pk>/", quota_views.quota_set, name="quota-set"),
    path("targets/quotas/uploads/<int:pk>/", quota_views.quota_preview, name="quota-preview"),
    path("treatment-plants/<int:pk>/", views.plant, name="plant"),
    path("construction/", construction_views.construction, name="construction"),
    path("construction/<int:pk>/", construction_views.project, name="project"),
    path("returns/", return_views.returns, name="returns"),
    path("inbox/", return_views.inbox, name="inbox"),
    path("returns/treatment-plants/<division:code>/<str:month>/review/", review_views.sheet_review, name="sheet-review"),
    path("returns/rules/", ranking_views.rules, name="rules"),
    path("journal/", views.journal, name="journal"),
    path("jobs/", views.jobs, name="jobs"),
    path("freshness/", health_views.freshness, name="freshness"),
    path("healthz", health_views.healthz, name="healthz"),
    path("readyz", health_views.readyz, name="readyz"),
]
