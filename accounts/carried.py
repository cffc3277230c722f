"""What was typed into a form whose sender had been signed out meanwhile: carried across signing in, never sent in anybody's name.

The sign-in page holds it as hidden fields, so that a stranger stores nothing here. When its own sender has signed in, it is kept
in the session and the form's page offers it again, unsaved. Somebody else who signs in never sees it.
"""

from django.http import HttpRequest, QueryDict

SESSION_KEY = "carried"
# Who filled in the form: pages whose forms are carried send it along.
PERSON = "person"
# Several times a sheet of a hundred plants; more is not carried, and the browser's own way back is left.
MOST_CHARACTERS = 400_000
NOT_CARRIED = ("csrfmiddlewaretoken", "save", "submit")


def to_carry(request: HttpRequest) -> str:
    """The fields of a form as one text; empty where nothing is worth carrying."""
    if not request.POST.get(PERSON):
        return ""
    fields = request.POST.copy()
    for name in NOT_CARRIED:
        fields.pop(name, None)
    text = fields.urlencode()
    return text if len(text) <= MOST_CHARACTERS else ""


def belongs_to(text: str, person) -> bool:
    return QueryDict(text).get(PERSON) == str(person.pk)


def keep(request: HttpRequest, text: str, path: str) -> None:
    """Keep it for the person who has just signed in, until the form's page is sent again."""
    request.session[SESSION_KEY] = {"path": path, "fields": text}


def is_there(request: HttpRequest) -> bool:
    return request.session.get(SESSION_KEY, {}).get("path") == request.path


def fields(request: HttpRequest) -> QueryDict:
    return QueryDict(request.session[SESSION_KEY]["fields"])


def drop(request: HttpRequest) -> None:
    """What was carried for this page has been sent, or thrown away."""
    if is_there(request):
        del request.session[SESSION_KEY]
