#!/bin/sh
# procrastinate 3.10.0: App.configure_task() takes the name of a task that nobody registered and queues a job for it.
# A mistyped name is found only when a worker takes the job, fails with TaskNotFound and puts it among the failed.
# Seen with 3.10.0: the job of "reports.bild" stands in queue "default" with status "todo"; with allow_unknown=False
# the same call raises TaskNotFound at once. Fails when that changes. Needs Python 3.11 or newer and a package index.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check procrastinate==3.10.0
"$folder/venv/bin/python" - <<'PYTHON'
import procrastinate
from procrastinate import exceptions, testing

connector = testing.InMemoryConnector()
app = procrastinate.App(connector=connector)


@app.task(name="reports.build", queue="reports")
def build(report: int) -> None:
    """The task that exists."""


with app.open():
    app.configure_task("reports.build").defer(report=1)
    app.configure_task("reports.bild").defer(report=2)
    try:
        app.configure_task("reports.bild", allow_unknown=False)
        refused = False
    except exceptions.TaskNotFound:
        refused = True

jobs = [(job["task_name"], job["queue_name"], job["status"]) for job in connector.jobs.values()]
print("procrastinate 3.10.0", jobs, "refused:", refused)
assert jobs == [("reports.build", "reports", "todo"), ("reports.bild", "default", "todo")], jobs
assert refused
PYTHON
