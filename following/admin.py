"""Which of this app's tables administrators edit under /data/: none; they are people's own, or the portal's."""

# Tables that have no place here, each with the reason (tests/test_meta.py asks for a decision on every model).
NOT_HERE: dict[str, str] = {
    "following.follow": "what someone follows is theirs to choose, on their own page",
    "following.news": "noticed by a job, and forgotten after 60 days",
    "following.reader": "how far someone has read, and their feed’s secret",
    "following.readmark": "what someone marked as read is theirs",
    "following.told": "which digest told whom",
}
