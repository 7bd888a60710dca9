#!/usr/bin/env python
"""Django's command line for the Clearinghouse."""

import os
import sys

from clearinghouse.lib import env


def main() -> None:
    """Run the named management command."""
    is_trial = env.flag("CLEARINGHOUSE_DEVELOPMENT")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "devserver.settings" if is_trial else "clearinghouse.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
