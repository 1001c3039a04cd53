"""`python -m epiworks.protocol`: see `command`."""

import sys

from epiworks.protocol.command import main

sys.exit(main(sys.argv[1:], sys.stdout))
