"""Work a question out, or find that it was worked out before; keep it with everything it follows from; check what was kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from epiworks.epi.curve import Basis
from outpace.analysis.choices import Kind, Standing
from outpace.analysis.data.answers import Answer, Ask
from outpace.analysis.data.chains import ChainsFound
from outpace.analysis.data.curve import CurveFound
from outpace.analysis.data.delays import DelaysFound
from outpace.analysis.data.ending import EndingFound
from outpace.analysis.data.inputs import Assumed, CaseInputs
from outpace.analysis.data.rt import RtFound
from outpace.analysis.models import AnalysisRun
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


@dataclass(frozen=True, slots=True)
class _About:
    """What a run is about: its area and window, its packs, and whether it may still change."""

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


def curve(actor: Actor, ask: Ask, *, basis: Basis) -> Answer[CurveFound]:
    """What does the epidemic curve of this area say? Worked out now, or found among the runs.

    Raises `WindowRefused`, NotAllowed without ANALYSIS_READ over the area.
    """
    inputs = curve_inputs(actor, asked_window(ask, today=today()), basis)
    return _answer(actor, Kind.CURVE, _about(inputs.cases), inputs)


def reproduction(actor: Actor, ask: Ask) -> Answer[RtFound]:
    """How many does one case infect here? Raises as `curve`."""
    inputs = rt_inputs(actor, asked_window(ask, today=today()))
    return _answer(actor, Kind.RT, _about(inputs.cases), inputs)


def delays(actor: Actor, ask: Ask) -> Answer[DelaysFound]:
    """How long do things take here, and is the response ahead? Raises as `curve`."""
    inputs = delay_inputs(actor, asked_window(ask, today=today()))
    return _answer(actor, Kind.DELAYS, _about(inputs.cases), inputs)


def chains(actor: Actor, ask: Ask) -> Answer[ChainsFound]:
    """What do the judged links of this area say: R, k, the serial interval? Raises as `curve`."""
    inputs = chain_inputs(actor, asked_window(ask, today=today()))
    # A link may be judged at any time: these figures are never final.
    return _answer(actor, Kind.CHAINS, _About(ask, inputs.packs, Standing.PRELIMINARY), inputs)


def ending(actor: Actor, zone_id: int, *, assumed: Assumed) -> Answer[EndingFound]:
    """How likely is it over in this zone, now? Advice: a named human signs by the packs' checklist. Raises as `zone_of`."""
    inputs = ending_inputs(actor, zone_of(actor, zone_id), assumed)
    ask = Ask(inputs.path, inputs.drawn, inputs.as_of, inputs.as_of)
    return _answer(actor, Kind.ENDING, _About(ask, inputs.packs, Standing.PRELIMINARY), inputs)


def _about(cases: CaseInputs) -> _About:
    return _About(Ask(cases.path, cases.first, cases.last, cases.as_of), cases.packs, standing(cases))


def _answer(actor: Actor, kind: Kind, about: _About, inputs: object) -> Answer[Any]:
    """The kept run of these inputs, made now where there is none."""
    text = written(inputs)
    key = {"kind": kind, "inputs_hash": fingerprint(text), "seed": SEED, "code": code_version()}
    row = AnalysisRun.objects.filter(**key).first()
    if row is None:
        result = worked_out(kind, text, seed=SEED)
        with transaction.atomic():
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
            # Two who ask at once work out the same: the first row stays.
            AnalysisRun.objects.bulk_create([made], ignore_conflicts=True)
            row = AnalysisRun.objects.get(**key)
            audit.record(actor, "analysis.worked_out", subject=f"analysis:{row.pk}", path=about.ask.path, details={"kind": str(kind)})
    return Answer(run_frame(row), read(row.result, METHODS[kind].found))


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
