"""Measures the portal's speed on a large invented library, over HTTP, beside a bare floor. See docs/performance.md."""
