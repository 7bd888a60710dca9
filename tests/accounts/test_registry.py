from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, RegistryDomain, RegistryImport, User
from accounts.registry import (
    MOST_BYTES,
    SHIPPED,
    SHIPPED_AS_OF,
    RegistryFileRefused,
    confirm_import,
    forget_staged,
    import_file,
    is_stale,
    load_shipped,
    stage_import,
)  # fmt: skip
from tests import pages
from tests.cast import Cast

SignIn = Callable[[User | None], Client]
PAGE = "/people/system/registry/"


def read(sentence: str) -> str:
    """As pages.words() reads it, which leaves no space before a dot."""
    return sentence.replace(" .gov", ".gov")


HEADER = "domain,registry_type,organization,suborganization,city,state\n"
EVERY_COLUMN = "“Domain name”, “Domain type”, “Organization name”, “City”, “State”"
CHOOSE = "Choose the file current-full.csv."


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
        "Line 5: Domain type: This is blank.",
        "Line 6: State: Use 2 characters or fewer. This has 7.",
    ]
    assert rows() == [("old.gov", "City", "")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("domain,organization\na.gov,A\n", f"Line 1: no column is named “Domain type”, “City”, “State”. {CHOOSE}"),
        ("", f"Line 1: no column is named {EVERY_COLUMN}. {CHOOSE}"),
        (HEADER, "The file has no rows."),
        (HEADER + "a.gov,City\n", "Line 2: Organization name: This is blank."),
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

    call_command("import_gov_domains", str(file), stdout=said)

    assert said.getvalue() == "1 registry rows were imported.\n"


@pytest.mark.django_db
@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", (HEADER + "x,City,A,,,VT\n").encode()])
def test_command_refuses_in_a_sentence(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "registry.csv"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(CommandError, match=r"cannot be read|Nothing was imported\.\nLine 2: “x” is not a \.gov name\."):
        call_command("import_gov_domains", str(file))


@pytest.mark.django_db
def test_import_takes_the_public_registry_as_it_is() -> None:
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        assert import_file(file) == 1409

    assert RegistryDomain.objects.get(pk="ca.gov").organization == "State of California"


# The part that comes with the portal


@pytest.mark.django_db
def test_portal_comes_with_the_names_of_states() -> None:
    call_command("load_reference_data", stdout=StringIO())

    assert RegistryDomain.objects.count() == 1409
    assert set(RegistryDomain.objects.values_list("registry_type", flat=True)) == {"State or territory"}
    assert RegistryImport.objects.values("as_of", "names", "is_shipped").get() == {
        "as_of": SHIPPED_AS_OF, "names": 1409, "is_shipped": True,
    }  # fmt: skip
    assert load_shipped() == 0  # at the next start


@pytest.mark.django_db
def test_shipped_list_takes_the_place_of_an_older_one_only() -> None:
    load_shipped()
    RegistryImport.objects.update(as_of=SHIPPED_AS_OF - timedelta(days=1))
    assert load_shipped() == 1409

    import_file(StringIO(HEADER + "a.gov,City,A,,,VT\n"), as_of=date(2020, 1, 1))
    assert load_shipped() == 0
    assert [name for name, _, _ in rows()] == ["a.gov"]


def test_system_page_says_where_the_list_is_from(cast: Cast, sign_in: SignIn) -> None:
    load_shipped()
    client = sign_in(cast.administrator)
    part = (
        "The list is only part of the registry. Until you import the full list, approvals show “not checked” for other"
    )

    found = pages.texts(client.get("/people/system/"), ".facts dd")

    assert "1,409 names" in found
    assert read(
        "CISA’s public .gov registry, states and territories only. The list came with the portal and was current"
        f" as of that date. {part} .gov names."
    ) in [read(text) for text in found]
    hints = [read(text) for text in pages.texts(client.get("/people/approvals/"), "main .usa-hint")]
    assert (
        read(
            "This list came with the portal and is only part of the registry. Other .gov names aren’t checked."
            " Import the full list"
        )
        in hints
    )

    kinds = ("State or territory", "Federal - Executive", "City")
    import_file(StringIO(HEADER + "".join(f"a{n}.gov,{kind},A,,,VT\n" for n, kind in enumerate(kinds))))

    found = [read(text) for text in pages.texts(client.get("/people/system/"), ".facts dd")]
    assert read("CISA’s public .gov registry, imported here.") in found
    assert not any("part of the registry" in text for text in pages.texts(client.get("/people/approvals/"), "main p"))


# The public file as it was written in two years, and in the browser

PUBLIC = "Domain name,Domain type,Organization name,Suborganization name,City,State,Security contact email\n"
OLDER = "Domain name,Domain type,Agency,Organization name,City,State,Security contact email\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        PUBLIC + "ca.gov,State or territory,State of California,(blank),Sacramento,CA,(blank)\n\n",
        OLDER + "CA.gov,State or territory,Non-Federal Agency,State of California,Sacramento,CA,a@ca.gov\n",
    ],
)
def test_import_takes_the_public_file_under_its_own_column_names(text: str) -> None:
    import_file(StringIO(text))

    row = RegistryDomain.objects.get()
    assert (row.domain, row.organization, row.suborganization, row.state_code) == (
        "ca.gov", "State of California", "", "CA",
    )  # fmt: skip


def upload(client: Client, content: bytes | str, as_of: str = "2026-01-20") -> object:
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile("current-full.csv", data, content_type="text/csv")
    return client.post(PAGE, {"file": file, "as_of": as_of})


