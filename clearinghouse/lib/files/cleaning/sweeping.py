"""Keeps, of a PDF, what pages, bookmarks and tags need, and removes the rest by name."""

from collections import Counter
from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from clearinghouse.lib.files.cleaning.objects import dictionary, drop, keep

_ROOT = {"/Type", "/Version", "/Extensions", "/Pages", "/PageLabels", "/Dests", "/Names", "/ViewerPreferences"}
_ROOT |= {"/PageLayout", "/PageMode", "/Outlines", "/OpenAction", "/StructTreeRoot", "/MarkInfo", "/Lang"}
_ROOT |= {"/OutputIntents"}
_LAYERS = "/OCProperties"
_PAGE = {"/Type", "/Parent", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Resources", "/Contents"}
_PAGE |= {"/Rotate", "/Group", "/StructParents", "/Tabs", "/UserUnit", "/Annots", "/Dur", "/Trans"}
_NEVER: tuple[str, ...] = (
    "/Metadata",
    "/PieceInfo",
    "/AF",
    "/AA",
    "/PA",
    "/EF",
    "/RF",
    "/JS",
    "/XFA",
    "/LastModified",
    "/Alternates",
)
_NEVER += ("/OPI", "/Ref", "/Measure", "/PtData", "/Thumb", "/SpiderInfo", "/CreatorInfo")
_ACTIONS = {"/GoToR", "/GoToE", "/GoToDp", "/Launch", "/Thread", "/Sound", "/Movie", "/Hide", "/SubmitForm"}
_ACTIONS |= {"/ResetForm", "/ImportData", "/JavaScript", "/SetOCGState", "/Rendition", "/Trans", "/GoTo3DView"}
_ACTIONS |= {"/RichMediaExecute"}
_PLAIN_MODES = (Name.UseNone, Name.UseOutlines, Name.UseThumbs, Name.FullScreen)
_MOST_NESTED = 200


def keep_what_shows(pdf: Pdf, *, keeps_layers: bool) -> Counter[str]:
    """Leave in the document and its pages what they need to be shown; what went, counted."""
    root, found = pdf.Root, Counter[str]()
    names = dictionary(root, "/Names")
    found["attachments"] = _count_leaves(names.get("/EmbeddedFiles"), 0)
    found["actions"] = int("/JavaScript" in names or "/AA" in root or _acts(root.get("/OpenAction")))
    found["signatures"] = int("/Perms" in root or "/DSS" in root)
    described = [key for key, _ in dictionary(pdf.trailer, "/Info").items() if key != "/Title"]
    found["properties"] = int("/Metadata" in root or bool(described))
    keep(names, {"/Dests"})
    if _acts(root.get("/OpenAction")):
        del root["/OpenAction"]
    if root.get("/PageMode") not in _PLAIN_MODES:
        drop(root, "/PageMode")
    keep(root, _ROOT | ({_LAYERS} if keeps_layers else set()))
    for page in pdf.pages:
        keep(page.obj, _PAGE)
    _keep_title(pdf)
    return found


def _keep_title(pdf: Pdf) -> None:
    """Of the file's properties; who has tags keeps the word that it is accessible, too."""
    title = dictionary(pdf.trailer, "/Info").get("/Title")
    keep(pdf.trailer, ("/Root", "/Size"))
    if title is not None and str(title).strip():
        pdf.trailer["/Info"] = pdf.make_indirect(Dictionary(Title=title))


def sweep_objects(pdf: Pdf, found: Counter[str]) -> None:
    """Remove what has no place anywhere: metadata, working data of programs, actions, files."""
    for each in pdf.objects:
        for holder in _dictionaries(each, 0):
            _sweep(holder, found)


def _sweep(holder: Object, found: Counter[str]) -> None:
    for key in _NEVER:
        if key in holder:
            del holder[key]
            found["actions"] += key in ("/AA", "/JS")
    for key in ("/A", "/Next"):
        if key in holder and _acts(holder[key]):
            del holder[key]
            found["actions"] += 1


def _acts(action: Object | None) -> bool:
    """Whether it does more than go to a page or a web address."""
    if isinstance(action, Array) and action.is_indirect:
        return False
    if not isinstance(action, Dictionary):
        return False
    kind = str(action.get("/S", ""))
    return kind in _ACTIONS or (kind == "/URI" and str(action.get("/URI", "")).lower().startswith("file:"))


def _dictionaries(value: Object, depth: int) -> Iterator[Object]:
    """A dictionary or stream and those that are written inside it."""
    if depth > _MOST_NESTED:
        raise RecursionError("objects inside objects")
    if isinstance(value, Dictionary | Stream):
        yield value
        inner = [each for _, each in value.items()]
    elif isinstance(value, Array):
        inner = list(value)
    else:
        return
    for each in inner:
        if isinstance(each, Object) and not each.is_indirect:
            yield from _dictionaries(each, depth + 1)


def _count_leaves(tree: Object | None, depth: int) -> int:
    """How many names a name tree has."""
    if not isinstance(tree, Dictionary) or depth > _MOST_NESTED:
        return 0
    return len(tree.get("/Names", ())) // 2 + sum(_count_leaves(kid, depth + 1) for kid in tree.get("/Kids", ()))
