// Sends chosen or dropped files in resumable pieces (tus) and shows how far each one is.
// Works on components/file_drop.html; without this module the form around it uploads the plain way.
// Needs vendor/tus/tus.min.js before it.

const RETRY_DELAYS_MS = [0, 1000, 3000, 6000, 12000];
const ANNOUNCE_EVERY_PERCENT = 25;
const UNITS = ["bytes", "KB", "MB", "GB"];

const SENTENCES = {
  offline: "You’re offline. We kept what you uploaded so far and will continue when you’re back online.",
  // The page's token is void after a new sign-in, so trying again from here would not help.
  signedOut: "You’re signed out. Reload this page, sign in, and choose the same file to continue the upload where it stopped.",
  tooLarge: (limit) => `This file is larger than ${limit}. Nothing was uploaded. Reduce its size or split it.`,
  wrongType: (kinds) => `We don’t accept this type of file. Choose one of these: ${kinds}.`,
  empty: "This file is empty. Nothing was uploaded.",
  gone: "We no longer have the first part of this file. Select “Try again” to upload it from the start.",
  other: "We couldn’t upload the file. Select “Try again.” If the problem continues, contact us.",
};

/** Bytes as people read them, like the file_size filter on the server. */
function fileSize(bytes) {
  let amount = bytes;
  let unit = 0;
  while (Math.round(amount) >= 1000 && unit < UNITS.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  return `${amount.toFixed(unit > 1 && amount < 10 ? 1 : 0)} ${UNITS[unit]}`;
}

/** Why a file may not be sent, or an empty string. */
function objection(file, { maxBytes, accept }) {
  const ending = `.${file.name.split(".").pop().toLowerCase()}`;
  if (accept.length && !accept.includes(ending)) return SENTENCES.wrongType(accept.join(", "));
  if (file.size > maxBytes) return SENTENCES.tooLarge(fileSize(maxBytes));
  return file.size === 0 ? SENTENCES.empty : "";
}

/** The sentence for a failed request: the server's own when it sent one as JSON. */
function explanation(error) {
  const response = error.originalResponse;
  if (!response) return SENTENCES.offline;
  try {
    const said = JSON.parse(response.getBody())?.error?.message;
    if (typeof said === "string" && said) return said;
  } catch {
    // Not JSON: fall through to our own words.
  }
  const status = response.getStatus();
  if (status === 401 || status === 403) return SENTENCES.signedOut;
  if (status === 404 || status === 410) return SENTENCES.gone;
  return SENTENCES.other;
}

/** The next page a finished upload names, if it is a page of this portal. */
function nextPage(response) {
  const named = response?.getHeader("Portal-Next");
  if (!named) return null;
  const url = new URL(named, window.location.href);
  return url.origin === window.location.origin ? url : null;
}

/** One file's line: its bar, its words and its buttons. */
class Row {
  constructor(drop, file) {
    this.drop = drop;
    this.file = file;
    this.element = drop.template.content.cloneNode(true).firstElementChild;
    this.bar = this.element.querySelector("progress");
    this.part("name").textContent = file.name;
    this.part("size").textContent = fileSize(file.size);
    this.bar.setAttribute("aria-label", `Upload of ${file.name}`);
    this.part("again").addEventListener("click", () => this.start());
    this.part("cancel").addEventListener("click", () => this.cancel());
    drop.list.append(this.element);
    this.announced = 0;
    this.percent = 0;
    this.isSending = false;
  }

  part(name) {
    return this.element.querySelector(`[data-file-${name}]`);
  }

  say(sentence, aloud = true) {
    this.part("state").textContent = sentence;
    if (aloud) this.drop.announce(`${this.file.name}: ${sentence}`);
  }

  async start() {
    const reason = objection(this.file, this.drop);
    if (reason) {
      this.refuse(reason);
      return;
    }
    this.element.classList.remove("drop__file--failed");
    this.part("again").hidden = true;
    this.part("cancel").hidden = false;
    this.say("Starting upload");
    this.isSending = true;
    this.upload = new window.tus.Upload(this.file, this.options());
    const earlier = await this.upload.findPreviousUploads();
    if (earlier.length) this.upload.resumeFromPreviousUpload(earlier[0]);
    this.upload.start();
  }

  options() {
    return {
      endpoint: this.drop.endpoint,
      chunkSize: this.drop.chunkBytes,
      retryDelays: RETRY_DELAYS_MS,
      removeFingerprintOnSuccess: true,
      metadata: { filename: this.file.name, filetype: this.file.type, ...this.drop.alongside() },
      headers: { "X-CSRFToken": this.drop.csrfToken() },
      onProgress: (sent, total) => this.progress(sent, total),
      onError: (error) => this.fail(explanation(error)),
      onSuccess: ({ lastResponse }) => this.finish(lastResponse),
    };
  }

  progress(sent, total) {
    const percent = Math.floor((sent / total) * 100);
    this.bar.value = percent;
    this.percent = percent;
    const aloud = percent >= this.announced + ANNOUNCE_EVERY_PERCENT;
    if (aloud) this.announced = percent;
    this.say(`${percent}% uploaded`, aloud);
  }

  refuse(sentence) {
    this.bar.hidden = true;
    this.part("cancel").textContent = "Remove";
    this.element.classList.add("drop__file--failed");
    this.say(sentence);
  }

  fail(sentence) {
    this.isSending = false;
    this.element.classList.add("drop__file--failed");
    this.part("again").hidden = false;
    this.failed = sentence;
    this.say(sentence);
  }

  finish(response) {
    this.failed = "";
    this.isSending = false;
    this.bar.value = 100;
    this.element.classList.add("drop__file--done");
    this.part("cancel").hidden = true;
    this.say("Uploaded. We’re now checking the file and reading its text.");
    const next = nextPage(response);
    if (!next) return;
    const link = this.part("next");
    this.next = next;
    link.href = next.href;
    if (this.drop.input.multiple) link.setAttribute("aria-label", `${link.textContent}: ${this.file.name}`);
    link.hidden = false;
    this.drop.finished(next);
  }

  async cancel() {
    await this.upload?.abort(true).catch(() => undefined);
    this.drop.announce(`${this.file.name}: upload canceled`);
    this.drop.remove(this);
  }
}

/** One drop zone with its file input. */
class Drop {
  constructor(element) {
    this.element = element;
    this.endpoint = element.dataset.upload;
    this.nextPage = element.dataset.nextPage;
    this.chunkBytes = Number(element.dataset.chunkBytes);
    this.maxBytes = Number(element.dataset.maxBytes);
    this.accept = element.dataset.accept.split(",").map((ending) => ending.trim().toLowerCase()).filter(Boolean);
    this.input = element.querySelector("input[type=file]");
    this.zone = element.querySelector("[data-drop-zone]");
    this.list = element.querySelector("[data-upload-list]");
    this.said = element.querySelector("[data-upload-said]");
    this.template = element.querySelector("template[data-upload-row]");
    this.rows = [];
    this.listen();
  }

  listen() {
    const words = this.element.querySelector("[data-drop-words]");
    words.textContent = this.input.multiple ? "Drag files here or choose them" : "Drag a file here or choose one";
    this.input.addEventListener("change", () => this.take(this.input.files));
    for (const type of ["dragenter", "dragover"]) {
      this.zone.addEventListener(type, (event) => this.hover(event, true));
    }
    this.zone.addEventListener("dragleave", (event) => this.hover(event, false));
    this.zone.addEventListener("drop", (event) => {
      this.hover(event, false);
      this.take(event.dataTransfer.files);
    });
    window.addEventListener("online", () => this.goOn());
    this.element.closest("form").addEventListener("submit", (event) => this.hold(event));
  }

  /** The form's own button would end what is under way, and send a form without a file. */
  hold(event) {
    if (!this.rows.length) return;
    event.preventDefault();
    const sending = this.rows.filter((row) => row.isSending);
    for (const row of sending) row.say(`${row.percent}% uploaded. Keep this page open until it is done.`);
    const done = this.rows.find((row) => row.next);
    if (!sending.length && done) window.location.assign(this.nextPage ?? done.next);
  }

  hover(event, over) {
    event.preventDefault();
    this.zone.classList.toggle("drop__zone--over", over);
  }

  take(files) {
    const chosen = this.input.multiple ? [...files] : [...files].slice(0, 1);
    const rows = chosen.map((file) => new Row(this, file));
    this.rows.push(...rows);
    for (const row of rows) row.start();
    // The pieces are on their way: the form must not send the same bytes a second time.
    this.input.value = "";
  }

  goOn() {
    for (const row of this.rows) {
      if (row.failed === SENTENCES.offline) row.start();
    }
  }

  csrfToken() {
    return this.element.closest("form").querySelector("[name=csrfmiddlewaretoken]").value;
  }

  /** What else the form says; from now on it is edited on the page of the version. */
  alongside() {
    const note = this.element.closest("form").querySelector("[name=note]");
    if (!note) return {};
    note.readOnly = true;
    return { note: note.value };
  }

  announce(sentence) {
    this.said.textContent = sentence;
  }

  remove(row) {
    row.element.remove();
    this.rows = this.rows.filter((other) => other !== row);
    this.input.focus();
  }

  finished(next) {
    if (!this.input.multiple) window.location.assign(next);
  }
}

if (window.tus?.isSupported) {
  for (const element of document.querySelectorAll("[data-upload]")) new Drop(element);
}
