"""Work a question out, or find that it was worked out before; keep it with everything it follows from; check what was kept."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import JSONField, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from epiworks.epi.curve import Basis
from outpace.analysis.choices import Kind, Standing
from outpace.analysis.data.answers import Answer, Ask
from outpace.analysis.data.chains import ChainsFound
from outpace.analysis.data.curve import CurveFound
from outpace.analysis.data.delays import DelaysFound
from outpace.analysis.data.ending import EndingFound
from outpace.analysis.data.inputs import Assumed, CaseInputs, CurveInputs
from outpace.analysis.data.rt import RtFound
from outpace.analysis.models import AnalysisRun
from outpace.analysis.rules.heavy import is_heavy
from outpace.analysis.rules.kinds import METHODS, SEED, code_version, worked_out
from outpace.analysis.rules.papers import fingerprint, read, written
from outpace.analysis.rules.windows import asked_window, standing
from outpace.analysis.selectors.runs import run_frame
from outpace.analysis.selectors.snapshot import chain_inputs, curve_inputs, delay_inputs, rt_inputs, today
from outpace.analysis.selectors.zones import ending_inputs, zone_of
from outpace.kernel import audit, clock
from outpace.kernel.scope import Actor

KEEP = timedelta(days=90)
"""How long a run is kept that nothing names."""

NEAR = 2
"""By so many days at most may the window of a run that stands in have ended before the one asked for."""


@dataclass(frozen=True, slots=True)
class _About:
    """What a run is about: its kind, area and window, its packs, and whether it may still change."""

    kind: Kind
    ask: Ask
    packs: tuple[str, ...]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Checked:
    """One kept run worked out again: by the methods that made it, or by others; and did the same come out, byte for byte?"""

    run_id: int
    kind: Kind
    same_code: bool
    same_result: bool


def curve(actor: Actor, ask: Ask, *, basis: Basis, at_once: bool = False) -> Answer[CurveFound]:
    """What does the epidemic curve of this area say? Worked out now, or found among the runs.

    Of very many cases the last answer kept is given, and its frame says so, unless it is wanted `at_once`.

    Raises `WindowRefused`, NotAllowed without ANALYSIS_READ over the area.
    """
    inputs = curve_inputs(actor, asked_window(ask, today=today()), basis)
    return _answer(actor, _about(Kind.CURVE, inputs.cases), inputs, at_once=at_once)


def reproduction(actor: Actor, ask: Ask, *, at_once: bool = False) -> Answer[RtFound]:
    """How many does one case infect here? Raises as `curve`."""
    inputs = rt_inputs(actor, asked_window(ask, today=today()))
    return _answer(actor, _about(Kind.RT, inputs.cases), inputs, at_once=at_once)


def delays(actor: Actor, ask: Ask, *, at_once: bool = False) -> Answer[DelaysFound]:
    """How long do things take here, and is the response ahead? Raises as `curve`."""
    inputs = delay_inputs(actor, asked_window(ask, today=today()))
    return _answer(actor, _about(Kind.DELAYS, inputs.cases), inputs, at_once=at_once)


def chains(actor: Actor, ask: Ask, *, at_once: bool = False) -> Answer[ChainsFound]:
    """What do the judged links of this area say: R, k, the serial interval? Raises as `curve`."""
    inputs = chain_inputs(actor, asked_window(ask, today=today()))
    # A link may be judged at any time: these figures are never final.
    return _answer(actor, _About(Kind.CHAINS, ask, inputs.packs, Standing.PRELIMINARY), inputs, at_once=at_once)


def ending(actor: Actor, zone_id: int, *, assumed: Assumed) -> Answer[EndingFound]:
    """How likely is it over in this zone, now? Advice: a named human signs by the packs' checklist. Raises as `zone_of`."""
    inputs = ending_inputs(actor, zone_of(actor, zone_id), assumed)
    ask = Ask(inputs.path, inputs.drawn, inputs.as_of, inputs.as_of)
    return _answer(actor, _About(Kind.ENDING, ask, inputs.packs, Standing.PRELIMINARY), inputs, at_once=True)


