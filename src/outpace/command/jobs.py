"""What command does by itself: once a minute, whatever is late is raised."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

from outpace.command import api

QUEUE = "housekeeping"


@app.periodic(cron="* * * * *")
@app.task(name="outpace.escalate_tasks", queue=QUEUE, queueing_lock="outpace.escalate_tasks", pass_context=True)
def escalate_tasks(context: JobContext, timestamp: int) -> None:
    """Write down which tasks have passed half their time unread, or their deadline, until none is left."""
    while api.escalate():
        continue
