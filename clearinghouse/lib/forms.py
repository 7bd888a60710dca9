"""Renders every Django form as accessible USWDS fields (settings name PortalRenderer as FORM_RENDERER).

The templates are templates/uswds/ (form and field) and templates/django/forms/ (a few widgets). Django itself
ties hints and errors to their inputs with aria-describedby and sets aria-invalid.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

# Widget template (last part of its name) → the USWDS class of the control it draws.
CONTROL_CLASSES: Mapping[str, str] = {
    "text.html": "usa-input",
    "email.html": "usa-input",
    "url.html": "usa-input",
    "tel.html": "usa-input",
    "search.html": "usa-input",
    "number.html": "usa-input",
    "password.html": "usa-input",
    "date.html": "usa-input",
    "datetime.html": "usa-input",
    "time.html": "usa-input",
    "textarea.html": "usa-textarea",
    "select.html": "usa-select",
    "select_date.html": "usa-select",
    "checkbox.html": "usa-checkbox__input",
    "checkbox_option.html": "usa-checkbox__input",
    "radio_option.html": "usa-radio__input",
    "file.html": "file-input",
    "clearable_file_input.html": "file-input",
}

SELECT = "django/forms/widgets/select.html"


class PortalRenderer(TemplatesSetting):
    """Uses the project's templates and adds the USWDS class to each control as it is drawn."""

    form_template_name = "uswds/form.html"
    field_template_name = "uswds/field.html"
    formset_template_name = "uswds/formset.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if "widget" in context:
            context = {**context, "widget": styled(context["widget"])}
            if template_name == SELECT:
                return drawn_select(context["widget"])
        if "fields" in context:
            required = any(field.field.required for field, _ in context["fields"])
            context = {**context, "has_required": required}
        return super().render(template_name, context, request)


def drawn_select(widget: Mapping[str, Any]) -> SafeString:
    """What Django's template for it draws. As a template, two includes an option took a third of a calendar's time."""
    groups = "".join(_option_group(name, options) for name, options, _ in widget["optgroups"])
    # SECURITY: names, values and labels are escaped where they are put in.
    return mark_safe(  # noqa: S308
        f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>{groups}\n</select>'
    )


def _option_group(name: str | None, options: list[dict[str, Any]]) -> str:
    drawn = "".join(
        f'\n  <option value="{conditional_escape(str(option["value"]))}"{_attributes(option["attrs"])}>'
        f"{conditional_escape(option['label'])}</option>"
        for option in options
    )
    return f'\n  <optgroup label="{conditional_escape(name)}">{drawn}\n  </optgroup>' if name else drawn


def _attributes(attrs: Mapping[str, Any]) -> str:
    """True is a bare name, False nothing."""
    return "".join(
        f" {conditional_escape(name)}" + ("" if value is True else f'="{conditional_escape(str(value))}"')
        for name, value in attrs.items()
        if value is not False
    )


def styled(widget: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a widget's context whose control, options and parts carry their USWDS classes."""
    name = str(widget.get("template_name", "")).rsplit("/", 1)[-1]
    result = {**widget, "attrs": _with_class(widget.get("attrs") or {}, CONTROL_CLASSES.get(name))}
    if "subwidgets" in widget:
        result["subwidgets"] = [styled(part) for part in widget["subwidgets"]]
    if "optgroups" in widget:
        result["optgroups"] = [
            (label, [styled(option) for option in options], index) for label, options, index in widget["optgroups"]
        ]
    return result


def _with_class(attrs: Mapping[str, Any], control: str | None) -> dict[str, Any]:
    if control is None:
        return dict(attrs)
    names = [attrs.get("class", ""), control]
    if attrs.get("aria-invalid") == "true" and control in ("usa-input", "usa-select", "usa-textarea"):
        names.append("usa-input--error")
    return {**attrs, "class": " ".join(name for name in names if name)}
