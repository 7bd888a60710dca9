"""How to cite one revision: APA, Chicago, BibTeX and RIS. Nothing is invented: no author but the publisher, no date."""

import re
from datetime import date
from urllib.parse import quote

from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.files.text import clean_text
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import long_date
from publications.models import Study
from publications.overview import EditionRow, RevisionRow

UNDATED = "n.d."
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# As LaTeX prints them. Braces by name: BibTeX counts them even behind a backslash.
LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}", **{sign: f"\\{sign}" for sign in "$&#_%"},
    }
)  # fmt: skip
ENDS = re.compile(r"[.!?][\"”’)]*\Z")


@dataclass(frozen=True)
class Citation:
    """What a citation is made of, each on one line; `author` may be empty and `day` None where they are unknown."""

    key: str
    author: str
    title: str
    form: str
    number: int
    day: date | None
    url: str
    language: str
    pages: int | None
    abstract: str


def citation_of(study: Study, row: EditionRow, revision: RevisionRow) -> Citation:
    """Its address is the lasting one here; of a file that is kept elsewhere, the publisher's."""
    is_here = bool(revision.download_url) or not row.source_url
    return Citation(
        key=f"{study.slug}-{row.edition.slug}-{revision.number}",
        author=_line(study.publisher),
        title=_line(row.document.title),
        form=row.edition.get_form_display(),
        number=revision.number,
        day=revision.revised_on,
        url=absolute_url(revision.url) if is_here else row.source_url,
        language=row.edition.language,
        pages=revision.revision.pages,
        abstract=_line(row.document.abstract) if revision.is_current else "",
    )


def apa(cited: Citation) -> str:
    """APA, 7th edition: a report by a group, whose name is not repeated as its publisher."""
    day = f"{cited.day.year}, {cited.day:%B} {cited.day.day}" if cited.day else UNDATED
    which = f" (Revision {cited.number})" if cited.number > 1 else ""
    form = "" if _names_its_form(cited) else f" [{cited.form}]"
    title = f"{cited.title}{which}{form}."
    first = f"{_ended(cited.author)} ({day}). {title}" if cited.author else f"{title} ({day})."
    return f"{first} {cited.url}"


def chicago(cited: Citation) -> str:
    """Chicago, 17th edition, as in a bibliography."""
    revision = f"revision {cited.number}" if cited.number > 1 else ""
    form = ", ".join(filter(None, ["" if _names_its_form(cited) else cited.form, revision]))
    form = f"{form[:1].upper()}{form[1:]}." if form else ""
    day = f"{long_date(cited.day)}." if cited.day else UNDATED
    parts = [_ended(cited.author), _ended(cited.title), form, day, f"{cited.url}."]
    return " ".join(part for part in parts if part)


def bibtex(cited: Citation) -> str:
    """A @techreport, which every BibTeX style knows. A group's name stands in two pairs of braces."""
    fields = {
        "author": f"{{{_latex(cited.author)}}}" if cited.author else "",
        "title": f"{{{_latex(cited.title)}}}",
        "institution": _latex(cited.author),
        "type": _latex(cited.form),
        "number": f"Revision {cited.number}" if cited.number > 1 else "",
        "year": str(cited.day.year) if cited.day else UNDATED,
        "url": _plain_url(cited.url),
        "language": cited.language,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    if cited.day:
        lines.insert(-2, f"  month = {MONTHS[cited.day.month - 1]}")
    return f"@techreport{{{cited.key},\n" + ",\n".join(lines) + "\n}\n"


def ris(cited: Citation) -> str:
    """RIS, as reference managers read it: a tag, two blanks, a hyphen, a blank; one line each, ended by CR LF."""
    lines = [
        ("TY", "RPRT"),
        ("ID", cited.key),
        ("AU", cited.author),
        ("TI", cited.title),
        ("PY", str(cited.day.year) if cited.day else ""),
        ("DA", f"{cited.day:%Y/%m/%d}/" if cited.day else ""),
        ("PB", cited.author),
        ("ET", f"Revision {cited.number}" if cited.number > 1 else ""),
        ("M3", cited.form),
        ("LA", cited.language),
        ("SP", str(cited.pages or "")),
        ("AB", cited.abstract),
        ("UR", _plain_url(cited.url)),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def _names_its_form(cited: Citation) -> bool:
    """Whether the title ends with the form, as in “Phasing in: Briefing paper”, so that nothing need repeat it."""
    return cited.title.lower().endswith(cited.form.lower())


def _line(text: str) -> str:
    return " ".join(clean_text(text, 5000).split())


def _ended(text: str) -> str:
    return text if not text or ENDS.search(text) else f"{text}."


def _latex(text: str) -> str:
    return text.translate(LATEX)


def _plain_url(url: str) -> str:
    """Without what would end a value or begin a command; such signs have no place in an address as they are."""
    return quote(url, safe="%/:?#[]@!$&'()*+,;=~-._")
