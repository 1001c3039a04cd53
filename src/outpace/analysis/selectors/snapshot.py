"""Snapshots: what the figures of one area follow from, as counts, as known at the end of one day."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from epiworks.epi.curve import Basis
from epiworks.epi.published import PublishedInterval, published_interval
from epiworks.protocol import PackId, Protocol
from epiworks.units import PersonCount
from outpace.analysis.data.answers import Ask
from outpace.analysis.data.inputs import Borrowed, CaseInputs, ChainInputs, CurveInputs, DelayInputs, RtInputs
from outpace.analysis.rules.windows import BEFORE, breaks_of
from outpace.casework import api as casework
from outpace.kernel import clock
from outpace.kernel.scope import Actor
from outpace.registry import api as registry
from outpace.screening import api as screening

ZERO = "zero"
"""The packs' rule of the social face (`social_face.zero`)."""


def case_inputs(actor: Actor, ask: Ask) -> CaseInputs:
    """What is known of the cases of this area and window? Four queries. Raises NotAllowed without ANALYSIS_READ over the area."""
    start, end = span(ask)
    protocol, packs, disease = _framed(ask)
    return CaseInputs(
        path=ask.path,
        since=ask.first - BEFORE,
        first=ask.first,
        last=ask.last,
        as_of=ask.as_of,
        packs=packs,
        disease=disease,
        controlled=controlled_settings(protocol),
        cells=casework.case_cells(actor, ask.path, since=start, until=end),
        breaks=breaks_of(
            casework.packs_changes(actor, ask.path, since=start, until=end),
            screening.mass_screening_days(actor, ask.path, since=start, until=end),
        ),
        interval=borrowed(published_interval(disease)),
    )


def curve_inputs(actor: Actor, ask: Ask, basis: Basis) -> CurveInputs:
    """What is the epidemic curve worked out from? Raises as `case_inputs`."""
    return CurveInputs(case_inputs(actor, ask), basis)


def rt_inputs(actor: Actor, ask: Ask) -> RtInputs:
    """What is R worked out from? Raises as `case_inputs`."""
    return RtInputs(case_inputs(actor, ask))


def delay_inputs(actor: Actor, ask: Ask) -> DelayInputs:
    """What are delays and progress worked out from? Raises as `case_inputs`."""
    cases = case_inputs(actor, ask)
    start, end = morning(ask.first), min(morning(ask.as_of + timedelta(days=1)), clock.now())
    packs = casework.packs_for(ask.path, end)
    rule = casework.protocol_for(ask.path, end).find("social_face", ZERO)
    counted = rule is not None and rule.has("below_per_100k")
    return DelayInputs(
        cases,
        tuple(PackId(pack) for pack in packs.packs),
        PersonCount(registry.counts_under(ask.path).present) if counted else None,
        casework.first_case_worked(actor, ask.path, since=start, until=end),
    )


def chain_inputs(actor: Actor, ask: Ask) -> ChainInputs:
    """What are R, k and the serial interval worked out from? Raises NotAllowed without ANALYSIS_READ over the area."""
    start, end = span(ask)
    _, packs, disease = _framed(ask)
    return ChainInputs(
        path=ask.path,
        since=ask.first - BEFORE,
        first=ask.first,
        last=ask.last,
        as_of=ask.as_of,
        packs=packs,
        table=casework.judged_links(actor, ask.path, since=start, until=end),
        interval=borrowed(published_interval(disease)),
    )


def _framed(ask: Ask) -> tuple[Protocol, tuple[str, ...], str]:
    """Under which rules is this window read, by which packs with their versions, and for which disease?"""
    _, end = span(ask)
    protocol = casework.protocol_for(ask.path, end)
    return protocol, versions(protocol, casework.packs_for(ask.path, end).packs), protocol.packs[-1].disease


def span(ask: Ask) -> tuple[datetime, datetime]:
    """Cases found from when until when may have to do with this window? Until now on the day that runs."""
    return morning(ask.first - BEFORE), min(morning(ask.as_of + timedelta(days=1)), clock.now())


def versions(protocol: Protocol, packs: tuple[str, ...]) -> tuple[str, ...]:
    """Which packs hold, each with its version?"""
    known = {str(pack.id): pack.version for pack in protocol.packs}
    return tuple(f"{pack} {known[pack]}" for pack in sorted(packs))


def controlled_settings(protocol: Protocol) -> tuple[str, ...]:
    """Which settings does the packs' rule of the social face call controlled? None where they have no such rule."""
    rule = protocol.find("social_face", ZERO)
    return () if rule is None else tuple(sorted(rule.texts("controlled_settings")))


def borrowed(found: PublishedInterval | None) -> Borrowed | None:
    """Which interval is borrowed, in the form that is stored?"""
    if found is None:
        return None
    about, around = found.belief.mean, found.belief.sd
    return Borrowed(
        mean=found.mean,
        sd=found.sd,
        mean_doubt=(about.sd, about.lowest, about.highest),
        sd_doubt=(around.sd, around.lowest, around.highest),
        source=found.told,
    )


def morning(day: date) -> datetime:
    """When does this local day begin?"""
    return timezone.make_aware(datetime.combine(day, time.min))


def today() -> date:
    """Which local day is it?"""
    return timezone.localtime(clock.now()).date()
