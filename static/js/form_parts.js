// Forms of which a choice decides what else is asked show only what belongs to it. Without this module all fields are
// there, and what does not belong is left out when the form is saved.
// Works on a form with data-form-parts="type" and data-parts='{"choices": ["one", "several"]}': fields by name, with the
// values of the deciding field that they belong to.

for (const form of document.querySelectorAll("[data-form-parts]")) {
  const parts = JSON.parse(form.dataset.parts);
  const groupOf = (name) => {
    const found = form.elements.namedItem(name);
    const control = found instanceof RadioNodeList ? found[0] : found;
    return control?.closest(".field");
  };
  const show = () => {
    const chosen = form.elements.namedItem(form.dataset.formParts).value;
    for (const [name, values] of Object.entries(parts)) {
      const group = groupOf(name);
      if (group) group.hidden = !values.includes(chosen);
    }
  };
  show();
  form.addEventListener("change", show);
}
