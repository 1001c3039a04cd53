"""Who is meant, by ids alone: lists that name people by document or card are matched with the register without showing anybody."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from outpace.kernel import crypto
from outpace.registry.models import Person
from outpace.registry.rules.codes import read_code

Key = TypeVar("Key", bytes, str)


def ids_by_document(documents: Sequence[str]) -> Mapping[str, int]:
    """Whose ids are these document numbers, as they were given? One query; numbers that nobody has are absent."""
    wanted = _spellings((index, document) for document in documents for index in crypto.blind_index_candidates(document))
    rows = Person.objects.filter(document_index__any=list(wanted)).values_list("document_index", "id")
    return {document: number for index, number in rows if index is not None for document in wanted[bytes(index)]}


def ids_by_code(codes: Sequence[str]) -> Mapping[str, int]:
    """Whose ids are these card codes, as they were given? One query; codes that nobody has, or that are misread, are absent."""
    wanted = _spellings((found, code) for code in codes if (found := read_code(code)) is not None)
    rows = Person.objects.filter(code__any=list(wanted)).values_list("code", "id")
    return {given: number for code, number in rows for given in wanted[code]}


def _spellings(read: Iterable[tuple[Key, str]]) -> Mapping[Key, list[str]]:
    """As which texts was each key given? One card or document may be written in several ways within one list."""
    found: dict[Key, list[str]] = defaultdict(list)
    for key, given in read:
        found[key].append(given)
    return found
