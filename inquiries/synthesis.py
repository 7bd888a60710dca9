"""The synthesis of a campaign in numbers and quotes, as its page and its files show it.

SECURITY: of anonymous answers a number under three is never shown, nor what would let somebody work it out.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from inquiries.models import SECTORS, Campaign, Passage, Quoting, Submission, Theme

FEWEST = 3
FEW = "fewer than 3"
NOTES = ("", "Notes of tables")


@dataclass(frozen=True)
class Quote:
    """Released words and whose they are, as far as that is said."""

    text: str
    whose: str


@dataclass(frozen=True)
class ThemeNumbers:
    """A theme with how many answers speak of it: in all, by sector in the order of the campaign, and by state."""

    theme: Theme
    total: str
    sectors: list[str]
    states: str
    quotes: list[Quote]


@dataclass(frozen=True)
class Synthesis:
    """All of it. `sectors` are labels; `answers` how many answers came from each."""

    campaign: Campaign
    sectors: list[str]
    answers: list[str]
    total: str
    themes: list[ThemeNumbers]


def synthesis_of(campaign: Campaign, user: Viewer) -> Synthesis:
    """In three queries, whatever the number of themes."""
    hides = campaign.is_anonymous
    columns = [(value, label) for value, label in SECTORS if value in campaign.sectors]
    rows = list(Submission.objects.filter(campaign=campaign).sent().values_list("sector", "kind", "state__name"))
    given: dict[str, int] = defaultdict(int)
    from_state: dict[str, int] = defaultdict(int)
    for sector, _, state in rows:
        given[sector] += 1
        from_state[state or ""] += 1
    columns += [NOTES] if given[""] else []
    themes = list(Theme.objects.visible_to(user).filter(campaign=campaign).in_order())
    speaking = _speaking(themes)
    quotes = _quotes(campaign, user, from_state)
    found = [
        ThemeNumbers(
            theme,
            _total([_of(speaking[theme.pk], 0, value) for value, _ in columns], hides=hides),
            [shown(_of(speaking[theme.pk], 0, value), hides=hides) for value, _ in columns],
            _states(speaking[theme.pk], hides=hides),
            quotes[theme.pk],
        )
        for theme in themes
    ]
    amounts = [given[value] for value, _ in columns]
    return Synthesis(
        campaign, [label for _, label in columns], [shown(number, hides=hides) for number in amounts],
        _total(amounts, hides=hides), found,
    )  # fmt: skip


def shown(number: int, *, hides: bool) -> str:
    """A number, or that it is small."""
    return FEW if hides and number < FEWEST else f"{number:,}"


def _total(parts: Sequence[int], *, hides: bool) -> str:
    """The sum, unless it would tell a part that is not shown: then the least it can be."""
    small = [part for part in parts if part < FEWEST]
    rest, told = sum(small), sum(parts) - sum(small)
    if not hides or not small:
        return f"{sum(parts):,}"
    # SECURITY: each small part is 0, 1, or 2. Their sum tells none of them if there are three at least, and it is
    # neither so small nor so large that only one way is left to make it.
    if len(small) >= FEWEST and FEWEST <= rest <= 2 * len(small) - 2:
        return f"{sum(parts):,}"
    if told:
        return f"at least {told:,}"
    return f"at least {FEWEST}" if rest >= FEWEST else FEW


Speaking = Sequence[tuple[str, str]]  # of each answer its sector and state


def _speaking(themes: Sequence[Theme]) -> Mapping[int, Speaking]:
    rows = Passage.objects.filter(theme__in=themes).order_by()
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    each = rows.values_list("theme", "submission", "submission__sector", "submission__state__name").distinct()
    for theme, _, sector, state in each:
        found[theme].append((sector, state or ""))
    return found


def _of(speaking: Speaking, place: int, value: str) -> int:
    return sum(one[place] == value for one in speaking)


def _states(speaking: Speaking, *, hides: bool) -> str:
    names = sorted({state for _, state in speaking if state})
    amounts = {name: _of(speaking, 1, name) for name in names}
    told = [f"{name} ({number})" for name, number in amounts.items() if not hides or number >= FEWEST]
    return ", ".join(told)


def _quotes(campaign: Campaign, user: Viewer, from_state: Mapping[str, int]) -> Mapping[int, list[Quote]]:
    rows = Passage.objects.visible_to(user).filter(theme__campaign=campaign, released_at__isnull=False)
    found: dict[int, list[Quote]] = defaultdict(list)
    for passage in rows.select_related("submission__state").in_order():
        if passage.submission.may_quote:
            found[passage.theme_id].append(Quote(passage.text, whose(passage.submission, from_state)))
    return found


def whose(submission: Submission, from_state: Mapping[str, int]) -> str:
    """Of a quote: the name where they agreed, else the sector, and the state where many came from it."""
    if submission.kind == Submission.Kind.NOTES:
        return "Notes of a table"
    sector = dict(SECTORS).get(submission.sector, "")
    if submission.quoting == Quoting.NAME and submission.name:
        return ", ".join(part for part in (submission.name, submission.organization) if part)
    state = submission.state.name if submission.state else ""
    return f"{sector}, {state}" if state and from_state.get(state, 0) >= FEWEST else sector


def header(found: Synthesis) -> list[str]:
    """For files."""
    return ["Theme", "Description", *found.sectors, "All", "By state", "Quotes", "How we used it"]


def file_rows(found: Synthesis) -> list[list[str]]:
    """For files: a row for all answers, then one for each theme."""
    rows = [["All answers", "", *found.answers, found.total, "", "", ""]]
    for one in found.themes:
        quotes = "\n".join(f"“{quote.text}” ({quote.whose})" for quote in one.quotes)
        theme = one.theme
        rows.append([theme.name, theme.description, *one.sectors, one.total, one.states, quotes, theme.how_used])
    return rows


def as_word(found: Synthesis) -> bytes:
    """As a .docx file."""
    import io

    from clearinghouse.lib.word import MarkdownWriter, new_document, plain  # slow to import, seldom needed
    from inquiries.report import PUBLISHER

    inquiry = found.campaign.inquiry
    document = new_document(inquiry.title, PUBLISHER)
    document.add_paragraph(plain(inquiry.title), style="Title")
    if inquiry.is_sample:
        document.add_paragraph("Sample: parts of this report are fictional.")
    if inquiry.summary:
        document.add_heading("What we heard", level=1)
        MarkdownWriter(document, top_heading=2).write(inquiry.summary)
    document.add_heading("Answers", level=1)
    for label, number in zip(found.sectors, found.answers, strict=True):
        document.add_paragraph(plain(f"{label}: {number}"), style="List Bullet")
    for one in found.themes:
        document.add_heading(plain(one.theme.name), level=1)
        if one.theme.description:
            document.add_paragraph(plain(one.theme.description))
        for label, number in zip(found.sectors, one.sectors, strict=True):
            document.add_paragraph(plain(f"{label}: {number}"), style="List Bullet")
        if one.states:
            document.add_paragraph(plain(f"By state: {one.states}"))
        for quote in one.quotes:
            document.add_paragraph(plain(f"“{quote.text}” {quote.whose}"), style="Quote")
        if one.theme.how_used:
            document.add_heading("How we used it", level=2)
            document.add_paragraph(plain(one.theme.how_used))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
