from django.urls import path

from accounts.rooms import Room

photo_views = Room("visits.photo_views")
views = Room("visits.views")

app_name = "visits"
urlpatterns = [
    path("", views.visits, name="visits"),
    path("add/", views.visit_add, name="visit-add"),
    path("instructions/", views.instructions, name="instructions"),
    path("instructions/<int:pk>/answer/", views.instruction_answer, name="instruction-answer"),
    path("instructions/<int:pk>/decide/", views.instruction_decide, name="instruction-decide"),
    path("<int:pk>/", views.visit, name="visit"),
    path("<int:pk>/correct/", views.visit_correct, name="visit-correct"),
    path("<int:pk>/problems/add/", views.finding_add, name="finding-add"),
    path("<int:pk>/photos/add/", views.photos_add, name="photos-add"),
    path("<int:pk>/measures/add/", views.measures_add, name="measures-add"),
    path("photos/<int:pk>/", photo_views.photo, name="photo"),
    path("photos/<int:pk>/small/", photo_views.photo_small, name="photo-small"),
]
