"""The `outpace` command: starts everything, mends what was killed, stops everything."""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from outpace.config.service import Service, own_name
from outpace.kernel.embedded import status
from outpace.kernel.tests.embedded_helpers import connect, kill
from tests.operations.installation import Installation, free_port


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with everything running, shared since starting one takes seconds."""
    made = Installation(home=tmp_path_factory.mktemp("service") / "home", port=free_port())
    started = made.outpace("up")
    assert started.returncode == 0, started.stderr
    yield made
    made.outpace("down")


def test_after_up_the_program_is_ready(installation: Installation) -> None:
    assert installation.get("/readyz")[0] == 200
    assert installation.worker.process() is not None


def test_up_says_how_to_begin_while_nobody_can_sign_in(installation: Installation) -> None:
    assert "manage first_admin" in installation.outpace("up").stdout


def test_no_demonstration_with_known_passwords_is_put_beside_users_of_ones_own(installation: Installation) -> None:
    assert installation.outpace("manage", "first_admin", "chief", typed="a long pass phrase 8\n").returncode == 0
    answer = installation.outpace("up", "--demo")
    assert (answer.returncode, "users of its own" in answer.stderr) == (1, True)
    assert not (installation.home / "synthetic").exists()


@pytest.mark.parametrize(
    ("allowed", "name"),
    [
        (["localhost", "127.0.0.1"], "localhost"),
        (["*"], "localhost"),
        (["outpace.county.example"], "outpace.county.example"),
        ([".x.cn"], "x.cn"),
    ],
)
def test_the_start_is_waited_for_under_a_name_that_is_served(allowed: list[str], name: str) -> None:
    assert own_name(allowed) == name


def test_days_are_let_pass_only_where_all_people_are_made_up(installation: Installation) -> None:
    answer = installation.outpace("clock", "advance", "1d")
    assert (answer.returncode, "only an installation marked as synthetic" in answer.stderr) == (1, True)


def test_nothing_works_on_where_days_were_let_pass_and_the_mark_was_lost(installation: Installation) -> None:
    commands = [["serve"], ["worker"], ["manage", "work", "--until-empty"]]
    with connect(installation.place) as connection, ThreadPoolExecutor() as pool:
        connection.execute("INSERT INTO outpace_kernel_dayspassed (id, ahead) VALUES (1, interval '7 days')")
        answers = list(pool.map(lambda words: installation.outpace(*words), commands))
        connection.execute("DELETE FROM outpace_kernel_dayspassed")
    assert [answer.returncode for answer in answers] == [1, 1, 1]
    assert all("it stays one for made-up people" in answer.stderr for answer in answers)


def test_up_again_changes_nothing(installation: Installation) -> None:
    before = installation.web.process()
    installation.outpace("up")
    assert installation.web.process() == before


def test_a_killed_worker_comes_back_with_up(installation: Installation) -> None:
    process = installation.worker.process()
    assert process is not None
    process.kill()
    process.wait(10)
    assert installation.worker.process() is None
    installation.outpace("up")
    assert installation.worker.process() is not None


def test_the_web_server_outlives_a_killed_database_and_says_meanwhile_to_come_again(installation: Installation) -> None:
    before = installation.web.process()
    kill(installation.place)
    assert installation.get("/readyz")[0] == 503
    status, body, headers = installation.ask("/api/v1/me", Authorization="Bearer opd_anybody")
    assert (status, json.loads(body)["code"], headers["Retry-After"]) == (503, "database_away", "5")
    status, body, headers = installation.ask("/", Cookie="sessionid=somebody")
    assert (status, headers["Retry-After"]) == (503, "5")
    assert "数据库正在恢复".encode() in body
    assert installation.outpace("db", "start").returncode == 0
    assert installation.get("/api/v1/me", Authorization="Bearer opd_anybody")[0] == 401
    assert installation.get("/readyz")[0] == 200
    assert installation.web.process() == before


def test_static_files_are_named_by_content_and_may_be_kept_for_ever(installation: Installation) -> None:
    manifest = (installation.home / "static" / "staticfiles.json").read_text()
    assert "ui/dist/" in manifest


def test_an_odd_setting_stops_the_program_with_its_name(installation: Installation) -> None:
    refused = installation.outpace("db", "status", OUTPACE_WEB_THREADS="many")
    assert refused.returncode == 1
    assert refused.stderr.startswith("outpace: OUTPACE_WEB_THREADS is 'many'")


def test_an_external_server_is_not_ours_to_stop(installation: Installation) -> None:
    refused = installation.outpace("db", "stop", DATABASE_URL="postgresql://user@db.example/outpace")
    assert refused.returncode == 1
    assert status(installation.place).accepting


def test_down_leaves_nothing_running(installation: Installation) -> None:
    assert "serve, worker, database" in installation.outpace("down").stdout
    assert (installation.web.process(), installation.worker.process(), status(installation.place).pid) == (None, None, None)
    assert installation.outpace("db", "status").returncode == 3


def test_a_process_just_started_is_found_at_once(tmp_path: Path) -> None:
    for number in range(100):  # on a busy machine one in fifty shows no environment when it is asked at once
        service = Service("nothing", tmp_path / str(number))
        service.start(dict(os.environ))
        found = service.process()
        assert found is not None
        found.kill()
        found.wait(10)
