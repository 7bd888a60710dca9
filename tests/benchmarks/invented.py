"""The small invented library that tests of benchmarks look at; made once a run, see tests/layers.py."""

from benchmarks import corpus
from benchmarks.words import page_texts

DOCUMENTS, PAGES = 150, 2


def make_library() -> corpus.Files:
    """For the people of a benchmark, who are there already."""
    corpus.load_texts(page_texts(40))
    files = corpus.store_files(large=2_000_000)
    corpus.load(DOCUMENTS, PAGES, files)
    return files
