from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import RegistryDomain
from accounts.registry import RegistryFileRefused, import_file

HEADER = "domain,registry_type,organization,suborganization,city,state\n"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "state_gov_domains.csv"  # beside the checkout


def rows() -> list[tuple[str, str, str]]:
    return list(RegistryDomain.objects.order_by("domain").values_list("domain", "registry_type", "state_code"))


@pytest.mark.django_db
def test_import_replaces_what_was_there() -> None:
    RegistryDomain.objects.create(domain="old.gov", registry_type="City", organization="Old")
    text = (
        HEADER + 'CA.gov,State or territory,"State of California",,Sacramento,ca\ndot.gov,Federal - Executive,DOT,,,\n'
    )

    assert import_file(StringIO(text)) == 2
    assert rows() == [("ca.gov", "State or territory", "CA"), ("dot.gov", "Federal - Executive", "")]


@pytest.mark.django_db
def test_import_names_every_bad_line_and_changes_nothing() -> None:
    RegistryDomain.objects.create(domain="old.gov", registry_type="City", organization="Old")
    text = HEADER + "a.gov,City,A,,,VT\na.gov,City,A,,,VT\nb.com,City,B,,,\nc.gov,,C,,,\nd.gov,City,D,,,Vermont\n"

    with pytest.raises(RegistryFileRefused) as refused:
        import_file(StringIO(text))

    assert str(refused.value).splitlines() == [
        "Line 3: a.gov is listed twice.",
        "Line 4: “b.com” is not a .gov name.",
        "Line 5: registry_type: This field cannot be blank.",
        "Line 6: state_code: Ensure this value has at most 2 characters (it has 7).",
    ]
    assert rows() == [("old.gov", "City", "")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("domain,organization\na.gov,A\n", "Line 1: the columns registry_type, suborganization, city, state are missing."),  # noqa: E501
        ("", "Line 1: the columns domain, registry_type, organization, suborganization, city, state are missing."),
        (HEADER, "The file has no rows."),
        (HEADER + "a.gov,City\n", "Line 2: organization: This field cannot be blank."),
    ],
)  # fmt: skip
def test_import_refuses_a_file_that_is_no_registry(text: str, message: str) -> None:
    with pytest.raises(RegistryFileRefused) as refused:
        import_file(StringIO(text))

    assert str(refused.value) == message


@pytest.mark.django_db
def test_command_says_how_many_rows_there_are(tmp_path: Path) -> None:
    file, said = tmp_path / "registry.csv", StringIO()
    file.write_text("\ufeff" + HEADER + "a.gov,City,A,,,VT\n", encoding="utf-8")

    call_command("import_registry_domains", str(file), stdout=said)

    assert said.getvalue() == "1 registry rows were imported.\n"


@pytest.mark.django_db
@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", (HEADER + "x,City,A,,,VT\n").encode()])
def test_command_refuses_in_a_sentence(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "registry.csv"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(CommandError, match=r"cannot be read|Nothing was imported\.\nLine 2: “x” is not a \.gov name\."):
        call_command("import_registry_domains", str(file))


@pytest.mark.django_db
@pytest.mark.skipif(not SHARED.exists(), reason="needs the public registry's file, which is not part of the product")
def test_import_takes_the_public_registry_as_it_is() -> None:
    with SHARED.open(encoding="utf-8", newline="") as file:
        assert import_file(file) == 1409

    assert RegistryDomain.objects.get(pk="ca.gov").organization == "State of California"
