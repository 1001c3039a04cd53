"""The tables of screening: plans, places, tubes and samples, custody, results, positives and counters."""

from outpace.screening.models.counters import Coverage, DenominatorChange, LabQueue, Ledger, OutcomeCount, Turnaround
from outpace.screening.models.custody import Box, Handover, HandoverTube
from outpace.screening.models.places import Laboratory, SamplingSite, SiteGrid
from outpace.screening.models.planning import Campaign, DuePerson, Exemption, Pass, Round
from outpace.screening.models.positives import PositivePool, RecallMember
from outpace.screening.models.results import ColumnMapping, Result, ResultFile
from outpace.screening.models.tubes import Sample, SampleCorrection, Tube, TubeEvent, UnidentifiedSample
from outpace.screening.models.zones import CrowdedTube, ZonedArea

__all__ = [
    "Box",
    "Campaign",
    "ColumnMapping",
    "Coverage",
    "CrowdedTube",
    "DenominatorChange",
    "DuePerson",
    "Exemption",
    "Handover",
    "HandoverTube",
    "LabQueue",
    "Laboratory",
    "Ledger",
    "OutcomeCount",
    "Pass",
    "PositivePool",
    "RecallMember",
    "Result",
    "ResultFile",
    "Round",
    "Sample",
    "SampleCorrection",
    "SamplingSite",
    "SiteGrid",
    "Tube",
    "TubeEvent",
    "Turnaround",
    "UnidentifiedSample",
    "ZonedArea",
]
