// The comparison of answers says in a sentence what a cell holds that has the focus or the pointer: which state answers
// what to which question. Without this module the table's own headings say it.

const table = document.querySelector("[data-answers-table]");
const sentence = document.querySelector("[data-answers-sentence]");

if (table && sentence) {
  const questions = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  const say = (event) => {
    const cell = event.target.closest("tbody td");
    if (!cell) return;
    const state = cell.parentElement.cells[0].textContent.trim();
    const answer = cell.textContent.replace(/\s+/g, " ").trim();
    sentence.textContent = `${state}: ${questions[cell.cellIndex]} ${answer}`;
    sentence.hidden = false;
  };
  table.addEventListener("focusin", say);
  table.addEventListener("mouseover", say);
}
