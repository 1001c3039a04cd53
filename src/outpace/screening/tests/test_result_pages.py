"""Uploading a result file from the page: checked first, applied on demand, mended rows returned."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from outpace.kernel.models import JobRun
from outpace.screening.models import ColumnMapping, Result, ResultFile
from outpace.screening.tests.people import sign_in
from outpace.screening.tests.world import World

ROWS = "管号,结果,检测时间\nT1,阴性,2021-11-08 13:05\nT2,maybe,2021-11-08 13:05\n"


@pytest.fixture
def laboratory(world: World) -> Client:
    return sign_in("lab_staff", world.county.path)


def base(world: World) -> str:
    return f"/screening/labs/{world.labs[0].pk}/results/"


def upload(client: Client, world: World, text: str = ROWS) -> Any:
    return client.post(base(world), {"file": SimpleUploadedFile("day.csv", text.encode())}, follow=True)


def file_url(world: World) -> str:
    return f"{base(world)}{ResultFile.objects.get().pk}/"


def test_an_upload_shows_what_it_comes_to_before_anything_is_written(world: World, laboratory: Client) -> None:
    page = upload(laboratory, world)
    text = page.content.decode()
    assert (page.context["preview"].good, page.context["preview"].bad) == (1, 1)
    assert "maybe" in text
    assert not Result.objects.exists()


def test_a_short_file_is_applied_at_once(world: World, laboratory: Client) -> None:
    upload(laboratory, world)
    page = laboratory.post(f"{file_url(world)}apply/", follow=True)
    assert "This file has been applied" in page.content.decode()
    assert Result.objects.count() == 1


def test_a_long_file_becomes_a_job_with_progress(world: World, laboratory: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outpace.screening.services.result_files.AT_ONCE", 1)
    upload(laboratory, world)
    page = laboratory.post(f"{file_url(world)}apply/", follow=True)
    assert JobRun.objects.get().kind == "screening.result_file"
    assert "Waiting" in page.content.decode()


def test_a_waiting_job_can_be_stopped(world: World, laboratory: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outpace.screening.services.result_files.AT_ONCE", 1)
    upload(laboratory, world)
    laboratory.post(f"{file_url(world)}apply/")
    page = laboratory.post(f"{file_url(world)}cancel/", follow=True)
    assert "Cancelled" in page.content.decode()


def test_rows_at_fault_are_downloaded_to_be_mended(world: World, laboratory: Client) -> None:
    upload(laboratory, world)
    laboratory.post(f"{file_url(world)}apply/")
    answer = laboratory.get(f"{file_url(world)}mend/")
    assert "T2,maybe" in answer.content.decode("utf-8-sig")


def test_a_word_of_the_laboratory_is_taught_and_the_file_read_again(world: World, laboratory: Client) -> None:
    upload(laboratory, world)
    form = {"column_tube": "管号", "column_outcome": "结果", "column_tested_at": "检测时间", "word_0": "3"}
    page = laboratory.post(f"{file_url(world)}mapping/", form, follow=True)
    assert (page.context["preview"].good, page.context["preview"].bad) == (2, 0)
    assert ColumnMapping.objects.get().outcomes == {"maybe": 3}


def test_a_mapping_without_a_needed_column_comes_back(world: World, laboratory: Client) -> None:
    upload(laboratory, world)
    answer = laboratory.post(f"{file_url(world)}mapping/", {"column_tube": "管号"})
    assert answer.status_code == 422
    assert not ColumnMapping.objects.exists()


def test_what_is_no_table_is_refused_with_words(world: World, laboratory: Client) -> None:
    answer = laboratory.post(base(world), {"file": SimpleUploadedFile("x.bin", b"\x00\x01\xff")})
    assert answer.status_code == 422
    assert not ResultFile.objects.exists()


def test_the_same_file_again_leads_to_the_first(world: World, laboratory: Client) -> None:
    upload(laboratory, world)
    assert "uploaded before" in upload(laboratory, world).content.decode()
    assert ResultFile.objects.count() == 1


def test_an_empty_list_says_so(world: World, laboratory: Client) -> None:
    assert "No file uploaded yet" in laboratory.get(base(world)).content.decode()


def test_a_list_of_files_asks_a_bounded_number_of_questions(
    world: World, laboratory: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        upload(laboratory, world, f"管号,结果,检测时间\nT{number},阴性,2021-11-08 13:05\n")
    with django_assert_max_num_queries(15):
        laboratory.get(base(world))


def test_an_observer_uploads_nothing(world: World) -> None:
    assert sign_in("observer", world.county.path).get(base(world)).status_code == 404


def test_another_countys_laboratory_is_not_found(world: World, laboratory: Client) -> None:
    upload(laboratory, world)
    stranger = sign_in("lab_staff", "/53/")
    assert [stranger.get(address).status_code for address in (base(world), file_url(world), f"{file_url(world)}mend/")] == [404] * 3


def test_a_file_is_not_found_under_another_laboratory(world: World, laboratory: Client) -> None:
    upload(laboratory, world)
    assert laboratory.get(f"/screening/labs/{world.labs[1].pk}/results/{ResultFile.objects.get().pk}/").status_code == 404
