// Warns before the session ends, and keeps it when asked; templates/components/session_end.html holds the words.
// The server is asked how long there is before anything is said, because other tabs keep the same session.

const WARNING_SECONDS = 120;
const CHECK_AGAIN_SECONDS = 30;
const UNATTENDED = { "Portal-Unattended": "1" };

class SessionEnd {
  constructor(dialog) {
    this.dialog = dialog;
    this.channel = new BroadcastChannel("session");
    this.part("stay").addEventListener("click", () => this.stay());
    this.part("close").addEventListener("click", () => dialog.close());
    this.part("out").addEventListener("click", () => document.querySelector("#sign-out").requestSubmit());
    dialog.addEventListener("cancel", (event) => this.onEscape(event));
    this.channel.addEventListener("message", () => this.check());
    document.addEventListener("visibilitychange", () => this.onReturn());
    const told = document.querySelector("[data-session-seconds]");
    this.wait(Number(told.dataset.sessionSeconds) - WARNING_SECONDS);
  }

  part(name) {
    return this.dialog.querySelector(`[data-session-${name}]`);
  }

  wait(seconds) {
    window.clearTimeout(this.timer);
    this.due = Date.now() + seconds * 1000;
    this.timer = window.setTimeout(() => this.check(), Math.max(seconds, 1) * 1000);
  }

  /** A computer that slept has late timers. */
  onReturn() {
    if (document.visibilityState === "visible" && Date.now() >= this.due) this.check();
  }

  /** Escape is an answer too: somebody is there. */
  onEscape(event) {
    if (this.part("stay").hidden) return;
    event.preventDefault();
    this.stay();
  }

  async check(headers = UNATTENDED) {
    try {
      const answer = await fetch(this.dialog.dataset.session, { headers });
      this.act(await answer.json());
    } catch {
      this.wait(CHECK_AGAIN_SECONDS);
    }
  }

  act({ seconds, at_most: atMost }) {
    if (seconds > WARNING_SECONDS) {
      this.dialog.close();
      this.wait(seconds - WARNING_SECONDS);
    } else if (seconds > 0) {
      this.show(atMost > WARNING_SECONDS ? "soon" : "last");
      this.wait(seconds);
    } else {
      window.clearTimeout(this.timer);
      this.show("over");
    }
  }

  /** One of the three texts, with the buttons that go with it. */
  show(stage) {
    for (const text of this.dialog.querySelectorAll("[data-session-stage]")) {
      text.hidden = text.dataset.sessionStage !== stage;
    }
    const title = this.dialog.querySelector(`[data-session-stage=${stage}] h2`);
    this.dialog.setAttribute("aria-labelledby", title.id);
    this.dialog.setAttribute("aria-describedby", title.nextElementSibling.id);
    this.part("stay").hidden = stage !== "soon";
    this.part("out").hidden = stage === "over";
    this.part("close").hidden = stage === "soon";
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.querySelector("button:not([hidden])").focus();
  }

  /** Asking without saying that nobody is there is use, and keeps the session. */
  async stay() {
    await this.check({});
    this.channel.postMessage("kept");
  }
}

const dialog = document.querySelector("dialog[data-session]");
if (dialog) new SessionEnd(dialog);
