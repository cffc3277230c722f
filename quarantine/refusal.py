"""Why a stranger's file is not taken."""


class Refused(ValueError):
    """`code` names the reason for programs, `values` are told with it; the text is for people, and each kind of file has its own.

    Whoever asks may be told "busy" (too many files are being opened) and "limits" (this one took more than it may); whoever reads
    adds "damaged" and what else can be wrong.
    """

    def __init__(self, code: str, **values):
        self.code, self.values = code, values
        super().__init__(code)
