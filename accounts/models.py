from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import PERMISSIONS, Permission, Role
from districts.models import Division


class User(AbstractBaseUser):
    """A person with one role in one division. There are no superusers."""

    username = models.CharField(_("user name"), max_length=50, unique=True, validators=[UnicodeUsernameValidator()])
    name = models.CharField(_("name"), max_length=50)
    office = models.CharField(_("office"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=32, choices=Role)
    division = models.ForeignKey(Division, models.PROTECT, verbose_name=_("division"), null=True, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    # Set with every password that somebody else has chosen; until it is changed no page opens.
    must_change_password = models.BooleanField(default=False, editable=False)

    objects = BaseUserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name", "role"]

    class Meta:
        ordering = ["username"]

    def __str__(self):
        return self.name

    @property
    def divisions(self) -> str:
        """The scope in which the role holds; empty (nobody's) where no division has been given."""
        return self.division_id or ""

    def may(self, permission: Permission) -> bool:
        return self.is_active and permission in PERMISSIONS.get(self.role, frozenset())

    def told(self) -> dict:
        """What an administrator may change, as forms and the journal know it."""
        return {name: getattr(self, name) for name in ("name", "office", "role", "division_id", "is_active")}
