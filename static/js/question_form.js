// The form of one question shows only what its way of answering uses. Without this module all fields are there, and
// what does not belong is left out when the question is saved.

const USED_BY = {
  choices: ["one", "several", "ranking"],
  unit: ["number"],
  columns: ["table"],
};

for (const form of document.querySelectorAll("[data-question-form]")) {
  const show = () => {
    for (const [name, types] of Object.entries(USED_BY)) {
      const group = form.elements[name]?.closest(".usa-form-group");
      if (group) group.hidden = !types.includes(form.elements.type.value);
    }
  };
  show();
  form.addEventListener("change", show);
}
