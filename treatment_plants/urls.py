from django.urls import path

from treatment_plants import sheet_views, views

app_name = "treatment_plants"
urlpatterns = [
    path("treatment-plants/", views.plants, name="plants"),
    path("treatment-plants/add/", views.plant_add, name="plant-add"),
    path("treatment-plants/<int:pk>/correct/", views.plant_correct, name="plant-correct"),
    path("returns/treatment-plants/<division:code>/<str:month>/", sheet_views.sheet, name="sheet"),
    path("returns/treatment-plants/<division:code>/<str:month>/withdraw/", views.sheet_withdraw, name="sheet-withdraw"),
    path("returns/treatment-plants/<division:code>/<str:month>/review/", views.sheet_review, name="sheet-review"),
]
