"""The frozen values that cross the door of analysis."""

from outpace.analysis.data.answers import Answer, Ask, KeptRun, RunFrame
from outpace.analysis.data.chains import Between, ChainsFound, IntervalFound, OffspringFound, PlaceFound, PlacesFound, Tally
from outpace.analysis.data.curve import Course, CurveFound, DayCount, ForecastDay, GrowthFound, Lack, PastForecasts
from outpace.analysis.data.delays import DelayFigures, DelaysFound, FaceFound, GoalStep, ShareFound, Step, StepFound, WeekDelay
from outpace.analysis.data.ending import EndingDay, EndingFound
from outpace.analysis.data.inputs import (
    Assumed,
    Borrowed,
    Break,
    BreakWhy,
    CaseInputs,
    ChainInputs,
    CurveInputs,
    DelayInputs,
    EndingInputs,
    RoundSeen,
    RtInputs,
)
from outpace.analysis.data.rt import RtFound, RtWindow, Spread
from outpace.analysis.data.sources import PossibleSource, SourcesFound

__all__ = [
    "Answer",
    "Ask",
    "Assumed",
    "Between",
    "Borrowed",
    "Break",
    "BreakWhy",
    "CaseInputs",
    "ChainInputs",
    "ChainsFound",
    "Course",
    "CurveFound",
    "CurveInputs",
    "DayCount",
    "DelayFigures",
    "DelayInputs",
    "DelaysFound",
    "EndingDay",
    "EndingFound",
    "EndingInputs",
    "FaceFound",
    "ForecastDay",
    "GoalStep",
    "GrowthFound",
    "IntervalFound",
    "KeptRun",
    "Lack",
    "OffspringFound",
    "PastForecasts",
    "PlaceFound",
    "PlacesFound",
    "PossibleSource",
    "RoundSeen",
    "RtFound",
    "RtInputs",
    "RtWindow",
    "RunFrame",
    "ShareFound",
    "SourcesFound",
    "Spread",
    "Step",
    "StepFound",
    "Tally",
    "WeekDelay",
]
