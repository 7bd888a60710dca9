"""Measuring whether search finds the pages people mean: `make search-quality`."""
