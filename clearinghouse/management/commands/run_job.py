import logging
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from clearinghouse.lib.apart import Report

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """One job in a process of its own; see clearinghouse.lib.apart."""

    help = "Run one job of a worker, which calls this itself for a job during which a worker died."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("job_id", type=int)
        parser.add_argument("report", type=int, help="the descriptor of a pipe that is told how it goes")

    def handle(self, *args: Any, **options: Any) -> None:
        job = ProcrastinateJob.objects.get(pk=options["job_id"], status="doing")
        with os.fdopen(options["report"], "wb", buffering=0) as report:
            report.write(Report.BEGUN)
            try:
                app.tasks[job.task_name].func(**job.args)
            except Exception:
                logger.exception("job_raised")
                report.write(Report.RAISED)
                raise SystemExit(1) from None
            report.write(Report.DONE)
