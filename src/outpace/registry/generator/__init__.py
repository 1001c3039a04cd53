"""Synthetic residents: pure, seeded, without clock or database. Same seed, same people, byte for byte (docs/adr/0007)."""

from outpace.registry.generator.identities import addresses, code_numbers, documents, names, phones
from outpace.registry.generator.places import Village, Weighing, apportion, grid_sizes, village_sizes
from outpace.registry.generator.population import Population, populate
from outpace.registry.generator.streams import stream

__all__ = [
    "Population",
    "Village",
    "Weighing",
    "addresses",
    "apportion",
    "code_numbers",
    "documents",
    "grid_sizes",
    "names",
    "phones",
    "populate",
    "stream",
    "village_sizes",
]
