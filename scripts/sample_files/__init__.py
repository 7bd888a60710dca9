"""Writers of the invented sample documents; scripts/make_samples.py calls them."""

MARK = "Sample — invented document"
