from django.urls import path

from accounts.rooms import Room

photo_views = Room("construction.photo_views")
sheet_views = Room("construction.sheet_views")
support_views = Room("construction.support_views")
views = Room("construction.views")

app_name = "construction"
urlpatterns = [
    path("construction/add/", views.project_add, name="project-add"),
    path("construction/<int:pk>/correct/", views.project_correct, name="project-correct"),
    path("construction/<int:pk>/plan/", views.project_plan, name="project-plan"),
    path("construction/milestones/<int:pk>/", views.milestone, name="milestone"),
    path("construction/<int:pk>/approvals/ask/", support_views.approval_ask, name="approval-ask"),
    path("construction/approvals/<int:pk>/", support_views.approval, name="approval"),
    path("construction/<int:pk>/funds/commit/", support_views.fund_commit, name="fund-commit"),
    path("construction/funds/<int:pk>/", support_views.fund, name="fund"),
    path("construction/photos/<int:pk>/", photo_views.photo, name="photo"),
    path("construction/photos/<int:pk>/small/", photo_views.photo_small, name="photo-small"),
    path("returns/construction/<division:code>/<str:month>/<int:pk>/photos/add/", photo_views.photos_add, name="photos-add"),
    path("returns/construction/<division:code>/<str:month>/", sheet_views.sheet, name="sheet"),
    path("returns/construction/<division:code>/<str:month>/withdraw/", sheet_views.sheet_withdraw, name="sheet-withdraw"),
    path("returns/construction/<division:code>/<str:month>/review/", sheet_views.sheet_review, name="sheet-review"),
]
