// The line to the portal: one request at a time, sent again unchanged, under the same key, until an answer has come.

const PATIENCE_MS = 15_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

function drawnKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// From the cookie: signing in again in another window has drawn a new one.
export function csrfToken(form) {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : form.elements.csrfmiddlewaretoken.value;
}

export class Line {
  // onState("online" | "dead" | "signed-out"); onAnswer(status, answer, request)
  constructor(form, { onState, onAnswer }) {
    Object.assign(this, { form, onState, onAnswer });
    this.request = null; // what is under way, or waits to be sent again
    this.sending = null;
    this.pause = FIRST_PAUSE_MS;
    window.addEventListener("online", () => this.again());
    window.addEventListener("focus", () => this.again());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.again(); });
  }

  get isFree() {
    return this.request === null;
  }

  // Sends the body; the promise ends when it was answered or has to wait.
  send(body, snapshots) {
    this.request = { body, snapshots, key: drawnKey() };
    return this.again();
  }

  again() {
    if (!this.request) return Promise.resolve();
    clearTimeout(this.timer);
    this.sending ??= this.attempt().finally(() => { this.sending = null; });
    return this.sending;
  }

  async attempt() {
    const { request } = this;
    let response;
    let answer = null;
    const stop = new AbortController();
    const patience = setTimeout(() => stop.abort(), PATIENCE_MS);
    try {
      response = await fetch(location.pathname, {
        method: "POST",
        headers: { Accept: "application/json", "Idempotency-Key": request.key, "X-CSRFToken": csrfToken(this.form) },
        body: request.body,
        redirect: "manual",
        signal: stop.signal,
      });
      if (response.headers.get("Content-Type")?.startsWith("application/json")) answer = await response.json();
    } catch {
      return this.wait("dead");
    } finally {
      clearTimeout(patience);
    }
    if (response.type === "opaqueredirect" || response.status === 401) return this.wait("signed-out");
    if (response.status >= 500) return this.wait("dead");
    this.request = null;
    this.pause = FIRST_PAUSE_MS;
    this.onState("online");
    return this.onAnswer(response.status, answer, request);
  }

  wait(state) {
    this.onState(state);
    this.timer = setTimeout(() => this.again(), this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
  }
}
