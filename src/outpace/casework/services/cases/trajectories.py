"""The publishable trajectory of a case: drafted from its itinerary, changed by people, approved by a second one, frozen and withdrawn."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Max
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from outpace.casework.choices import case_words
from outpace.casework.choices.cases import TrajectoryState
from outpace.casework.data.cases import StayView
from outpace.casework.models import Case, Trajectory
from outpace.casework.rules.trajectories import PublicLine, Secrets, Was, fingerprint, leaks, public_lines
from outpace.casework.selectors.cases.stays import stays_of
from outpace.casework.services.cases.held import hold_case, require_person
from outpace.kernel import audit, clock, locks
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound, system_actor
from outpace.registry import api as registry
from outpace.registry.data import AreaNode

CHECKER = system_actor("casework")
"""Who compares a text with what must not be in it: the person who writes it may be shown less than that."""
FINEST = "township"
MAX_TEXT = 4000


@locks.taken_again
def draft_trajectory(actor: Actor, case_id: int) -> int:
    """Build the text from the itinerary as it stands, in both languages; returns its id, or that of the draft there is.

    A venue whose name would tell who it is is left out. Raises NotFound, NotAllowed without CASE_INVESTIGATE, Refusal when there is nothing
    to tell.
    """
    with transaction.atomic():
        case = hold_case(actor, case_id, Permission.CASE_INVESTIGATE)
        held = Trajectory.objects.filter(case=case, state=TrajectoryState.DRAFT).first()
        if held is not None:
            return int(held.pk)
        known = [stay for stay in stays_of(CHECKER, case) if stay.fate is None]
        if not known:
            raise Refusal("no_stays", _("The itinerary is empty: there is nothing to tell."))
        secrets = _secrets(case)
        texts = {language: _text(known, language, secrets) for language in ("zh-hans", "en")}
        made = Trajectory.objects.create(
            case=case,
            text_zh=texts["zh-hans"],
            text_en=texts["en"],
            written_by=actor.name,
            written_by_id=actor.id,
            written_at=clock.now(),
        )
        _log(actor, case, "case.trajectory_drafted", made)
    return int(made.pk)


@locks.taken_again
def edit_trajectory(actor: Actor, trajectory_id: int, *, text_zh: str, text_en: str, seen: str) -> None:
    """Change a draft; whoever changed it last may not approve it. `seen` is the fingerprint of the texts that were changed.

    Raises as `draft_trajectory`, Refusal for a text that tells who it is, and when somebody else changed the draft meanwhile.
    """
    with transaction.atomic():
        case, row = _held(actor, trajectory_id, Permission.CASE_INVESTIGATE)
        _require_draft(row)
        _require_seen(row, seen)
        row.text_zh, row.text_en = text_zh.strip()[:MAX_TEXT], text_en.strip()[:MAX_TEXT]
        _require_clean(case, row)
        row.written_by, row.written_by_id, row.written_at = actor.name, actor.id, clock.now()
        row.save()
        _log(actor, case, "case.trajectory_edited", row)


@locks.taken_again
def approve_trajectory(actor: Actor, trajectory_id: int, *, seen: str) -> int:
    """A second named human approves a draft: it is frozen and gets the next number, which is returned. The first approval stands.

    `seen` is the fingerprint of the texts they read. Raises NotFound, NotAllowed without CASE_JUDGE or for anybody but a named human,
    Refusal for whoever wrote it, when it was changed since they read it, and for a text that tells who it is.
    """
    with transaction.atomic():
        case, row = _held(actor, trajectory_id, Permission.CASE_JUDGE)
        require_person(actor)
        if row.state == TrajectoryState.APPROVED and row.number is not None:
            return row.number
        _require_draft(row)
        _require_seen(row, seen)
        if row.written_by_id == actor.id:
            raise Refusal("same_person", _("This is approved by somebody other than who wrote it."))
        _require_clean(case, row)
        locks.advisory("casework.trajectory number")
        row.number = (Trajectory.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        row.state, row.approved_by, row.approved_at = TrajectoryState.APPROVED, actor.name, clock.now()
        row.save()
        _log(actor, case, "case.trajectory_approved", row)
    return row.number


@locks.taken_again
def withdraw_trajectory(actor: Actor, trajectory_id: int, *, reason: str) -> None:
    """A draft or a published text is withdrawn; it stays in the history with its number. Raises as `approve_trajectory`."""
    with transaction.atomic():
        case, row = _held(actor, trajectory_id, Permission.CASE_JUDGE)
        require_person(actor)
        if not reason.strip():
            raise Refusal("reason_missing", _("Say why the text is withdrawn."), field="reason")
        if row.state == TrajectoryState.WITHDRAWN:
            return
        row.state, row.withdrawn_by, row.withdrawn_at = TrajectoryState.WITHDRAWN, actor.name, clock.now()
        row.reason = reason.strip()[:200]
        row.save()
        _log(actor, case, "case.trajectory_withdrawn", row)


def _held(actor: Actor, trajectory_id: int, permission: Permission) -> tuple[Case, Trajectory]:
    case_id = Trajectory.objects.filter(pk=trajectory_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotFound(f"trajectory {trajectory_id}")
    case = hold_case(actor, case_id, permission)
    return case, Trajectory.objects.get(pk=trajectory_id)


def _require_draft(row: Trajectory) -> None:
    if row.state != TrajectoryState.DRAFT:
        raise Refusal("frozen", _("This text is frozen: withdraw it and draft another."))


def _require_seen(row: Trajectory, seen: str) -> None:
    if seen != fingerprint(row.text_zh, row.text_en):
        raise Refusal("changed_meanwhile", _("Somebody changed this text after you read it: read it again as it is now."))


def _require_clean(case: Case, row: Trajectory) -> None:
    """Neither text may tell who the case is. Raises Refusal that says what was found, and not the thing itself."""
    if not row.text_zh or not row.text_en:
        raise Refusal("no_text", _("Both languages are needed."))
    found = dict.fromkeys((*leaks(row.text_zh, secrets := _secrets(case)), *leaks(row.text_en, secrets)))
    if found:
        what = ", ".join(case_words.word(case_words.LEAKS, leak) for leak in found)
        raise Refusal("tells_who", _("The text could tell who the person is; found in it: %(what)s.") % {"what": what})


def _secrets(case: Case) -> Secrets:
    people = registry.persons_for_ids(CHECKER, [case.person_id], purpose=f"casework.trajectory case {case.pk}")
    homes = [stay.place for stay in stays_of(CHECKER, case) if stay.is_home]
    if not people:
        return Secrets("", "", "", tuple(homes))
    person = people[0]
    return Secrets(person.name, person.document, person.phone, (person.address, *homes))


def _text(stays: Iterable[StayView], language: str, secrets: Secrets) -> str:
    known = list(stays)
    towns = _townships(known)
    with translation.override(language):
        rows = [
            Was(
                kind=stay.place_kind,
                township=_name(towns.get(stay.area_path), language),
                venue="" if leaks(stay.place, secrets) else stay.place,
                is_home=stay.is_home,
                starts_at=timezone.localtime(stay.starts_at),
                ends_at=timezone.localtime(stay.ends_at),
            )
            for stay in known
        ]
        return "\n".join(_line(line) for line in public_lines(rows))


def _line(line: PublicLine) -> str:
    said = {
        "day": formats.date_format(line.day, "DATE_FORMAT"),
        "part": case_words.word(case_words.PARTS_OF_DAY, line.part),
        "kind": case_words.word(case_words.PLACE_KINDS, line.kind),
        "town": line.township,
        "venue": line.venue,
    }
    return _("%(day)s, %(part)s: %(kind)s, %(town)s, %(venue)s") % said if line.venue else _("%(day)s, %(part)s: %(kind)s, %(town)s") % said


def _townships(stays: Iterable[StayView]) -> Mapping[AreaPath, AreaNode]:
    """The township in which each stay lies; a larger area is told as it is."""
    above = {
        stay.area_path: [AreaPath("/".join(stay.area_path.split("/")[:cut]) + "/") for cut in range(2, stay.area_path.count("/") + 1)]
        for stay in stays
    }
    nodes = registry.areas_at({path for paths in above.values() for path in paths})
    found = {}
    for path, paths in above.items():
        known = [nodes[part] for part in paths if part in nodes]
        town = next((node for node in known if node.kind == FINEST), None)
        larger = [node for node in known if node.kind in {"county", "prefecture", "province"}]
        if town or larger:
            found[path] = town or larger[-1]
    return found


def _name(node: AreaNode | None, language: str) -> str:
    if node is None:
        return "–"
    return node.name_en or node.name if language == "en" else node.name


def _log(actor: Actor, case: Case, action: str, row: Trajectory) -> None:
    details = {"trajectory": row.pk, "number": row.number}
    audit.record(actor, action, subject=f"case:{case.pk}", path=AreaPath(case.area_path), details=details)
