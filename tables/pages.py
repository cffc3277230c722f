"""How a view answers with a table: as a page, or as the file that ?format= asks for."""

from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tables.table import Table
from tables.writers import as_csv, as_json, as_xlsx

FORMATS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": (as_json, "application/json; charset=utf-8"),
}


def table_page(request, template: str, table: Table, context: dict | None = None) -> HttpResponse:
    """Render the template with `table`, or write the table alone where the address asks for a format."""
    wanted = request.GET.get("format")
    if not wanted:
        table.downloads = [{"label": label, "url": _with_format(request, key)} for key, label in _labels().items()]
        return render(request, template, {"table": table.for_people(), "as_of": table.as_of} | (context or {}))
    if wanted not in FORMATS:
        raise Http404(_("There is no such format."))
    write, content_type = FORMATS[wanted]
    response = HttpResponse(write(table), content_type=content_type)
    if wanted != "json":
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{table.title}.{wanted}')}"
    return response


def _labels() -> dict[str, str]:
    return {"xlsx": _("Excel"), "csv": _("CSV"), "json": _("JSON")}


def _with_format(request, key: str) -> str:
    parameters = request.GET.copy()
    parameters["format"] = key
    return f"?{parameters.urlencode()}"
