from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from districts.models import Division
from tables import Column, Table, link, plain


def people_table(people) -> Table:
    return Table(
        title=_("People"),
        columns=[
            Column(
                "username", _("User name"), lambda one: link(one.username, reverse("accounts:person-change", args=[one.pk])), heads_row=True
            ),
            Column("name", _("Full name"), lambda one: plain(one.name)),
            Column("office", _("Office"), lambda one: plain(one.office), wraps=True),
            Column("role", _("Role"), lambda one: plain(one.get_role_display())),
            Column("division", _("Division"), lambda one: plain(str(one.division or ""))),
            Column("may_sign_in", _("May sign in"), _may_sign_in),
        ],
        records=people,
        emphasis=lambda one: "" if one.is_active else "muted",
        empty_text=_("Nobody has been added yet."),
    )


def _may_sign_in(person: User):
    if not person.is_active:
        return plain(_("no"))
    return plain(_("after a change of password") if person.must_change_password else _("yes"))


def leaders_table(divisions) -> Table:
    return Table(
        title=_("Leaders in charge"),
        columns=[
            Column("division", _("Division"), _division_cell, heads_row=True),
            Column("level", _("Level"), lambda one: plain(one.level)),
            Column("leader", _("Leader in charge"), lambda one: plain(one.leader)),
            Column("leader_office", _("Office of the leader"), lambda one: plain(one.leader_office)),
        ],
        records=divisions,
    )


def _division_cell(division: Division):
    return link(str(division), reverse("accounts:leader-change", args=[division.code]))
