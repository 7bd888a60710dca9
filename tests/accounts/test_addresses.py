import pytest

from accounts.addresses import mailbox_of, name_and_parents, parse_address


@pytest.mark.parametrize(
    ("typed", "local", "domain", "ascii_domain"),
    [
        ("Jane@TXDOT.gov", "jane", "txdot.gov", "txdot.gov"),
        ("  jane@txdot.gov ", "jane", "txdot.gov", "txdot.gov"),
        ("jane@ｔｘｄｏｔ.gov", "jane", "txdot.gov", "txdot.gov"),  # full-width letters
        ("jane@txdot。gov", "jane", "txdot.gov", "txdot.gov"),  # ideographic full stop
        ("jane@ѕtate.gov", "jane", "ѕtate.gov", "xn--tate-f9d.gov"),  # Cyrillic first letter
        ("jane@xn--tate-f9d.gov", "jane", "ѕtate.gov", "xn--tate-f9d.gov"),
        ("a@b@c.gov", "a@b", "c.gov", "c.gov"),
        ("nothing", "", "nothing", "nothing"),
        ("", "", "", ""),
        ("jane@.gov", "jane", "gov", "gov"),
        ("jane@xn--.gov", "jane", ".gov", "xn--.gov"),
    ],
)
def test_parse_address_folds_what_looks_the_same(typed: str, local: str, domain: str, ascii_domain: str) -> None:
    address = parse_address(typed)

    assert (address.local, address.domain, address.ascii_domain) == (local, domain, ascii_domain)


def test_address_tells_the_scripts_of_its_domain() -> None:
    assert parse_address("x@txdot.gov").scripts == ("LATIN",)
    assert parse_address("x@txdоt.gov").scripts == ("CYRILLIC", "LATIN")


def test_address_reads_like_the_domain_it_imitates() -> None:
    assert parse_address("x@txdоt.gov").looks_like == "txdot.gov"
    assert parse_address("x@vérmont.gov").looks_like == "vermont.gov"


def test_address_knows_its_tag() -> None:
    assert parse_address("jane+ev@txdot.gov").has_tag
    assert not parse_address("jane@txdot.gov").has_tag


def test_mailbox_of_drops_the_tag() -> None:
    assert mailbox_of("Jane+EV+2@TXDOT.gov") == "jane@txdot.gov"
    assert mailbox_of("jane@txdot.gov") == "jane@txdot.gov"


def test_name_and_parents_keeps_whole_labels() -> None:
    assert name_and_parents("mail.dot.ca.gov") == ["mail.dot.ca.gov", "dot.ca.gov", "ca.gov"]
    assert name_and_parents("gov") == []
