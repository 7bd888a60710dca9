"""Which of this app's tables administrators edit under /data/: none; studies have pages of their own."""

# Tables that have no place here, each with the reason (tests/test_meta.py asks for a decision on every model).
NOT_HERE: dict[str, str] = {
    "publications.study": "is changed on its own pages, with an audit line",
    "publications.edition": "is changed on its study's pages, with an audit line",
    "publications.revision": "is changed on its edition's pages, with an audit line",
}
