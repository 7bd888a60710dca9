// A form that was sent after its session had ended: kept in this tab while its writer signs in, then filled in again.
// The page that holds it is templates/accounts/unsent.html, which also works without this module.

const KEY = "unsent";
const LONGEST_MS = 60 * 60 * 1000;
const NOT_FILLED = ["csrfmiddlewaretoken", "unsent-form-page"];
const COUNTERS = /-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/;

/** Where the page names the form's own page, keep its fields and offer the short way back. */
function keep(form) {
  const fields = [...new FormData(form)].filter(([name]) => !NOT_FILLED.includes(name));
  const kept = { page: form.dataset.unsentPage, action: pathOf(form.action), at: Date.now(), fields };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    return; // No room, or storage is off: the way without JavaScript stays.
  }
  document.querySelector("[data-unsent-script]").hidden = false;
  document.querySelector("[data-unsent-steps]").hidden = true;
  form.querySelector("[data-unsent-continue]").hidden = true;
}

function pathOf(address) {
  const url = new URL(address, window.location.href);
  return url.pathname + url.search;
}

/** What is kept for this very page; it is taken out, so that it is filled in once. */
function takeKept() {
  const kept = read();
  if (!kept) return null;
  const isOld = Date.now() - kept.at > LONGEST_MS;
  const isHere = pathOf(kept.page) === pathOf(window.location.href);
  if (isOld || isHere) sessionStorage.removeItem(KEY);
  return isHere && !isOld ? kept : null;
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

/** The form of this page that sends to the same address and has most of the fields. */
function formFor({ action, fields }) {
  const names = new Set(fields.map(([name]) => name));
  const known = (form) => [...names].filter((name) => form.elements.namedItem(name)).length;
  return [...document.querySelectorAll("form[method=post]")]
    .filter((form) => pathOf(form.getAttribute("action") || window.location.href) === action && known(form))
    .sort((one, other) => known(other) - known(one))[0];
}

/** Fills the form in and returns the fields that found no place. */
function fill(form, fields) {
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (control.name && !NOT_FILLED.includes(control.name)) put(control, values);
  }
  return [...values].flatMap(([name, left]) => left.map((value) => [name, value]));
}

/** Gives one control its part of the values, and takes that part away from them. */
function put(control, values) {
  const mine = values.get(control.name) ?? [];
  if (["submit", "button", "file", "password"].includes(control.type) || COUNTERS.test(control.name)) {
    values.delete(control.name);
  } else if (["checkbox", "radio"].includes(control.type)) {
    control.checked = use(mine, control.value);
  } else if (control.type === "select-multiple") {
    for (const option of control.options) option.selected = use(mine, option.value);
  } else if (control.type === "select-one") {
    const isThere = [...control.options].some((option) => option.value === mine[0]);
    if (isThere) control.value = mine.shift();
  } else if (mine.length) {
    control.value = mine.shift();
  }
  control.dispatchEvent(new Event("input", { bubbles: true }));
}

function use(values, value) {
  const place = values.indexOf(value);
  if (place >= 0) values.splice(place, 1);
  return place >= 0;
}

/** Says what happened, above the form, with whatever found no field. */
function say(form, left) {
  const notice = document.createElement("div");
  notice.className = "usa-alert usa-alert--info unsent__notice";
  notice.tabIndex = -1;
  const body = document.createElement("div");
  body.className = "usa-alert__body";
  const typed = left.filter(([name, value]) => value.trim() && !COUNTERS.test(name));
  body.append(paragraph(form
    ? "We put back what you typed. It isn’t saved yet: check it and send the form."
    : "We couldn’t find the form you filled in. Here is what you typed."));
  if (form && typed.length) body.append(paragraph("We couldn’t put these back in the form:"));
  for (const [, value] of typed) body.append(preformatted(value));
  notice.append(body);
  if (form) form.before(notice);
  else document.querySelector("main h1").after(notice);
  notice.focus();
}

function paragraph(words) {
  const element = document.createElement("p");
  element.className = "usa-alert__text";
  element.textContent = words;
  return element;
}

function preformatted(words) {
  const element = document.createElement("pre");
  element.className = "unsent__value";
  element.textContent = words;
  return element;
}

const waiting = document.querySelector("form[data-unsent]");
if (waiting) {
  keep(waiting);
} else if (document.querySelector("form[data-unsent-sent]")) {
  sessionStorage.removeItem(KEY);
} else {
  const kept = takeKept();
  if (kept) {
    const form = formFor(kept);
    say(form, form ? fill(form, kept.fields) : kept.fields);
  }
}
