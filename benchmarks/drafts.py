"""How long an uploaded quota sheet takes on its way through the portal: python -m benchmarks.drafts

50 rows while the person waits; 5,000 rows and 40 columns through the job. Each beside a plain read of the same file, which is
what the machine of today is measured by. Needs a loaded demonstration (PORTAL_DATABASE_URL); what it uploads it discards.
"""

import csv
import io
import os
import time
from collections.abc import Callable

import django

SMALL, LARGE, COLUMNS = 50, 5_000, 40


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reduction_portal.settings")
    django.setup()
    for rows in (SMALL, LARGE):
        measure(rows)


def measure(rows: int) -> None:
    from django.test import Client
    from django.test.utils import override_settings

    from accounts.models import User
    from workbooks import actions
    from workbooks.models import Draft

    content, person, browser = sheet(rows), User.objects.get(username="quota"), Client()
    browser.force_login(person)
    with override_settings(ALLOWED_HOSTS=["*"]):
        plain, _rows = timed(lambda: list(csv.reader(io.StringIO(content.decode()))))
        upload, _answer = timed(lambda: browser.post("/targets/quotas/upload/", {"file": named(content)}))
        draft = Draft.objects.filter(uploaded_by=person).first()
        job, read = timed(actions.read_waiting)
        page, answer = timed(lambda: browser.get(f"/targets/quotas/drafts/{draft.pk}/"))
    actions.discard(draft=draft, by=person)
    print(
        f"{rows} rows, {len(content) // 1024} kB: plain read {plain:.3f} s, upload {upload:.2f} s, job {job:.2f} s ({read} read), "
        f"page {page:.2f} s ({len(answer.content) // 1024} kB)"
    )


def sheet(rows: int) -> bytes:
    """A sheet of the province for all its towns, of which the city's own are few: the rest waits to be left out."""
    heads = ["地区", *(f"{year}年{what}" for year in range(2021, 2026) for what in ("控制量", "削减量"))]
    lines = [["2025年化学需氧量排放总量控制指标（吨）"], [*heads, *(f"其中：项{place}" for place in range(COLUMNS - len(heads)))]]
    lines += [[f"第{row}镇", *((row * 7919 + place * 104729) % 100_000 / 10 for place in range(COLUMNS - 1))] for row in range(rows)]
    file = io.StringIO(newline="")
    csv.writer(file).writerows(lines)
    return file.getvalue().encode()


def named(content: bytes) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = f"{len(content)}.csv"
    return file


def timed(act: Callable) -> tuple[float, object]:
    start = time.perf_counter()
    result = act()
    return time.perf_counter() - start, result


if __name__ == "__main__":
    main()
