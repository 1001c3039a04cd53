"""Synthetic residents: pure, seeded, without clock or database. Same seed, same people, byte for byte (docs/adr/0007)."""

from outpace.registry.generator.ground import Land, around, middle, place_county
from outpace.registry.generator.identities import addresses, code_numbers, documents, names, phones
from outpace.registry.generator.places import Village, Weighing, apportion, grid_sizes, village_sizes
from outpace.registry.generator.population import Population, populate
from outpace.registry.generator.streams import stream

__all__ = [
    "Land",
    "Population",
    "Village",
    "Weighing",
    "addresses",
    "apportion",
    "around",
    "code_numbers",
    "documents",
    "grid_sizes",
    "middle",
    "names",
    "phones",
    "place_county",
    "populate",
    "stream",
    "village_sizes",
]
