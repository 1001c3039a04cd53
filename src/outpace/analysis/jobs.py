"""Background work of analysis."""

from procrastinate.contrib.django import app

from outpace.analysis import api

QUEUE = "housekeeping"


@app.periodic(cron="41 3 * * *")
@app.task(name="outpace.forget_analysis_runs", queue=QUEUE, queueing_lock="outpace.forget_analysis_runs")
def forget_runs(timestamp: int) -> None:
    """Forget runs that nothing names any more."""
    api.retire()