def _about(kind: Kind, cases: CaseInputs) -> _About:
    return _About(kind, Ask(cases.path, cases.first, cases.last, cases.as_of), cases.packs, standing(cases))


def _answer(actor: Actor, about: _About, inputs: object, *, at_once: bool) -> Answer[Any]:
    """The kept run of these inputs; made now where there is none, unless an older one does until a background run has made it."""
    text = written(inputs)
    key = {"kind": about.kind, "inputs_hash": fingerprint(text), "seed": SEED, "code": code_version()}
    row = AnalysisRun.objects.filter(**key).first()
    if row is None and not at_once and is_heavy(inputs):
        last = _last_kept(about, inputs)
        if last is not None:
            return Answer(replace(run_frame(last), fresh=False), read(last.result, METHODS[about.kind].found))
    if row is None:
        row = _made(actor, about, text, key)
    return Answer(run_frame(row), read(row.result, METHODS[about.kind].found))


def _last_kept(about: _About, inputs: object) -> AnalysisRun | None:
    """The run that may stand in: of this kind and area by the same methods, of the same curve, knowing nothing that came after the day
    asked for, and of the same window or of one as long that ended up to NEAR days before. The one that knows most, then the newest."""
    ask, windows = about.ask, Q()
    for days in map(timedelta, range(NEAR + 1)):
        windows |= Q(first_on=ask.first - days, last_on=ask.last - days)
    rows = AnalysisRun.objects.filter(windows, area_path=ask.path, kind=about.kind, code=code_version(), as_of__lte=ask.as_of)
    if isinstance(inputs, CurveInputs):
        rows = rows.annotate(basis=KeyTextTransform("basis", Cast("inputs", JSONField()))).filter(basis=inputs.basis)
    # Inputs and results are long texts: only those of the chosen run are fetched.
    chosen = rows.order_by("-as_of", "-made_at", "-pk").values_list("pk", flat=True).first()
    return None if chosen is None else AnalysisRun.objects.get(pk=chosen)


def _made(actor: Actor, about: _About, text: str, key: dict[str, Any]) -> AnalysisRun:
    """Work it out and keep it."""
    result = worked_out(about.kind, text, seed=SEED)
    made = AnalysisRun(
        **key,
        area_path=about.ask.path,
        first_on=about.ask.first,
        last_on=about.ask.last,
        as_of=about.ask.as_of,
        standing=about.standing,
        packs=", ".join(about.packs),
        inputs=text,
        result=result,
        result_hash=fingerprint(result),
        made_by=actor.name,
        made_at=clock.now(),
    )
    with transaction.atomic():
        # Two who ask at once work out the same: the first row stays.
        AnalysisRun.objects.bulk_create([made], ignore_conflicts=True)
        row = AnalysisRun.objects.get(**key)
        audit.record(actor, "analysis.worked_out", subject=f"analysis:{row.pk}", path=about.ask.path, details={"kind": str(about.kind)})
    return row


def check(*, limit: int | None = None) -> Iterator[Checked]:
    """Does every kept run, the newest first, come out again byte for byte? For the check command: reads counts only."""
    for row in AnalysisRun.objects.order_by("-pk")[:limit].iterator() if limit else AnalysisRun.objects.order_by("-pk").iterator():
        kind = Kind(row.kind)
        again = worked_out(kind, row.inputs, seed=row.seed)
        yield Checked(row.pk, kind, row.code == code_version(), again == row.result)


def retire(*, older_than: timedelta = KEEP) -> int:
    """Forget runs made longer ago than this that nothing names; says how many."""
    forgotten, _ = AnalysisRun.objects.filter(made_at__lt=clock.now() - older_than, kept=False).delete()
    return forgotten
