"""Do published figures of a pipeline agree with themselves? Gaps between stages, sums of classes, cumulative figures, rounds that grow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from epiworks.plan.remarks import Remark, RemarkKey, explain, query, reject
from epiworks.units import PersonCount, PersonTimes, Share


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Cumulative figures of one report: person-times sampled, tested, uploaded."""

    sampled: PersonTimes
    tested: PersonTimes
    uploaded: PersonTimes


@dataclass(frozen=True, slots=True)
class PipelineGaps:
    """What waits between the stages, and what is wrong or needs a sentence. A gap of an impossible pair is given as it is, negative."""

    untested: int
    not_uploaded: int
    without_result: int
    share_without_result: Share
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """What one round reached, and how many it should have reached. `due` None: no denominator was printed."""

    reached: PersonCount
    due: PersonCount | None = None


def pipeline_gaps(figures: Pipeline) -> PipelineGaps:
    """How many samples wait for a test, how many results wait for upload, and can the figures be right?

    untested = sampled - tested; not uploaded = tested - uploaded; without a result = sampled - uploaded. Later stages above earlier ones
    are rejected, unless windows differ, which `same_window` tells.

    >>> gaps = pipeline_gaps(Pipeline(PersonTimes(1_570_100), PersonTimes(1_337_800), PersonTimes(1_238_000)))
    >>> gaps.untested, gaps.not_uploaded, gaps.without_result, round(gaps.share_without_result, 3)
    (232300, 99800, 332100, 0.212)
    """
    untested = figures.sampled - figures.tested
    not_uploaded = figures.tested - figures.uploaded
    without = figures.sampled - figures.uploaded
    remarks: list[Remark] = []
    if min(figures.sampled, figures.tested, figures.uploaded) < 0:
        remarks.append(reject(RemarkKey.NEGATIVE_COUNT))
    if untested < 0:
        remarks.append(reject(RemarkKey.TESTED_ABOVE_SAMPLED, tested=figures.tested, sampled=figures.sampled))
    if not_uploaded < 0:
        remarks.append(reject(RemarkKey.UPLOADED_ABOVE_TESTED, uploaded=figures.uploaded, tested=figures.tested))
    if not remarks and without:
        remarks.append(explain(RemarkKey.STAGE_BACKLOG, untested=untested, not_uploaded=not_uploaded))
    part = without / figures.sampled if figures.sampled > 0 else 0.0
    return PipelineGaps(untested, not_uploaded, without, Share(max(0.0, min(1.0, part))), tuple(remarks))


def class_sum(total: int, parts: Mapping[str, int]) -> Remark | None:
    """Do the classes add up to the total? None when they do. Baise: 207,506 = 207,321 negative + 98 preliminary positive + 87 awaiting.

    >>> class_sum(207_506, {"negative": 207_321, "preliminary": 98, "awaiting": 87}) is None
    True
    """
    added = sum(parts.values())
    if added == total:
        return None
    return reject(RemarkKey.SUM_DIFFERS, total=total, sum=added, difference=total - added, parts=tuple(parts))


def cumulative(before: int, new: Sequence[int], after: int) -> Remark | None:
    """Is the new cumulative figure the old one plus what was new? None when it is. Conversions are not netted out in these reports.

    >>> cumulative(24, [59, 16], 99) is None
    True
    """
    expected = before + sum(new)
    if expected == after:
        return None
    return reject(RemarkKey.CUMULATIVE_DIFFERS, expected=expected, found=after, difference=after - expected)


def rounds_compared(earlier: RoundFigures, later: RoundFigures) -> tuple[Remark, ...]:
    """What does it mean that a later round reached more people than an earlier one? Empty when it did not and nothing contradicts.

    A figure above its own denominator is rejected. With both denominators the growth is split: what the denominator grew by, and what the
    earlier round had missed. Without them nothing can be said about coverage, and that is said.

    >>> remarks = rounds_compared(RoundFigures(PersonCount(12_263)), RoundFigures(PersonCount(12_762)))
    >>> remarks[0].get("more"), remarks[1].key.value
    (499, 'denominator_unknown')
    """
    remarks = [
        reject(RemarkKey.ROUND_ABOVE_DENOMINATOR, reached=figures.reached, due=figures.due)
        for figures in (earlier, later)
        if figures.due is not None and figures.reached > figures.due
    ]
    more = later.reached - earlier.reached
    if more <= 0:
        return tuple(remarks)
    share = round(more / earlier.reached, 4) if earlier.reached else 1.0
    remarks.append(query(RemarkKey.LATER_ROUND_LARGER, more=more, share=share))
    if earlier.due is None or later.due is None:
        remarks.append(query(RemarkKey.DENOMINATOR_UNKNOWN))
        return tuple(remarks)
    if later.due > earlier.due:
        remarks.append(explain(RemarkKey.DENOMINATOR_GREW, by=later.due - earlier.due))
    missed = earlier.due - earlier.reached
    if missed > 0:
        remarks.append(explain(RemarkKey.FIRST_ROUND_MISSED, missed=missed))
    return tuple(remarks)


@dataclass(frozen=True, slots=True)
class PassFigures:
    """What a total of person-times over several rounds and passes comes to for each."""

    per_pass: float
    per_round: float
    passes_per_round: float
    remarks: tuple[Remark, ...]


def passes(total: PersonTimes, *, rounds: int, passes_in_all: int) -> PassFigures:
    """How many person-times fall on one pass and one round? Raises `ValueError` for no round or pass.

    A round of several passes tests the same people several times: its figure is not a number of people, and says so. S1: 133,376 in 3
    rounds, 9 passes.

    >>> found = passes(PersonTimes(133_376), rounds=3, passes_in_all=9)
    >>> round(found.per_pass), round(found.per_round), found.remarks[0].key.value
    (14820, 44459, 'round_is_several_passes')
    """
    if rounds <= 0 or passes_in_all <= 0:
        message = "at least one round and one pass"
        raise ValueError(message)
    each = passes_in_all / rounds
    remarks: list[Remark] = []
    if each > 1:
        remarks.append(explain(RemarkKey.ROUND_IS_SEVERAL_PASSES, passes=each, per_pass=round(total / passes_in_all)))
    if passes_in_all % rounds:
        remarks.append(query(RemarkKey.PASSES_NOT_MULTIPLE, rounds=rounds, passes=passes_in_all))
    return PassFigures(total / passes_in_all, total / rounds, each, tuple(remarks))
