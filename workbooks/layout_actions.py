"""Layouts that people have confirmed are remembered here."""

from collections.abc import Mapping

import clock
from accounts.models import User
from districts.models import Division
from workbooks.models import ConfirmedLayout


def remember_layouts(*, purpose: str, division: Division, mappings: Mapping[str, str], document: str, by: User) -> None:
    """Keep by fingerprint what was said about the layouts of a document, in the transaction that takes the document over."""
    for fingerprint, mapping in mappings.items():
        said = {"mapping": mapping, "confirmed_at": clock.now(), "confirmed_by": by, "document": document[:200]}
        ConfirmedLayout.objects.update_or_create(purpose=purpose, division=division, fingerprint=fingerprint, defaults=said)
