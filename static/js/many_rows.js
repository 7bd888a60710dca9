// Many drafts in one table: cells pasted from a spreadsheet go into the fields they were copied for, and the answer on
// public records suggests who can see a document, until the person chooses. Without it the page's own steps do both.
// Before a tab with answers that were not sent is closed, the browser asks.

const ORDER = ["title", "state", "kind", "dated_on", "label", "sharing"];
const US_DATE = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;

function control(row, name) {
  return row.querySelector(`[name$="-${name}"]`);
}

/** 1/15/2026 as a date field takes it. */
function isoDate(words) {
  const found = US_DATE.exec(words);
  return found ? `${found[3]}-${found[1].padStart(2, "0")}-${found[2].padStart(2, "0")}` : words;
}

function fill(field, words) {
  if (field.tagName !== "SELECT") {
    field.value = field.type === "date" ? isoDate(words) : words;
    return;
  }
  const wanted = words.toLowerCase();
  const option = [...field.options].find((each) => [each.text, each.value].some((own) => own.toLowerCase() === wanted));
  if (option && option.value) field.value = option.value;
}

/** Cells of a spreadsheet, from the field that has the focus to the right and down. */
function paste(event, rows) {
  const cells = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "").split(/\r?\n/).map((line) => line.split("\t"));
  const first = rows.findIndex((row) => row.contains(event.target));
  const column = ORDER.findIndex((name) => event.target.name.endsWith(`-${name}`));
  if (first < 0 || column < 0 || (cells.length === 1 && cells[0].length === 1)) return;
  event.preventDefault();
  cells.forEach((line, down) => {
    const row = rows[first + down];
    if (!row) return;
    line.forEach((words, right) => {
      const field = ORDER[column + right] && control(row, ORDER[column + right]);
      if (field && words.trim()) fill(field, words.trim());
    });
  });
}

function suggest(row) {
  const suggestions = new Map(row.dataset.row.split(" ").map((pair) => pair.split("=")));
  const sharing = control(row, "sharing");
  let hasChosen = sharing.value !== "";
  row.addEventListener("change", ({ target }) => {
    if (target === sharing) hasChosen = true;
    if (target === control(row, "label") && !hasChosen) sharing.value = suggestions.get(target.value) ?? "";
  });
}

/** The browser asks before it drops a page with answers that were typed and not sent. */
function askBeforeLoss(form) {
  let hasTyped = false;
  for (const name of ["input", "paste"]) form.addEventListener(name, () => { hasTyped = true; });
  form.addEventListener("submit", () => { hasTyped = false; });
  window.addEventListener("beforeunload", (event) => { if (hasTyped) event.preventDefault(); });
}

for (const form of document.querySelectorAll("[data-many-rows]")) {
  const rows = [...form.querySelectorAll("[data-row]")];
  form.addEventListener("paste", (event) => paste(event, rows));
  askBeforeLoss(form);
  rows.forEach(suggest);
}
