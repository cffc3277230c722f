"""The portal's own road: kept, read in quarantine, understood, mended, ordered, written, by the jobs that do it for people."""

from collections.abc import Mapping

SOURCE = "历年运行台账"


def load(content: bytes, name: str, mended: Mapping, by) -> None:
    """From the file to its returns. Each cell that can't be read has to be named with its reason, or the run ends."""
    from treatment_plants.register.answers import Answers
    from treatment_plants.register.forms import LIMITS
    from treatment_plants.register.orders import LOAD
    from treatment_plants.register.purpose import PURPOSE
    from treatment_plants.register.telling import kept
    from workbooks.actions import keep_upload, mend, read_waiting
    from workbooks.models import DraftOrder, OrderState
    from workbooks.order_actions import place_order, work_waiting

    draft = keep_upload(content=content, file_name=name, purpose=PURPOSE, division=by.division, limits=LIMITS, by=by)
    read_waiting()
    draft.refresh_from_db()
    named = {(one.sheet, one.row, one.column) for one in kept(draft).problems if one.text and one.remedy}
    assert named == set(mended), (named, kept(draft).problems[:3])
    draft = mend(draft=draft, texts=mended, choices=Answers(source=SOURCE).told(), told={"source": ("", SOURCE)}, seen=draft.version, by=by)
    read_waiting()
    draft.refresh_from_db()
    told = kept(draft)
    assert not told.problems, told.problems[:3]
    place_order(draft=draft, act=LOAD, details={"seen": draft.version, "plan": told.fingerprint}, by=by)
    work_waiting()
    assert DraftOrder.objects.latest("pk").state == OrderState.DONE


def forget() -> None:
    """All returns and what tells of them; plants stay. As the database's owner: journal and versions are closed to everybody else."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE returns_monthlyreturn, workbooks_draft, journal_event, journal_stalemark CASCADE")
        cursor.execute("ANALYZE")
