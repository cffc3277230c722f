"""An invented sheet of small plants that somebody has uploaded and not loaded yet: something in it has to be asked.

Nothing of it is loaded: a city that tries its own register here finds no inflow of a register beside its own.
"""

import datetime
from collections.abc import Iterator
from functools import partial

from accounts.models import User
from reduction_portal.demonstration.acting import Act, moment
from treatment_plants.register.answers import Answers
from treatment_plants.register.forms import LIMITS, readable
from treatment_plants.register.purpose import PURPOSE
from workbooks.actions import keep_upload, mend

UPLOADED_ON = datetime.date(2022, 11, 9)
SHEET = """序号,区,污水处理厂名称,设计处理能力(万吨/日),工艺,排放标准,进水COD年均(mg/L),进水氨氮年均(mg/L)
1,三水区,南边村级污水处理站,0.05,A/O,一级B,96.5,18.2
2,三水区,迳口污水处理站,约0.08,A/O,一级B,88,16.4
3,高明区,合水污水处理站,0.1,SBR,一级B,—,—
4,,西岸污水处理站,0.06,A/O,一级B,121.3,20.1
5,高明区,杨梅污水处理站 ,0.05,A/O,一级B,104,17.5
6,高明区,杨梅污水处理站,0.08,SBR,一级B,110,17.9
,,合计,0.42,,,,
"""
DOCUMENT = "2022年镇村污水处理设施名录"


def acts_on_register(by: User) -> Iterator[Act]:
    yield Act(moment(UPLOADED_ON, 15), partial(_upload, by=by))


def _upload(*, by: User) -> None:
    draft = keep_upload(
        content=SHEET.encode("gb18030"), file_name=f"{DOCUMENT}.csv", purpose=PURPOSE, division=by.division, limits=LIMITS, by=by
    )
    answers = Answers(source=DOCUMENT)
    mend(draft=draft, texts={}, choices=readable(answers), told={"reading": ("", answers.summary)}, seen=draft.version, by=by)
