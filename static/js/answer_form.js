// A state's answer: questions that depend on an earlier answer come and go with it, and a draft saves itself.
// Without this module all questions are there, each with a sentence that says when it counts, and a button saves.

const WAIT_MS = 4000; // after the last key, so that a save holds a thought

/** The values that a question has now. */
function valuesOf(form, name) {
  const controls = [...form.elements].filter((control) => control.name === name);
  return controls
    .filter((control) => !["radio", "checkbox"].includes(control.type) || control.checked)
    .map((control) => control.value);
}

function showWhatCounts(form) {
  for (const part of form.querySelectorAll("[data-shown-after]")) {
    const leading = form.querySelector(`[name="${CSS.escape(part.dataset.shownAfter)}"]`)?.closest(".asked");
    const given = leading?.hidden ? [] : valuesOf(form, part.dataset.shownAfter);
    part.hidden = !given.some((value) => part.dataset.shownFor.split("|").includes(value));
  }
}

/** What was typed: a file goes up with a button, once, and not with every save. */
function withoutFiles(form) {
  const data = new FormData(form);
  for (const input of form.querySelectorAll("input[type=file]")) data.delete(input.name);
  return data;
}

/** Saves the draft while somebody writes; says in the status line what became of it. */
function saveByItself(form) {
  const said = form.querySelector("[data-saved]");
  let timer = 0;
  let isSaving = false;
  let isStopped = false;

  async function save() {
    if (isSaving || isStopped) return;
    isSaving = true;
    try {
      const answer = await fetch(window.location.href, {
        method: "POST", body: withoutFiles(form), headers: { "Portal-Autosave": "1" }, redirect: "manual",
      });
      const isOurs = answer.headers.get("Content-Type")?.includes("json");
      const found = isOurs ? await answer.json() : { message: "Not saved by itself. Save the draft with the button." };
      if (found.revision) form.elements.revision.value = found.revision;
      isStopped = answer.status === 409;
      said.textContent = found.message;
    } catch {
      said.textContent = "Not saved: no connection. We try again while you write.";
    }
    isSaving = false;
  }

  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, WAIT_MS);
  });
  form.addEventListener("submit", () => {
    window.clearTimeout(timer);
    isStopped = true;
  });
}

for (const form of document.querySelectorAll("[data-answer-form]")) {
  showWhatCounts(form);
  form.addEventListener("change", () => showWhatCounts(form));
  if ("autosave" in form.dataset) saveByItself(form);
}
