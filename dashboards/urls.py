from django.urls import path

from dashboards import explanation_views, outlook_views, quota_views, ranking_views, views

app_name = "dashboards"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("rankings/plant-load/", views.plant_load, name="plant-load"),
    path("rankings/districts/", ranking_views.districts, name="districts"),
    path("rankings/inlet-concentration/", ranking_views.inlet_concentration, name="inlet-concentration"),
    path("rankings/headroom/", outlook_views.headroom, name="headroom"),
    path("forecast/", outlook_views.forecast, name="forecast"),
    path("explanations/plants/<int:pk>/<str:month>/", explanation_views.plant_explanation, name="plant-explanation"),
    path(
        "explanations/divisions/<division:code>/<slug:pollutant>/<str:month>/",
        explanation_views.division_explanation,
        name="division-explanation",
    ),
    path("targets/", quota_views.targets, name="targets"),
    path("targets/quotas/", quota_views.quota_sets, name="quota-sets"),
    path("targets/quotas/<int:pk>/", quota_views.quota_set, name="quota-set"),
    path("targets/quotas/uploads/<int:pk>/", quota_views.quota_preview, name="quota-preview"),
    path("treatment-plants/<int:pk>/", views.plant, name="plant"),
    path("returns/", views.returns, name="returns"),
    path("journal/", views.journal, name="journal"),
    path("jobs/", views.jobs, name="jobs"),
    path("freshness/", views.freshness, name="freshness"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
