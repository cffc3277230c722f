"""Why a file can't be read, in whole sentences."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "empty": _("The file is empty."),
    "bytes": _("The file has more than %(most)d kB."),
    "kind": _("The file is neither a workbook (.xlsx, .xls) nor a table of text (.csv)."),
    "web page": _("The file is a web page or XML that bears the name of a workbook. Open it in Excel or WPS and save it as .xlsx."),
    "binary workbook": _("The file is an .xlsb workbook. Open it in Excel and save it as .xlsx."),
    "open document": _("The file is an OpenDocument sheet (.ods). Open it and save it as .xlsx."),
    "password": _("The workbook has a password. Save it without one."),
    "damaged": _("The file is damaged. Open it, save it again as .xlsx and try once more."),
    "parts": _("The workbook consists of too many parts, or of two with one name."),
    "outside": _("The workbook holds parts that lie outside of it."),
    "packing": _("The workbook is packed in an unusual way. Open it and save it again as .xlsx."),
    "bomb": _("Unpacked, the workbook would be far too large."),
    "active": _("The workbook holds macros, embedded files or links to other files. Save it as .xlsx without them."),
    "unusual": _("The workbook holds unusual parts. Open it and save it again as .xlsx."),
    "order": _("The workbook names a row or cell twice, or out of order. Open it and save it again as .xlsx."),
    "range": _("A sheet has more than %(rows)d rows or %(columns)d columns. Delete what does not belong there."),
    "sheets": _("The workbook has more than %(most)d sheets. Delete those that do not belong here."),
    "no sheet": _("The workbook has no sheet."),
    "text": _("The cells hold far more text than a table of figures. Delete what does not belong there."),
    "character": _("The cell %(place)s holds a character that no text has. Type its content anew."),
    "hidden sheet": _("The workbook has a hidden sheet. Show it or delete it, so that nothing is read unseen."),
    "hidden": _("A sheet has hidden rows or columns, or values below merged cells (%(place)s). Show them, so that nothing is read unseen."),
    "readers": _(
        "Two programs that read the file independently do not agree on what it says, first at %(places)s. "
        "Open it, save it again as .xlsx and try once more."
    ),
    "limits": _("The file could not be read within the limits of time and memory. Leave only the table in it and save it as .xlsx."),
    "busy": _("Too many files are being read right now. Send the file again in a minute."),
    "encoding": _("The text of the file is written neither in UTF-8 nor in GB18030. Save the table as .xlsx."),
    "which encoding": _("The text of the file may be UTF-8 as well as GB18030, and would say different things. Save the table as .xlsx."),
    "which delimiter": _("The columns of the file may be told apart in more than one way. Save the table as .xlsx."),
    "quotes": _("Row %(row)d of the file has quotation marks in the wrong place. Save the table as .xlsx."),
}


def sentence(code: str, values: dict) -> str:
    return str(WORDS[code]) % values
