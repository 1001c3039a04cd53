"""A record is taken once: replays, shuffles and races change nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from outpace.kernel import clock, inbox
from outpace.kernel.events import OutsideTransaction
from outpace.kernel.inbox import Claim, Outcome
from outpace.kernel.models import InboxRecord

BATCH = UUID(int=1)
some_ids = st.lists(st.uuids(), max_size=8)


def take(ids: list[UUID], source: str = "device:1") -> Claim:
    return inbox.claim(source=source, batch_id=BATCH, record_ids=ids)


@pytest.mark.django_db
class TestOneSender:
    def test_a_first_batch_is_all_new(self) -> None:
        ids = [uuid4(), uuid4()]
        assert take(ids) == Claim(new=frozenset(ids))

    def test_a_replay_gives_back_what_became_of_each_record(self) -> None:
        good, bad = uuid4(), uuid4()
        take([good, bad])
        inbox.settle({good: Outcome.ACCEPTED, bad: Outcome.REJECTED}, subjects={good: 42})
        assert take([bad, good]) == Claim(frozenset(), {good: Outcome.ACCEPTED, bad: Outcome.REJECTED}, {good: 42})

    def test_a_record_nobody_settled_was_accepted(self) -> None:
        record = uuid4()
        take([record])
        assert take([record]).replayed == {record: Outcome.ACCEPTED}

    def test_the_same_id_twice_in_a_batch_is_one_record(self) -> None:
        record = uuid4()
        assert take([record, record]).new == {record}

    def test_another_sender_learns_the_outcome_but_not_the_row(self) -> None:
        record = uuid4()
        take([record])
        inbox.settle({record: Outcome.ACCEPTED}, subjects={record: 42})
        assert take([record], "device:2") == Claim(frozenset(), {record: Outcome.ACCEPTED})

    def test_undone_work_frees_its_records(self) -> None:
        record = uuid4()
        with transaction.atomic():
            take([record])
            transaction.set_rollback(True)
        assert take([record]).new == {record}

    def test_a_batch_over_the_bound_is_refused_and_takes_nothing(self) -> None:
        with pytest.raises(inbox.BatchTooLarge):
            take([UUID(int=number) for number in range(inbox.MAX_RECORDS + 1)])
        assert not InboxRecord.objects.exists()

    @pytest.mark.parametrize("source", ["", "x" * 41])
    def test_a_source_without_a_fitting_name_is_refused(self, source: str) -> None:
        with pytest.raises(ValueError, match="1 to 40"):
            take([uuid4()], source)

    def test_an_empty_batch_takes_nothing(self) -> None:
        assert take([]) == Claim(new=frozenset())

    def test_a_new_batch_costs_one_statement(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        with django_assert_num_queries(1):
            inbox.settle(dict.fromkeys(take([uuid4(), uuid4()]).new, Outcome.ACCEPTED))

    def test_old_records_are_forgotten_and_young_ones_kept(self) -> None:
        old, young = uuid4(), uuid4()
        with clock.at(clock.now() - timedelta(days=30)):
            take([old])
        take([young])
        assert inbox.retire(before=clock.now() - timedelta(days=14)) == 1
        assert take([old, young]).new == {old}

    @hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(batches=st.lists(some_ids, max_size=5))
    def test_over_any_batches_each_id_is_new_exactly_once(self, batches: list[list[UUID]]) -> None:
        with transaction.atomic():
            won = [record for batch in batches for record in take(batch).new]
            transaction.set_rollback(True)
        assert sorted(won) == sorted({record for batch in batches for record in batch})


@pytest.mark.django_db(transaction=True)
class TestManySenders:
    def test_of_four_senders_of_one_batch_exactly_one_finds_each_record_new(self) -> None:
        ids = [uuid4() for _ in range(300)]
        start = Barrier(4)

        def send(turn: int) -> frozenset[UUID]:
            start.wait()
            with transaction.atomic():
                claim = take(ids[turn * 50 :] + ids[: turn * 50])
                inbox.settle(dict.fromkeys(claim.new, Outcome.ACCEPTED), subjects=dict.fromkeys(claim.new, turn))
            connection.close()
            assert claim.new | claim.replayed.keys() == set(ids)
            return claim.new

        with ThreadPoolExecutor(4) as pool:
            won = [record for new in pool.map(send, range(4)) for record in new]
        assert sorted(won) == sorted(ids)

    def test_overlapping_batches_in_opposite_order_do_not_deadlock(self) -> None:
        ids = [uuid4() for _ in range(1000)]
        start = Barrier(2)

        def send(batch: list[UUID]) -> int:
            start.wait()
            with transaction.atomic():
                new = take(batch).new
            connection.close()
            return len(new)

        with ThreadPoolExecutor(2) as pool:
            assert sum(pool.map(send, [ids, ids[::-1]])) == 1000

    def test_a_claim_outside_a_transaction_is_refused(self) -> None:
        with pytest.raises(OutsideTransaction):
            take([uuid4()])
