"""Cut the compiled U.S. Web Design System style sheet down to the components the portal uses.

The whole sheet is 527 KB; most of it is utility classes and components we do not have. Pruning keeps a
rule when every class in its selector belongs to a kept component, so the result is still USWDS, unedited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Component blocks ("usa-alert" also keeps "usa-alert__body" and "usa-alert--error").
KEPT_BLOCKS = frozenset(
    [
        "usa-alert",
        "usa-button",
        "usa-button-group",
        "usa-checkbox",
        "usa-error-message",
        "usa-fieldset",
        "usa-focus",
        "usa-form",
        "usa-form-group",
        "usa-hint",
        "usa-input",
        "usa-input-group",
        "usa-input-prefix",
        "usa-input-suffix",
        "usa-intro",
        "usa-label",
        "usa-legend",
        "usa-link",
        "usa-list",
        "usa-memorable-date",
        "usa-process-list",
        "usa-prose",
        "usa-radio",
        "usa-select",
        "usa-skipnav",
        "usa-sr-only",
        "usa-summary-box",
        "usa-table",
        "usa-table-container",
        "usa-tag",
        "usa-textarea",
    ]
)
# Modifiers of kept blocks that the portal does not use and that carry many rules.
DROPPED = re.compile(
    r"\.(usa-link--external|usa-alert--slim|usa-alert--emergency|usa-button--inverse|usa-table--stacked"
    r"|usa-table--scrollable|usa-button--accent-cool|usa-button--cool|usa-table__header|usa-tag--big)"
    r"|\[data-sortable\]|\[aria-sort|theme-"
)
CLASS = re.compile(r"\.(-?[_a-zA-Z][\w-]*)")
NEGATION = re.compile(r":not\([^()]*\)")


def prune(css: str) -> str:
    """Return minified `css` with only the kept rules; font faces go, keyframes stay when still named."""
    body = re.sub(r'^@charset "[^"]*";\s*', "", css)
    notice = "/*! USWDS v3.14.0, components used here, in a layer the portal's own rules override */"
    kept = "".join(_kept_rules(re.sub(r"/\*.*?\*/", "", body, flags=re.S)))
    used = set(re.findall(r"animation(?:-name)?:([\w-]+)", kept))
    needed = "".join(rule for rule in _rules(kept) if _is_needed(rule, used))
    return f"{notice}@layer uswds{{{needed}}}\n"


def _rules(css: str) -> Iterator[str]:
    """Split a sheet into its top-level rules, each with its braces."""
    depth = start = 0
    for match in re.finditer(r"[{}]", css):
        depth += 1 if match.group() == "{" else -1
        if depth == 0:
            yield css[start : match.end()].strip()
            start = match.end()


def _kept_rules(css: str) -> Iterator[str]:
    for rule in _rules(css):
        prelude, _, rest = rule.partition("{")
        content = rest[:-1]
        if prelude.startswith(("@media", "@supports")):
            inner = "".join(_kept_rules(content))
            if inner:
                yield f"{prelude}{{{inner}}}"
        elif prelude.startswith("@keyframes"):
            yield rule
        elif not prelude.startswith("@"):
            selectors = [s for s in _selectors(prelude) if _is_kept(s)]
            if selectors:
                yield f"{','.join(selectors)}{{{content}}}"


def _selectors(prelude: str) -> list[str]:
    """Split a selector list at its outer commas (not those inside `:is(a, b)`)."""
    return re.split(r",(?![^(]*\))", prelude)


def _is_kept(selector: str) -> bool:
    if DROPPED.search(selector) or "\\" in selector:
        return False
    classes = CLASS.findall(NEGATION.sub("", selector))
    return all(re.split(r"__|--", name)[0] in KEPT_BLOCKS for name in classes)


def _is_needed(rule: str, animations: set[str]) -> bool:
    match = re.match(r"@keyframes ([\w-]+)", rule)
    return match is None or match.group(1) in animations
