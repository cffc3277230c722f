"""Which state of a month a page shows: that of now, or a frozen copy that its address asks for.

`?as_of=` takes a day (yyyy-mm-dd: the copy that was the newest at its end) or the number of a copy of the month. Where there is
no such copy the answer says so; figures of today never stand under a past day.
"""

import datetime
import re
from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

import clock
from construction.standing import end_of
from dashboards.months import first_month, month_asked, month_switch
from dashboards.stands import Now, Then
from districts.models import CITY_CODE_LENGTH
from districts.queries import districts_in
from formulas.months import month_of, month_text, parse_month, shifted
from frozen.models import Freeze
from frozen.queries import freezes_of, in_force, last_month_frozen
from returns.closing import Closing
from returns.models import Kind
from tables import Table

NUMBER, DAY = re.compile(r"[1-9][0-9]{0,2}", re.ASCII), re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
A_DAY, A_MOMENT = datetime.timedelta(days=1), datetime.timedelta(microseconds=1)


class NotFrozen(Exception):
    """No copy is kept of what was asked for; says in words why."""

    def __init__(self, told: str, month: int | None = None):
        self.told, self.month = told, month
        super().__init__(told)


def with_stand(view: Callable) -> Callable:
    """Give the view `request.stand`; where no copy is kept of it, answer that."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            request.stand = stand_asked(request)
        except NotFrozen as none:
            return _none_told(request, none)
        return view(request, *args, **kwargs)

    return answer


def stand_asked(request) -> Now:
    """What the address asks for. Raises NotFrozen, and Http404 for what is no month, day or number."""
    text, divisions = request.GET.get("as_of", ""), request.user.divisions
    if not text:
        return Now(divisions, month_asked(request))
    if len(divisions) < CITY_CODE_LENGTH:
        raise NotFrozen(_("Copies are kept city by city, and your account sees more than one city."))
    return Then(divisions, _copy_of_number(request, int(text)) if NUMBER.fullmatch(text) else _copy_of_day(request, day_of(text)))


def day_of(text: str) -> datetime.date:
    """A day of an address; one that has not come is none."""
    try:
        day = datetime.date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise Http404(_("There is no such day."))
    if day > clock.today():
        raise NotFrozen(_("%(day)s has not come yet.") % {"day": day})
    return day


def end_of_day(day: datetime.date) -> datetime.datetime:
    """The first moment after a day in Chinese time."""
    return timezone.make_aware(datetime.datetime.combine(day + A_DAY, datetime.time()), timezone.get_default_timezone())


def last_moment(day: datetime.date) -> datetime.datetime:
    """The end of a day, or now where it has not ended."""
    return min(end_of_day(day) - A_MOMENT, clock.now())


def _copy_of_number(request, number: int) -> Freeze:
    month = month_asked(request)
    found = freezes_of(request.user.divisions, month).filter(number=number).first()
    if found is None:
        told = _("There is no copy no. %(number)d of %(month)s.") % {"number": number, "month": month_text(month)}
        raise NotFrozen(f"{told} {_why_none(request.user.divisions, month)}".strip(), month)
    return found


def _copy_of_day(request, day: datetime.date) -> Freeze:
    """Of the month asked for, else of the last one that had been frozen by then."""
    divisions, before = request.user.divisions, end_of_day(day)
    month = month_asked(request) if request.GET.get("month") else last_month_frozen(divisions, before)
    if month is None:
        raise NotFrozen(_("On %(day)s no month had been frozen.") % {"day": day})
    found = in_force(divisions, month, before)
    if found is None:
        told = _("On %(day)s there was no copy of %(month)s.") % {"day": day, "month": month_text(month)}
        raise NotFrozen(f"{told} {_why_none(divisions, month)}".strip(), month)
    return found


def _why_none(divisions: str, month: int) -> str:
    """Since when there are copies, or when the first one is to come."""
    if first := freezes_of(divisions, month).first():
        return _("It was frozen first on %(day)s.") % {"day": frozen_on(first)}
    district = districts_in(divisions[:CITY_CODE_LENGTH]).first()
    deadline = Closing(district.code, Kind.TREATMENT_PLANT).deadline(district.code, month) if district else None
    if deadline and not deadline.is_closed:
        return _("The month closes at the end of %(day)s and is frozen then.") % {"day": deadline.closes_on}
    return _("The month has not been frozen.")


def frozen_on(freeze: Freeze) -> str:
    return timezone.localtime(freeze.frozen_at).strftime("%Y-%m-%d")


def _none_told(request, none: NotFrozen) -> HttpResponse:
    """As a page with the way back; to machines in their own way. Never figures."""
    asked = request.GET.get("format")
    if asked == "json":
        return JsonResponse({"error": none.told}, status=404, json_dumps_params={"ensure_ascii": False})
    if asked:
        return HttpResponse(none.told, status=404, content_type="text/plain; charset=utf-8")
    copies = freezes_of(request.user.divisions, none.month) if none.month else []
    context = {"told": none.told, "month": month_text(none.month) if none.month else "", "copies": [copy_told(one) for one in copies]}
    return render(request, "parts/not_frozen.html", context, status=404)


def copy_told(freeze: Freeze) -> dict:
    """A copy as pages name it."""
    return {
        "key": freeze.key,
        "number": freeze.number,
        "month": month_text(freeze.month),
        "frozen_on": frozen_on(freeze),
        "seal": freeze.short_seal,
    }


def stand_context(request, table: Table | None = None) -> dict:
    """The switch between months, and which state is shown; the table's files carry the same."""
    stand = request.stand
    copies = list(freezes_of(stand.divisions, stand.month)) if len(stand.divisions) >= CITY_CODE_LENGTH else []
    context = month_switch(stand.month) | {"copies": [copy_told(one) for one in copies], "today": clock.today().isoformat()}
    if stand.freeze is None:
        return context
    as_of = request.GET["as_of"]
    told = copy_told(stand.freeze) | {
        "day": as_of if DAY.fullmatch(as_of) else "",
        "frozen_at": timezone.localtime(stand.freeze.frozen_at).isoformat(timespec="seconds"),
        "whole_seal": stand.freeze.seal,
    }
    if table is not None:
        _mark(table, told, request.GET.get("format", ""))
    keeps = f"&as_of={told['day']}" if told["day"] else ""
    # A month that had not been frozen by that day can't be shown as it stood.
    later = parse_month(context["later"]) if context["later"] else None
    if later and (not keeps or in_force(stand.divisions, later, end_of_day(day_of(told["day"]))) is None):
        context["later"] = ""
    return context | {"past": told, "keeps": keeps, "earlier": context["earlier"] if keeps else ""}


