"""What `benchmarks.intake` needs of a side's own code; an older commit runs this very file too, in its checkout.

python -m benchmarks.intake_inside prepare|put
"""

import io
import sys
import time
from pathlib import Path

import django

EMAIL = "sample.administrator@bench.example"
POLL_SECONDS = 0.02


def prepare() -> None:
    """Tables, reference data, and somebody who may upload."""
    from django.core.management import call_command

    from accounts import audiences
    from accounts.models import User

    call_command("prepare", verbosity=0, stdout=io.StringIO())
    administrator = User.objects.create_user(EMAIL, name="Sample administrator")
    administrator.groups.add(audiences.single("administrators").group)


def put(path: Path) -> str:
    """File it as the upload page does; what became of it when no job is left."""
    from accounts.models import User
    from documents.models import VersionStatus

    try:
        from documents.intake.admission import start_upload
        from documents.intake.filing import receive
    except ImportError:  # before intake had a room of its own
        from documents.uploads import receive, start_upload  # type: ignore[import-not-found,no-redef]

    by = User.objects.get(email=EMAIL)
    upload = start_upload(by=by, filename=path.name, length=path.stat().st_size)
    version = receive(upload, path, by=by)
    while _has_jobs():
        time.sleep(POLL_SECONDS)
    return VersionStatus.objects.get(version=version).stage


def _has_jobs() -> bool:
    """Apart from those that come by the clock."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    return ProcrastinateJob.objects.filter(status__in=("todo", "doing")).exclude(queue_name="sweep").exists()


def main(arguments: list[str]) -> None:
    """Prepare the database; or put in each file that a line of the input names, and print what became of it."""
    django.setup()
    if arguments == ["prepare"]:
        prepare()
        return
    for line in sys.stdin:
        print(put(Path(line.rstrip("\n"))), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
