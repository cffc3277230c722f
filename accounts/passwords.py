"""Django's rules for passwords, with messages that the portal speaks itself: Django's own Chinese lacks some of them."""

from django.contrib.auth import password_validation as rules
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class NotLikeThePerson(rules.UserAttributeSimilarityValidator):
    """Neither the user name nor the person's name."""

    def __init__(self):
        super().__init__(user_attributes=("username", "name"))

    def get_error_message(self):
        return _("The password is too similar to the user name or the name.")

    def get_help_text(self):
        return _("It must not resemble the user name or the name.")


class LongEnough(rules.MinimumLengthValidator):
    def get_error_message(self):
        return ngettext(
            "The password is too short. It needs at least %(min_length)d character.",
            "The password is too short. It needs at least %(min_length)d characters.",
            self.min_length,
        ) % {"min_length": self.min_length}

    def get_help_text(self):
        return ngettext("It needs at least %(min_length)d character.", "It needs at least %(min_length)d characters.", self.min_length) % {
            "min_length": self.min_length
        }


class NotCommon(rules.CommonPasswordValidator):
    def get_error_message(self):
        return _("The password is one that many people use.")

    def get_help_text(self):
        return _("It must not be one that many people use.")


class NotOnlyDigits(rules.NumericPasswordValidator):
    def get_error_message(self):
        return _("The password consists of digits only.")

    def get_help_text(self):
        return _("It must not consist of digits only.")
