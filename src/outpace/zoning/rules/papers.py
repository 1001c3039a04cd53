"""Decisions on paper: pack lines and reasons as they are stored with a proposal, and read again for the page that shows them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from epiworks.protocol import PackLine, Reason
from epiworks.units import PersonCount
from outpace.kernel.scope import AreaPath
from outpace.zoning.data import Ground, UnitOption, Why


def lines_out(lines: Iterable[PackLine]) -> list[dict[str, Any]]:
    """How are these pack lines stored?"""
    return [
        {
            "pack": str(line.pack),
            "version": line.version,
            "address": str(line.address),
            "text": line.text,
            "source": list(line.source),
            "unconfirmed": line.unconfirmed or "",
        }
        for line in lines
    ]


def lines_in(stored: Sequence[Mapping[str, Any]]) -> tuple[Ground, ...]:
    """Which lines were stored?"""
    return tuple(Ground(**{**line, "source": tuple(line["source"])}) for line in stored)


def reasons_out(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """How are these reasons stored? Days as ISO text."""
    return [{"key": str(found.key), "params": {name: _plain(value) for name, value in found.params}} for found in reasons]


def why(key: str, **params: object) -> dict[str, Any]:
    """How is a reason of zoning's own stored?"""
    return {"key": key, "params": {name: _plain(value) for name, value in params.items()}}


def reasons_in(stored: Sequence[Mapping[str, Any]]) -> tuple[Why, ...]:
    """Which reasons were stored?"""
    return tuple(Why(found["key"], found["params"]) for found in stored)


def options_out(options: Iterable[UnitOption]) -> list[dict[str, Any]]:
    """How are these ways to draw a zone stored?"""
    return [
        {
            "path": option.path,
            "unit": option.unit,
            "people": int(option.people),
            "allowed": option.allowed,
            "chosen": option.chosen,
            "finer": option.finer,
        }
        for option in options
    ]


def options_in(stored: Sequence[Mapping[str, Any]]) -> tuple[UnitOption, ...]:
    """Which ways were stored?"""
    return tuple(UnitOption(**{**found, "path": AreaPath(found["path"]), "people": PersonCount(found["people"])}) for found in stored)


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
