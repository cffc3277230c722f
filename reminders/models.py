from django.conf import settings
from django.db import models


class Digest(models.Model):
    """One e-mail a day for one person with everything that waits. The row is claimed before it is sent: two jobs send one."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="digests")
    day = models.DateField()
    claimed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)  # why it could not be sent; it is then tried again
    matters = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="digest_once_a_day")]

    def __str__(self):
        return f"{self.person_id} {self.day}"
