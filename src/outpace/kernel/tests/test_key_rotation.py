"""A rotation reaches every value of every registered table, survives being killed, and drops no key that is still needed."""

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import BinaryField
from pytest_django import Settings

from outpace.kernel import crypto
from outpace.kernel.crypto import columns, keystore, rotation
from outpace.kernel.models import Resealing

TABLE = crypto.SealedTable("people_here", sealed=("name", "document"), blind=(crypto.BlindColumn(index="found_by", source="document"),))
PEOPLE = 10
NOT_PERSONAL = {"hash", "base_hash", "digest", "key", "content"}  # hashes, and a laboratory's file of tube numbers

pytestmark = pytest.mark.django_db


class Killed(Exception):
    """The process died here."""


@pytest.fixture(autouse=True)
def people(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HOME = tmp_path
    monkeypatch.setattr(rotation, "registered", lambda: (TABLE,))
    with connection.cursor() as cursor:
        made = "(id bigint PRIMARY KEY, name bytea, document bytea, found_by bytea UNIQUE)"
        cursor.execute(f"CREATE TEMP TABLE people_here {made} ON COMMIT DROP")
        for number in range(1, PEOPLE + 1):
            values: list[Any] = [number, crypto.seal(f"人{number}"), crypto.seal(f"E{number}"), crypto.blind_index(f"E{number}")]
            cursor.execute("INSERT INTO people_here VALUES (%s, %s, %s, %s)", values)
        cursor.execute("INSERT INTO people_here VALUES (99, '', NULL, NULL)")


def stored() -> list[tuple[int, bytes, bytes, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name, document, found_by FROM people_here WHERE id < 99 ORDER BY id")
        return [(row[0], bytes(row[1]), bytes(row[2]), bytes(row[3])) for row in cursor.fetchall()]


def keys_in_use() -> set[int | None]:
    return {crypto.key_id_of(value) for row in stored() for value in row[1:3]}


def kill_after(batches: int) -> rotation.Progress:
    calls: list[int] = []

    def progress(table: str, rows: int) -> None:
        calls.append(rows)
        if len(calls) == batches:
            raise Killed

    return progress


def test_every_value_is_sealed_with_the_new_key_and_says_the_same() -> None:
    rotation.add_keys(blind=False)
    rotation.reseal(batch=3)
    assert keys_in_use() == {2}
    assert [(crypto.unseal(name), crypto.unseal(document)) for _, name, document, _ in stored()] == [
        (f"人{number}", f"E{number}") for number in range(1, PEOPLE + 1)
    ]


def test_people_are_found_before_during_and_after_a_new_blind_key() -> None:
    def found(document: str) -> list[int]:
        candidates = crypto.blind_index_candidates(document)
        return [number for number, _, _, index in stored() if index in candidates]

    rotation.add_keys(blind=True)
    assert found("E7") == [7]
    with pytest.raises(Killed):
        rotation.reseal(batch=3, progress=kill_after(2))
    assert [found(f"E{number}") for number in range(1, PEOPLE + 1)] == [[number] for number in range(1, PEOPLE + 1)]
    rotation.reseal(batch=3)
    rotation.retire_old_keys()
    assert found("E7") == [7]


def test_absent_values_stay_absent() -> None:
    rotation.add_keys(blind=True)
    rotation.reseal()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, document, found_by FROM people_here WHERE id = 99")
        assert [value if value is None else bytes(value) for value in cursor.fetchone()] == [b"", None, None]


def test_a_killed_rotation_goes_on_where_it_was() -> None:
    rotation.add_keys(blind=False)
    with pytest.raises(Killed):
        rotation.reseal(batch=3, progress=kill_after(2))
    assert keys_in_use() == {1, 2}
    assert rotation.reseal(batch=3) == PEOPLE + 1 - 6
    assert keys_in_use() == {2}


def test_a_finished_rotation_does_nothing_more() -> None:
    rotation.add_keys(blind=False)
    rotation.reseal()
    before = stored()
    assert rotation.reseal() == 0
    assert stored() == before


def test_the_next_rotation_starts_from_the_beginning() -> None:
    for _ in range(2):
        rotation.add_keys(blind=False)
        rotation.reseal()
    assert keys_in_use() == {3}
    assert Resealing.objects.get().rows == PEOPLE + 1


def test_old_keys_stay_while_anything_needs_them() -> None:
    rotation.add_keys(blind=False)
    with pytest.raises(rotation.StillInUse, match="people_here"):
        rotation.retire_old_keys()
    assert set(keystore.current().ring.keys) == {1, 2}


def test_an_old_blind_key_stays_until_every_index_is_new() -> None:
    rotation.add_keys(blind=True)
    with pytest.raises(Killed):
        rotation.reseal(batch=3, progress=kill_after(1))
    with pytest.raises(rotation.StillInUse):
        rotation.retire_old_keys()


def test_the_command_rotates_from_beginning_to_end(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("rotate_keys", "--new", "--blind", "--retire", "--batch", "4")
    assert (keys_in_use(), set(keystore.current().ring.keys)) == ({2}, {2})
    assert "11" in capsys.readouterr().out


def test_the_command_says_when_the_ring_is_not_its_to_change(settings: Settings) -> None:
    from_file = keystore.keys_path().read_text()
    settings.FIELD_KEYS = from_file
    with pytest.raises(CommandError, match="OUTPACE_FIELD_KEYS"):
        call_command("rotate_keys", "--new")


def test_sealed_columns_are_found_by_their_names() -> None:
    table = columns.sealed_table_of(apps.get_model("registry", "Person"))
    assert table is not None
    assert set(table.sealed) == {"name_sealed", "document_sealed", "phone_sealed"}
    assert table.blind == (crypto.BlindColumn(index="document_index", source="document_sealed"),)


def test_no_binary_column_of_any_table_is_forgotten() -> None:
    known = {(table.table, name) for table in columns.registered() for name in (*table.sealed, *(one.index for one in table.blind))}
    binary = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        if model.__module__.startswith("outpace.")
        for field in model._meta.concrete_fields
        if isinstance(field, BinaryField) and field.column not in NOT_PERSONAL
    }
    assert binary <= known
