"""The log: one JSON object per line, with the request or run it belongs to, and no personal data.

Messages are event names (`run_failed`), facts are keys. What an exception *says* may quote a person's row, so only its kind and the
places it passed through are kept.
"""

import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from types import TracebackType

import structlog
from structlog.typing import EventDict, Processor

WITHHELD = frozenset(
    {
        "name", "display_name", "actor_name", "username", "phone", "document", "address", "id_number", "password", "token", "cookie",
        "secret", "session", "body", "params", "sql", "request", "headers", "data", "payload",
    }
)  # fmt: skip
_FRAMES_KEPT = 8


def without_personal_data(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Which entry may be written? Values under names that hold people's data or secrets are withheld, at any depth."""
    return _scrubbed(event)


def places_of(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Which entry shows where an error came from without what it said?"""
    raised = event.pop("exc_info", None)
    if raised is True:
        raised = sys.exc_info()
    if isinstance(raised, BaseException):
        raised = (type(raised), raised, raised.__traceback__)
    if isinstance(raised, tuple) and raised[0] is not None:
        event["error"] = raised[0].__name__
        event["places"] = _places(raised[2])
    return event


def configuration(*, level: str, style: str) -> dict[str, object]:
    """Which LOGGING setting writes everything (ours, Django's, the queue's) to standard error in one shape?"""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    renderers: dict[str, Processor] = {
        "json": structlog.processors.JSONRenderer(ensure_ascii=False),
        "console": structlog.dev.ConsoleRenderer(colors=False),
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "one": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _shared(),
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderers[style]],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "one"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.request": {"level": "ERROR"},  # our own line per request says the rest
            "django.server": {"handlers": [], "propagate": False},
            "procrastinate": {"level": "WARNING"},
            "axes": {"level": "WARNING"},
        },
    }


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        places_of,
        without_personal_data,
    ]


def _scrubbed(values: Mapping[str, object]) -> MutableMapping[str, object]:
    return {key: "(withheld)" if key.lower() in WITHHELD else _deep(value) for key, value in values.items()}


def _deep(value: object) -> object:
    if isinstance(value, logging.LogRecord):
        return value
    return _scrubbed(value) if isinstance(value, dict) else value


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-_FRAMES_KEPT:]]
