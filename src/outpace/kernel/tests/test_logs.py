"""What the log says, and what it must never say."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
import structlog
from django.test import Client

from outpace.kernel.logs import configuration


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Send the log, as the program configures it, to memory."""
    out = io.StringIO()
    settings = configuration(level="INFO", style="json")
    settings["handlers"] = {"stderr": {"class": "logging.StreamHandler", "formatter": "one", "stream": out}}
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logging.config.dictConfig(settings)
    yield out
    root.handlers[:] = before
    root.setLevel(level)


def entries(written: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_an_entry_is_one_json_object_with_its_facts(written: io.StringIO) -> None:
    structlog.get_logger("here").info("run_failed", run=7)
    entry = entries(written)[0]
    assert (entry["event"], entry["run"], entry["level"], entry["logger"]) == ("run_failed", 7, "info", "here")


def test_values_that_hold_people_are_withheld_at_any_depth(written: io.StringIO) -> None:
    structlog.get_logger().info("seen", phone="13900000000", person={"document": "6227", "code": "P1"})
    assert "13900000000" not in written.getvalue()
    assert entries(written)[0]["person"] == {"document": "(withheld)", "code": "P1"}


def test_what_an_error_says_is_not_written_only_where_it_came_from(written: io.StringIO) -> None:
    try:
        raise ValueError("张三 6227")
    except ValueError:
        logging.getLogger("django.request").exception("Internal Server Error")
    assert "张三" not in written.getvalue()
    assert entries(written)[0]["error"] == "ValueError"
    assert "test_logs.py" in str(entries(written)[0]["places"])


@pytest.mark.django_db
def test_a_request_is_logged_by_route_without_its_query(written: io.StringIO, client: Client) -> None:
    client.get("/accounts/login/?next=/people/622727198001010000/")
    entry = entries(written)[-1]
    assert (entry["event"], entry["route"], entry["status"]) == ("request", "accounts/login/", 200)
    assert "622727198001010000" not in written.getvalue()


@pytest.mark.django_db
def test_every_answer_carries_the_id_its_log_entries_have(written: io.StringIO, client: Client) -> None:
    answer = client.get("/accounts/login/")
    assert answer["X-Request-ID"] == entries(written)[-1]["request_id"]


@pytest.mark.parametrize(("given", "kept"), [("abcdef-123456", True), ("x", False), ("a b;c\nd" * 4, False)])
def test_a_proxys_request_id_is_kept_only_when_well_formed(client: Client, given: str, kept: bool) -> None:
    assert (client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"] == given) is kept
