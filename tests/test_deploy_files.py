"""Dockerfile, compose.yaml and their scripts, read as a container engine would read them."""

import importlib.util
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from django.apps import apps
from django.core.management import get_commands, load_command_class
from gunicorn.config import Config
from pytest_django.live_server_helper import LiveServer

from clearinghouse import healthcheck
from devserver import embedded_postgres, run
from tests.own_postgres import own_postgres

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = (ROOT / "clearinghouse/settings.py").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("web", "worker", "search", "migrate")


def dockerfile() -> list[tuple[str, str]]:
    """The instructions with their arguments, continued lines joined, comments left out."""
    lines = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if not line.startswith("#")]
    text = "\n".join(lines).replace("\\\n", " ")
    return [(line.split(None, 1)[0], line.split(None, 1)[1].strip()) for line in text.splitlines() if line]


def last_stage() -> list[tuple[str, str]]:
    instructions = dockerfile()
    start = max(index for index, (word, _) in enumerate(instructions) if word == "FROM")
    return instructions[start:]


def arguments(instruction: str) -> list[str]:
    return [rest for word, rest in last_stage() if word == instruction]


def images() -> list[str]:
    bases = [rest.split()[0] for word, rest in dockerfile() if word == "FROM"]
    return bases + [service["image"] for name, service in SERVICES.items() if name not in OURS]


def variables() -> dict[str, str]:
    """Every ${NAME...} of compose.yaml with what follows the name."""
    return dict(re.findall(r"\$\{(\w+)([^}]*)\}", (ROOT / "compose.yaml").read_text()))


def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def let_in(path: str) -> bool:
    """Whether .dockerignore lets a path into the image; the last line that matches decides."""
    verdict = True
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.lstrip("!").removeprefix("**/")
        parts = path.split("/")
        heads = ["/".join(parts[: count + 1]) for count in range(len(parts))]
        if any(fnmatch(head, pattern) for head in heads) or ("**/" in line and fnmatch(parts[-1], pattern)):
            verdict = line.startswith("!")
    return verdict


def accepts(command: list[str]) -> bool:
    """Whether a manage.py command exists and takes the arguments."""
    name, *rest = command
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)  # type: ignore[arg-type]
    parser.parse_args(rest)
    return True


def gunicorn_options(words: list[str]) -> dict[str, object]:
    """What gunicorn makes of the words; it exits on one that it does not know."""
    found = vars(Config().parser().parse_args(words))
    return {name: value for name, value in found.items() if value is not None}


def test_every_image_has_a_fixed_version() -> None:
    versions = [image.partition(":")[2] for image in images()]

    assert [version for version in versions if not re.search(r"\d", version)] == []


def test_image_runs_as_an_ordinary_user() -> None:
    assert arguments("USER") == ["10001"]
    assert [word for word, _ in last_stage()].index("USER") > max(
        index for index, (word, _) in enumerate(last_stage()) if word == "RUN"
    )
    assert {name: service.get("user") for name, service in SERVICES.items() if name in OURS} == dict.fromkeys(OURS)


def test_final_stage_installs_what_reads_scans_and_office_files_and_nothing_else() -> None:
    packages = re.findall(r"apt-get install -y --no-install-recommends (.+?) *&&", arguments("RUN")[0])

    fonts = "fonts-liberation2 fonts-crosextra-carlito fonts-crosextra-caladea"
    assert [" ".join(found.split()) for found in packages] == [
        f"tesseract-ocr libreoffice-writer-nogui libreoffice-impress-nogui {fonts}"
    ]


def test_every_copied_file_exists_and_is_let_in() -> None:
    copies = [rest.split() for word, rest in dockerfile() if word == "COPY" and "--from=" not in rest]
    sources = [source for words in copies for source in words[:-1] if source != "."]

    assert sources == ["requirements/uv.txt", "requirements/base.txt"]
    assert [source for source in sources if not (ROOT / source).exists() or not let_in(source)] == []


