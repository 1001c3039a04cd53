"""The tables of casework."""

from outpace.casework.models.cases import Case, CaseEvidence, ClassFact, ClassProposal, Deliverable
from outpace.casework.models.cases_chain import SourceFact
from outpace.casework.models.cases_contacts import ContactAttempt, ContactJudgement, ContactLink
from outpace.casework.models.cases_letters import Letter, LetterPerson
from outpace.casework.models.cases_places import Stay

__all__ = [
    "Case",
    "CaseEvidence",
    "ClassFact",
    "ClassProposal",
    "ContactAttempt",
    "ContactJudgement",
    "ContactLink",
    "Deliverable",
    "Letter",
    "LetterPerson",
    "SourceFact",
    "Stay",
]
