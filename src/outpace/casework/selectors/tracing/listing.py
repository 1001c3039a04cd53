"""Whom the records propose for a case: place by place, person by person, each with what it rests on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Count, Max, Min, QuerySet

from epiworks.protocol import NO_CLASS, Reason, ReasonKey, SharedPlace, Situation
from epiworks.units import PersonCount
from outpace.casework.choices.tracing import ProposalChange, ProposalState
from outpace.casework.data.tracing import EvidenceRow, LookView, PlaceRow, ProposalRow, ProposalSheet, TracedContacts
from outpace.casework.models import Case, ContactLook, ContactProposal, ProposalStay, Stay, TracedPlace
from outpace.casework.selectors.cases.briefs import stored_grounds
from outpace.casework.selectors.cases.contacts import home_of
from outpace.casework.selectors.cases.scope import may, seen
from outpace.casework.selectors.tracing.itinerary import itinerary
from outpace.kernel import places
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.privacy import PersonView, SealedPerson, reveal
from outpace.kernel.scope import Actor, AreaPath, NotAllowed, NotFound
from outpace.registry import api as registry
from outpace.registry.data import RosterEntry

DONE = (ProposalState.JUDGED, ProposalState.DISMISSED)


def traced_contacts(actor: Actor, case_id: int) -> TracedContacts:
    """At which places do the records propose contacts of this case, and what did the last look change? Nobody is shown here.

    Raises NotFound outside the actor's scope, NotAllowed without CASE_JUDGE.
    """
    case = _case(actor, case_id)
    look = ContactLook.objects.filter(case=case).order_by("-pk").first()
    counted = dict(case.contact_proposals.values_list("state").annotate(number=Count("pk")))
    told = {one.stay_id for one in itinerary(case)}
    stays = Stay.objects.filter(case=case, corrected_by=None, is_void=False, place_sealed=None).count()
    return TracedContacts(
        look=None if look is None else _look(look),
        places=_places(case, look.pk if look else 0),
        open=PersonCount(counted.get(ProposalState.OPEN, 0)),
        judged=PersonCount(sum(counted.get(state, 0) for state in DONE)),
        gone=PersonCount(counted.get(ProposalState.GONE, 0)),
        unmatched=stays - len(told),
        held=len(told),
    )


def traced_place(actor: Actor, case_id: int, place_id: int) -> PlaceRow:
    """How many are proposed at this place? Raises as `traced_contacts`, NotFound for a place where nobody is."""
    case = _case(actor, case_id)
    look = last_look(case)
    found = next((row for row in _places(case, look or 0) if row.id == place_id), None)
    if found is None:
        raise NotFound(f"place {place_id}")
    return found


def traced_people(
    actor: Actor,
    case_id: int,
    *,
    place_id: int | None = None,
    state: ProposalState | None = None,
    cursor: str | None = None,
    size: int = 50,
) -> Page[ProposalRow]:
    """Who is proposed, at one place or at all, in one state or all? The look is logged once per page. Raises as `traced_contacts`."""
    case = _case(actor, case_id)
    rows = _joined(case)
    if place_id is not None:
        rows = rows.filter(pk__in=ProposalStay.objects.filter(place=place_id, proposal__case=case).values("proposal"))
    if state is not None:
        rows = rows.filter(state=state)
    page = keyset(rows, ["-minutes", "id"], cursor, size=size)
    return Page(items=_rows(actor, page.items, purpose=f"casework.traced case {case.pk}"), next_cursor=page.next_cursor)


def traced_proposal(actor: Actor, case_id: int, proposal_id: int) -> ProposalSheet:
    """Why is this person proposed? The look is logged. Raises as `traced_contacts`, NotFound for a proposal of another case."""
    case = _case(actor, case_id)
    row = _joined(case).filter(pk=proposal_id).first()
    if row is None:
        raise NotFound(f"proposal {proposal_id}")
    (shown,) = _rows(actor, [row], purpose=f"casework.traced_proposal {proposal_id}")
    return ProposalSheet(
        row=shown,
        case_id=case.pk,
        through_id=row.through_id,
        situation=Situation(row.situation),
        first_on=row.first_on,
        last_on=row.last_on,
        needs_field_judgement=row.needs_field_judgement,
        is_higher_risk=row.is_higher_risk,
        because=stored_grounds(row.because),
        against=tuple((name, Reason(ReasonKey(key), tuple((str(a), str(b)) for a, b in params))) for name, key, params in row.against),
        evidence=_evidence(row),
        reason=row.reason,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )


def last_look(case: Case) -> int | None:
    """Which look at the records of this case is the last? None when nobody has looked."""
    return ContactLook.objects.filter(case=case).order_by("-pk").values_list("pk", flat=True).first()


def _case(actor: Actor, case_id: int) -> Case:
    case = seen(actor, case_id)
    if not may(actor, case, Permission.CASE_JUDGE):
        raise NotAllowed(str(Permission.CASE_JUDGE))
    return case


def _joined(case: Case) -> QuerySet[ContactProposal]:
    return case.contact_proposals.select_related("judgement", "unknown")


def _places(case: Case, look_id: int) -> tuple[PlaceRow, ...]:
    """Places with most people to be judged first. Three queries however many people there are."""
    counted = (
        ProposalStay.objects.filter(proposal__case=case)
        .values_list("place_id", "proposal__state", "proposal__group", "proposal__change")
        .annotate(people=Count("proposal", distinct=True), first=Min("case_from"), last=Max("case_until"))
    )
    open_: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    done: dict[int, int] = defaultdict(int)
    fresh: dict[int, int] = defaultdict(int)
    times: dict[int, list[datetime]] = defaultdict(list)
    for place, state, group, change, people, first, last in counted:
        times[place] += [first, last]
        if state == ProposalState.OPEN:
            open_[place][group] += people
            fresh[place] += 0 if change == ProposalChange.SAME else people
        elif state in DONE:
            done[place] += people
    rows = list(TracedPlace.objects.filter(pk__any=sorted(times)))
    names = places.names({row.area_path for row in rows})
    found = [
        PlaceRow(
            id=row.pk,
            look_id=look_id,
            name=row.name,
            kind=SharedPlace(row.kind),
            area_name=names.get(AreaPath(row.area_path), ""),
            groups=tuple(sorted(open_[row.pk].items())),
            open=sum(open_[row.pk].values()),
            fresh=fresh[row.pk],
            judged=done[row.pk],
            first=min(times[row.pk]),
            last=max(times[row.pk]),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (-one.open, one.id)))


def _rows(actor: Actor, rows: Iterable[ContactProposal], *, purpose: str) -> tuple[ProposalRow, ...]:
    """These proposals as the actor may see their people: those of the register, and those on no roster. Both reads are logged."""
    listed = list(rows)
    known = registry.persons_for_ids(actor, [row.person_id for row in listed if row.person_id], purpose=purpose)
    unknown = reveal(actor, [_sealed(row) for row in listed if row.person_id is None], purpose=purpose)
    people: Mapping[int, RosterEntry] = {one.id: one for one in known}
    strangers = {-view.id: view for view in unknown}
    return tuple(_row(row, people.get(row.person_id or 0), strangers.get(row.unknown_id or 0)) for row in listed)


def _sealed(row: ContactProposal) -> SealedPerson:
    """Somebody on no roster, for the masking function. Their number is negative, so that nobody of the register is told of this read."""
    who = row.unknown
    if who is None:
        raise NotFound(f"proposal {row.pk}")
    return SealedPerson(
        id=-who.pk,
        code="",
        path=AreaPath(who.area_path),
        name=bytes(who.name_sealed),
        document=bytes(who.document_sealed or b""),
        phone=bytes(who.phone_sealed or b""),
        address=b"",
        birth_year=None,
        sex="u",
        synthetic=False,
    )


def _row(row: ContactProposal, person: RosterEntry | None, stranger: PersonView | None) -> ProposalRow:
    is_unknown = row.person_id is None
    shown = stranger if is_unknown else person
    return ProposalRow(
        id=row.pk,
        look_id=row.last_look_id,
        person_id=row.person_id,
        name=shown.name if shown else "",
        phone=shown.phone if shown else "",
        home=home_of(person) if person else "",
        is_unknown=is_unknown,
        is_outside=shown is None,
        group=row.group,
        group_before=row.group_before,
        generation=row.generation,
        minutes=row.minutes,
        last_at=row.last_at,
        state=ProposalState(row.state),
        change=ProposalChange(row.change),
        judged_as=row.judgement.group if row.judgement else (NO_CLASS if row.state == ProposalState.DISMISSED else ""),
    )


def _evidence(row: ContactProposal) -> tuple[EvidenceRow, ...]:
    rows = row.evidence.select_related("place").order_by("case_from", "person_from", "id")
    return tuple(
        EvidenceRow(
            place=one.place.name,
            kind=SharedPlace(one.place.kind),
            case_from=one.case_from,
            case_until=one.case_until,
            person_from=one.person_from,
            person_until=one.person_until,
            minutes=one.minutes,
            gap=one.gap,
        )
        for one in rows
    )


def _look(row: ContactLook) -> LookView:
    return LookView(
        id=row.pk,
        at=row.at,
        by=row.by,
        stays=row.stays,
        cases_met=row.cases_met,
        new=row.new,
        raised=row.raised,
        lowered=row.lowered,
        later=row.later,
        same=row.same,
        gone=row.gone,
        because=stored_grounds(row.because),
    )