def test_image_holds_every_app_and_no_secret() -> None:
    own = [config.name for config in apps.get_app_configs() if Path(config.path).is_relative_to(ROOT / config.name)]
    needed = [f"{name}/apps.py" for name in own] + ["manage.py", "templates/base.html", "deploy/serve.sh", "static/css"]
    unwanted = [".env", ".git/config", ".local/secret", ".venv/bin/python", "tests/conftest.py", "compose.yaml"]

    assert [path for path in needed if not let_in(path)] == []
    assert [path for path in unwanted if let_in(path)] == []
    assert let_in("accounts/__pycache__/models.pyc") is False


@pytest.mark.parametrize("name", ["worker", "search", "migrate"])
def test_commands_of_compose_exist(name: str) -> None:
    program, script, *command = SERVICES[name]["command"]

    assert (program, script) == ("python", "manage.py")
    assert accepts(command)


def test_image_serves_and_checks_its_health() -> None:
    health = shlex.split(re.sub(r"[\[\],]", " ", arguments("HEALTHCHECK")[0].partition("CMD ")[2]))

    assert arguments("CMD") == ['["deploy/serve.sh"]']
    assert os.access(ROOT / "deploy/serve.sh", os.X_OK)
    assert health == ["python", "-m", "clearinghouse.healthcheck"]
    assert importlib.util.find_spec(health[2]) is not None


def test_serve_script_checks_settings_and_starts_gunicorn() -> None:
    text = (ROOT / "deploy/serve.sh").read_text().replace("\\\n", " ")
    commands = [shlex.split(line) for line in text.splitlines() if line.startswith(("python", "exec"))]

    assert accepts(commands[0][2:])
    assert commands[0][2:] == ["check", "--deploy", "--fail-level", "WARNING"]
    assert commands[1][:2] == ["exec", "gunicorn"]
    options = gunicorn_options(commands[1][2:])
    assert (options["args"], options["threads"], options["bind"]) == (
        ["clearinghouse.wsgi"],
        4,
        ["0.0.0.0:${PORT:-8000}"],
    )


def test_make_run_starts_gunicorn_worker_and_indexer() -> None:
    options = gunicorn_options(run.web_command(8123)[3:])

    assert (options["bind"], options["workers"], options["threads"]) == (["127.0.0.1:8123"], 2, 4)
    assert accepts(run.worker_command()[2:])
    assert accepts(run.indexer_command()[2:])


def test_secrets_are_required_with_a_sentence() -> None:
    secret = {name: rest for name, rest in variables().items() if re.search("SECRET|PASSWORD|KEY", name)}
    optional = {
        "CLEARINGHOUSE_SMTP_PASSWORD", "CLEARINGHOUSE_BOUNCE_IMAP_PASSWORD", "CLEARINGHOUSE_MAIL_WEBHOOK_SECRET"
    }  # fmt: skip

    assert sorted(name for name, rest in secret.items() if not rest.startswith(":?Set ")) == sorted(optional)


def test_example_names_every_variable_and_gives_no_secret() -> None:
    given = {name for name, value in example().items() if value}

    assert sorted(example()) == sorted(variables())
    assert [name for name in given if re.search("SECRET|PASSWORD|KEY", name)] == []


@pytest.mark.parametrize("name", OURS)
def test_settings_of_compose_exist(name: str) -> None:
    given = set(SERVICES[name]["environment"])

    assert sorted(setting for setting in given if f'"{setting}"' not in SETTINGS) == []


def test_settings_of_image_and_compose_are_documented() -> None:
    manual = (ROOT / "docs/operate.md").read_text()
    given = {setting for name in OURS for setting in SERVICES[name]["environment"]}
    given |= {word.split("=")[0] for word in arguments("ENV")[0].split() if word.startswith("CLEARINGHOUSE_")}

    assert sorted(setting for setting in given | set(variables()) if setting not in manual) == []


def test_scanner_takes_the_largest_upload() -> None:
    megabytes = int(re.findall(r'"CLEARINGHOUSE_MAX_UPLOAD_MB", (\d+)', SETTINGS)[0])
    limits = SERVICES["clamav"]["environment"]

    assert int(limits["CLAMD_CONF_StreamMaxLength"].rstrip("M")) > megabytes
    assert int(limits["CLAMD_CONF_MaxFileSize"].rstrip("M")) > megabytes
    assert limits["CLAMD_CONF_AlertExceedsMax"] == "yes"


