from django.urls import path

from dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("rankings/plant-load/", views.plant_load, name="plant-load"),
    path("treatment-plants/<int:pk>/", views.plant, name="plant"),
    path("returns/", views.returns, name="returns"),
    path("journal/", views.journal, name="journal"),
    path("jobs/", views.jobs, name="jobs"),
    path("freshness/", views.freshness, name="freshness"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
