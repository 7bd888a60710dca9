"""Which of this app's tables administrators edit under /data/: none; their pages are in the portal itself."""

# Tables that have no place here, each with the reason (tests/test_meta.py asks for a decision on every model).
NOT_HERE: dict[str, str] = {
    "announcements.announcement": "written, sent, and withdrawn on its own page, with an audit line",
}
