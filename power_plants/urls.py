from django.urls import path

from accounts.rooms import Room

views = Room("power_plants.views")

app_name = "power_plants"
urlpatterns = [
    path("power-plants/add/", views.unit_add, name="unit-add"),
    path("power-plants/<int:pk>/correct/", views.unit_correct, name="unit-correct"),
    path("power-plants/<int:pk>/closing/<slug:kind>/", views.closing_entry, name="closing-entry"),
    path("power-plants/<int:pk>/claim/<slug:kind>/", views.claim_entry, name="claim-entry"),
    path("power-plants/<int:pk>/review/", views.claim_review, name="claim-review"),
    path("power-plants/<int:pk>/withdraw/", views.claim_withdraw, name="claim-withdraw"),
    path("returns/power-plants/<division:code>/<str:month>/", views.coal_sheet, name="coal-sheet"),
    path("returns/power-plants/<division:code>/<str:month>/review/", views.coal_review, name="coal-review"),
]
