"""The door of analysis: what the curve is doing, each answer with everything it must carry."""

from outpace.analysis.data.answers import KeptRun
from outpace.analysis.rules.windows import EARLIEST, LATEST, USUAL, WindowRefused, asked_window
from outpace.analysis.selectors.areas import AreaChoice, area_choice, area_for, fine_enough, home_area
from outpace.analysis.selectors.places import infection_places
from outpace.analysis.selectors.runs import kept_run
from outpace.analysis.selectors.snapshot import today
from outpace.analysis.selectors.sources import possible_sources
from outpace.analysis.selectors.zones import zone_of, zones_here
from outpace.analysis.services.background import WORK_JOB, start_work, work_out
from outpace.analysis.services.runs import Checked, chains, check, curve, delays, ending, reproduction, retire

__all__ = [
    "EARLIEST",
    "LATEST",
    "USUAL",
    "WORK_JOB",
    "AreaChoice",
    "Checked",
    "KeptRun",
    "WindowRefused",
    "area_choice",
    "area_for",
    "asked_window",
    "chains",
    "check",
    "curve",
    "delays",
    "ending",
    "fine_enough",
    "home_area",
    "infection_places",
    "kept_run",
    "possible_sources",
    "reproduction",
    "retire",
    "start_work",
    "today",
    "work_out",
    "zone_of",
    "zones_here",
]
