"""Due and closing days, exceptions to them, corrections of closed months, and the talk about single cells."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from accounts.models import User
from reduction_portal.demonstration.acting import Act, moment
from reduction_portal.demonstration.other_kinds import acts_on_other_kinds
from returns.models import Correction, Kind, MonthlyReturn, Opening
from returns.opening_actions import confirm_opening, propose_opening, set_terms
from treatment_plants import review_actions
from treatment_plants.entries import entry_of
from treatment_plants.models import Operation

FIRST_MONTH, DUE_DAY, CLOSING_DAY = 202001, 5, 15
FIRST_MONTH_OF_OTHERS = 202208
# The month that is corrected after it has closed, and the day on which that is confirmed.
CORRECTED_MONTH, CORRECTED_ON = 202206, datetime.date(2022, 8, 4)
NANHAI, SHUNDE, GAOMING, SANSHUI, CHANCHENG = "440605", "440606", "440608", "440607", "440604"


def acts_on_procedure(general_office: User, verifier: User, officials: dict[str, User]) -> Iterator[Act]:
    """The general office sets the days and confirms what the verifier proposes."""
    yield Act(moment(datetime.date(2020, 1, 2), 10), partial(_set_days, Kind.TREATMENT_PLANT, FIRST_MONTH, general_office))
    for minute, kind in enumerate((Kind.CONSTRUCTION, Kind.POWER_UNIT)):
        yield Act(moment(datetime.date(2022, 8, 2), 10, minute), partial(_set_days, kind, FIRST_MONTH_OF_OTHERS, general_office))
    yield from acts_on_other_kinds(verifier, officials)
    yield from _corrections(verifier, officials)
    yield from _exceptions(general_office, verifier, officials)
    yield from _talk(officials)


def _set_days(kind: Kind, valid_from: int, by: User) -> None:
    reason = "按照市污染减排统计调度制度，各区次月5日前报送，15日结账。"
    set_terms(
        kind=kind,
        division=by.division,
        valid_from=valid_from,
        due_day=DUE_DAY,
        closing_day=CLOSING_DAY,
        reason=reason,
        by=by,
    )


def _exceptions(general_office: User, verifier: User, officials: dict[str, User]) -> Iterator[Act]:
    """One is in force for a plant that was sent back, one waits for a second person."""
    opening = Opening(
        kind=Kind.TREATMENT_PLANT,
        division_id=NANHAI,
        month=202209,
        owner=officials[NANHAI],
        ends_at=moment(datetime.date(2022, 11, 19), 0),
        reason="里水厂化验台账正在由第三方复核，须在复核后重新报送9月数据。",
    )
    yield Act(moment(datetime.date(2022, 11, 8), 10), partial(_propose, opening, "里水污水处理厂", by=verifier))
    yield Act(moment(datetime.date(2022, 11, 8), 15), partial(_confirm, opening, by=general_office))
    waiting = Opening(
        kind=Kind.TREATMENT_PLANT,
        division_id=GAOMING,
        month=202210,
        owner=officials[GAOMING],
        ends_at=moment(datetime.date(2022, 11, 26), 0),
        reason="高明区在线监测平台升级，10月数据预计11月22日后才能导出。",
    )
    yield Act(moment(datetime.date(2022, 11, 9), 16), partial(_propose, waiting, "", by=verifier))


def _propose(opening: Opening, plant: str, *, by: User) -> None:
    if plant:
        opening.subject_name = plant
        opening.subject = _operation(opening.division_id, opening.month, plant).plant_id
    propose_opening(opening=opening, by=by)


def _confirm(opening: Opening, *, by: User) -> None:
    confirm_opening(opening=opening, by=by)


def _corrections(verifier: User, officials: dict[str, User]) -> Iterator[Act]:
    """One has been confirmed, one waits for the verifier."""
    ground = ("三环函〔2022〕41号", "流量计校准后复核，6月处理水量多计18万吨，按校准记录更正。")
    propose = partial(_correct, SANSHUI, CORRECTED_MONTH, "西南污水处理厂", -180_000, ground, by=officials[SANSHUI])
    yield Act(moment(datetime.date(2022, 8, 3), 9), propose)
    yield Act(moment(CORRECTED_ON, 11), partial(_confirm_correction, SANSHUI, by=verifier))
    ground = ("禅环函〔2022〕57号", "8月末一日流量漏计，按中控系统历史记录补计0.8万吨。")
    waiting = partial(_correct, CHANCHENG, 202208, "东鄱一期污水处理厂", 8_000, ground, by=officials[CHANCHENG])
    yield Act(moment(datetime.date(2022, 11, 9), 11), waiting)


def _correct(district: str, month: int, plant: str, by_m3: int, ground: tuple[str, str], *, by: User) -> None:
    operation = _operation(district, month, plant)
    entry = entry_of(operation)
    document_number, reason = ground
    review_actions.propose_correction(
        monthly_return=operation.monthly_return,
        entry=replace(entry, volume_m3=entry.volume_m3 + by_m3),
        reason=reason,
        document_number=document_number,
        by=by,
    )


def _confirm_correction(district: str, *, by: User) -> None:
    for correction in Correction.objects.filter(monthly_return__division=district, decision="proposed"):
        review_actions.confirm_correction(correction=correction, by=by)


def _talk(officials: dict[str, User]) -> Iterator[Act]:
    """The districts answer at the cells that were sent back."""
    answers = (
        (NANHAI, 202209, "里水污水处理厂", "cod_inlet_ug_l", "已联系第三方复核，预计11月16日出结果，随后重新报送。"),
        (SANSHUI, 202210, "驿岗污水处理厂", "volume_m3", "流量计已于11月7日送检，校准记录随后补上。"),
    )
    for number, (district, month, plant, column, text) in enumerate(answers):
        act = partial(_answer, district, month, plant, column, text, by=officials[district])
        yield Act(moment(datetime.date(2022, 11, 9), 9, 20 + number), act)


def _answer(district: str, month: int, plant: str, column: str, text: str, *, by: User) -> None:
    one: MonthlyReturn = _operation(district, month, plant).monthly_return
    review_actions.answer(monthly_return=one, column=column, text=text, by=by)


def _operation(district: str, month: int, plant: str) -> Operation:
    found = Operation.objects.select_related("plant", "monthly_return").prefetch_related("measurements", "plant__pollutants")
    return found.get(plant__district=district, plant__name=plant, month=month)
