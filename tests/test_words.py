"""The check of our words finds what docs/words.md tells us not to say, and nothing else."""

from pathlib import Path

import pytest

from scripts.check_words import CHECKOUT, Hit, Text, Words, files_of, main, python_texts, read_terms, template_texts

TERMS = """# Words

| we say | we don't say |
| --- | --- |
| not | read |

## Terms

| we say | we don't say |
| --- | --- |
| email | e-mail |
| Remove | Take off · Take … off the list |
| tell, notify | is told by mail (or by post) |
| No one | Nobody · Nobody is waiting |
| You asked for | You ask for … |

## For people only

| we say | we don't say |
| --- | --- |
| must | shall |
"""
WORDS = Words(read_terms(TERMS))


def hits_in_template(source: str, *, html: bool = True) -> list[tuple[int, str]]:
    return [(hit.line, hit.phrase) for text in template_texts(source, html=html) for hit in WORDS.find(text)]


def hits_in_code(source: str) -> list[tuple[int, str]]:
    return [(hit.line, hit.phrase) for text in python_texts(source) for hit in WORDS.find(text)]


def test_terms_are_the_variants_of_the_right_column_without_remarks() -> None:
    assert [tuple(term) for term in read_terms(TERMS)] == [
        ("e-mail", "email"),
        ("Take off", "Remove"),
        ("Take … off the list", "Remove"),
        ("is told by mail", "tell, notify"),
        ("Nobody", "No one"),
        ("Nobody is waiting", "No one"),
        ("You ask for", "You asked for"),
    ]


def test_our_own_table_has_terms() -> None:
    terms = read_terms((CHECKOUT / "docs/words.md").read_text(encoding="utf-8"))

    assert [term.instead for term in terms if term.phrase == "e-mail"] == ["email"]
    assert [term for term in terms if term.phrase == "shall"] == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("An e-mail came.", ["e-mail"]),
        ("E-mail address", ["e-mail"]),
        ("E-MAIL address", []),
        ("Two e-mails came.", []),
        ("Send pre-e-mail.", ["e-mail"]),
        ("take off the filter", ["Take off"]),
        ("We mistake off and on.", []),
        ("Take Ms. Lee off the list", []),
        ("Take Ana Lee off the list", ["Take … off the list"]),
        ("Take this. Then it is off the list", []),
        ("Take\n  off", ["Take off"]),
        ("Nobody came", ["Nobody"]),
        ("Nobody is waiting", ["Nobody is waiting"]),
        ("They shall come", []),
    ],
)
def test_phrases_are_whole_words_within_one_sentence(sentence: str, found: list[str]) -> None:
    assert [hit.phrase for hit in WORDS.find(Text(sentence, 1))] == found


def test_no_term_finds_nothing() -> None:
    assert list(Words([]).find(Text("Nobody e-mails", 1))) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>\nSend an e-mail</p>", [(2, "e-mail")]),
        ("{# e-mail #}{% comment %}e-mail{% endcomment %}<!-- e-mail --><p>Hello</p>", []),
        ('<a class="e-mail" href="/e-mail/">Hello</a>', []),
        ('<input id="a"\n aria-label="Your e-mail">', [(2, "e-mail")]),
        (
            '<img alt="e-mail" title="Nobody"><input placeholder="take off">',
            [(1, "e-mail"), (1, "Nobody"), (1, "Take off")],
        ),
        ("{% if e-mail %}Hello{% endif %}{{ user.e-mail }}", []),
        ('{% url "a-e-mail" %}{% include "e-mail.html" with text="Nobody came" %}', [(1, "Nobody")]),
        ("\n\n{{ name|default:'Nobody is waiting' }}", [(3, "Nobody is waiting")]),
        ("Take <strong>{{ person.name }}</strong> off the list", [(1, "Take … off the list")]),
        ("<p>Take a seat</p><p>Now off the list</p>", []),
        ("Take {% if a > b %}it{% endif %} off", []),
        ("<a {% if a > b %}class='x'{% endif %}>take off</a>", [(1, "Take off")]),
    ],
)
def test_what_people_read_of_a_page_is_checked(source: str, found: list[tuple[int, str]]) -> None:
    assert sorted(hits_in_template(source)) == sorted(found)


def test_an_email_is_checked_with_addresses_in_angle_brackets() -> None:
    source = "Take {{ name }}\noff the list\n<https://example.gov/e-mail>\n\nTake it.\n"

    assert hits_in_template(source, html=False) == [(1, "Take … off the list"), (3, "e-mail")]


def test_a_sentence_ends_with_its_paragraph() -> None:
    assert hits_in_template("Take a seat\n\nNow off the list\n", html=False) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (
            '"""Nobody is here."""\n\ndef f():\n    """Nobody is there."""\n    return "Nobody is waiting"',
            [(5, "Nobody is waiting")],
        ),
        ('KEY = "e-mail"', []),
        ('LABEL = "E-mail"', [(1, "e-mail")]),
        ("# Nobody came\nx = 1", []),
        ('x = ("Take "\n    "off")', [(1, "Take off")]),
        ('x = f"Take {name} off the list"', [(1, "Take … off the list")]),
        ('x = f"/{a}/e-mail/{b}"', []),
        ("x = f\"Hello {name or 'Nobody here'}\"", [(1, "Nobody")]),
    ],
)
def test_sentences_in_code_are_checked(source: str, found: list[tuple[int, str]]) -> None:
    assert hits_in_code(source) == found


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def test_a_checkout_with_such_words_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "docs/words.md", TERMS)
    write(tmp_path, "templates/people/list.html", "<h1>People</h1>\n<p>Nobody</p>")
    write(tmp_path, "templates/people/mail/hello.txt", "An e-mail")
    write(tmp_path, "people/views.py", 'X = "Nobody came"')
    write(tmp_path, "people/migrations/0001_initial.py", 'X = "Nobody came"')
    write(tmp_path, "people/notes.txt", "Nobody")
    write(tmp_path, "tests/test_views.py", 'X = "Nobody came"')
    write(tmp_path, ".venv/lib/views.py", 'X = "Nobody came"')

    status = main(tmp_path)

    assert status == 1
    assert capsys.readouterr().out.splitlines() == [
        "people/views.py:1: Nobody → No one",
        "templates/people/list.html:2: Nobody → No one",
        "templates/people/mail/hello.txt:1: e-mail → email",
    ]


def test_a_checkout_without_such_words_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "docs/words.md", TERMS)
    write(tmp_path, "templates/list.html", "<p>No one</p>")

    status = main(tmp_path)

    assert (status, capsys.readouterr().out) == (0, "")


def test_pages_emails_and_code_of_this_checkout_are_read() -> None:
    read = {str(path.relative_to(CHECKOUT)) for path in files_of(CHECKOUT)}

    wanted = {"templates/base.html", "templates/accounts/mail/approved.txt", "accounts/forms.py", "manage.py"}
    assert wanted - read == set()
    assert {path for path in read if path.startswith(("tests/", "benchmarks/", ".venv/", "static/"))} == set()


def test_a_hit_says_what_to_say_instead() -> None:
    assert list(WORDS.find(Text("One line,\nnobody", 4))) == [Hit(5, "Nobody", "No one")]
