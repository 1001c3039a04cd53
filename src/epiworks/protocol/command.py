"""Command line: `python -m epiworks.protocol lint [files]` explains mistakes in packs, `show <pack>...` prints the rules that hold."""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from epiworks.protocol.findings import Level
from epiworks.protocol.library import shipped_library
from epiworks.protocol.lint import lint
from epiworks.protocol.load import shipped_paths
from epiworks.protocol.merge import PackUnknown


def main(arguments: Sequence[str], out: TextIO) -> int:
    """What does the user want to know about packs? Returns the exit code: 1 when the linter found errors. Exits with 2 for a file or a
    pack that is not there."""
    parser = argparse.ArgumentParser(prog="python -m epiworks.protocol", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    linting = commands.add_parser("lint", help="explain mistakes in pack files; parents among the shipped packs are found by themselves")
    linting.add_argument("files", nargs="*", type=Path, help="pack files (default: the packs that come with the software)")
    linting.add_argument("--notes", action="store_true", help="also say which values are not confirmed")
    showing = commands.add_parser("show", help="print the rules that hold when these packs live together, each with its source")
    showing.add_argument("packs", nargs="+")
    options = parser.parse_args(arguments)
    try:
        return _lint(options.files, options.notes, out) if options.command == "lint" else _show(options.packs, out)
    except (OSError, PackUnknown) as problem:
        parser.error(str(problem))


def _lint(files: Sequence[Path], notes: bool, out: TextIO) -> int:
    asked = {path.name for path in files}
    shipped = [path for path in shipped_paths() if path.name not in asked]
    said = [finding for finding in lint([*shipped, *files]) if not asked or finding.file in asked]
    levels = Counter(finding.level for finding in said)
    for finding in said:
        if notes or finding.level is not Level.NOTE:
            print(finding.explain(), file=out)
    print(f"{len(files) or len(shipped)} packs: {', '.join(f'{levels[level]} {level}s' for level in Level)}", file=out)
    return 1 if levels[Level.ERROR] else 0


def _show(packs: Sequence[str], out: TextIO) -> int:
    protocol = shipped_library().protocol(*packs)
    for address, rule in sorted(protocol.rules.items()):
        source = ", ".join(rule.line.source) or "no source"
        doubt = "" if rule.line.confirmed else f" (unconfirmed: {rule.line.unconfirmed})"
        print(f"{address}: {rule.line.text}  <- {rule.line.pack} [{source}]{doubt}", file=out)
    print(f"fingerprint {protocol.fingerprint()}", file=out)
    return 0
