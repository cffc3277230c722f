"""Why an act on an uploaded file is not done. Nothing was written in any of these cases."""


class DraftRefused(Exception):
    """The act is not possible for this draft; nothing was written."""


class DraftChanged(DraftRefused):
    """Somebody has changed the draft since the page was opened."""


class DraftClosed(DraftRefused):
    """The draft is not open: it is still being read, was taken over or discarded."""


class NothingHere(DraftRefused):
    """The place lies outside of the draft's sheets, or the text is too long for a cell."""
