"""Which of this app's tables administrators edit under /data/: none; agencies' sign-ins have pages of their own."""

# Tables that have no place here, each with the reason (tests/test_meta.py asks for a decision on every model).
NOT_HERE: dict[str, str] = {
    "signon.agencysignin": "is changed on its own pages, with an audit line, and holds a secret",
    "signon.identity": "is made by a sign-in, and removed on the account's page",
    "signon.attempt": "is a sign-in under way, and gone a day later",
}
