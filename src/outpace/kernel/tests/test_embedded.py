"""The embedded server: starts, stops, survives, and belongs to one account."""

import os
import pwd
from collections.abc import Iterator
from pathlib import Path

import pytest

from outpace.kernel.embedded import EmbeddedError, Place, ensure_running, status, stop
from outpace.kernel.embedded.tuning import configuration
from outpace.kernel.tests.embedded_helpers import answer, connect, home_for, in_process, kill


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """An installation of its own, shared by this file's tests since making one takes seconds."""
    place = Place(tmp_path_factory.mktemp("installation") / "home")
    yield place
    stop(place)


def test_a_new_installation_starts_and_takes_connections(place: Place) -> None:
    assert status(place).pid is None
    assert ensure_running(place).accepting
    assert answer(place, b"SELECT current_user") == "outpace"


def test_our_role_is_no_superuser(place: Place) -> None:
    ensure_running(place)
    assert answer(place, b"SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


@pytest.mark.parametrize("setting", ["fsync", "synchronous_commit", "full_page_writes", "data_checksums"])
def test_nothing_that_keeps_data_safe_is_switched_off(place: Place, setting: str) -> None:
    ensure_running(place)
    assert answer(place, f"SHOW {setting}".encode()) == "on"


def test_asking_again_finds_the_same_server(place: Place) -> None:
    assert ensure_running(place).pid == ensure_running(place).pid


def test_the_server_outlives_the_process_that_started_it(place: Place) -> None:
    stop(place)
    starter = in_process(ensure_running, place)
    starter.join()
    assert starter.exitcode == 0
    assert answer(place, b"SELECT 1") == 1


def test_only_our_account_may_enter_the_folder_of_the_socket(place: Place) -> None:
    ensure_running(place)
    assert place.sockets.stat().st_mode & 0o077 == 0


def test_the_server_listens_on_no_network(place: Place) -> None:
    ensure_running(place)
    assert answer(place, b"SHOW listen_addresses") == ""


def test_stopping_keeps_the_data_and_says_whether_anything_ran(place: Place) -> None:
    ensure_running(place)
    with connect(place) as connection:
        connection.execute("CREATE TABLE kept (n int); INSERT INTO kept VALUES (41)")
    assert stop(place) is True
    assert (stop(place), status(place).pid) == (False, None)
    ensure_running(place)
    assert answer(place, b"SELECT n FROM kept") == 41


def test_what_was_committed_before_a_power_cut_is_there_after_it(place: Place) -> None:
    ensure_running(place)
    with connect(place) as connection:
        connection.execute("CREATE TABLE survived (n int)")
        connection.execute("INSERT INTO survived SELECT generate_series(1, 100000)")
        kill(place)
    assert ensure_running(place).accepting
    assert answer(place, b"SELECT count(*) FROM survived") == 100_000


def test_a_pid_file_that_names_somebody_elses_process_is_no_obstacle(place: Place) -> None:
    ensure_running(place)
    kill(place)
    stale = place.data / "postmaster.pid"
    stale.write_text("\n".join([str(os.getpid()), *stale.read_text().splitlines()[1:]]))
    assert status(place).pid is None
    assert ensure_running(place).pid != os.getpid()


def test_processes_that_start_at_once_share_one_server(tmp_path: Path) -> None:
    place = Place(tmp_path / "home")
    starters = [in_process(ensure_running, place) for _ in range(3)]
    for starter in starters:
        starter.join()
    try:
        assert [starter.exitcode for starter in starters] == [0, 0, 0]
        assert answer(place, b"SELECT 1") == 1
    finally:
        stop(place)


def test_an_installation_whose_making_was_cut_short_is_made_anew(tmp_path: Path) -> None:
    place = Place(tmp_path / "home")
    half = place.home / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    try:
        assert ensure_running(place).accepting
        assert not half.exists()
    finally:
        stop(place)


def test_a_home_too_deep_for_a_socket_still_works(tmp_path: Path) -> None:
    place = Place(tmp_path / ("深" * 40) / "home with space")
    place.home.parent.mkdir()
    assert len(os.fsencode(place.sockets / ".s.PGSQL.5432")) <= 107
    try:
        ensure_running(place)
        assert answer(place, b"SELECT 1") == 1
    finally:
        stop(place)
        place.sockets.rmdir()


def test_data_of_another_version_is_refused(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.data.mkdir()
    (place.data / "PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedError, match="made by PostgreSQL 16"):
        ensure_running(place)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account; ordinary users are covered by every other test here")
def test_an_ordinary_user_has_a_server_of_their_own(tmp_path: Path) -> None:
    uid = pwd.getpwnam("nobody").pw_uid
    place = home_for(tmp_path, uid)
    starter = in_process(ensure_running, place, uid=uid)
    starter.join()
    try:
        assert starter.exitcode == 0
        assert place.data.stat().st_uid == uid
    finally:
        stopper = in_process(stop, place, uid=uid)
        stopper.join()
    assert (stopper.exitcode, status(place).pid) == (0, None)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")
def test_another_accounts_installation_is_refused_not_broken(place: Place) -> None:
    ensure_running(place)
    other = in_process(ensure_running, place, uid=pwd.getpwnam("nobody").pw_uid)
    other.join()
    assert other.exitcode == 1
    assert status(place).accepting


@pytest.mark.parametrize(("memory_gb", "buffers"), [(1, 128), (4, 512), (23, 2048), (256, 2048)])
def test_memory_for_the_server_follows_the_machine(memory_gb: int, buffers: int) -> None:
    assert f"shared_buffers = '{buffers}MB'" in configuration(memory_gb * 1024**3)
