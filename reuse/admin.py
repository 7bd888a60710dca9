"""Which of this app's tables administrators edit under /data/: none; their pages are in the portal itself."""

# Tables that have no place here, each with the reason (tests/test_meta.py asks for a decision on every model).
NOT_HERE: dict[str, str] = {
    "reuse.reportyear": "published on the page of the report, and never changed",
    "reuse.use": "recorded and changed on the document's page of reuse, with an audit line",
    "reuse.useevent": "history, written by triggers",
}
