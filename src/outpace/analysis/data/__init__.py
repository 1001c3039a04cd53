"""The frozen values that cross the door of analysis."""

from outpace.analysis.data.answers import Answer, Ask, KeptRun, RunFrame
from outpace.analysis.data.curve import Course, CurveFound, DayCount, ForecastDay, GrowthFound, Lack, PastForecasts
from outpace.analysis.data.delays import DelayFigures, DelaysFound, FaceFound, GoalStep, ShareFound, Step, StepFound, WeekDelay
from outpace.analysis.data.ending import EndingDay, EndingFound
from outpace.analysis.data.inputs import (
    Assumed,
    Borrowed,
    Break,
    BreakWhy,
    CaseInputs,
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
    "Borrowed",
    "Break",
    "BreakWhy",
    "CaseInputs",
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
    "KeptRun",
    "Lack",
    "PastForecasts",
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
    "WeekDelay",
]
