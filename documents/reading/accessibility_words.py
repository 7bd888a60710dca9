"""What the accessibility checks say to people: each rule's name, why it matters, how to mend it in which program."""

from clearinghouse.lib.files.accessibility.rules import Rule

WORD, EXCEL, SLIDES, ACROBAT = "Word", "Excel", "PowerPoint", "Acrobat"

NAMES = {
    Rule.TAGS: "Tags",
    Rule.LANGUAGE: "Language",
    Rule.TITLE: "Title",
    Rule.HEADINGS: "Headings",
    Rule.HEADING_ORDER: "Heading order",
    Rule.SLIDE_TITLES: "Slide titles",
    Rule.SHEET_NAMES: "Sheet names",
    Rule.ALT_TEXT: "Alternative text",
    Rule.TABLE_HEADERS: "Table headers",
    Rule.READING_ORDER: "Reading order",
    Rule.TEXT_LAYER: "Scanned pages",
    Rule.CONTRAST: "Contrast",
    Rule.BOOKMARKS: "Bookmarks",
}

MEANINGS = {
    Rule.TAGS: "Tags tell a screen reader what is a heading, a list, or a table.",
    Rule.LANGUAGE: "A screen reader needs to know which language to speak.",
    Rule.TITLE: "The file’s own title is the first thing a screen reader says. A file name doesn’t count.",
    Rule.HEADINGS: "People who can’t skim a page move from heading to heading.",
    Rule.HEADING_ORDER: "Levels start at 1 and don’t skip: a level 2 heading comes before a level 3 heading.",
    Rule.SLIDE_TITLES: "Each slide needs its own title, so that people can find it in a list.",
    Rule.SHEET_NAMES: "Names like “Sites” say more than “Sheet1.”",
    Rule.ALT_TEXT: "Pictures, charts, and maps need a sentence for people who can’t see them.",
    Rule.TABLE_HEADERS: "A header row lets a screen reader say which column a number is in.",
    Rule.READING_ORDER: "A screen reader must read the text in the right order.",
    Rule.TEXT_LAYER: "A page that is only a picture can’t be read aloud, searched, or enlarged well.",
    Rule.CONTRAST: "Text needs a contrast ratio of at least 4.5 to 1 with its background. Large text needs 3 to 1.",
    Rule.BOOKMARKS: "Files of more than 20 pages need bookmarks so that people can find their way.",
}

_SAVE_AGAIN = "Then save it as a PDF again with “Document structure tags for accessibility” selected."
_EXPORT = (
    "File > Save As > PDF > Options: select “Document structure tags for accessibility.” Don’t use Print to make a PDF."
)
_WORD_ALT = "Right-click the picture > View Alt Text. Write one or two sentences, or mark it as decorative."
_WORD_HEADER = "Click in the first row > Table Layout > Repeat Header Rows. Select Header Row under Table Design."
_WORD_HEADINGS = "Select each heading, then Home > Styles > Heading 1, Heading 2, and so on."
_WORD_TITLE = "File > Info > Properties > Title. Enter the document’s title."
_WORD_LANGUAGE = "Review > Language > Set Proofing Language. Select the language and Set As Default."
_WORD_CONTRAST = "Select the text > Home > Font Color. Choose a darker color."
_OFFICE_ALT = "Right-click the picture or chart > View Alt Text. Write one or two sentences, or mark it as decorative."

Fixes = dict[Rule, tuple[tuple[str, str], ...]]

