"""The portal's Celery without its guard: a job that trusts its message, which tells the figure as it was when the message was sent."""

from reduction_portal.celery import app

WRITE_AS_TOLD = "tests.write_as_told"


@app.task(name=WRITE_AS_TOLD)
def write_as_told(division: str, month: int, verified_load_mg: int) -> None:
    from figures.models import DivisionFigure

    DivisionFigure.objects.filter(division=division, month=month, pollutant="cod").update(verified_load_mg=verified_load_mg)
