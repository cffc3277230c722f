from django.urls import path

from accounts.rooms import Room

draft_views = Room("targets.draft_views")
views = Room("targets.views")

app_name = "targets"
urlpatterns = [
    path("targets/quotas/template/", views.quota_template, name="quota-template"),
    path("targets/quotas/upload/", views.quota_upload, name="quota-upload"),
    path("targets/quotas/drafts/<int:pk>/", draft_views.quota_draft, name="quota-draft"),
    path("targets/quotas/drafts/<int:pk>/marked/", draft_views.quota_draft_marked, name="quota-draft-marked"),
    path("targets/quotas/drafts/<int:pk>/file/", draft_views.quota_draft_file, name="quota-draft-file"),
    path("targets/quotas/drafts/<int:pk>/progress/", draft_views.quota_draft_progress, name="quota-draft-progress"),
    path("targets/quotas/move/", views.quota_move, name="quota-move"),
    path("targets/quotas/<int:pk>/undo/", views.quota_undo, name="quota-undo"),
    path("targets/quotas/uploads/<int:pk>/confirm/", views.quota_confirm, name="quota-confirm"),
    path("targets/quotas/uploads/<int:pk>/refuse/", views.quota_refuse, name="quota-refuse"),
    path("targets/quotas/<int:pk>/file/", views.quota_file, name="quota-file"),
]