def _mark(table: Table, told: dict, wanted: str) -> None:
    """Let the files of a table say which copy they are of; the page says it above the table."""
    title = _("%(title)s (copy no. %(number)d of %(month)s, frozen on %(day)s)") % {
        "title": table.title,
        "number": told["number"],
        "month": told["month"],
        "day": told["frozen_on"],
    }
    table.title = title if wanted else table.title
    table.frozen = {
        "as_of": told["day"] or told["frozen_on"],
        "month": told["month"],
        "number": told["number"],
        "frozen_at": told["frozen_at"],
        "seal": told["whole_seal"],
    }


def moment_shown(request) -> datetime.datetime | None:
    """The moment of what stands on a page beside figures, and is worked out from kept history: the end of the day or month asked
    for, or when the copy asked for was made. None where the present is asked for.
    """
    text = request.GET.get("as_of", "")
    if DAY.fullmatch(text):
        return last_moment(day_of(text))
    if request.stand.freeze:
        return request.stand.freeze.frozen_at
    return min(end_of(request.stand.month), clock.now()) if request.GET.get("month") else None


def past_day(request) -> datetime.date | None:
    """The day that `as_of` asks for, of rankings that are worked out from kept history; None where it asks for none.

    Before every plan there is no history, and no rule to rank by.
    """
    text = request.GET.get("as_of", "")
    try:
        day = day_of(text) if text else None
    except NotFrozen as early:
        raise Http404(early.told) from None
    if day and month_of(day) < first_month():
        raise Http404(_("This day lies before the first plan."))
    return day


def stand_before(stand: Now) -> Now | None:
    """The month before, in the state that belongs beside this one: now, or the copy that was the newest when this one was made."""
    if stand.freeze is None:
        return stand.month_before()
    freeze = in_force(stand.divisions, shifted(stand.month, -1), stand.freeze.frozen_at)
    return Then(stand.divisions, freeze) if freeze else None
