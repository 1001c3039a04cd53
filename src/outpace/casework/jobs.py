"""Background work of casework."""

from collections.abc import Mapping

from django.utils import timezone
from procrastinate.contrib.django import app

from outpace.casework import api
from outpace.kernel import clock, jobs
from outpace.kernel.errors import Refusal
from outpace.kernel.files import FileRefused
from outpace.kernel.scope import system_actor

QUEUE = "housekeeping"


@jobs.handler(api.TRANSITION_JOB)
def apply_packs(run: jobs.Run) -> Mapping[str, object]:
    """Recompute everybody in follow-up under newly decided packs; taken up again it goes on with those not recomputed yet."""
    number = int(str(run.payload["decision"]))
    done = api.apply_packs(run.actor, number, progress=lambda seen, total: jobs.progress(run, seen, total))
    return {"changed": done.changed, "ended": done.ended, "stuck": done.stuck}


@jobs.handler(api.STAYS_JOB)
def take_stays_in(run: jobs.Run) -> Mapping[str, object]:
    """Take a long list of stays in. Stopping it keeps what is in; starting over adds nothing twice."""
    number = int(str(run.payload["load"]))
    try:
        return api.run_stays(run.actor, number, progress=lambda done, total: jobs.progress(run, done, total))
    except jobs.JobCancelled:
        api.stop_stays(number)
        raise
    except (Refusal, FileRefused) as refusal:
        api.stop_stays(number)
        raise jobs.JobProblem(str(refusal)) from refusal


@jobs.handler(api.LOOK_JOB)
def look_at_records(run: jobs.Run) -> Mapping[str, object]:
    """Search the records of stays for contacts of a case. Stopping it changes nothing; starting over begins anew."""
    number = int(str(run.payload["case"]))
    try:
        return {"look": api.run_look(run.actor, number, progress=lambda done, total: jobs.progress(run, done, total))}
    except Refusal as refusal:
        raise jobs.JobProblem(str(refusal)) from refusal


@app.periodic(cron="23 * * * *")
@app.task(name="outpace.forget_stays", queue=QUEUE, queueing_lock="outpace.forget_stays")
def forget_stays(timestamp: int) -> None:
    """Delete the stays that may not be kept any longer: every hour, so that an outage is made good."""
    api.forget_stays(system_actor("casework"))


@app.periodic(cron="*/5 * * * *")
@app.task(name="outpace.escalate_deliverables", queue=QUEUE, queueing_lock="outpace.escalate_deliverables")
def escalate_deliverables(timestamp: int) -> None:
    """Tell those above about every deliverable of an investigation, and every assistance letter, that became late since the last look."""
    api.escalate_late(system_actor("casework"))
    api.escalate_letters(system_actor("casework"))


@app.periodic(cron="17 * * * *")
@app.task(name="outpace.order_follow_up_tests", queue=QUEUE, queueing_lock="outpace.order_follow_up_tests")
def order_follow_up_tests(timestamp: int) -> None:
    """Order the tests that schedules ask for today, and those missed before: every hour, so that newcomers and an outage are made good."""
    api.order_tests(system_actor("casework"), timezone.localtime(clock.now()).date())


@app.periodic(cron="37 * * * *")
@app.task(name="outpace.draw_relooks", queue=QUEUE, queueing_lock="outpace.draw_relooks")
def draw_relooks(timestamp: int) -> None:
    """Draw from the investigations of the days that are over: every hour, so that an outage is made good."""
    api.draw_relooks(system_actor("casework"))