def test_services_and_volumes_named_in_compose_exist() -> None:
    needed = {other for service in SERVICES.values() for other in service.get("depends_on", {})}
    mounts = [mount.split(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])]

    assert sorted(needed) == ["migrate", "postgres"]
    assert sorted({mount for mount in mounts if not mount.startswith("./")}) == sorted(COMPOSE["volumes"])
    assert [mount for mount in mounts if mount.startswith("./") and not (ROOT / mount).exists()] == []


def test_only_the_web_server_is_reached_and_only_from_this_host() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert published == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}
    assert SERVICES["postgres"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


CHECK = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]


def check_settings(
    changes: dict[str, str], folder: Path, command: Sequence[str] = CHECK
) -> subprocess.CompletedProcess[str]:
    """Run what deploy/serve.sh runs first, with the settings of a new production."""
    good = {
        "DATABASE_URL": "postgresql://clearinghouse_app:password@postgres/clearinghouse",
        "CLEARINGHOUSE_SECRET_KEY": "k3VJ9xQmZ7pLw2RbYc8NfHsT4uDgAe6KoXiMzBvC1qWjPy5SnUtEhGa",
        "CLEARINGHOUSE_BASE_URL": "https://clearinghouse.example",
        "CLEARINGHOUSE_TRUSTED_PROXIES": "1",
        "CLEARINGHOUSE_UPLOADS_DIR": str(folder),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLEARINGHOUSE", "DJANGO"))}
    return subprocess.run(command, cwd=ROOT, env={**kept, **good, **changes}, capture_output=True, text=True)


def test_production_settings_pass_the_deployment_check(tmp_path: Path) -> None:
    mail = {
        "CLEARINGHOUSE_SMTP_HOST": "mail.naseo.example",
        "CLEARINGHOUSE_MAIL_FROM": "portal@naseo.example",
        "CLEARINGHOUSE_MAIL_REPLY_TO": "people@naseo.example",
        "CLEARINGHOUSE_BOUNCE_IMAP_HOST": "mail.naseo.example",
    }

    complete, without_mail = (check_settings(given, tmp_path) for given in (mail, {}))

    assert (complete.returncode, complete.stderr) == (0, "")
    # What mail needs is named, and stops no start.
    assert (without_mail.returncode, "Email server: Set CLEARINGHOUSE_SMTP_HOST" in without_mail.stderr) == (0, True)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("CLEARINGHOUSE_SECRET_KEY", "", "CLEARINGHOUSE_SECRET_KEY is not set."),
        ("CLEARINGHOUSE_SECRET_KEY", "change-me" * 8, "CLEARINGHOUSE_SECRET_KEY is a sample or too easy to guess."),
        ("CLEARINGHOUSE_BASE_URL", "", "CLEARINGHOUSE_BASE_URL is not set to the portal's https:// address."),
        ("DATABASE_URL", "", "DATABASE_URL is not set."),
        ("CLEARINGHOUSE_ALLOWED_HOSTS", "*", "CLEARINGHOUSE_ALLOWED_HOSTS must name exact hosts; remove the *."),
        ("CLEARINGHOUSE_DEBUG", "1", "DEBUG"),
    ],
)
def test_unsafe_settings_stop_the_start(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    result = check_settings({name: value}, tmp_path)

    assert result.returncode != 0
    assert sentence in result.stderr


def test_production_loads_none_of_the_trial_tools(tmp_path: Path) -> None:
    code = "import clearinghouse.wsgi, sys; print([name for name in sys.modules if name.startswith('devserver')])"

    result = check_settings({}, tmp_path, command=[sys.executable, "-c", code])

    assert (result.returncode, result.stdout) == (0, "[]\n")


def test_started_server_collects_garbage_of_requests_only(tmp_path: Path) -> None:
    code = "import clearinghouse.wsgi, gc; print(gc.isenabled(), gc.get_freeze_count() > 100_000)"

    result = check_settings({}, tmp_path, command=[sys.executable, "-c", code])

    assert (result.returncode, result.stdout) == (0, "True True\n")


@pytest.mark.django_db(transaction=True)
def test_healthcheck_asks_the_web_server() -> None:
    server = LiveServer("localhost")  # of its own: it is stopped, and others still ask the one of the whole run
    port = int(server.url.rpartition(":")[2])

    assert healthcheck.is_healthy(port, "clearinghouse.test") is True
    assert healthcheck.is_healthy(port, "elsewhere.example") is False
    server.stop()
    assert healthcheck.is_healthy(port, "clearinghouse.test") is False


@pytest.fixture(scope="session")
def roles() -> Iterator[str]:
    """The socket folder of a server on which create_roles.sh and `manage.py prepare` ran."""
    with own_postgres(cluster="fast") as folder:
        embedded_postgres.start()
        place = psycopg.conninfo.conninfo_to_dict(embedded_postgres.database_url())["host"]
        with psycopg.connect(f"host={place} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE portal")
        given = {"PGHOST": str(place), "POSTGRES_USER": "postgres", "POSTGRES_DB": "portal"}
        path = f"{embedded_postgres.programs()}:{os.environ['PATH']}"
        passwords = {"OWNER_PASSWORD": "it's one", "APP_PASSWORD": "another", "PATH": path}
        subprocess.run([ROOT / "deploy/create_roles.sh"], env={**os.environ, **given, **passwords}, check=True)
        owner = {
            "DATABASE_URL": f"postgresql://clearinghouse_owner@/portal?host={place}",
            "DJANGO_SETTINGS_MODULE": "clearinghouse.settings",
            "CLEARINGHOUSE_UPLOADS_DIR": str(folder),
        }
        prepare = [sys.executable, "manage.py", "prepare", "--verbosity", "0"]
        subprocess.run(prepare, cwd=ROOT, env={**os.environ, **owner}, check=True, stdout=subprocess.DEVNULL)
        yield str(place)


def as_app(place: str, statement: str) -> None:
    with psycopg.connect(f"host={place} user=clearinghouse_app dbname=portal") as connection:
        connection.execute(statement)  # type: ignore[arg-type]
        connection.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE django_session",
        "TRUNCATE accounts_user CASCADE",
        "ALTER TABLE accounts_user DISABLE TRIGGER ALL",
        "CREATE TABLE mine (id int)",
        "SET session_replication_role = replica",
        "CREATE ROLE mine",
    ],
)
def test_role_of_the_web_server_cannot_change_the_database(roles: str, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app(roles, statement)


LOGS = ("accounts_auditevent", "accounts_accessevent")


@pytest.mark.parametrize("log", LOGS)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET sentence = ''",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "SET pgtrigger.ignore = '{{pgtrigger_append_only_a0b21}}'; DELETE FROM {}",
        "DROP TRIGGER never_changed ON {}",
    ],
)
def test_role_of_the_web_server_can_only_add_to_the_logs(roles: str, log: str, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match=r"permission denied|must be owner"):
        as_app(roles, statement.format(log))


