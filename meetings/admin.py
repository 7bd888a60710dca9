"""Which of this app's tables administrators edit under /data/: none; their pages are in the portal itself."""

# Tables that have no place here, each with the reason (tests/test_meta.py asks for a decision on every model).
NOT_HERE: dict[str, str] = {
    "meetings.meeting": "planned, edited and read on pages of its own",
    "meetings.series": "planned, edited and read on pages of its own",
    "meetings.speaker": "planned, edited and read on pages of its own",
    "meetings.meetingdocument": "planned, edited and read on pages of its own",
    "meetings.decision": "planned, edited and read on pages of its own",
    "meetings.actionitem": "planned, edited and read on pages of its own",
    "meetings.attendance": "planned, edited and read on pages of its own",
    "meetings.rsvp": "planned, edited and read on pages of its own",
    "meetings.invitation": "planned, edited and read on pages of its own",
    "meetings.registration": "planned, edited and read on pages of its own",
    "meetings.meetinggrouppermission": "grants follow the two sharing answers of a meeting",
    "meetings.calendarfeed": "a secret of one person",
    "meetings.meetingevent": "history written by triggers",
    "meetings.seriesevent": "history written by triggers",
    "meetings.actionitemevent": "history written by triggers",
    "meetings.registrationevent": "history written by triggers",
}