_PDF: Fixes = {
    Rule.TAGS: ((WORD, _EXPORT), (ACROBAT, "All tools > Prepare for accessibility > Automatically tag PDF.")),
    Rule.LANGUAGE: (
        (WORD, f"{_WORD_LANGUAGE} {_SAVE_AGAIN}"),
        (ACROBAT, "Menu > Document properties > Advanced > Language."),
    ),
    Rule.TITLE: (
        (WORD, f"{_WORD_TITLE} {_SAVE_AGAIN}"),
        (ACROBAT, "Menu > Document properties > Description > Title. Then Initial View > Show: Document Title."),
    ),
    Rule.HEADINGS: (
        (WORD, f"{_WORD_HEADINGS} {_SAVE_AGAIN}"),
        (ACROBAT, "Prepare for accessibility > Fix reading order. Select each heading, then its level."),
    ),
    Rule.HEADING_ORDER: (
        (WORD, f"{_WORD_HEADINGS} {_SAVE_AGAIN}"),
        (ACROBAT, "Tags panel: open the properties of the tag and choose the right heading level."),
    ),
    Rule.ALT_TEXT: (
        (WORD, f"{_WORD_ALT} {_SAVE_AGAIN}"),
        (ACROBAT, "Prepare for accessibility > Add alternate text. Mark decorative images as decorative."),
    ),
    Rule.TABLE_HEADERS: (
        (WORD, f"{_WORD_HEADER} {_SAVE_AGAIN}"),
        (ACROBAT, "Fix reading order > Table editor. Mark the cells of the first row as header cells."),
    ),
    Rule.READING_ORDER: (
        (ACROBAT, "Prepare for accessibility > Fix reading order. Follow the numbers and drag what is out of place."),
    ),
    Rule.TEXT_LAYER: (
        (ACROBAT, "Scan & OCR > Recognize text > In this file. Better: upload the file it was made from."),
    ),
    Rule.CONTRAST: (
        (WORD, f"{_WORD_CONTRAST} {_SAVE_AGAIN}"),
        (ACROBAT, "It’s hard to fix in Acrobat. Fix it in the file that the PDF was made from."),
    ),
    Rule.BOOKMARKS: (
        (WORD, "File > Save As > PDF > Options: select “Create bookmarks using: Headings.”"),
        (ACROBAT, "Bookmarks panel > Options > New bookmarks from structure."),
    ),
}

_WORD: Fixes = {
    Rule.LANGUAGE: ((WORD, _WORD_LANGUAGE),),
    Rule.TITLE: ((WORD, _WORD_TITLE),),
    Rule.HEADINGS: ((WORD, _WORD_HEADINGS),),
    Rule.HEADING_ORDER: ((WORD, _WORD_HEADINGS),),
    Rule.ALT_TEXT: ((WORD, _WORD_ALT),),
    Rule.TABLE_HEADERS: ((WORD, _WORD_HEADER),),
    Rule.READING_ORDER: ((WORD, "Click the text box > Layout Options > In line with text. Or don’t use text boxes."),),
    Rule.CONTRAST: ((WORD, _WORD_CONTRAST),),
}

_POWERPOINT: Fixes = {
    Rule.LANGUAGE: ((SLIDES, "Select all text > Review > Language > Set Proofing Language."),),
    Rule.TITLE: ((SLIDES, "File > Info > Properties > Title. Enter the presentation’s title."),),
    Rule.SLIDE_TITLES: ((SLIDES, "Review > Check Accessibility > Slide title. Give each slide its own title."),),
    Rule.ALT_TEXT: ((SLIDES, _OFFICE_ALT),),
    Rule.TABLE_HEADERS: ((SLIDES, "Click in the table > Table Design. Select Header Row."),),
    Rule.READING_ORDER: ((SLIDES, "Review > Check Accessibility > Reading Order Pane. Put the title first."),),
    Rule.CONTRAST: ((SLIDES, "Select the text > Home > Font Color, or Shape Fill. Choose colors that differ more."),),
}

_WORKBOOK: Fixes = {
    Rule.TITLE: ((EXCEL, "File > Info > Properties > Title. Enter the workbook’s title."),),
    Rule.SHEET_NAMES: ((EXCEL, "Double-click the sheet’s tab and enter what it contains."),),
    Rule.ALT_TEXT: ((EXCEL, _OFFICE_ALT),),
    Rule.TABLE_HEADERS: ((EXCEL, "Select the cells > Insert > Table. Select “My table has headers.”"),),
    Rule.CONTRAST: ((EXCEL, "Select the cells > Home > Font Color, or Fill Color. Choose colors that differ more."),),
}

# By the type of the file
FIXES: dict[str, Fixes] = {"pdf": _PDF, "docx": _WORD, "pptx": _POWERPOINT, "xlsx": _WORKBOOK}
