"""Closed months of a project and of a power unit that are corrected, and photos of a project's months."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from accounts.models import User
from construction.models import Progress, Project
from construction.photos.actions import add_photos
from construction.progress import correction_actions as progress
from construction.progress.entries import entry_of
from formulas.units import PERCENT
from photos import read_photo
from photos.taken import Pictures
from power_plants import correction_actions as coal
from power_plants.models import CoalBurnt
from reduction_portal.demonstration.acting import Act, moment
from reduction_portal.demonstration.pictures import drawn
from returns.models import Correction, Kind, State

CHANCHENG, NANHAI = "440604", "440605"
UPGRADE, EXTENSION = "沙岗污水处理厂提标改造", "东鄱污水处理厂三期工程"
SITE = (23.0219, 113.1187)


def acts_on_other_kinds(verifier: User, officials: dict[str, User]) -> Iterator[Act]:
    """A project's August has been corrected, a unit's waits for the verifier."""
    yield Act(moment(datetime.date(2022, 9, 22), 10), partial(_correct_progress, by=officials[CHANCHENG]))
    yield Act(moment(datetime.date(2022, 9, 23), 15), partial(_confirm, by=verifier))
    yield Act(moment(datetime.date(2022, 11, 9), 14), partial(_correct_coal, by=officials[NANHAI]))
    for month, day in ((202209, datetime.date(2022, 10, 2)), (202210, datetime.date(2022, 11, 2))):
        yield Act(moment(day, 15), partial(_photograph, month, moment(day, 14, 20), by=officials[CHANCHENG]))


def _correct_progress(*, by: User) -> None:
    kept = Progress.objects.select_related("project", "monthly_return").get(project__name=UPGRADE, month=202208)
    progress.propose_correction(
        monthly_return=kept.monthly_return,
        entry=replace(entry_of(kept), installation=PERCENT.parse("42")),
        reason="监理月报复核：鼓风机安装已完成，设备安装进度少报2个百分点。",
        document_number="禅水函〔2022〕33号",
        by=by,
    )


def _confirm(*, by: User) -> None:
    for correction in Correction.objects.filter(monthly_return__kind=Kind.CONSTRUCTION, decision="proposed"):
        progress.confirm_correction(correction=correction, by=by)


def _correct_coal(*, by: User) -> None:
    accepted = CoalBurnt.objects.filter(month=202208, unit__plant__district=NANHAI, monthly_return__state=State.ACCEPTED)
    kept = accepted.select_related("monthly_return").order_by("pk").first()
    coal.propose_correction(
        monthly_return=kept.monthly_return,
        seen=kept.monthly_return.version,
        coal_kg=kept.coal_kg,
        sulphur_millionths=kept.sulphur_millionths + PERCENT.parse("0.03"),
        reason="8月第三批入炉煤化验单补齐，硫份按批次加权重新计算。",
        document_number="南环函〔2022〕62号",
        by=by,
    )


def _photograph(month: int, taken_at: datetime.datetime, *, by: User) -> None:
    project = Project.objects.select_related("district").get(name=EXTENSION)
    photo = read_photo(drawn("trench", taken_at, SITE, f"{EXTENSION} {month}"))
    pictures = Pictures([photo], "生化池施工面")
    add_photos(project=project, district=project.district, month=month, pictures=pictures, by=by)
