"""What uploading a laboratory's result file does."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outpace.kernel.errors import Refusal
from outpace.kernel.files import FileRefused
from outpace.kernel.scope import NotAllowed, NotFound
from outpace.screening import api
from outpace.screening.choices import Outcome
from outpace.screening.models import ColumnMapping, PositivePool, Result, ResultFile, Tube
from outpace.screening.rules.result_rows import ColumnPlan, Fault, Field, read_rows
from outpace.screening.selectors.results import FileView, Preview
from outpace.screening.services.result_files import Received
from outpace.screening.tests.world import World, staff

HEADER = "管号,结果,检测时间,N基因,ORF1ab"
WHEN = "2021-11-08 13:05"


def upload(world: World, *rows: str, header: str = HEADER, encoding: str = "utf-8", lab: int = 0) -> Received:
    content = "\n".join([header, *rows]).encode(encoding)
    return api.receive_file(staff("lab_staff", world.county.path), world.labs[lab].pk, name="results.csv", content=content)


def applied(world: World, *rows: str, header: str = HEADER) -> FileView:
    return api.apply_file(staff("lab_staff", world.county.path), upload(world, *rows, header=header).file.id)


def preview(world: World, received: Received) -> Preview:
    found = api.preview_of(staff("lab_staff", world.county.path), received.file.id)
    assert found is not None
    return found


def faults(world: World, *rows: str) -> list[tuple[int, Field, Fault]]:
    return [(fault.row, fault.problem.field, fault.problem.fault) for fault in preview(world, upload(world, *rows)).problems]


def sampled(world: World, *codes: str) -> None:
    people = [person for group in world.people.values() for person in group]
    for place, code in enumerate(codes):
        world.sample(code, people[place * 2 : place * 2 + 2])


def test_a_preview_counts_and_writes_nothing(world: World) -> None:
    sampled(world, "T1", "T2")
    found = preview(world, upload(world, f"T1,阴性,{WHEN},,", f"T2,初筛阳性,{WHEN},31.5,32.0"))
    assert (found.rows, found.good, found.bad, found.unannounced) == (2, 2, 0, 0)
    assert found.outcomes == {Outcome.NEGATIVE: 1, Outcome.PRELIMINARY_POSITIVE: 1}
    assert not Result.objects.exists()


def test_applying_a_file_records_each_reading_with_its_ct_values(world: World) -> None:
    sampled(world, "T1", "T2")
    file = applied(world, f"T1,阴性,{WHEN},未检出,-", f"T2,初筛阳性,{WHEN},31.5,32.0")
    assert (file.rows_applied, file.rows_rejected, file.positives) == (2, 0, 1)
    assert dict(Result.objects.values_list("tube__code", "ct")) == {"T1": {}, "T2": {"N": 31.5, "ORF1ab": 32.0}}
    assert PositivePool.objects.count() == 1


def test_times_without_a_zone_are_in_the_incidents_zone(world: World) -> None:
    applied(world, f"T1,阴性,{WHEN},,")
    assert Result.objects.get().tested_at.isoformat() == "2021-11-08T05:05:00+00:00"


def test_the_same_file_sent_again_is_recognised(world: World) -> None:
    first, second = (upload(world, f"T1,阴性,{WHEN},,") for _ in range(2))
    assert (first.is_new, second.is_new, first.file.id) == (True, False, second.file.id)


def test_the_same_rows_in_another_file_change_nothing(world: World) -> None:
    sampled(world, "T1")
    applied(world, f"T1,阴性,{WHEN},,")
    again = applied(world, f"T1,阴性,{WHEN.replace('-', '/')},,")
    assert (again.rows_applied, again.rows_replayed, Result.objects.count()) == (0, 1, 1)


def test_applying_a_file_twice_applies_it_once(world: World) -> None:
    file = applied(world, f"T1,阴性,{WHEN},,")
    again = api.apply_file(staff("lab_staff", world.county.path), file.id)
    assert (again.rows_applied, again.rows_replayed, Result.objects.count()) == (1, 0, 1)


def test_good_rows_are_kept_and_rows_at_fault_come_back_to_be_mended(world: World) -> None:
    file = applied(world, f"T1,阴性,{WHEN},,", f"T2,maybe,{WHEN},,", "T3,阴性,yesterday,,")
    returned = api.rejected_rows(staff("lab_staff", world.county.path), file.id)
    assert (file.rows_applied, file.rows_rejected) == (1, 2)
    mended = returned.replace(b"maybe", "可疑".encode()).replace(b"yesterday", WHEN.encode())
    received = api.receive_file(staff("lab_staff", world.county.path), world.labs[0].pk, name="mended.csv", content=mended)
    assert api.apply_file(staff("lab_staff", world.county.path), received.file.id).rows_applied == 2


def test_each_fault_names_its_row_and_field(world: World) -> None:
    rows = (f",阴性,{WHEN},,", f"T2,maybe,{WHEN},,", "T3,阴性,2021-11-08,,", f"T4,阴性,{WHEN},46,x")
    assert faults(world, *rows) == [
        (2, Field.TUBE, Fault.MISSING),
        (3, Field.OUTCOME, Fault.UNKNOWN_WORD),
        (4, Field.TESTED_AT, Fault.NOT_A_MOMENT),
        (5, Field.CT_N, Fault.CT_RANGE),
        (5, Field.CT_ORF1AB, Fault.NOT_A_CT),
    ]


def test_a_tube_that_is_a_formula_is_at_fault(world: World) -> None:
    assert faults(world, f"=cmd(),阴性,{WHEN},,") == [(2, Field.TUBE, Fault.BAD_TUBE)]


def test_the_returned_file_runs_no_formula(world: World) -> None:
    file = applied(world, f'"=HYPERLINK(1)",阴性,{WHEN},,')
    returned = api.rejected_rows(staff("lab_staff", world.county.path), file.id).decode("utf-8-sig")
    assert returned.splitlines()[1].startswith("'=HYPERLINK")


def test_a_row_that_repeats_another_is_passed_over(world: World) -> None:
    file = applied(world, f"T1,阴性,{WHEN},,", f"T1,阴性,{WHEN},,")
    assert (file.rows_applied, file.rows_replayed, file.rows_rejected) == (1, 1, 0)


def test_two_rows_that_disagree_about_a_tube_leave_the_second_at_fault(world: World) -> None:
    assert faults(world, f"T1,阴性,{WHEN},,", f"T1,初筛阳性,{WHEN},,") == [(3, Field.TUBE, Fault.TWICE)]


def test_a_reading_before_its_tube_was_sampled_is_at_fault(world: World) -> None:
    sampled(world, "T1")
    assert faults(world, "T1,阴性,2021-11-07 09:00,,") == [(2, Field.TESTED_AT, Fault.BEFORE_SAMPLING)]


def test_a_reading_from_the_future_is_at_fault(world: World) -> None:
    assert faults(world, "T1,阴性,2931-11-07 09:00,,") == [(2, Field.TESTED_AT, Fault.IN_FUTURE)]


def test_a_tube_nobody_has_announced_is_accepted_and_counted(world: World) -> None:
    received = upload(world, f"T9,阴性,{WHEN},,")
    assert (preview(world, received).unannounced, preview(world, received).unannounced_codes) == (1, ("T9",))
    api.apply_file(staff("lab_staff", world.county.path), received.file.id)
    assert Tube.objects.get(code="T9").screening_pass_id is None


def test_chinese_files_saved_by_wps_are_read(world: World) -> None:
    received = upload(world, f"T1,阴性,{WHEN},,", encoding="gb18030")
    assert preview(world, received).good == 1


def test_a_json_list_of_results_is_read_like_a_table(world: World) -> None:
    content = b'[{"tube": "T1", "outcome": "negative", "tested_at": "2021-11-08T05:05:00Z", "ct": {"N": 38.5}}]'
    lab = staff("lab_staff", world.county.path)
    received = api.receive_file(lab, world.labs[0].pk, name="results.json", content=content)
    api.apply_file(lab, received.file.id)
    assert Result.objects.values_list("tube__code", "ct").get() == ("T1", {"N": 38.5})


def test_a_file_that_is_no_table_is_refused(world: World) -> None:
    with pytest.raises(FileRefused):
        api.receive_file(staff("lab_staff", world.county.path), world.labs[0].pk, name="x.csv", content=b"\x00\x01\x02")
    assert not ResultFile.objects.exists()


def test_columns_nobody_can_guess_wait_for_their_mapping(world: World) -> None:
    received = upload(world, f"T1,OK,{WHEN}", header="A,B,C")
    lab = staff("lab_staff", world.county.path)
    assert api.preview_of(lab, received.file.id) is None
    with pytest.raises(Refusal):
        api.apply_file(lab, received.file.id)
    columns = {Field.TUBE: "A", Field.OUTCOME: "B", Field.TESTED_AT: "C"}
    found = api.save_mapping(lab, received.file.id, columns=columns, outcomes={"ok": Outcome.NEGATIVE})
    assert found is not None
    assert (found.good, found.bad) == (1, 0)


def test_a_saved_mapping_reads_the_next_file_of_the_laboratory_and_no_others(world: World) -> None:
    ColumnMapping.objects.create(
        laboratory_id=world.labs[0].pk, columns={"tube": "A", "outcome": "B", "tested_at": "C"}, outcomes={"ok": int(Outcome.NEGATIVE)}
    )
    mine, other = (upload(world, f"T1,OK,{WHEN}", header="A,B,C", lab=lab) for lab in (0, 1))
    assert preview(world, mine).good == 1
    assert api.preview_of(staff("lab_staff", world.county.path), other.file.id) is None


def test_naming_a_column_twice_is_refused(world: World) -> None:
    received = upload(world, f"T1,阴性,{WHEN},,")
    columns = dict.fromkeys((Field.TUBE, Field.OUTCOME, Field.TESTED_AT), "管号")
    with pytest.raises(Refusal):
        api.save_mapping(staff("lab_staff", world.county.path), received.file.id, columns=columns, outcomes={})


def test_a_correction_in_a_file_needs_its_reason(world: World) -> None:
    header = f"{HEADER},更正,更正原因"
    received = upload(world, f"T1,阴性,{WHEN},,,是,", f"T2,阴性,{WHEN},,,是,标签贴错", header=header)
    found = preview(world, received)
    assert (found.good, found.corrections, found.problems[0].problem.fault) == (1, 1, Fault.NO_REASON)


def test_work_cut_short_goes_on_where_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outpace.screening.selectors.results.CHUNK", 2)
    lab = staff("lab_staff", world.county.path)
    rows = [f"T{n},阴性,{WHEN},," for n in range(5)]
    received = upload(world, *rows)

    def stop_half_way(done: int, total: int) -> None:
        if done == 4:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        api.apply_file(lab, received.file.id, progress=stop_half_way)
    assert Result.objects.count() == 4
    file = api.apply_file(lab, received.file.id)
    assert (file.rows_applied, file.rows_replayed, Result.objects.count()) == (5, 0, 5)


def test_the_bytes_are_gone_when_the_file_has_been_applied(world: World) -> None:
    file = applied(world, f"T1,阴性,{WHEN},,")
    assert ResultFile.objects.get(pk=file.id).content is None


def test_a_courier_cannot_upload_a_file(world: World) -> None:
    with pytest.raises(NotAllowed):
        api.receive_file(staff("courier", world.county.path), world.labs[0].pk, name="x.csv", content=b"a,b")


def test_another_countys_laboratory_staff_find_no_file(world: World) -> None:
    received = upload(world, f"T1,阴性,{WHEN},,")
    with pytest.raises(NotFound):
        api.get_file(staff("lab_staff", "/53/"), received.file.id)


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_whatever_stands_in_a_row_gives_a_record_or_says_what_is_wrong(tube: str, outcome: str, tested: str, ct: str) -> None:
    plan = ColumnPlan({Field.TUBE: "a", Field.OUTCOME: "b", Field.TESTED_AT: "c", Field.CT_N: "d"})
    rows = read_rows(("a", "b", "c", "d"), [(2, (tube, outcome, tested, ct))], plan=plan, laboratory=1, zone=UTC)
    read = next(rows)
    assert (read.record is None) == bool(read.problems)


@given(st.permutations([f"T{n}" for n in range(6)]))
def test_the_order_of_rows_does_not_change_their_ids(codes: list[str]) -> None:
    plan = ColumnPlan({Field.TUBE: "a", Field.OUTCOME: "b", Field.TESTED_AT: "c"})
    given_rows = [(place, (code, "阴性", WHEN)) for place, code in enumerate(codes, start=2)]
    read = read_rows(("a", "b", "c"), given_rows, plan=plan, laboratory=1, zone=UTC)
    again = read_rows(("a", "b", "c"), sorted(given_rows, key=lambda row: row[1][0]), plan=plan, laboratory=1, zone=UTC)
    assert {row.record.id for row in read if row.record} == {row.record.id for row in again if row.record}
