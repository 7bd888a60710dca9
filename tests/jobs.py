"""Runs queued jobs inside the test's own transaction, in order, as the worker would."""

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


def run_jobs(most: int = 200) -> list[str]:
    """Run waiting jobs, also those that they enqueue, until none is left; returns the task names in order."""
    ran = []
    while len(ran) < most:
        job = ProcrastinateJob.objects.filter(status="todo").order_by("-priority", "id").first()
        if job is None:
            return ran
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job.pk])
        app.tasks[job.task_name].func(**job.args)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job.pk])
        ran.append(job.task_name)
    raise AssertionError(f"more than {most} jobs")
