"""Why an act on quotas is not done. Nothing was written in any of these cases."""


class QuotasRefused(Exception):
    """The act is not possible for this set; nothing was written."""


class AlreadyDecided(QuotasRefused):
    """Somebody has confirmed or refused the set before."""


class Overtaken(QuotasRefused):
    """Another set has come into force since this one was uploaded: what its preview told is no longer true."""


class OwnUpload(QuotasRefused):
    """Where two people are asked for, who proposed a set can't confirm it."""


class NotLater(QuotasRefused):
    """Only a later document replaces the one in force, and none comes twice."""


class OverAllocated(QuotasRefused):
    """The parts' caps add up to more than their division has."""


class OtherBases(QuotasRefused):
    """Quotas that stay are measured against another emission of the base year than those of the document."""


class UploadedBefore(QuotasRefused):
    """The same file, to the last byte, has been uploaded and not refused."""


class UndoneBefore(QuotasRefused):
    """Somebody has proposed before to undo the same set, and was not refused."""


class NotMovable(QuotasRefused):
    """There is no such quota to move, not that much of it, or nowhere to move it."""


class Altered(QuotasRefused):
    """The set does not hold what its act makes of the quotas before: a sum would break."""


class NotClear(QuotasRefused):
    """What was read of the file has problems, or is no longer what the page showed."""
