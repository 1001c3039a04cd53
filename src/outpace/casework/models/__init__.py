"""The tables of casework."""

from outpace.casework.models.cases import Case, CaseEvidence, ClassFact, ClassProposal, Deliverable
from outpace.casework.models.cases_chain import SourceFact
from outpace.casework.models.cases_contacts import ContactAttempt, ContactJudgement, ContactLink, JudgementTakenBack
from outpace.casework.models.cases_letters import Letter, LetterPerson
from outpace.casework.models.cases_places import Stay
from outpace.casework.models.contact_proposals import ContactLook, ContactProposal, ProposalStay
from outpace.casework.models.follow_up import FollowUp, FollowUpFact, FollowUpLink
from outpace.casework.models.follow_up_daily import Appeal, FollowUpCheck
from outpace.casework.models.held_stays import HeldStay, StayLoad, TracedPlace, UnknownPerson
from outpace.casework.models.packs import PacksInForce
from outpace.casework.models.relooks import Relook
from outpace.casework.models.trajectories import Trajectory

__all__ = [
    "Appeal",
    "Case",
    "CaseEvidence",
    "ClassFact",
    "ClassProposal",
    "ContactAttempt",
    "ContactJudgement",
    "ContactLink",
    "ContactLook",
    "ContactProposal",
    "Deliverable",
    "FollowUp",
    "FollowUpCheck",
    "FollowUpFact",
    "FollowUpLink",
    "HeldStay",
    "JudgementTakenBack",
    "Letter",
    "LetterPerson",
    "PacksInForce",
    "ProposalStay",
    "Relook",
    "SourceFact",
    "Stay",
    "StayLoad",
    "TracedPlace",
    "Trajectory",
    "UnknownPerson",
]
