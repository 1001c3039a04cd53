"""The frozen values that cross the door of analysis."""

from outpace.analysis.data.answers import Answer, Ask, KeptRun, RunFrame
from outpace.analysis.data.curve import Course, CurveFound, DayCount, ForecastDay, GrowthFound, Lack, PastForecasts
from outpace.analysis.data.inputs import Borrowed, Break, BreakWhy, CaseInputs, CurveInputs

__all__ = [
    "Answer",
    "Ask",
    "Borrowed",
    "Break",
    "BreakWhy",
    "CaseInputs",
    "Course",
    "CurveFound",
    "CurveInputs",
    "DayCount",
    "ForecastDay",
    "GrowthFound",
    "KeptRun",
    "Lack",
    "PastForecasts",
    "RunFrame",
]
