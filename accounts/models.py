from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import PERMISSIONS, Permission, Role
from districts.models import Division

USERNAME_TAKEN = _("Somebody else has this user name.")


class Everybody(BaseUserManager):
    def get_by_natural_key(self, username: str):
        """Whoever signs in may type the name in capitals."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person with one role in one division. There are no superusers."""

    username = models.CharField(
        _("user name"),
        max_length=50,
        unique=True,
        validators=[UnicodeUsernameValidator(message=_("A user name consists of letters, digits and the signs @ . + - _ only."))],
        error_messages={"unique": USERNAME_TAKEN},
    )
    name = models.CharField(_("name"), max_length=50)
    office = models.CharField(_("office"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)  # where reminders go, once a day at most
    role = models.CharField(_("role"), max_length=32, choices=Role)
    division = models.ForeignKey(Division, models.PROTECT, verbose_name=_("division"), null=True, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    # Set with every password that somebody else has chosen; until it is changed no page opens.
    must_change_password = models.BooleanField(default=False, editable=False)

    objects = Everybody()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "role"]

    class Meta:
        ordering = ["username"]
        # t1 and T1 are one name to everybody who reads them.
        constraints = [models.UniqueConstraint(Lower("username"), name="username_once_in_any_case")]

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
        return {name: getattr(self, name) for name in ("name", "office", "email", "role", "division_id", "is_active")}


class FailedSignIn(models.Model):
    """One wrong password. Rows older than the time for which they count are deleted with the next one (accounts/tries.py)."""

    name_mark = models.CharField(max_length=64)  # of the name that was tried, whether or not anybody has it
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["name_mark", "at"], name="failed_sign_in_name"),
            models.Index(fields=["address", "at"], name="failed_sign_in_address"),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.address}"
