"""Why an act on an uploaded file is not done. Nothing was written in any of these cases."""


class DraftRefused(Exception):
    """The act is not possible for this draft; nothing was written."""


class DraftChanged(DraftRefused):
    """Somebody has changed the draft since the page was opened."""


class DraftClosed(DraftRefused):
    """The draft is not open: it is still being read, was taken over or discarded."""


class OrderRefused(Exception):
    """An order that the job has looked at can't be carried out. The code and values are kept, and told on the page."""

    def __init__(self, code: str, **values):
        self.code, self.values = code, values
        super().__init__(code)


class NothingHere(DraftRefused):
    """The place lies outside of the draft's sheets, or the text is too long for a cell."""
