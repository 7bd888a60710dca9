// The answer on public records suggests who may see a document, until the person chooses for themselves.
// Works on an element with data-starting-audience="public=all_members deliberative=agency …".

for (const element of document.querySelectorAll("[data-starting-audience]")) {
  const suggestions = new Map(element.dataset.startingAudience.split(" ").map((pair) => pair.split("=")));
  let hasChosen = element.querySelector("[name=sharing]:checked") !== null;
  element.addEventListener("change", ({ target }) => {
    if (target.name === "sharing") hasChosen = true;
    if (target.name !== "label" || hasChosen) return;
    const card = element.querySelector(`[name=sharing][value="${CSS.escape(suggestions.get(target.value) ?? "")}"]`);
    if (card) card.checked = true;
  });
}
