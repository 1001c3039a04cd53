"""Small questions with one rule each: limits, certificates, waits, re-pooling, the area of a regional round."""

from collections.abc import Mapping
from datetime import datetime

from epiworks.protocol.lines import Decision, decide
from epiworks.protocol.pack import Protocol
from epiworks.protocol.window import AnchorMissing
from epiworks.protocol.words import Anchor
from epiworks.units import Hours, Minutes


def limit_imposed(protocol: Protocol, name: str) -> Decision[bool]:
    """Is this arbitrary limit (`refuse_care_without_test`, `hold_students`, ...) imposed here? Not unless a pack says so.

    Source: rule `limits.<name>`; the national text imposes none of them, and a must-not watches each.

    >>> from epiworks.protocol.library import shipped_library
    >>> limit_imposed(shipped_library().protocol("cn-covid-9"), "refuse_care_without_test").value
    False
    """
    rule = protocol.find("limits", name)
    if rule is None:
        return decide(False, protocol.absent("limits", name))
    return decide(rule.flag("imposed"), rule.line)


def certificate_age(protocol: Protocol, moments: Mapping[Anchor, datetime], at: datetime) -> Decision[Hours]:
    """How old is a test certificate? Counted from the sample, not from the report. Units: hours; negative before the sample.

    Raises `RuleMissing`, and `AnchorMissing` when the moment it counts from is not known. Source: rule `certificate.default`.

    >>> from datetime import timezone
    >>> from epiworks.protocol.library import shipped_library
    >>> day = datetime(2022, 8, 16, 8, tzinfo=timezone.utc)
    >>> moments = {Anchor.SAMPLE_COLLECTED: day, Anchor.REPORT: day.replace(hour=20)}
    >>> certificate_age(shipped_library().protocol("cn-covid-9"), moments, day.replace(day=18)).value
    48.0
    """
    rule = protocol.get("certificate", "default")
    anchor = Anchor(rule.text("counts_from"))
    if anchor not in moments:
        message = f"a certificate ages from '{anchor}', which is not known"
        raise AnchorMissing(message)
    return decide(Hours((at - moments[anchor]).total_seconds() / 3600), rule.line)


def service_limit(protocol: Protocol, name: str) -> Decision[Minutes]:
    """How long may people walk (`walk`) or wait (`queue`) at most? Raises `RuleMissing`. Source: rule `service_limits.<name>`.

    >>> from epiworks.protocol.library import shipped_library
    >>> service_limit(shipped_library().protocol("cn-nat-3"), "queue").value
    30.0
    """
    rule = protocol.get("service_limits", name)
    return decide(Minutes(float(rule.whole("minutes"))), rule.line)


def may_repool(protocol: Protocol) -> Decision[bool]:
    """May a laboratory combine tubes that are already pooled? Raises `RuleMissing`. Source: rule `repooling.default`.

    >>> from epiworks.protocol.library import shipped_library
    >>> may_repool(shipped_library().protocol("cn-nat-3")).value
    False
    """
    rule = protocol.get("repooling", "default")
    return decide(rule.flag("allowed"), rule.line)


def regional_scope(protocol: Protocol, place: str) -> Decision[tuple[str, ...]]:
    """Where is a regional round held in a `big_city`, an `ordinary_city`, a `rural` place? Raises `RuleMissing`. Source: section `scope`.

    >>> from epiworks.protocol.library import shipped_library
    >>> regional_scope(shipped_library().protocol("cn-covid-9"), "rural").value
    ('natural_village', 'township_seat', 'county_seat')
    """
    rule = protocol.get("scope", place)
    return decide(rule.texts("area"), rule.line)
