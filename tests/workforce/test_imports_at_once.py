"""Two imports of the same providers in opposite order, on real transactions: none waits for the other forever."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection

from accounts.models import User
from clearinghouse.lib.import_plan import PlanChanged
from tests.cast import Cast
from workforce.actions import importing
from workforce.actions.importing import confirm_import, plan_of, stage_import
from workforce.models import Provider, ProviderImport

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "Name,Type,State,County\n"
ROWS = ["Green College,college,VT,Chittenden\n", "Blue Union,union,VT,Addison\n"]
IS_WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = "
THIS = "(SELECT oid FROM pg_database WHERE datname = current_database())"


def confirm(staged: ProviderImport, by: User, digest: str) -> str:
    try:
        confirm_import(staged=staged, by=User.objects.get(pk=by.pk), digest=digest)
    except PlanChanged:
        return "changed"
    finally:
        connection.close()
    return "done"


def someone_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(IS_WAITING + THIS)
        return bool(cursor.fetchone()[0])


def test_imports_in_opposite_order_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    people = (cast.vermont, cast.vermont_energy)
    files = [stage_import(text=HEAD + "".join(rows), filename="a.csv", by=by)
             for by, rows in zip(people, (ROWS, ROWS[::-1]), strict=True)]  # fmt: skip
    digests = [plan_of(file, by).digest for file, by in zip(files, people, strict=True)]
    first_has_begun, second_waits = Event(), Event()
    carry_out = importing._carry_out

    def paused(*args: object) -> None:
        first_has_begun.set()
        assert second_waits.wait(60)
        carry_out(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "_carry_out", paused)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(confirm, files[0], people[0], digests[0])
        assert first_has_begun.wait(60)
        second = pool.submit(confirm, files[1], people[1], digests[1])
        while not someone_waits():
            assert not second.done()
        second_waits.set()
        ended = [first.result(60), second.result(60)]

    assert ended == ["done", "changed"]
    assert list(Provider.objects.order_by("name").values_list("name", "entered_by")) == [
        ("Blue Union", cast.vermont.pk), ("Green College", cast.vermont.pk),
    ]  # fmt: skip
