"""The frozen values that cross isolation's door."""

from outpace.isolation.data.news import CustodyGapFound, PersonArrived, PersonLeft, PlacementRequested, PlacementWithdrawn

__all__ = ["CustodyGapFound", "PersonArrived", "PersonLeft", "PlacementRequested", "PlacementWithdrawn"]
