from django.urls import path

from accounts.rooms import Room

load_views = Room("treatment_plants.load_views")
register_views = Room("treatment_plants.register_views")
review_views = Room("treatment_plants.review_views")
sheet_views = Room("treatment_plants.sheet_views")
views = Room("treatment_plants.views")
workbook_views = Room("treatment_plants.workbook_views")

app_name = "treatment_plants"
urlpatterns = [
    path("treatment-plants/", views.plants, name="plants"),
    path("treatment-plants/add/", views.plant_add, name="plant-add"),
    path("treatment-plants/upload/", register_views.plant_upload, name="plant-upload"),
    path("treatment-plants/uploads/<int:pk>/", register_views.plant_draft, name="plant-draft"),
    path("treatment-plants/uploads/<int:pk>/consent/", register_views.plant_draft_consent, name="plant-draft-consent"),
    path("treatment-plants/uploads/<int:pk>/discard/", register_views.plant_draft_discard, name="plant-draft-discard"),
    path("treatment-plants/uploads/<int:pk>/marked/", register_views.plant_draft_marked, name="plant-draft-marked"),
    path("treatment-plants/loads/<int:pk>/", load_views.plant_load, name="plant-load"),
    path("treatment-plants/loads/<int:pk>/undo/", load_views.plant_load_undo, name="plant-load-undo"),
    path("treatment-plants/loads/<int:pk>/accept/", load_views.plant_load_accept, name="plant-load-accept"),
    path("treatment-plants/loads/<int:pk>/file/", load_views.plant_load_file, name="plant-load-file"),
    path("treatment-plants/waiting/", register_views.plants_waiting, name="plants-waiting"),
    path("treatment-plants/<int:pk>/correct/", views.plant_correct, name="plant-correct"),
    path("returns/treatment-plants/<division:code>/<str:month>/", sheet_views.sheet, name="sheet"),
    path("returns/treatment-plants/<division:code>/<str:month>/withdraw/", review_views.sheet_withdraw, name="sheet-withdraw"),
    path("returns/treatment-plants/<division:code>/<str:month>/answer/", review_views.sheet_answer, name="sheet-answer"),
    path("returns/treatment-plants/<division:code>/<str:month>/template/", workbook_views.month_template, name="month-template"),
    path("returns/treatment-plants/<division:code>/<str:month>/workbook/", workbook_views.month_upload, name="month-upload"),
    path("returns/treatment-plants/<division:code>/<str:month>/workbook/<int:pk>/", workbook_views.month_workbook, name="month-workbook"),
    path(
        "returns/treatment-plants/<division:code>/<str:month>/workbook/<int:pk>/marked/",
        workbook_views.month_workbook_marked,
        name="month-workbook-marked",
    ),
]
