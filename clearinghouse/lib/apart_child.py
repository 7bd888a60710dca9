"""The process of one job: it wishes to die with its worker before anything else, then starts Django and runs the job.

Started by `apart.run_apart` as `python -m clearinghouse.lib.apart_child JOB REPORT PARENT`.
"""

import sys

from django.core.management import execute_from_command_line

from clearinghouse.lib.files.confinement import die_with


def main() -> None:
    """See the module; starting Django takes a second, in which the worker may be killed."""
    *arguments, parent = sys.argv[1:]
    die_with(int(parent))
    execute_from_command_line(["manage.py", "run_job", *arguments])


if __name__ == "__main__":
    main()
