"""The door of screening."""

from outpace.screening.selectors.coverage import (
    area_count,
    compare_passes,
    coverage_below,
    denominator_steps,
    grid_coverage,
    lowest_grids,
)
from outpace.screening.selectors.ledger import (
    disputed_tubes,
    ended_tubes,
    held_by,
    ledger_by_site,
    oldest_waiting,
    outcome_split,
    pass_ledger,
    stage_quantiles,
    unannounced_tubes,
    waiting_tubes,
)
from outpace.screening.selectors.missing import missing_in_grid, missing_page
from outpace.screening.selectors.passes import current_pass, get_pass, list_passes, sibling_passes
from outpace.screening.services.corrections import correct_scan, identify
from outpace.screening.services.custody import accept_handover, mark_tested, offer, pack, record_condition
from outpace.screening.services.denominators import follow_residents
from outpace.screening.services.fills import BatchTooLarge, record_fills
from outpace.screening.services.notify import notify_results
from outpace.screening.services.planning import (
    BadPlan,
    PassPlan,
    add_round,
    close_pass,
    create_campaign,
    describe_laboratory,
    describe_site,
    end_exemption,
    exempt,
    open_pass,
    plan_pass,
)
from outpace.screening.services.recall import mark_reached, sign_holds
from outpace.screening.services.results import record_results

__all__ = [
    "BadPlan",
    "BatchTooLarge",
    "PassPlan",
    "accept_handover",
    "add_round",
    "area_count",
    "close_pass",
    "compare_passes",
    "correct_scan",
    "coverage_below",
    "create_campaign",
    "current_pass",
    "denominator_steps",
    "describe_laboratory",
    "describe_site",
    "disputed_tubes",
    "end_exemption",
    "ended_tubes",
    "exempt",
    "follow_residents",
    "get_pass",
    "grid_coverage",
    "held_by",
    "identify",
    "ledger_by_site",
    "list_passes",
    "lowest_grids",
    "mark_reached",
    "mark_tested",
    "missing_in_grid",
    "missing_page",
    "notify_results",
    "offer",
    "oldest_waiting",
    "open_pass",
    "outcome_split",
    "pack",
    "pass_ledger",
    "plan_pass",
    "record_condition",
    "record_fills",
    "record_results",
    "sibling_passes",
    "sign_holds",
    "stage_quantiles",
    "unannounced_tubes",
    "waiting_tubes",
]
