// Suggests places to go while somebody types into a search box, as WAI-ARIA's combobox with a list below it.
// Works on <input data-suggestions="address"> in a form; without this module the form searches as it did.

const WAIT_MS = 180;
const SHORTEST = 2;

/** What the server suggests; addresses of other hosts are left out. */
async function read(address, text, signal) {
  const url = new URL(address, window.location.href);
  url.searchParams.set("q", text);
  const response = await fetch(url, { signal, headers: { Accept: "application/json" } });
  if (!response.ok) return [];
  const { suggestions } = await response.json();
  return suggestions.filter(({ url: leads }) => new URL(leads, url).origin === url.origin);
}

class Combobox {
  constructor(input) {
    this.input = input;
    this.active = -1;
    this.options = [];
    this.list = document.createElement("ul");
    this.list.id = `${input.id}-suggestions`;
    this.list.className = "suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Suggestions");
    this.said = document.createElement("span");
    this.said.className = "usa-sr-only";
    this.said.setAttribute("role", "status");
    input.parentElement.append(this.list, this.said);
    this.describe({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id,
    });
    this.listen();
  }

  describe(attributes) {
    for (const [name, value] of Object.entries(attributes)) this.input.setAttribute(name, value);
  }

  listen() {
    this.input.addEventListener("input", () => this.ask());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () => this.close());
    this.input.form.addEventListener("submit", () => this.close());
    // The focus stays in the box, or the list would close before the click arrives.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.go(this.options.indexOf(event.target.closest("[role=option]"))));
  }

  /** Asks once the typing pauses; an older answer never replaces a newer one. */
  ask() {
    window.clearTimeout(this.timer);
    this.asking?.abort();
    const text = this.input.value.trim();
    if (text.length < SHORTEST) {
      this.close();
      return;
    }
    this.timer = window.setTimeout(() => this.fetch(text), WAIT_MS);
  }

  async fetch(text) {
    this.asking = new AbortController();
    const { signal } = this.asking;
    try {
      const found = await read(this.input.dataset.suggestions, text, signal);
      if (!signal.aborted && document.activeElement === this.input) this.show(found);
    } catch {
      // Suggestions are a comfort: without an answer the search works as ever.
      if (!signal.aborted) this.close();
    }
  }

  show(found) {
    this.options = found.map((suggestion, at) => this.option(suggestion, at));
    this.list.replaceChildren(...this.options);
    this.mark(-1);
    if (found.length) this.open();
    else this.close();
    const many = found.length === 1 ? "1 suggestion" : `${found.length} suggestions`;
    this.said.textContent = found.length ? `${many}. Use the up and down arrow keys.` : "No suggestions";
  }

  option({ label, about, url }, at) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${at}`;
    option.className = "suggestions__option";
    option.dataset.url = url;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    for (const [part, text] of [["label", label], ["about", about]]) {
      const words = document.createElement("span");
      words.className = `suggestions__${part}`;
      words.textContent = text;
      option.append(words, " ");
    }
    return option;
  }

  open() {
    this.list.hidden = !this.options.length;
    this.describe({ "aria-expanded": String(!this.list.hidden) });
  }

  close() {
    window.clearTimeout(this.timer);
    this.asking?.abort();
    this.list.hidden = true;
    this.describe({ "aria-expanded": "false" });
    this.said.textContent = "";
    this.mark(-1);
  }

  /** Makes one option the active one; -1 is the box itself. */
  mark(at) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = at;
    const option = this.options[at];
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.describe({ "aria-activedescendant": option.id });
  }

  /** Up and down go through the options and, beyond both ends, through the box. */
  move(step) {
    if (this.list.hidden) {
      this.open();
      if (this.list.hidden) return;
    }
    const places = this.options.length + 1;
    this.mark(((this.active + 1 + step + places) % places) - 1);
  }

  onKey(event) {
    if (event.isComposing) return;
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (event.altKey) this[event.key === "ArrowDown" ? "open" : "close"]();
      else this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && isOpen && this.active >= 0) {
      event.preventDefault();
      this.go(this.active);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault(); // a second Escape empties the box, as browsers do
      this.close();
    } else if (event.key === "Home" || event.key === "End" || event.key === "ArrowLeft" || event.key === "ArrowRight") {
      this.mark(-1);
    }
  }

  go(at) {
    const option = this.options[at];
    if (option) window.location.assign(option.dataset.url);
  }
}

for (const input of document.querySelectorAll("input[data-suggestions]")) new Combobox(input);
