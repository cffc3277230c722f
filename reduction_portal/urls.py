"""Every address of the portal. A test walks this list and asks who may open what."""

from django.urls import include, path
from django.views.i18n import set_language

from accounts.doors import open_door

urlpatterns = [
    path("", include("dashboards.urls")),
    path("", include("construction.urls")),
    path("", include("treatment_plants.urls")),
    path("", include("power_plants.urls")),
    path("", include("targets.urls")),
    path("returns/", include("returns.urls")),
    path("visits/", include("visits.urls")),
    path("accounts/", include("accounts.urls")),
    path("language/", open_door("strangers choose their language too")(set_language), name="set_language"),
]
