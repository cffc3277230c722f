"""Why an act on power plants is refused; nothing is written then."""


class Refused(ValueError):
    """The act is not possible; nothing was written."""


class Taken(Refused):
    """There is one already: a unit of that number, a closing, a step, a word."""


class ChangedMeanwhile(Refused):
    """Somebody else has changed it since the person read it."""


class NotLater(Refused):
    """The document is not later than the one that it would replace."""


class NoGridLine(Refused):
    """What is to come first is a project of another kind."""


class NotYet(Refused):
    """A fact can't lie in the future, nor before what it follows."""


class OwnClaim(Refused):
    """Who entered a fact can't verify it."""


class WrongState(Refused):
    """The fact no longer waits for this."""
