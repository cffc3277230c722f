from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Verb(models.TextChoices):
    """What a person can have done."""

    SIGNED_IN = "signed_in", _("signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("failed to sign in")
    PERSON_ADDED = "person_added", _("added a person")
    PERSON_CHANGED = "person_changed", _("changed a person")
    PASSWORD_SET = "password_set", _("set a password")
    DIVISION_CHANGED = "division_changed", _("changed a division")
    PLANT_ADDED = "plant_added", _("added a plant")
    PLANT_CHANGED = "plant_changed", _("corrected a plant")
    PLANT_REMOVED = "plant_removed", _("removed a plant")
    PLANTS_LOADED = "plants_loaded", _("loaded a sheet of plants")
    PLANTS_UNDONE = "plants_undone", _("undid a loaded sheet of plants")
    POWER_UNIT_ADDED = "power_unit_added", _("added a power unit")
    POWER_UNIT_CHANGED = "power_unit_changed", _("corrected a power unit")
    CLOSURE_LISTED = "closure_listed", _("put a unit on the closure list")
    CLOSURE_MOVED = "closure_moved", _("replaced a planned closing date")
    CLOSURE_CHANGED = "closure_changed", _("changed grid or staff of a closing")
    CLOSURE_WORD = "closure_word", _("reported on a closing")
    CLOSURE_REOPENED = "closure_reopened", _("reported that a closed unit runs again")
    CLAIM_ENTERED = "claim_entered", _("entered a fact to be verified")
    CLAIM_ACCEPTED = "claim_accepted", _("verified a fact")
    CLAIM_REFUSED = "claim_refused", _("refused a fact")
    CLAIM_WITHDRAWN = "claim_withdrawn", _("withdrew a fact")
    QUOTAS_UPLOADED = "quotas_uploaded", _("uploaded quotas")
    QUOTA_MOVE_PROPOSED = "quota_move_proposed", _("proposed to move quotas")
    QUOTA_UNDO_PROPOSED = "quota_undo_proposed", _("proposed to undo quotas")
    QUOTAS_CONFIRMED = "quotas_confirmed", _("put quotas in force")
    QUOTAS_MOVED = "quotas_moved", _("moved quotas")
    QUOTAS_UNDONE = "quotas_undone", _("undid quotas")
    QUOTAS_REFUSED = "quotas_refused", _("refused quotas")
    FILE_UPLOADED = "file_uploaded", _("uploaded a file")
    FILE_HIDDEN_READ = "file_hidden_read", _("agreed to read hidden parts of a file")
    CELL_CORRECTED = "cell_corrected", _("corrected a cell of an uploaded file")
    FILE_READING_CHANGED = "file_reading_changed", _("changed how an uploaded file is read")
    FILE_TAKEN = "file_taken", _("took over an uploaded file")
    FILE_DISCARDED = "file_discarded", _("discarded an uploaded file")
    RETURN_SAVED = "return_saved", _("saved a return")
    RETURN_REMOVED = "return_removed", _("removed a return")
    QUESTION_ASKED = "question_asked", _("was asked about a figure")
    QUESTION_ANSWERED = "question_answered", _("answered a question")
    RETURN_SUBMITTED = "return_submitted", _("submitted a return")
    RETURN_WITHDRAWN = "return_withdrawn", _("withdrew a return")
    RETURN_SENT_BACK = "return_sent_back", _("sent a return back")
    RETURN_ACCEPTED = "return_accepted", _("accepted a return")
    PROJECT_ADDED = "project_added", _("added a project")
    PROJECT_CHANGED = "project_changed", _("corrected a project")
    PLAN_FIXED = "plan_fixed", _("fixed a project's plan")
    MILESTONE_PROMISED = "milestone_promised", _("promised a milestone")
    MILESTONE_REACHED = "milestone_reached", _("reached a milestone")
    MILESTONE_REOPENED = "milestone_reopened", _("took a milestone back")
    APPROVAL_ASKED = "approval_asked", _("asked for an approval")
    APPROVAL_PASSED_ON = "approval_passed_on", _("passed an approval on")
    APPROVAL_ANSWERED = "approval_answered", _("answered an approval")
    FUND_COMMITTED = "fund_committed", _("committed matching funds")
    FUND_MOVED = "fund_moved", _("told of matching funds")
    VISIT_RECORDED = "visit_recorded", _("recorded a visit")
    VISIT_CORRECTED = "visit_corrected", _("corrected a visit")
    PROBLEM_RECORDED = "problem_recorded", _("recorded a problem")
    PHOTOS_ADDED = "photos_added", _("added photos")
    MEASURES_REPORTED = "measures_reported", _("told what was done")
    INSTRUCTION_GIVEN = "instruction_given", _("gave an instruction")
    INSTRUCTION_ANSWERED = "instruction_answered", _("answered an instruction")
    INSTRUCTION_SENT_BACK = "instruction_sent_back", _("did not accept an answer")
    INSTRUCTION_POSTPONED = "instruction_postponed", _("moved a due date")
    INSTRUCTION_CLOSED = "instruction_closed", _("closed an instruction")
    INSTRUCTION_REOPENED = "instruction_reopened", _("opened an instruction again")
    REMARK_ANSWERED = "remark_answered", _("answered a remark")
    CORRECTION_PROPOSED = "correction_proposed", _("proposed a correction")
    RETURN_CORRECTED = "return_corrected", _("corrected a closed return")
    CORRECTION_REFUSED = "correction_refused", _("refused a correction")
    TERMS_SET = "terms_set", _("set due and closing days")
    HOLIDAYS_SET = "holidays_set", _("entered public holidays")
    OPENING_PROPOSED = "opening_proposed", _("proposed to open a month")
    MONTH_OPENED = "month_opened", _("opened a month")
    OPENING_REFUSED = "opening_refused", _("refused to open a month")
    NOT_ALLOWED = "not_allowed", _("was refused: not allowed to do this")
    SECOND_PERSON_NEEDED = "second_person_needed", _("was refused: another person has to do this")
    MONTHS_FROZEN = "months_frozen", _("froze closed months")


def verbs() -> list[tuple[str, str]]:
    """A function, so that a new verb needs no migration."""
    return Verb.choices


class Event(models.Model):
    """One thing that one person did. Rows are added and never changed; their order is that of `id`."""

    at = models.DateTimeField(_("time"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    address = models.GenericIPAddressField(null=True)
    verb = models.CharField(max_length=32, choices=verbs)
    subject = models.CharField(max_length=64)  # kind and key, e.g. "plant 12"
    subject_name = models.CharField(max_length=200)
    division = models.CharField(max_length=12, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["division", "-id"], name="journal_event_division"),
            models.Index(fields=["subject", "-id"], name="journal_event_subject"),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_name}"


class StaleMark(models.Model):
    """The figures of a division are out of date from a year on: that year, every later year of the plan, and the divisions above.

    Marks are only added by those who change records and only deleted, one by one, by the job that worked them.
    """

    division = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    # What months of the year say has changed, and not who owes one: later years change only as far as they look back.
    returns_only = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["division"], name="journal_stalemark_division")]

    def __str__(self):
        return f"{self.division} {self.year}"


class UsedKey(models.Model):
    """The key of a request that may be sent again without harm, with what was asked and what was answered.

    The answer is stored in the transaction that makes the row: without one it is seen only by whoever is answering.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    asked = models.CharField(max_length=64)  # SHA-256 of what was asked
    answer = models.JSONField(null=True)
    used_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="key_used_once")]

    def __str__(self):
        return f"{self.person_id} {self.key}"
