"""Who is meant, by ids alone: lists that name people by document or card are matched with the register without showing anybody."""

from collections.abc import Mapping, Sequence

from outpace.kernel import crypto
from outpace.registry.models import Person
from outpace.registry.rules.codes import read_code


def ids_by_document(documents: Sequence[str]) -> Mapping[str, int]:
    """Whose ids are these document numbers, as they were given? One query; numbers that nobody has are absent."""
    wanted = {index: document for document in documents for index in crypto.blind_index_candidates(document)}
    rows = Person.objects.filter(document_index__any=list(wanted)).values_list("document_index", "id")
    return {wanted[bytes(index)]: number for index, number in rows if index is not None}


def ids_by_code(codes: Sequence[str]) -> Mapping[str, int]:
    """Whose ids are these card codes, as they were given? One query; codes that nobody has, or that are misread, are absent."""
    wanted = {found: code for code in codes if (found := read_code(code)) is not None}
    rows = Person.objects.filter(code__any=list(wanted)).values_list("code", "id")
    return {wanted[code]: number for code, number in rows}
