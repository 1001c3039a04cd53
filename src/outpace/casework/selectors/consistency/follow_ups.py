"""Are follow-ups what their grounds and their latest facts say, and does every ground hear of whoever it hangs on?"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from epiworks.protocol import AnchorMissing, News
from outpace.casework.choices.cases import CaseEnd
from outpace.casework.choices.follow_up import FollowUpState
from outpace.casework.models import Case, FollowUp, FollowUpCheck, FollowUpFact, FollowUpLink
from outpace.casework.rules.follow_up import Ground, hear, heard_of, scheduled, signal, stages_of, standing, without_case
from outpace.casework.rules.follow_up_daily import is_ill
from outpace.casework.selectors.consistency.standing import AT_ONCE
from outpace.casework.selectors.follow_up.grounds import carrying, ground_of, rules_of
from outpace.kernel.consistency import Difference, compare, unexpected


def follow_ups_differ() -> Iterator[Difference]:
    """What is stored of people in follow-up that their facts do not say?"""
    rows = {row.pk: row for row in FollowUp.objects.order_by("pk").iterator(chunk_size=AT_ONCE)}
    links: dict[int, list[FollowUpLink]] = defaultdict(list)
    for link in FollowUpLink.objects.filter(taken_back_at=None).order_by("pk").iterator(chunk_size=AT_ONCE):
        links[link.follow_up_id].append(link)
    yield from _latest_facts(rows)
    yield from _schedules(rows, links)
    yield from _grounds(rows, links)
    yield from _symptoms(rows)
    yield from _cases(rows)


def _latest_facts(rows: Mapping[int, FollowUp]) -> list[Difference]:
    """The follow-up repeats the latest fact about it."""
    latest = FollowUpFact.objects.order_by("follow_up_id", "-pk").distinct("follow_up_id")
    facts = {fact.follow_up_id: (fact.group, fact.place, fact.until, fact.state) for fact in latest}
    return compare(
        "latest fact of follow-up", {number: (row.group, row.place, row.until, row.state) for number, row in rows.items()}, facts
    )


def _schedules(rows: Mapping[int, FollowUp], links: Mapping[int, list[FollowUpLink]]) -> Iterator[Difference]:
    """Class, days counted from and schedule are what the grounds come to under the person's own packs."""
    for number, row in rows.items():
        rules = rules_of(row)
        stands = standing(rules, [ground_of(link) for link in links[number]])
        try:
            plan = None if stands is None else scheduled(rules, stands)
        except AnchorMissing:  # new packs count from a day nobody knows: the person keeps the schedule they had, and is shown as stuck
            continue
        yield from compare("ground of follow-up", {number: row.grounded}, {number: plan is not None})
        if stands is None or plan is None or row.state != FollowUpState.ACTIVE:
            continue
        anchors = {anchor.value: day.isoformat() for anchor, day in sorted(stands.anchors.items())}
        facts = (stands.group, anchors, stages_of(plan.value), plan.value.free_on)
        yield from compare("schedule of follow-up", {number: (row.group, row.anchors, row.stages, row.until)}, {number: facts})
        here = (str(row.place), row.stage_until.isoformat())
        if here not in {(stage["place"], stage["last"]) for stage in row.stages}:
            yield Difference("stage of follow-up", str(number), here, row.stages)


def _grounds(rows: Mapping[int, FollowUp], links: Mapping[int, list[FollowUpLink]]) -> Iterator[Difference]:
    """Every ground has come to what whoever it hangs on says: a person who became a case or lost their own ground, or an excluded case.

    People who only vouch for each other have no ground.
    """
    stand = carrying(rows, links)
    excluded = set(Case.objects.filter(closed_as=CaseEnd.EXCLUDED).values_list("pk", flat=True))
    for number, row in rows.items():
        for link in links[number]:
            plain = replace(ground_of(link), raised_to="", lost=False)
            if link.linked_id is not None:
                told = rows[link.linked_id]
                news = signal(FollowUpState(told.state), grounded=told.grounded and told.pk in stand)
                heard, _lines = heard_of(rules_of(row), ground_of(link), news)
            elif link.case_id in excluded:
                heard = without_case(rules_of(row), plain)
            else:
                heard = plain
            have, want = (link.raised_to, link.lost_at is not None), (heard.raised_to, heard.lost)
            if have != want and not _cleared_by_judgement(row, plain, link):
                yield Difference("ground", str(link.pk), have, want)


def _cleared_by_judgement(row: FollowUp, plain: Ground, link: FollowUpLink) -> bool:
    """Was this ground taken away by somebody who looked, and not by news of another person?"""
    return link.lost_at is not None and hear(rules_of(row), plain, News.FIELD_JUDGEMENT_CLEARED).value.lost


def _symptoms(rows: Mapping[int, FollowUp]) -> list[Difference]:
    latest = FollowUpCheck.objects.order_by("follow_up_id", "-day", "-half", "-at", "-recorded_at").distinct("follow_up_id")
    ill = {check.follow_up_id: True for check in latest if is_ill(check.temperature, check.symptoms)}
    return compare("symptoms of follow-up", {number: True for number, row in rows.items() if row.symptoms}, ill, nothing=False)


def _cases(rows: Mapping[int, FollowUp]) -> Iterator[Difference]:
    """Whoever became a case did so, and nobody is followed as a contact while they are one."""
    opened = dict(Case.objects.filter(closed_at=None).values_list("person_id", "pk"))
    gone = set(Case.objects.filter(closed_as=CaseEnd.EXCLUDED).values_list("pk", flat=True))
    active = [row.pk for row in rows.values() if row.state == FollowUpState.ACTIVE and row.person_id in opened]
    yield from unexpected("follow-up of an open case", active, stored="active", facts="became a case")
    became = [row.pk for row in rows.values() if row.state == FollowUpState.BECAME_CASE and (row.case_id is None or row.case_id in gone)]
    yield from unexpected("follow-up that became no case", became, stored="became a case", facts="not")
