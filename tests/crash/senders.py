"""Devices that never give up: each sends its batch until the server has acknowledged it, and all of them remember what they were told."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from random import Random
from typing import Any
from uuid import UUID

import orjson

from tests.crash.scene import Scene, Sender

TAKEN_AT = "2021-11-08T09:30:00+08:00"
TUBES, PEOPLE = 10, 10
PATIENCE_S = 120
SERVER_DOWN = 503
"""What the server answers while its database is gone or coming back."""


@dataclass(frozen=True, slots=True)
class Record:
    """One tube with its people, as a device sends it."""

    id: str
    tube: str
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """What one request holds: records sent for the first time, and records that some batch has sent already."""

    fresh: tuple[Record, ...]
    again: tuple[Record, ...]


@dataclass(slots=True)
class Memory:
    """What all senders together know: what was sent, what was acknowledged, what went wrong. Registered before it is sent."""

    batches: list[Batch] = field(default_factory=list)
    lent: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)
    positives: set[str] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def acknowledge(self, records: tuple[Record, ...], outcomes: list[dict[str, Any]]) -> None:
        """Remember that these records were answered; a record refused is a problem."""
        with self.lock:
            self.problems += [str(outcome) for outcome in outcomes if outcome["verdict"] == "rejected"]
            self.acknowledged |= {record.id for record in records}

    def note(self, answer: str) -> None:
        """Count one answer of the server."""
        with self.lock:
            self.answers[answer] += 1

    @property
    def cut(self) -> int:
        """How many requests got no answer, or one that the database was gone?"""
        return self.answers.total() - self.answers["200"]


class Device(threading.Thread):
    """One device with its own seeded choices; `finish` lets it send what it has in hand and then end."""

    def __init__(self, port: int, sender: Sender, random: Random, memory: Memory) -> None:
        super().__init__(daemon=True)
        self.port, self.sender, self.random, self.memory = port, sender, random, memory
        self.ending = threading.Event()

    def run(self) -> None:
        """Send until told to end."""
        while not self.ending.is_set():
            self.send_one()
            time.sleep(self.random.uniform(0.02, 0.15))

    def send_one(self) -> None:
        """Send one thing until it is acknowledged."""
        raise NotImplementedError

    def finish(self) -> None:
        """Send what is in hand, then end; a server that never comes back is not waited for."""
        self.ending.set()
        self.join(timeout=PATIENCE_S)

    def insist(self, address: str, body: dict[str, Any]) -> list[dict[str, Any]]:
        """Send this until the server acknowledges it; anything but an acknowledgement or a server that is down is a problem."""
        text = orjson.dumps(body)
        while True:
            status, answer = self._post(address, text)
            self.memory.note(status)
            if status == "200":
                outcomes: list[dict[str, Any]] = orjson.loads(answer)["outcomes"]
                return outcomes
            if status.isdigit() and int(status) != SERVER_DOWN:
                self.memory.problems.append(f"{status}: {answer[:300]!r}")
            time.sleep(0.25)

    def _post(self, address: str, text: bytes) -> tuple[str, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.sender.token}"}
        try:
            connection.request("POST", address, text, headers)
            answer = connection.getresponse()
            return str(answer.status), answer.read()
        except (OSError, HTTPException) as error:
            return type(error).__name__, b""
        finally:
            connection.close()


class Sampler(Device):
    """Sends sampling batches: mostly new tubes, some together with records that others have sent, now and then a whole batch again."""

    def __init__(self, port: int, sender: Sender, random: Random, memory: Memory, *, scene: Scene, name: str) -> None:
        super().__init__(port, sender, random, memory)
        self.scene, self.name, self.made = scene, name, 0

    def send_one(self) -> None:
        """Send one batch."""
        batch = self._choose()
        records = (*batch.fresh, *batch.again)
        body = {
            "batch_id": self._id(),
            "site_id": self.sender.station,
            "records": [
                {
                    "id": record.id,
                    "tube": record.tube,
                    "sealed_at": TAKEN_AT,
                    "swabs": [{"person": person, "taken_at": TAKEN_AT} for person in record.people],
                }
                for record in records
            ],
        }
        self.memory.acknowledge(records, self.insist(f"/api/v1/screening/passes/{self.scene.pass_id}/fills", body))

    def _choose(self) -> Batch:
        with self.memory.lock:
            known = self.memory.batches
            if known and self.random.random() < 0.15:
                old = self.random.choice(known[-20:])
                self.memory.lent |= {record.id for record in old.fresh} - self.memory.acknowledged
                return Batch((), old.fresh)
            again: tuple[Record, ...] = ()
            if known and self.random.random() < 0.3:
                lender = self.random.choice(known[-6:])
                again = tuple(self.random.sample(lender.fresh, 3))
                self.memory.lent |= {record.id for record in again}
            batch = Batch(tuple(self._record() for _ in range(TUBES)), again)
            known.append(batch)
            return batch

    def _record(self) -> Record:
        self.made += 1
        return Record(self._id(), f"{self.name}-{self.made:06}", tuple(self.random.sample(self.scene.people, PEOPLE)))

    def _id(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))


class Analyser(Device):
    """Uploads results of tubes already acknowledged, one positive and one negative at a time."""

    def __init__(self, port: int, sender: Sender, random: Random, memory: Memory) -> None:
        super().__init__(port, sender, random, memory)
        self.read: set[str] = set()

    def send_one(self) -> None:
        """Upload two results."""
        with self.memory.lock:
            acknowledged = [record for batch in self.memory.batches for record in batch.fresh if record.id in self.memory.acknowledged]
        unread = [record.tube for record in acknowledged[-200:] if record.tube not in self.read]
        if len(unread) < 2:
            return
        positive, negative = self.random.sample(unread, 2)
        self.read |= {positive, negative}
        records = [self._result(positive, 2), self._result(negative, 1)]
        body = {"batch_id": self._id(), "records": records}
        outcomes = self.insist(f"/api/v1/screening/laboratories/{self.sender.station}/results", body)
        with self.memory.lock:
            self.memory.positives.add(positive)
            self.memory.problems += [str(outcome) for outcome in outcomes if outcome["verdict"] == "rejected"]

    def _result(self, tube: str, outcome: int) -> dict[str, Any]:
        return {"id": self._id(), "tube": tube, "outcome": outcome, "tested_at": "2021-11-08T15:00:00+08:00", "ct": {"N": 31.0}}

    def _id(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))
