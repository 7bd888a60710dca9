// An answer that survives an hour without a network, a closed tab, and a session that ended: what is typed is kept in
// this browser, and what was sent without a network is sent again until it arrives. The form's own token makes it count
// once. Without this module the form is sent as any other.

const PREFIX = "answer ";
const RETRY_MS = 30_000;
const KEPT_MS = 14 * 24 * 60 * 60 * 1000;
const NOT_KEPT = ["csrfmiddlewaretoken", "do"];
const WORDS = {
  kept: "Saved on this phone or computer.",
  waiting: "No network. Your answer is saved on this phone or computer, and we send it when the network is back.",
  sending: "Sending …",
  signedOut: "You’re no longer signed in. Your answer is saved here. Sign in again, and we send it.",
  tooOld: "This page is too old to send. Your answer is saved here. Load the page again, and we send it.",
  busy: "Too many answers at once. Your answer is saved here, and we try again.",
  back: "We put back what you typed. It isn’t sent yet.",
};

class OfflineForm {
  constructor(form) {
    this.form = form;
    this.said = form.querySelector("[data-offline-said]");
    this.forgetButton = form.querySelector("[data-offline-forget]");
    // SECURITY: on a shared computer somebody else's words never come back: the place is of one page and one person.
    this.place = `${PREFIX}${window.location.pathname} ${form.dataset.offlineOwner}`;
    this.isSending = false;
    this.dropOld();
    const kept = this.read();
    form.querySelector("[data-offline-hint]").hidden = false;
    // A page that answers what was just sent already holds it, with the number of the newest edit.
    if ("offlineAnswered" in form.dataset) this.keep(false);
    else if (kept) this.putBack(kept);
    form.addEventListener("input", () => this.keep(false));
    form.addEventListener("change", () => this.keep(false));
    form.addEventListener("submit", (event) => this.onSubmit(event));
    this.forgetButton.addEventListener("click", () => this.forget());
    window.addEventListener("online", () => this.sendWaiting());
    window.setInterval(() => this.sendWaiting(), RETRY_MS);
    if (this.read()?.isWaiting) this.sendWaiting();
  }

  fields() {
    return [...new FormData(this.form)].filter(([name, value]) => !NOT_KEPT.includes(name) && typeof value === "string");
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.place));
    } catch {
      return null;
    }
  }

  /** True where the browser could keep it. */
  keep(isWaiting) {
    try {
      localStorage.setItem(this.place, JSON.stringify({ at: Date.now(), isWaiting, fields: this.fields() }));
    } catch {
      return false; // No room, or storage is off: the form still sends.
    }
    this.forgetButton.hidden = false;
    if (!isWaiting) this.say(WORDS.kept);
    return true;
  }

  dropOld() {
    try {
      for (const place of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
        const kept = JSON.parse(localStorage.getItem(place));
        if (Date.now() - kept.at > KEPT_MS) localStorage.removeItem(place);
      }
    } catch {
      return; // Storage is off.
    }
  }

  putBack({ fields, isWaiting }) {
    const values = new Map();
    for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
    for (const control of this.form.elements) {
      if (!control.name || NOT_KEPT.includes(control.name) || ["submit", "button"].includes(control.type)) continue;
      const mine = values.get(control.name) ?? [];
      if (["checkbox", "radio"].includes(control.type)) control.checked = mine.includes(control.value);
      else if (mine.length) control.value = mine.shift();
    }
    this.form.dispatchEvent(new Event("change"));
    this.forgetButton.hidden = false;
    this.say(isWaiting ? WORDS.sending : WORDS.back);
  }

  forget() {
    localStorage.removeItem(this.place);
    window.location.reload();
  }

  say(words) {
    this.said.textContent = words;
  }

  onSubmit(event) {
    if (event.submitter?.hasAttribute("data-offline-pass")) {
      localStorage.removeItem(this.place); // A draft that the portal keeps.
      return;
    }
    if (!this.keep(true)) return;
    event.preventDefault();
    this.send();
  }

  sendWaiting() {
    if (this.read()?.isWaiting) this.send();
  }

  async send() {
    if (this.isSending) return;
    this.isSending = true;
    this.say(WORDS.sending);
    try {
      const answer = await fetch(window.location.pathname, {
        method: "POST", body: new FormData(this.form), headers: { "Portal-Send": "1" }, redirect: "manual",
      });
      await this.understand(answer);
    } catch {
      this.say(WORDS.waiting);
    }
    this.isSending = false;
  }

  async understand(answer) {
    const isOurs = answer.headers.get("Content-Type")?.includes("json");
    const found = isOurs ? await answer.json() : {};
    if (found.url) {
      localStorage.removeItem(this.place);
      window.location.assign(found.url);
    } else if (found.invalid) {
      this.keep(false);
      HTMLFormElement.prototype.submit.call(this.form); // The page says what is missing.
    } else if (found.message) {
      this.keep(false);
      this.say(found.message);
    } else if (answer.status === 429 || answer.status >= 500) {
      this.say(WORDS.busy);
    } else {
      this.offerSignIn();
    }
  }

  /** The answer stays waiting: this page sends it by itself once it is opened again by the same person. */
  offerSignIn() {
    const here = window.location.pathname;
    const isPersonal = Boolean(this.form.dataset.offlineOwner);
    const link = document.createElement("a");
    link.href = isPersonal ? `/account/login/?next=${encodeURIComponent(here)}` : here;
    link.textContent = isPersonal ? "Sign in" : "Load the page again";
    this.said.replaceChildren(`${isPersonal ? WORDS.signedOut : WORDS.tooOld} `, link);
  }
}

for (const form of document.querySelectorAll("[data-offline-form]")) new OfflineForm(form);
