from django.urls import path

from dashboards import quota_views, ranking_views, return_views, review_views, views

app_name = "dashboards"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("rankings/plant-load/", views.plant_load, name="plant-load"),
    path("rankings/districts/", ranking_views.districts, name="districts"),
    path("rankings/inlet-concentration/", ranking_views.inlet_concentration, name="inlet-concentration"),
    path("targets/", quota_views.targets, name="targets"),
    path("targets/quotas/", quota_views.quota_sets, name="quota-sets"),
    path("targets/quotas/<int:pk>/", quota_views.quota_set, name="quota-set"),
    path("targets/quotas/uploads/<int:pk>/", quota_views.quota_preview, name="quota-preview"),
    path("treatment-plants/<int:pk>/", views.plant, name="plant"),
    path("returns/", return_views.returns, name="returns"),
    path("inbox/", return_views.inbox, name="inbox"),
    path("returns/treatment-plants/<division:code>/<str:month>/review/", review_views.sheet_review, name="sheet-review"),
    path("returns/rules/", ranking_views.rules, name="rules"),
    path("journal/", views.journal, name="journal"),
    path("jobs/", views.jobs, name="jobs"),
    path("freshness/", views.freshness, name="freshness"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
