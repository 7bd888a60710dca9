"""The fields of the index, and the words in them. Who changes a field raises FORMAT."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import tantivy

from clearinghouse.lib import words

# An index of another format is never opened: full text answers until a new one is made.
FORMAT = 5

# The page number of the one entry that is no page: it says how far the index has followed the database.
MARKER = -1

# By words, at their places: as people search, with stems.
TEXTS = ("title", "heading", "text")
RANKED = ("text", "heading", "title")  # whose words page_words keeps
# Whole numbers that a hit's rank and order are computed from, so they lie beside the entries and need no look-up.
NUMBERS = ("page", "document", "version", "number", "shared_at", "length", "year")
# Whole numbers that are only looked for.
KEYS = ("readers", "kind", "era", "agency", "topic")
CODES = ("state", "file_type")


@cache
def schema() -> tantivy.Schema:
    """The fields, without the texts themselves: those stay in the database."""
    builder = tantivy.SchemaBuilder()
    for name in NUMBERS:
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in KEYS:
        builder.add_integer_field(name, indexed=True)
    for name in CODES:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in TEXTS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="position")
    # The words without stems, wherever they stand: correcting looks among them.
    builder.add_text_field("exact", tokenizer_name="raw", index_option="basic")
    # Words that stand often on the page, by how often: page_words tells the levels.
    builder.add_text_field("strong", tokenizer_name="raw", index_option="basic")
    # The words once more, for ranking: page_words packs them.
    builder.add_bytes_field("words", stored=True)
    builder.add_text_field("followed", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


@cache
def wording() -> str:
    """A short digest of all that decides which words a text has: an index of other words is made anew, in use."""
    whole = hashlib.sha256(f"{version('pystemmer')} {version('tantivy')}".encode())
    for folder in map(Path, words.__path__):
        for file in sorted(folder.rglob("*.py")):
            whole.update(file.read_bytes())
    return whole.hexdigest()[:12]
