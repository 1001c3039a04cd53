"""Protocol days are local days, stored minutes are UTC: on which local day is a minute, and with which minute does a local day begin?"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MARGIN = 2
_LAST = date.max.toordinal() - 1


@dataclass(frozen=True, slots=True)
class LocalDays:
    """Days of the incident's zone. Days with a change of the clock have 1380 or 1500 minutes and are right all the same."""

    zone: tzinfo

    def begins(self, day: date) -> int:
        """With which UTC minute since 1970 does this local day begin?

        >>> from zoneinfo import ZoneInfo
        >>> LocalDays(ZoneInfo("Asia/Shanghai")).begins(date(1970, 1, 2))
        960
        """
        return (datetime.combine(day, time(), tzinfo=self.zone) - _EPOCH) // _MINUTE

    def begins_at(self, ordinals: ArrayLike) -> NDArray[np.int64]:
        """With which UTC minute since 1970 does each of these local days (ordinals) begin? Days beyond the calendar begin with its last."""
        asked = np.asarray(ordinals, dtype=np.int64)
        unique, back = np.unique(np.minimum(asked, _LAST), return_inverse=True)
        return np.array([self.begins(date.fromordinal(day)) for day in unique.tolist()], dtype=np.int64)[back.reshape(asked.shape)]

    def minute(self, moment: datetime) -> int:
        """Which UTC minute since 1970 is this? A moment without a zone is local."""
        aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=self.zone)
        return (aware - _EPOCH) // _MINUTE

    def moment(self, minute: int) -> datetime:
        """Which local moment is this UTC minute since 1970?"""
        return (_EPOCH + minute * _MINUTE).astimezone(self.zone)

    def ordinals(self, minutes: ArrayLike) -> NDArray[np.int32]:
        """On which local days, as ordinals, are these UTC minutes since 1970?

        >>> from zoneinfo import ZoneInfo
        >>> LocalDays(ZoneInfo("Asia/Shanghai")).ordinals([959, 960]).tolist() == [date(1970, 1, day).toordinal() for day in (1, 2)]
        True
        """
        asked = np.asarray(minutes, dtype=np.int64)
        if not asked.size:
            return np.zeros(asked.shape, dtype=np.int32)
        first = self.moment(int(asked.min())).toordinal()
        last = self.moment(int(asked.max())).toordinal()
        midnights = _midnights(self, first, last + _MARGIN)
        return (first - 1 + np.searchsorted(midnights, asked, side="right")).astype(np.int32)


@lru_cache(maxsize=64)
def _midnights(days: LocalDays, first: int, last: int) -> NDArray[np.int64]:
    return np.array([days.begins(date.fromordinal(day)) for day in range(first, last)], dtype=np.int64)