def test_administrator_sees_what_changes_before_anything_does(cast: Cast, sign_in: SignIn) -> None:
    for name, kind in (("a.gov", "City"), ("b.gov", "City"), ("c.gov", "County")):
        RegistryDomain.objects.create(domain=name, registry_type=kind, organization=name[0].upper(), state_code="VT")
    before = rows()
    client = sign_in(cast.administrator)

    staged = upload(client, HEADER + "b.gov,City,B,,,VT\nc.gov,City,C,,,VT\nd.gov,City,D,,,VT\n")
    page = client.get(staged.url)

    found = dict(zip(pages.texts(page, ".facts dt"), pages.texts(page, ".facts dd"), strict=True))
    assert found == {
        "Names in the file": "3", "Added": "1", "Changed": "1", "Removed": "1", "As of": "January 20, 2026",
    }  # fmt: skip
    assert rows() == before

    done = client.post(staged.url, follow=True)
    client.post(staged.url)  # twice makes one import

    assert pages.texts(done, ".usa-alert") == [read("The .gov registry now lists 3 names.")]
    assert [name for name, _, _ in rows()] == ["b.gov", "c.gov", "d.gov"]
    assert list(AuditEvent.objects.values_list("sentence", flat=True)) == [
        "Administrator imported the .gov registry as of 2026-01-20: 3 names."
    ]
    assert RegistryImport.objects.get().content == ""


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe\x00", "This is not a text file. Choose the public list as a CSV file."),
        (HEADER + "a.gov,\0,A,,,VT\n", "This is not a text file. Choose the public list as a CSV file."),
        ("PK\x03\x04 no list", f"Line 1: no column is named {EVERY_COLUMN}. {CHOOSE}"),
        (HEADER + "x.com,City,A,,,VT\n", "Line 2: “x.com” is not a .gov name."),
        (HEADER + f"a.gov,City,{'A' * 140_000},,,VT\n", "This is not a CSV file: field larger than field limit"),
        (b"x" * (MOST_BYTES + 1), "This file is larger than 5 MB. Choose the public list of .gov domains."),
        (b"", "This file is empty. Choose another file."),
    ],
    ids=["binary", "nul", "zip", "row", "field", "size", "empty"],
)  # fmt: skip
def test_bad_file_is_told_in_a_sentence(content: bytes | str, sentence: str, cast: Cast, sign_in: SignIn) -> None:
    answer = upload(sign_in(cast.administrator), content)

    assert answer.status_code == 400
    assert read(sentence) in " ".join(pages.texts(answer, "#id_file_error"))
    assert RegistryImport.objects.count() == 0


def test_many_bad_lines_are_named_up_to_ten(cast: Cast, sign_in: SignIn) -> None:
    answer = upload(sign_in(cast.administrator), HEADER + "x.com,City,A,,,VT\n" * 12)

    assert "2 more lines have problems." in " ".join(pages.texts(answer, "#id_file_error"))


def test_day_to_come_is_refused(cast: Cast, sign_in: SignIn) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=2)).isoformat()

    answer = upload(sign_in(cast.administrator), HEADER + "a.gov,City,A,,,VT\n", tomorrow)

    assert "Enter a day that is not in the future." in " ".join(pages.texts(answer, "#id_as_of_error"))


def test_part_of_the_list_is_warned_of(cast: Cast, sign_in: SignIn) -> None:
    for name in ("a.gov", "b.gov", "c.gov"):
        RegistryDomain.objects.create(domain=name, registry_type="City", organization="A")
    client = sign_in(cast.administrator)

    staged = upload(client, HEADER + "d.gov,City,D,,,VT\n")

    assert pages.texts(client.get(staged.url), ".usa-alert__heading") == ["This file may be incomplete"]


def test_only_administrators_import(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        stage_import(text=HEADER, as_of=date(2026, 1, 20), by=cast.vermont_editor)
    with pytest.raises(PermissionDenied):
        confirm_import(staged=RegistryImport(as_of=date(2026, 1, 20)), by=cast.vermont_editor)


def test_file_that_nobody_confirmed_goes(cast: Cast) -> None:
    text = HEADER + "a.gov,City,A,,,VT\n"
    stage_import(text=text, as_of=date(2026, 1, 20), by=cast.administrator)
    stage_import(text=text, as_of=date(2026, 1, 21), by=cast.administrator)

    assert [row.as_of for row in RegistryImport.objects.all()] == [date(2026, 1, 21)]
    assert forget_staged() == 0
    RegistryImport.objects.update(uploaded_at=timezone.now() - timedelta(days=2))
    assert forget_staged() == 1


@pytest.mark.parametrize(("days", "stale"), [(0, False), (90, False), (91, True)])
def test_list_is_old_after_ninety_days(days: int, stale: bool) -> None:
    assert is_stale(timezone.localdate() - timedelta(days=days)) is stale
    assert is_stale(None)


def test_age_of_the_list_stands_beside_the_evidence(cast: Cast, sign_in: SignIn) -> None:
    import_file(StringIO(HEADER + "a.gov,City,A,,,VT\n"), as_of=date(2026, 1, 20))
    client = sign_in(cast.administrator)
    request = cast.applicant.membership_requests.get()
    words = ".gov registry as of January 20, 2026. The list is old. Import the current list"

    for page in ("/people/approvals/", f"/people/approvals/{request.pk}/"):
        assert words in pages.texts(client.get(page), "main .usa-hint")
    system = client.get("/people/system/")
    assert "January 20, 2026 Old Import the current list." in pages.texts(system, ".facts dd")
    assert pages.links(system)[read("Import the .gov registry")] == PAGE
