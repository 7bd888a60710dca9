"""Which of this app's tables administrators edit under /data/."""

# Tables that have no place here, each with the reason (tests/test_meta.py asks for a decision on every model).
NOT_HERE: dict[str, str] = {
    "workforce.spaceadministrator": "named and ended on the space's page of people, with an audit line",
    "workforce.spaceadministratorevent": "history, written by triggers",
}
