import { h, keyButton } from "./dom.js";
import { KEYMAP, KEY_NAMES } from "./keymap.js";

const TOGETHER = new Set(["slower", "previousFlag"]); // listed with their counterparts

/** What all screens share: top bar, body, status line, the list of keys. */
export function makeFrame(say, reviewer) {
  const where = h("div", { class: "cw-where" });
  const middle = h("div", { class: "cw-middle" });
  const body = h("div", { class: "cw-body" });
  const state = h("span", { class: "cw-state", role: "status" });
  const aside = h("span", { class: "cw-aside" });
  const help = keyHelp(say);
  const top = h(
    "header",
    { class: "cw-top" },
    where,
    middle,
    h("span", { class: "cw-reviewer" }, reviewer),
    keyButton(say("help"), "?", { class: "cw-quiet", "data-command": "help", on: { click: () => toggleHelp() } }),
  );
  const root = h(
    "div",
    // JupyterLab leaves keys alone under this attribute.
    { class: "cw", tabindex: "-1", "data-lm-suppress-shortcuts": "true" },
    top,
    body,
    h("footer", { class: "cw-status" }, state, aside),
    help,
  );

  function toggleHelp() {
    if (help.open) help.close();
    else help.showModal();
  }

  return {
    root,
    toggleHelp,
    isHelpOpen: () => help.open,
    setTop(whereNodes, middleNodes) {
      where.replaceChildren(...whereNodes);
      middle.replaceChildren(...middleNodes);
    },
    setBody: (...nodes) => body.replaceChildren(...nodes),
    /** `kind` is ok, busy, error or offline; `action` may be {text, run}. */
    status(kind, text, action = null) {
      state.className = `cw-state cw-state-${kind}`;
      state.replaceChildren(text, ...(action ? [h("button", { type: "button", on: { click: action.run } }, action.text)] : []));
    },
    remark: (text) => aside.replaceChildren(text),
  };
}

function keyHelp(say) {
  const row = (names, text) => h("div", null, h("dt", null, names.map((name) => h("kbd", null, name))), h("dd", null, text));
  const rows = KEYMAP.filter(({ command }) => !TOGETHER.has(command)).map(({ command, keys }) => {
    const shown = { faster: ["[", "]"], nextFlag: ["F", "⇧F"] }[command] ?? keys;
    return row(shown.map((key) => KEY_NAMES[key] ?? key.toUpperCase()), say(`key.${command}`));
  });
  rows.splice(5, 0, row(["1", "…", "8"], say("key.assertion")), row(["Ctrl", "Enter"], say("key.save")));
  const dialog = h(
    "dialog",
    { class: "cw-help", "aria-label": say("help") },
    h("h2", null, say("help")),
    h("dl", null, rows, row(["Esc"], say("key.leave"))),
    h("p", { class: "cw-muted" }, say("help_hint")),
    h("button", { type: "button", on: { click: () => dialog.close() } }, say("close")),
  );
  return dialog;
}