def test_role_of_the_web_server_forgets_accesses_by_age_alone(roles: str) -> None:
    insert = """
        INSERT INTO accounts_accessevent (happened_at, action, actor_label, object_type, object_id, object_label,
            sentence, detail, result)
        SELECT now() - make_interval(days => days), 'a.b', '', 'x', '1', '', 'Event.', '{}', 'done'
        FROM unnest(ARRAY[1, 364, 367, 400]) AS days
    """

    with psycopg.connect(f"host={roles} user=clearinghouse_app dbname=portal") as connection:
        connection.execute(insert)
        gone = connection.execute("SELECT accounts_forget_access(1000)").fetchone()
        left = connection.execute("SELECT count(*) FROM accounts_accessevent").fetchone()
        connection.rollback()

    assert (gone, left) == ((2,), (2,))


def test_role_of_the_web_server_reads_and_writes_every_other_table(roles: str) -> None:
    question = """
        SELECT count(*) FILTER (WHERE NOT has_table_privilege(oid, 'SELECT, INSERT, UPDATE, DELETE')), count(*) > 30
        FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
            AND relname NOT IN ('accounts_auditevent', 'accounts_accessevent')
    """

    with psycopg.connect(f"host={roles} user=clearinghouse_app dbname=portal") as connection:
        answer = connection.execute(question).fetchone()

    assert answer == (0, True)
    as_app(roles, "INSERT INTO django_session VALUES ('key', 'data', now())")
