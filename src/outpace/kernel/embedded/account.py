"""Which system account runs PostgreSQL, and may it reach its files?

PostgreSQL refuses to run as root, so root hands the server to the account `pgserver`, made on first use.
"""

import os
import pwd
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_ROOT_HELPER = "pgserver"
_NAME_TAKEN = 9  # useradd: another process made it first


class EmbeddedError(Exception):
    """The embedded server cannot do what was asked; the message says why and where to look."""


@dataclass(frozen=True, slots=True)
class Account:
    """The system account of the server process."""

    uid: int
    gid: int
    switched: bool  # True when we are root and the server is not

    def make_private(self, folder: Path) -> None:
        """Make `folder` exist, owned by this account and closed to all others. Raises EmbeddedError when somebody else owns it."""
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {self.uid, os.geteuid()}:
            raise EmbeddedError(f"{folder} belongs to another account; run as the account that made this installation")
        if self.switched:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)


def current_account() -> Account:
    """Which account shall run the server for whoever calls? Makes the helper account when called by root."""
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid(), switched=False)
    try:
        entry = pwd.getpwnam(_ROOT_HELPER)
    except KeyError:
        made = subprocess.run(["useradd", "--system", "--user-group", _ROOT_HELPER], capture_output=True, text=True, check=False)
        if made.returncode not in {0, _NAME_TAKEN}:
            raise EmbeddedError(f"the account {_ROOT_HELPER} cannot be made: {made.stderr.strip()}") from None
        entry = pwd.getpwnam(_ROOT_HELPER)
    return Account(uid=entry.pw_uid, gid=entry.pw_gid, switched=True)


def open_the_way(account: Account, targets: Sequence[Path]) -> None:
    """Let the helper account pass through (not read) every folder above `targets`; nothing to do for an ordinary user."""
    if not account.switched:
        return
    for folder in {above for target in targets for above in target.resolve().parents}:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)
