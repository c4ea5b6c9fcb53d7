import { h } from "./dom.js";
import { clock } from "./words.js";

/** The list of sessions; `onOpen(id)` when one is chosen. */
export function libraryScreen(sessions, say, onOpen) {
  if (!sessions.length) {
    return emptyScreen(say("library_empty"), say("library_empty_hint"), [
      "curation transcribe FILE --session ID",
      "curation import FILE --session ID",
      "curation extract",
    ]);
  }
  const columns = ["session_date", "session_topic", "session_languages", "session_length", "session_progress"];
  return h(
    "section",
    { class: "cw-library", "aria-label": say("library") },
    h("h1", null, say("library")),
    h(
      "table",
      null,
      h("thead", null, h("tr", null, columns.map((key) => h("th", { scope: "col" }, say(key))))),
      h("tbody", null, sessions.map((session) => row(session, say, onOpen))),
    ),
  );
}

/** What the keys for next and previous do here: they go from session to session. */
export function libraryKeys(root) {
  const move = (step) => () => {
    const rows = [...root.querySelectorAll(".cw-open")];
    const at = rows.indexOf(document.activeElement);
    rows[Math.min(Math.max(at + step, 0), rows.length - 1)]?.focus();
  };
  return { next: move(1), previous: move(-1) };
}

/** A screen with nothing on it but what to do next. */
export function emptyScreen(title, hint, commands = []) {
  return h(
    "section",
    { class: "cw-empty" },
    h("h1", null, title),
    h("p", null, hint),
    commands.length ? h("pre", null, commands.join("\n")) : null,
  );
}

/** A session without candidates, where the card would be. */
export function nothingToDecide(session, say) {
  const command = `curation extract --session ${session.id}`;
  return h("aside", { class: "cw-card" }, emptyScreen(say("no_candidates"), say("no_candidates_hint"), [command]));
}

function row(session, say, onOpen) {
  const { counts, roles } = session;
  const total = counts.decided + counts.open + counts.flagged;
  const people = roles
    .map(({ role, count }) => {
      const name = say(`role.${role}`);
      return count === 1 ? name : say("roles_many", { count, role: name });
    })
    .join(", ");
  const open = () => onOpen(session.id);
  return h(
    "tr",
    { on: { click: open } },
    h("td", { class: "cw-date" }, session.held_on || "–"),
    h(
      "td",
      null,
      h(
        "button",
        { type: "button", class: "cw-open", "aria-label": say("open_session", { title: session.title }), lang: session.languages[0] },
        session.title,
      ),
      h("p", { class: "cw-muted", lang: session.languages[0] }, session.topic),
      h("p", { class: "cw-muted" }, people),
    ),
    h("td", null, session.languages.join(", ")),
    h("td", { class: "cw-number" }, clock(session.duration_s)),
    h("td", null, total ? bar(counts, total) : null, h("p", { class: "cw-muted" }, countText(counts, total, say))),
  );
}

function countText(counts, total, say) {
  if (!total) return say("library_nothing");
  const flagged = counts.flagged ? `, ${say("library_flagged", counts)}` : "";
  return say("library_counts", { ...counts, total }) + flagged;
}

function bar(counts, total) {
  const part = (name) => h("span", { class: `cw-bar-${name}`, style: `flex-grow: ${counts[name] / total}` });
  return h("div", { class: "cw-bar", "aria-hidden": "true" }, ["decided", "flagged", "open"].filter((name) => counts[name]).map(part));
}
