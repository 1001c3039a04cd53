"""Django's command line, through Outpace's own: `python manage.py x` is `outpace manage x`."""

import sys

from outpace.config.command import main

if __name__ == "__main__":
    sys.exit(main(["manage", *sys.argv[1:]]))
