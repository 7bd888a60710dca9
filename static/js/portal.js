// Small comforts of every page; nothing here is needed to use the portal.
// Behaviour hangs on data- attributes and on the document, so that content swapped in later has it too.

const WIDE = "(min-width: 62em)";

document.documentElement.classList.replace("no-js", "js");

/** "/" reaches the search box from anywhere, except while the reader types. */
function onSearchKey(event) {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.querySelector("[data-search-shortcut]");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
}

/** Left and right turn the page of a document, except where they move a cursor or scroll. */
function onArrowKey(event) {
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const other = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented;
  if (!rel || other || event.target.closest?.("input, textarea, select, [contenteditable], [tabindex='0']")) return;
  document.querySelector(`.reader__turn[rel=${rel}]`)?.click();
}

/** Menus made of <details data-menu> close by Escape and by a click elsewhere. */
function closeMenus(except = null) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}

function onEscape(event) {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details[data-menu][open]");
  closeMenus();
  menu?.querySelector("summary").focus();
}

/** Copies data-copy as it is, or data-copy-link as a whole address, and says so in the live region beside it. */
async function onCopy(button) {
  const { copy, copyLink } = button.dataset;
  const text = copy ?? new URL(copyLink, window.location.href).href;
  const said = button.parentElement.querySelector("[data-copy-said]");
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = "Copied";
  } catch {
    said.textContent = "Your browser doesn’t allow copying. Select the text and copy it yourself.";
  }
  window.setTimeout(() => { said.textContent = ""; }, 4000);
}

function onClick(event) {
  closeMenus(event.target.closest("details[data-menu]"));
  const copy = event.target.closest("[data-copy], [data-copy-link]");
  if (copy) onCopy(copy);
  if (event.target.closest("[data-print]")) window.print();
}

/** The filter panel is folded on phones. Browsers that cannot unfold it by style sheet get it opened here. */
function unfoldFilters() {
  if (CSS.supports("selector(::details-content)") || !window.matchMedia(WIDE).matches) return;
  for (const fold of document.querySelectorAll("[data-filters-fold]")) fold.open = true;
}

/** After a refused form the reader starts at the list of what is wrong. */
function focusFirst() {
  document.querySelector("[data-focus-first]")?.focus();
}

/** Where a page's picture can't be made, a sentence says so in its place. */
function sayNoPicture(picture) {
  const figure = picture.closest("figure");
  const sentence = figure?.querySelector("[data-no-picture]");
  if (!sentence) return;
  sentence.id = figure.id;
  sentence.hidden = false;
  figure.replaceWith(sentence);
}

function onError(event) {
  if (event.target.matches?.("img[data-picture]")) sayNoPicture(event.target);
}

/** Pictures that failed before this script was there. */
function findFailedPictures() {
  for (const picture of document.querySelectorAll("img[data-picture]")) {
    if (picture.complete && !picture.naturalWidth) sayNoPicture(picture);
  }
}

document.addEventListener("error", onError, true); // it does not bubble
document.addEventListener("keydown", onSearchKey);
document.addEventListener("keydown", onArrowKey);
document.addEventListener("keydown", onEscape);
document.addEventListener("click", onClick);
unfoldFilters();
findFailedPictures();
focusFirst();
