// Requests to Python and their answers, over the widget's messages.

const PATIENCE_MS = 8_000;
const CLIP_PATIENCE_MS = 30_000; // from a long video on a slow disk
const RETRY_MS = 3_000;
const CAME_BACK_KEY = "curation:came-back";

/** `ask(word, fields)` resolves to {body, buffers} or rejects with {kind, text}. */
export function makeLink(model) {
  const waiting = new Map();
  let count = 0;
  const receive = (message, buffers) => {
    const entry = waiting.get(message.number);
    if (!entry) return;
    waiting.delete(message.number);
    clearTimeout(entry.timer);
    if (message.error) entry.reject(message.error);
    else entry.resolve({ body: message.body, buffers });
  };
  model.on("msg:custom", receive);
  return {
    ask(word, fields = {}) {
      count += 1;
      const number = count;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(number);
          reject({ kind: "offline", text: "" });
        }, word === "clip" ? CLIP_PATIENCE_MS : PATIENCE_MS);
        waiting.set(number, { resolve, reject, timer });
        model.send({ number, ask: word, fields });
      });
    },
    close: () => model.off("msg:custom", receive),
  };
}

/** Once the server answers again, load the page anew; tell `onRefused` if it wants a new link. */
export async function comeBack(onRefused) {
  for (;;) {
    try {
      const answer = await fetch("voila/static/page.css", { cache: "no-store" });
      if (answer.ok && !answer.redirected) {
        window.sessionStorage.setItem(CAME_BACK_KEY, "1");
        window.location.reload();
        return;
      }
      onRefused();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** Whether this page was loaded anew because the connection had been lost; asked once. */
export function cameBack() {
  const flag = window.sessionStorage.getItem(CAME_BACK_KEY);
  window.sessionStorage.removeItem(CAME_BACK_KEY);
  return flag !== null;
}
