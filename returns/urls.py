from django.urls import path

from accounts.rooms import Room

holiday_views = Room("returns.holiday_views")
opening_views = Room("returns.opening_views")
version_views = Room("returns.version_views")

app_name = "returns"
# What is returned: treatment-plants, construction or power-plants (kinds.py).
SHEET = "<slug:what>/<division:code>/<str:month>"
urlpatterns = [
    path("terms/", opening_views.terms, name="terms"),
    path("holidays/", holiday_views.holidays, name="holidays"),
    path("holidays/<int:year>/", holiday_views.holidays_enter, name="holidays-enter"),
    path("openings/", opening_views.openings, name="openings"),
    path("openings/<int:pk>/decide/", opening_views.opening_decide, name="opening-decide"),
    path(f"{SHEET}/openings/propose/", opening_views.opening_propose, name="opening-propose"),
    path(f"{SHEET}/<int:pk>/versions/", version_views.versions, name="versions"),
    path(f"{SHEET}/<int:pk>/correction/", version_views.correction, name="correction"),
    path(f"{SHEET}/<int:pk>/correction/decide/", version_views.correction_decide, name="correction-decide"),
]
