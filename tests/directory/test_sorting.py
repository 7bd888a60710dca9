"""People stand under their last name, as in a US directory."""

import pytest
from django.db import connection

from accounts.models import User


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("Ana Ruiz", "ruiz"),
        ("Ana María Ruiz-García", "ruiz-garcía"),
        ("Prince", "prince"),
        ("Van Morrison", "morrison"),  # a first word is no particle
        ("Martin Van Buren", "van buren"),
        ("Oscar de la Hoya", "de la hoya"),
        ("Ludwig von der Heide", "von der heide"),
        ("María del Carmen López", "lópez"),
        ("Sean O’Neil Jr.", "o’neil"),
        ("Henry Ford III", "ford"),
        ("Jo St. John, P.E.", "st. john"),
        ("Kim Lee, Ph.D., PMP", "lee"),
        ("Doe, Jane", "doe"),
        ("Ana Ruiz (Sample)", "ruiz"),
        ("  Ana   Ruiz ", "ruiz"),
        ("", ""),
    ],
)
@pytest.mark.django_db
def test_name_is_sorted_by_last_name(name: str, last: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_sort_name(%s)", [name])
        assert cursor.fetchone()[0].split(", ")[0] == last


@pytest.mark.django_db
def test_changed_name_is_sorted_anew() -> None:
    person = User.objects.create_user("kim@people.example", name="Kim Young")
    User.objects.filter(pk=person.pk).update(name="Kim Abel")

    assert User.objects.values_list("sort_name", flat=True).get(pk=person.pk) == "abel, kim abel"
