// Words that somebody selects in an answer go into the form below it, with their place. Without this module the words
// are pasted there.

/** The place of the selection's first letter, counted in characters as the portal counts them. */
function placeOf(range, answer) {
  const before = range.cloneRange();
  before.selectNodeContents(answer);
  before.setEnd(range.startContainer, range.startOffset);
  return [...before.toString()].length;
}

function take() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const answer = range.startContainer.parentElement?.closest("[data-mark-from]");
  if (!answer || !answer.contains(range.endContainer)) return;
  const words = document.getElementById(`${answer.dataset.markFrom}_words`);
  if (!words) return;
  words.value = selection.toString();
  document.getElementById(`${answer.dataset.markFrom}_start`).value = placeOf(range, answer);
}

for (const name of ["mouseup", "keyup", "touchend"]) document.addEventListener(name, take);
