"""Sample content for the style guide, so that every component is seen filled. Nothing here is real."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms, template
from django.utils.safestring import mark_safe

from clearinghouse.lib.us_map import MapEntry, map_shapes, state_map
from documents.finding.facets import FacetGroup, Option
from documents.finding.rows import AlikeRow, DocumentRow, HitRow
from meetings.rows import CallRow

register = template.Library()

REGIONS = {
    "Northeast": "VT MA CT ME NH NY RI",
    "Mid-Atlantic": "PA DE DC MD NJ VA WV",
    "Southeast": "TN SC AL AR FL GA KY LA MS NC PR VI",
    "Midwest": "MI IL IN IA MN MO OH WI",
    "Central": "OK NE ND WY CO KS NM SD TX UT MT",
    "West": "ID AK AZ CA HI NV OR WA AS GU MP",
}
CALL_AT = dt.datetime(2026, 1, 15, 19, 0, tzinfo=dt.UTC)


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(max_length=200, help_text="As it appears on the first page.")
    kind = forms.ChoiceField(choices=[("", "Choose a kind"), ("rfp", "RFP"), ("contract", "Contract")])
    dated = forms.DateField(
        label="Date of the document", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    label = forms.ChoiceField(
        label="Is it already public?",
        widget=forms.RadioSelect,
        choices=[
            ("public", "Already public"),
            ("draft", "Internal draft"),
            ("vendor", "Contains vendor-confidential material"),
        ],
        help_text="This chooses who sees it at first. You can choose again later.",
    )
    topics = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("uptime", "Reliability and uptime"), ("grid", "Grid integration"), ("mhd", "M/HD and freight")],
    )
    summary = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Two sentences for a colleague in another state.",
    )
    attachment = forms.FileField(required=False)
    agree = forms.BooleanField(label="I may share this on behalf of my agency")


@register.simple_tag
def style_samples() -> dict[str, Any]:
    """Everything templates/styleguide.html shows, by component name."""
    return {
        **_documents(),
        **_filters(),
        **_progress(),
        **_tables(),
        **_people(),
        **_forms(),
        "map_states": state_map(_map_entries()),
        "regions": _regions(),
    }


def _documents() -> dict[str, Any]:
    base: dict[str, Any] = {"url": "#rows", "file_type": "PDF", "is_sample": True}
    rows = [
        base
        | {
            "title": "Request for proposals: DC fast charging along Interstate corridors, round 2",
            "state_code": "CO", "state_name": "Colorado", "kind": "RFP", "dated": dt.date(2025, 9, 4),
            "pages": 63, "era": "Interim final guidance", "file_bytes": 3_939_594, "audience": "All member states",
            "audience_level": "members",
        },
        base
        | {
            "title": "Design-build-operate-maintain contract with uptime remedies",
            "state_code": "ME", "state_name": "Maine", "kind": "Contract", "dated": dt.date(2024, 7, 19),
            "pages": 118, "era": "Final guidance", "file_bytes": 1_204_000, "audience": "Northeast region",
            "audience_level": "region", "summary": "Five-year O&M term, 97% port uptime, service credits by the hour.",
        },
        base
        | {
            "title": "Position description: EV infrastructure program manager",
            "state_code": "GU", "state_name": "Guam", "kind": "Position description", "dated": dt.date(2023, 3, 2),
            "pages": 1, "file_type": "DOCX", "file_bytes": 48_200, "audience": "My agency",
            "audience_level": "agency",
        },
    ]  # fmt: skip
    snippet = mark_safe(
        "… the Operator shall pay <mark>liquidated damages</mark> of $150 for each hour below the required "
        "<mark>uptime</mark> of 97 percent, counted per port and quarter …"
    )
    hit: dict[str, Any] = {
        "url": "#hits", "document_url": "#hits", "title": "Design-build-operate-maintain contract", "page": 50,
        "label": "", "is_confidential": False,
        "heading": "Section 14.2 Uptime and remedies", "snippet": snippet, "state_code": "ME",
        "state_name": "Maine", "kind": "Contract", "dated": dt.date(2024, 7, 19), "era": "Final guidance",
        "is_sample": True, "more": 3, "more_url": "#hits", "lacks": "liquidated", "link": "#hits",
        "alike": (AlikeRow("#hits", "Design-build-operate-maintain contract, amended", 52),),
        "citation": "Agency of Transportation. “Design-build-operate-maintain contract.” Version 1, page 50.",
    }  # fmt: skip
    reader = {
        "title": "Design-build-operate-maintain contract", "document_url": "#reader", "page": 50, "pages": 118,
        "image_url": "", "heading": "Section 14.2 Uptime and remedies", "previous_url": "#reader",
        "next_url": "#reader", "jump_url": "#reader", "download_url": "#reader", "query": "uptime", "text": snippet,
        "hits": [{"page": 12, "url": "#reader"}, {"page": 50, "url": "#reader", "current": True}],
    }  # fmt: skip
    hits = [hit, {**hit, "page": 51, "heading": "", "more": 0, "lacks": "", "alike": (), "citation": ""}]
    return {
        "rows": [DocumentRow(**row) for row in rows],
        "hits": [HitRow(**row) for row in hits],
        "reader": reader,
    }


def _filters() -> dict[str, Any]:
    states = [("CO", "Colorado", 12, True), ("ME", "Maine", 7, False), ("TX", "Texas", 1001, False)]
    kinds = [("rfp", "RFP", 143, True), ("contract", "Contract", 58, False), ("plan", "NEVI plan", 96, False)]
    facets = [
        FacetGroup(name, label, [Option(value, words, count, checked) for value, words, count, checked in options])
        for name, label, options in (("state", "State", states), ("kind", "Kind", kinds))
    ]
    return {
        "facets": facets,
        "active": [
            {"group": "State", "label": "Colorado", "remove_url": "#filters"},
            {"group": "Kind", "label": "RFP", "remove_url": "#filters"},
        ],
        "sorts": [
            {"label": "Relevance", "url": "#filters", "current": True},
            {"label": "Date", "url": "#filters"},
        ],
    }


def _progress() -> dict[str, Any]:
    labels = ["Received", "Scanned", "Checked", "Text read", "Ready"]

    def steps(*states: str) -> list[dict[str, str]]:
        return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]

    return {
        "steps": steps("done", "done", "current", "waiting", "waiting"),
        "steps_failed": steps("done", "failed", "waiting", "waiting", "waiting"),
        "tabs": [
            {"label": "About", "url": "#tabs", "current": True},
            {"label": "Pages", "url": "#tabs", "count": 118},
            {"label": "Versions", "url": "#tabs", "count": 2},
            {"label": "Who can see it", "url": "#tabs"},
        ],
        "crumbs": [
            {"label": "Home", "url": "#frame"},
            {"label": "Documents", "url": "#frame"},
            {"label": "Maine"},
        ],
    }


def _tables() -> dict[str, Any]:
    counts = (("Colorado", (3, 1, 2, 0)), ("Maine", (1, 5, 1, 2)), ("Texas", (0, 0, 4, 1)))
    bars = (("Solicitations", 143, 100), ("Contracts", 58, 41), ("Plans", 96, 67))
    agencies = (
        ("Sample Department of Transportation", "Colorado", "Confirmed", "good", 12),
        ("Sample State Energy Office", "Maine", "To be checked", "caution", 7),
    )
    return {
        "bars": [{"label": name, "value": value, "percent": share, "url": "#tables"} for name, value, share in bars],
        "matrix_columns": [{"label": "RFP"}, {"label": "Contract"}, {"label": "Plan"}, {"label": "Budget"}],
        "matrix_rows": [
            {
                "label": name,
                "url": "#tables",
                "cells": [{"count": count, "url": "#tables" if count else "", "level": min(count, 4)} for count in row],
            }
            for name, row in counts
        ],
        "table_columns": [
            {"label": "Agency"},
            {"label": "State", "sort_url": "#tables", "sorted": "ascending"},
            {"label": "Standing"},
            {"label": "Documents", "numeric": True, "sort_url": "#tables"},
        ],
        "table_rows": [
            [
                {"text": agency, "url": "#tables"},
                {"text": state},
                {"text": standing, "tone": tone},
                {"text": count, "numeric": True},
            ]
            for agency, state, standing, tone, count in agencies
        ],
    }


def _people() -> dict[str, Any]:
    person = {
        "name": "Jordan Avery", "title": "EV program manager", "organization": "Sample State Energy Office",
        "email": "jordan.avery@energy.example.gov", "url": "#people", "is_sample": True,
    }  # fmt: skip
    return {
        "person": person,
        "facts": [
            {"label": "State", "value": "Maine", "url": "#facts"},
            {"label": "Kind", "value": "Contract"},
            {"label": "Guidance era", "value": "Final guidance, June 11, 2024"},
            {"label": "Who can see it", "value": "Northeast region", "tone": "audience"},
        ],
        "evidence": [
            {
                "level": "good",
                "text": "The address ends in a domain that is registered to a state.",
                "detail": "energy.example.gov",
            },
            {"level": "caution", "text": "The suffix covers cities and counties too."},
            {"level": "problem", "text": "A different person asked with this address on January 9, 2026."},
        ],
        "calls": [
            CallRow(
                url="#calls", title="Flexible interconnection for bus fleets", starts_at=CALL_AT,
                group="EVs and Grid Integration", group_url="#calls", state="next",
                calendar_url="#calls", is_sample=True,
            ),
        ],
        "events": [
            {"at": CALL_AT, "text": "Version 2 was added", "by": "Jordan Avery", "url": "#timeline"},
            {"at": CALL_AT - dt.timedelta(days=9), "text": "Shared with the Northeast region", "tone": "good"},
            {
                "at": CALL_AT - dt.timedelta(days=12), "text": "The scan stopped version 1",
                "detail": "The file was protected by a password.", "tone": "problem",
            },
        ],
    }  # fmt: skip


def _forms() -> dict[str, Any]:
    refused = SampleForm({"refused-title": "", "refused-dated": "sometime"}, prefix="refused")
    choices = [
        ("me", "Only me", "No one else, until you share it.", "", "lock"),
        ("agency", "My agency", "Everyone at the Sample State Energy Office.", "9 people", "location_city"),
        ("members", "All member states", "Every approved member.", "812 people in 51 states", "groups"),
        ("public", "Public", "Anyone on the internet, without signing in.", "", "public"),
    ]
    return {
        "form": SampleForm(prefix="sample"),
        "refused": refused,
        "audiences": [
            {
                "value": value, "label": label, "sentence": sentence, "count": count, "icon_name": icon_name,
                "checked": value == "agency", "disabled": value == "public",
            }
            for value, label, sentence, count, icon_name in choices
        ],
        "points": ["Six people lose access today.", "The file and its history are kept for 30 days."],
        "conflict": {
            "events": [
                {"actor_label": "Jordan Avery", "happened_at": CALL_AT, "sentence": "Changed the title to “Plan”."}
            ]
        },
        "theirs": {"title": "Plan", "abstract": ""},
    }  # fmt: skip


def _map_entries() -> list[MapEntry]:
    return [
        MapEntry(code=code, url="#map", region=number, region_name=name, detail="3 documents")
        for number, (name, codes) in enumerate(REGIONS.items(), start=1)
        for code in codes.split()
    ]


def _regions() -> list[dict[str, Any]]:
    names = {shape.code: shape.name for shape in map_shapes()}
    return [
        {
            "number": number,
            "name": name,
            "url": "#map",
            "states": [
                {"name": names[code], "code": code, "url": "#map"}
                for code in sorted(codes.split(), key=names.__getitem__)
            ],
        }
        for number, (name, codes) in enumerate(REGIONS.items(), start=1)
    ]
