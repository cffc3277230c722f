"""{% visits_of "plant" plant.pk %}: the visits of a record, on its own page, with the button that records a new one."""

from django import template
from django.urls import reverse

import clock
from accounts.roles import Permission
from visits import queries
from visits.tables import visit_table

register = template.Library()


@register.inclusion_tag("parts/visits_of.html", takes_context=True)
def visits_of(context, kind: str, key: int) -> dict:
    person = context["request"].user
    listed = queries.with_counts(queries.visits_of(person.divisions, kind, key), clock.today())
    may_record = person.may(Permission.RECORD_VISITS)
    url = f"{reverse('visits:visit-add')}?kind={kind}&key={key}" if may_record else ""
    return {"visits": visit_table(listed, with_subject=False).for_people(), "record_url": url}
