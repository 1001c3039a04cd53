"""What is wrong with these pack files, each by itself and all together?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from epiworks.protocol.findings import Finding, FindingKey, Level
from epiworks.protocol.library import covers
from epiworks.protocol.lines import Address, PackId
from epiworks.protocol.lint_file import Draft, hint, read_draft
from epiworks.protocol.load import known_sources, pack_from
from epiworks.protocol.merge import InheritanceCircle, PackUnknown, elders, lineage, resolve
from epiworks.protocol.pack import Pack, PackKind, Protocol
from epiworks.protocol.rule import Rule
from epiworks.protocol.strictness import Change, Direction, compare, guardrail_warnings
from epiworks.protocol.words import NO_CLASS


@dataclass(frozen=True, slots=True)
class _Subject:
    """One pack among all, with its file, and what it and its parent come to."""

    draft: Draft
    pack: Pack
    protocol: Protocol
    parent: Protocol | None

    def finding(self, level: Level, key: FindingKey, path: Sequence[str | int], **params: str) -> Finding:
        return Finding(level, self.draft.file, self.draft.line_of(*path), key, params)

    def about(self, level: Level, key: FindingKey, rule: Rule, **params: str) -> Finding:
        section, _, name = rule.line.address.partition(".")
        return self.finding(level, key, ("rules", section, name), where=rule.line.address, **params)


def lint(paths: Sequence[Path]) -> tuple[Finding, ...]:
    """What is to be said about these pack files? Errors first in each file; parents must be among the paths. Raises `OSError` only.

    >>> from epiworks.protocol.load import shipped_paths
    >>> [finding.explain() for finding in lint(shipped_paths()) if finding.level is Level.ERROR]
    []
    """
    drafts = [read_draft(path) for path in paths]
    findings = [finding for draft in drafts for finding in draft.findings]
    packs: dict[PackId, Pack] = {}
    sound: list[tuple[Draft, Pack]] = []
    for draft in drafts:
        if draft.content is None or draft.findings:
            continue
        pack = pack_from(draft.content)
        if pack.id in packs:
            findings.append(Finding(Level.ERROR, draft.file, draft.line_of("pack"), FindingKey.NAME_TWICE, {"name": pack.id}))
            continue
        packs[pack.id] = pack
        sound.append((draft, pack))
    for draft, pack in sound:
        findings.extend(_pack_findings(draft, pack, packs))
    order = list(Level)
    return tuple(sorted(findings, key=lambda finding: (finding.file, order.index(finding.level), finding.line, finding.key)))


def _pack_findings(draft: Draft, pack: Pack, packs: Mapping[PackId, Pack]) -> Iterator[Finding]:
    line = draft.line_of("inherits")
    try:
        lineage(packs, pack.id)
    except PackUnknown:
        missing = str(pack.inherits)
        yield Finding(Level.ERROR, draft.file, line, FindingKey.PARENT_UNKNOWN, {"name": missing, "hint": hint(missing, packs)})
        return
    except InheritanceCircle:
        yield Finding(Level.ERROR, draft.file, line, FindingKey.PARENT_CIRCLE)
        return
    parent = None if pack.inherits is None else resolve(packs, pack.inherits)
    subject = _Subject(draft, pack, resolve(packs, pack.id), parent)
    for check in _CHECKS:
        yield from check(subject)
    yield from _editions(subject, packs)


def _header(subject: _Subject) -> Iterator[Finding]:
    pack, effective = subject.pack, subject.pack.effective
    if subject.draft.file != f"{pack.id}.yaml":
        yield subject.finding(Level.ERROR, FindingKey.FILE_NAME, ("pack",), wanted=pack.id)
    if effective.until is not None and effective.until < effective.start:
        yield subject.finding(
            Level.ERROR, FindingKey.DATES_REVERSED, ("effective",), start=effective.start.isoformat(), until=effective.until.isoformat()
        )
    if pack.kind is PackKind.OVERLAY and subject.parent is None:
        yield subject.finding(Level.ERROR, FindingKey.OVERLAY_WITHOUT_PARENT, ("kind",))


def _parent(subject: _Subject) -> Iterator[Finding]:
    """What is inherited is about the same disease, the same place or one inside it, and of the same time."""
    if subject.parent is None:
        return
    pack, parent = subject.pack, subject.parent.packs[-1]
    start, end = pack.effective.start, parent.effective.until
    if start < parent.effective.start:
        dates = {"start": start.isoformat(), "parent_start": parent.effective.start.isoformat()}
        yield subject.finding(Level.ERROR, FindingKey.BEFORE_PARENT, ("effective",), name=parent.id, **dates)
    if pack.kind is PackKind.OVERLAY and end is not None and (pack.effective.until is None or pack.effective.until > end):
        dates = {"until": _day(pack.effective.until), "parent_until": end.isoformat()}
        yield subject.finding(Level.WARNING, FindingKey.AFTER_PARENT, ("effective",), name=parent.id, **dates)
    if pack.disease != parent.disease:
        said = {"found": pack.disease, "wanted": parent.disease}
        yield subject.finding(Level.ERROR, FindingKey.BESIDE_PARENT, ("disease",), name=parent.id, **said)
    if not covers(parent.jurisdiction, pack.jurisdiction):
        said = {"found": pack.jurisdiction, "wanted": parent.jurisdiction}
        yield subject.finding(Level.ERROR, FindingKey.BESIDE_PARENT, ("jurisdiction",), name=parent.id, **said)


def _editions(subject: _Subject, packs: Mapping[PackId, Pack]) -> Iterator[Finding]:
    """Of two editions for one disease and place that hold on one day, one inherits from the other; the later one is told."""
    pack = subject.pack
    for other in packs.values():
        kin = other.id in elders(packs, pack) or pack.id in elders(packs, other) or other.inherits not in {None, *packs}
        if kin or not _rivals(pack, other):
            continue
        ends = [end for end in (pack.effective.until, other.effective.until) if end is not None]
        until = min(ends, default=None)
        if (other.effective.start, other.id) < (pack.effective.start, pack.id) and (until is None or pack.effective.start <= until):
            dates = {"start": pack.effective.start.isoformat(), "until": _day(until)}
            yield subject.finding(Level.WARNING, FindingKey.EDITIONS_OVERLAP, ("effective",), name=other.id, **dates)


def _rivals(one: Pack, other: Pack) -> bool:
    alike = (one.disease, one.jurisdiction) == (other.disease, other.jurisdiction)
    return alike and one.kind is PackKind.EDITION and other.kind is PackKind.EDITION


def _day(day: date | None) -> str:
    return "further notice" if day is None else day.isoformat()


def _removals(subject: _Subject) -> Iterator[Finding]:
    known = {} if subject.parent is None else subject.parent.rules
    for position, address in enumerate(subject.pack.removes):
        if address not in known:
            yield subject.finding(Level.ERROR, FindingKey.REMOVES_NOTHING, ("removes", position), name=address, hint=hint(address, known))
    if subject.pack.removes and subject.draft.content is not None and "removal_reason" not in subject.draft.content:
        yield subject.finding(Level.ERROR, FindingKey.REMOVAL_UNEXPLAINED, ("removes",))


def _sources(subject: _Subject) -> Iterator[Finding]:
    known = known_sources()
    for rule in _spoken(subject):
        for source in rule.line.source:
            if source not in known:
                yield subject.about(Level.ERROR, FindingKey.SOURCE_UNKNOWN, rule, name=source, hint=hint(source, known))
        if rule.line.unconfirmed is not None:
            yield subject.about(Level.NOTE, FindingKey.UNCONFIRMED, rule, why=rule.line.unconfirmed)


def _spoken(subject: _Subject) -> Iterator[Rule]:
    """Every rule this pack itself states, and every stage of its regimens, which name sources of their own."""
    for rule in subject.pack.rules.values():
        yield rule
        if rule.line.address.startswith("regimen."):
            yield from (rule.inner(stage, "stage") for stage in rule.parts("stages"))


def _regimens(subject: _Subject) -> Iterator[Finding]:
    for rule in subject.pack.rules.values():
        if not rule.line.address.startswith("regimen."):
            continue
        for stage in (rule.inner(part, "stage") for part in rule.parts("stages")):
            days = stage.wholes("test_days")
            if list(days) != sorted(days):
                yield subject.about(Level.ERROR, FindingKey.TEST_DAYS_ORDER, rule)
            for day in days:
                if stage.has("days") and day > stage.whole("days"):
                    length = str(stage.whole("days"))
                    yield subject.about(Level.ERROR, FindingKey.TEST_DAY_OUTSIDE, rule, day=str(day), days=length)


def _classes(subject: _Subject) -> Iterator[Finding]:
    protocol = subject.protocol
    known = {NO_CLASS, *(rule.name for section in ("contact_classes", "case_classes", "regimen") for rule in protocol.section(section))}
    cases = {"suspected", "preliminary", "confirmed", "asymptomatic", "excluded"}
    for rule in subject.pack.rules.values():
        if rule.line.address.startswith("reclassify."):
            for name in (*rule.texts("from"), rule.text("to")):
                if name not in known | cases:
                    yield subject.about(Level.ERROR, FindingKey.CLASS_UNKNOWN, rule, name=name, hint=hint(name, known))


def _reclassifications(subject: _Subject) -> Iterator[Finding]:
    answers: dict[tuple[str, str], Rule] = {}
    for rule in subject.protocol.section("reclassify"):
        for group in rule.texts("from"):
            other = answers.setdefault((group, rule.text("when")), rule)
            if other is not rule:
                yield subject.about(
                    Level.ERROR, FindingKey.RECLASSIFY_TWICE, rule, other=other.line.address, group=group, news=rule.text("when")
                )


def _shared_places(subject: _Subject) -> Iterator[Finding]:
    """Far seats are told from near ones by the rule of the vehicle, and contacts are met by a class that there is."""
    protocol = subject.protocol
    for rule in protocol.section("shared_places"):
        if rule.has("far_situation") and protocol.find("vehicles", rule.name) is None:
            yield subject.about(Level.ERROR, FindingKey.VEHICLE_UNKNOWN, rule, name=rule.name)
    for rule in protocol.section("contact_classes"):
        if rule.has("contacts_of") and protocol.find("contact_classes", name := rule.text("contacts_of")) is None:
            known = [other.name for other in protocol.section("contact_classes")]
            yield subject.about(Level.ERROR, FindingKey.CLASS_UNKNOWN, rule, name=name, hint=hint(name, known))


def _zones(subject: _Subject) -> Iterator[Finding]:
    zones = {rule.name: rule for rule in subject.protocol.section("zones")}
    for rule in zones.values():
        named = [*rule.texts("lifted_with"), *(rule.text(name) for name in ("steps_to", "raised_to") if rule.has(name))]
        for name in named:
            if name not in zones:
                yield subject.about(Level.ERROR, FindingKey.ZONE_UNKNOWN, rule, name=name, hint=hint(name, zones))
        target = zones.get(rule.text("steps_to")) if rule.has("steps_to") else None
        if target is not None and target.whole("rank") >= rule.whole("rank"):
            yield subject.about(Level.ERROR, FindingKey.ZONE_NOT_DOWN, rule, name=target.name)


def _declarations(subject: _Subject) -> Iterator[Finding]:
    """An overlay never silently tightens or loosens: what it does must be said, and what it says must be so."""
    if subject.pack.kind is not PackKind.OVERLAY or subject.parent is None:
        return
    for change in compare(subject.protocol, subject.parent):
        for word, way in (("tightens", Direction.STRICTER), ("loosens", Direction.LOOSER)):
            yield from _declared(subject, change, word, way)


def _declared(subject: _Subject, change: Change, word: str, way: Direction) -> Iterator[Finding]:
    path = ("rules", *change.address.split(".", 1))
    is_so = change.direction in {way, Direction.MIXED}
    said = word in change.declared
    if is_so and not said and change.after is not None:
        fields = ", ".join(name for name, direction in change.fields if direction in {way, Direction.MIXED}) or "a new rule"
        params = {"where": change.address, "direction": way, "fields": fields, "wanted": word}
        yield subject.finding(Level.ERROR, FindingKey.OVERLAY_UNDECLARED, path, **params)
    if said and not is_so:
        params = {"where": change.address, "said": word, "direction": change.direction}
        yield subject.finding(Level.ERROR, FindingKey.OVERLAY_MISDECLARED, path, **params)


def _must_nots(subject: _Subject) -> Iterator[Finding]:
    if subject.parent is None:
        return
    for warning in guardrail_warnings(subject.protocol, subject.parent).value:
        section, _, name = Address(warning.change.address).partition(".")
        level = Level.WARNING if subject.pack.kind is PackKind.OVERLAY else Level.NOTE
        yield subject.finding(level, FindingKey.MUST_NOT, ("rules", section, name), where=warning.change.address, name=warning.must_not)


_CHECKS: tuple[Callable[[_Subject], Iterator[Finding]], ...] = (
    _header,
    _parent,
    _removals,
    _sources,
    _regimens,
    _classes,
    _reclassifications,
    _shared_places,
    _zones,
    _declarations,
    _must_nots,
)
