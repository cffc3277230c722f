from django.urls import path

from accounts.rooms import Room

views = Room("accounts.views")

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("password/", views.password_change, name="password-change"),
    path("email/", views.email_change, name="email-change"),
    path("people/", views.people, name="people"),
    path("people/add/", views.person_add, name="person-add"),
    path("people/<int:pk>/", views.person_change, name="person-change"),
    path("people/<int:pk>/password/", views.person_password, name="person-password"),
    path("leaders/", views.leaders, name="leaders"),
    path("leaders/<division:code>/", views.leader_change, name="leader-change"),
]
