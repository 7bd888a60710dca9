"""Forms come out as fields whose names, hints and errors belong together."""

from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.utils.safestring import mark_safe
from lxml import html

from clearinghouse.lib.forms import PortalRenderer, styled


class Example(forms.Form):
    title = forms.CharField(help_text="As it stands on the <em>first</em> page.")
    kind = forms.ChoiceField(choices=[("rfp", "RFP"), ("plan", "Plan")])
    label = forms.ChoiceField(choices=[("a", "Already public"), ("b", "Draft")], widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(
        choices=[("Grid", [("v2g", "V2G")])], widget=forms.CheckboxSelectMultiple, required=False
    )
    at = forms.SplitDateTimeField(required=False)
    notes = forms.CharField(widget=forms.Textarea, required=False)
    agree = forms.BooleanField(help_text="You can change your mind.")
    file = forms.FileField(required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        raise forms.ValidationError("These two do not belong together.")


def rendered(form: forms.BaseForm | forms.BaseFormSet) -> html.HtmlElement:
    return html.fragment_fromstring(f"<form>{form}</form>")


def example(data: dict[str, Any] | None = None, **kwargs: Any) -> Example:
    return Example(data, renderer=PortalRenderer(), **kwargs)


def one(page: html.HtmlElement, path: str) -> html.HtmlElement:
    (found,) = page.xpath(path)
    return found


def test_form_puts_a_label_on_every_control() -> None:
    page = rendered(example())

    labelled = {label.get("for") for label in page.xpath("//label")}
    controls = page.xpath("//input[not(@type='hidden')] | //select | //textarea")

    assert {control.get("id") for control in controls} - labelled == {"id_at_0", "id_at_1"}


def test_form_groups_choices_under_a_legend() -> None:
    page = rendered(example())

    legends = [legend.text_content().split(" *")[0].strip() for legend in page.xpath("//fieldset/legend")]

    assert legends == ["Label", "Topics", "At"]


def test_form_names_groups_within_choices() -> None:
    page = rendered(example())

    assert one(page, "//*[@role='group']").get("aria-label") == "Grid"


@pytest.mark.parametrize(
    ("control", "css"),
    [
        ("id_title", "usa-input"),
        ("id_kind", "usa-select"),
        ("id_label_0", "usa-radio__input"),
        ("id_topics_0_0", "usa-checkbox__input"),
        ("id_at_0", "usa-input"),
        ("id_notes", "usa-textarea"),
        ("id_agree", "usa-checkbox__input"),
        ("id_file", "file-input"),
    ],
)
def test_form_styles_each_kind_of_control(control: str, css: str) -> None:
    assert one(rendered(example()), f"//*[@id='{control}']").get("class") == css


def test_form_keeps_classes_a_widget_already_has() -> None:
    form = example()
    form.fields["title"].widget.attrs["class"] = "narrow"

    assert one(rendered(form), "//*[@id='id_title']").get("class") == "narrow usa-input"


def test_form_marks_required_fields_and_says_what_the_mark_means() -> None:
    page = rendered(example())

    assert page.xpath("count(//label//abbr[@title='required'])") == 3
    assert one(page, "//*[@class='required-note']").text_content() == "Fields marked * are required."


def test_form_without_required_fields_explains_no_mark() -> None:
    class Optional(forms.Form):
        title = forms.CharField(required=False)

    page = rendered(Optional(renderer=PortalRenderer()))

    assert page.xpath("//*[@class='required-note'] | //abbr") == []


def test_form_ties_hint_and_error_to_the_control() -> None:
    page = rendered(example({"kind": "rfp"}))

    control = one(page, "//*[@id='id_title']")

    assert control.get("aria-invalid") == "true"
    assert control.get("aria-describedby") == "id_title_helptext id_title_error"
    assert one(page, "//*[@id='id_title_error']").text_content() == "Fill in this field."


def test_form_refers_only_to_elements_that_exist() -> None:
    page = rendered(example({}))

    ids = set(page.xpath("//@id"))
    described = {name for value in page.xpath("//@aria-describedby") for name in value.split()}
    targets = {href.removeprefix("#") for href in page.xpath("//a/@href")}

    assert described - ids == set()
    assert targets - ids == set()


def test_form_has_no_id_twice() -> None:
    ids = rendered(example({})).xpath("//@id")

    assert sorted(ids) == sorted(set(ids))


def test_error_summary_lists_form_errors_then_links_to_fields() -> None:
    page = rendered(example({"title": "T", "kind": "rfp", "agree": "on"}))

    summary = one(page, "//*[@role='alert']")

    assert [item.text_content() for item in summary.xpath(".//li")] == [
        "These two do not belong together.",
        "Label: Choose one.",
    ]
    assert summary.xpath(".//a/@href") == ["#id_label_group"]
    assert summary.get("tabindex") == "-1"


def test_error_summary_is_absent_while_nothing_is_wrong() -> None:
    assert rendered(example()).xpath("//*[@role='alert']") == []


def test_error_summary_escapes_what_was_typed() -> None:
    page = rendered(example({"kind": "<script>alert(1)</script>"}))

    assert page.xpath("//script") == []


def test_form_keeps_hidden_fields() -> None:
    assert one(rendered(example()), "//input[@type='hidden']").get("name") == "token"


def test_as_p_looks_like_the_form_itself() -> None:
    form = example({})

    assert form.as_p() == form.as_div() == str(form)


def test_formset_renders_its_management_form_and_each_form() -> None:
    formset = forms.formset_factory(Example, extra=2)()
    formset.renderer = PortalRenderer()

    page = rendered(formset)

    assert page.xpath("count(//*[@class='formset__item'])") == 2
    assert one(page, "//input[@name='form-TOTAL_FORMS']").get("value") == "2"


def test_rendering_leaves_the_widget_as_it_was() -> None:
    form = example()

    str(form)

    assert form.fields["title"].widget.attrs == {}


def test_fields_look_the_same_one_by_one() -> None:
    form = example({})
    template = Template("{{ form.title.as_field_group }}")

    assert str(template.render(Context({"form": form}))).strip() in str(form)


@pytest.mark.parametrize("value", ["", "a", "<b>"])
def test_a_select_is_drawn_as_djangos_template_would(value: str) -> None:
    choices = [("", "None & nothing"), ("Group <1>", [("a", "First"), ("<b>", mark_safe("<i>Second"))])]
    field = forms.Select(attrs={"class": 'x"y', "required": True, "hidden": False}, choices=choices)
    context = field.get_context("chosen", value, {"id": "id_chosen"})

    drawn = PortalRenderer().render(field.template_name, context)

    template = super(PortalRenderer, PortalRenderer()).render(
        field.template_name, {"widget": styled(context["widget"])}
    )
    assert drawn.split() == template.split()
