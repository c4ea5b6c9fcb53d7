import { h } from "./dom.js";
import { clock } from "./words.js";

const MOST_NUMBERED = 9;

/**
 * Who says a turn: a list to choose from by number. `open(turn, anchor)` shows it beside an
 * element; `take(body)` puts Python's answer in place; `onChanged()` is called after each.
 */
export function makeWho({ frame, ask, attempt, transcript, say, onChanged }) {
  const dialog = h("dialog", { class: "cw-who", on: { keydown: onKey, click: onClick } });
  frame.root.append(dialog);
  let turn = -1;
  let everywhere = false;

  const speakerOf = (index) => transcript.speakers[transcript.turns[index][2]];
  const nameOf = (name) => name || say("no_speaker");

  function draw() {
    const { name: known } = speakerOf(turn);
    const count = transcript.turns.filter((_, index) => speakerOf(index).name === known).length;
    const said = { name: nameOf(known), count, time: clock(transcript.start_s[transcript.turns[turn][0]]) };
    const title = say(everywhere ? "who_everywhere" : "who_turn", said);
    dialog.setAttribute("aria-label", title);
    const input = h("input", { type: "text", maxlength: "80", "aria-label": say("who_other") , placeholder: say("who_other") });
    dialog.replaceChildren(
      h("h2", null, title),
      h(
        "ol",
        null,
        transcript.people.map((person, index) => choice(index < MOST_NUMBERED ? String(index + 1) : "", person.name, say(`role.${person.role}`), known)),
        everywhere ? null : choice("0", "", "", known),
      ),
      h("label", { class: "cw-who-other" }, h("kbd", null, "N"), input),
      h(
        "button",
        { type: "button", class: "cw-quiet cw-who-scope", "aria-pressed": String(everywhere), on: { click: toggle } },
        h("kbd", null, "R"),
        h("span", null, say("who_rename", said)),
      ),
      h("p", { class: "cw-muted cw-hint" }, say("who_hint")),
    );
  }

  function choice(key, name, role, known) {
    const current = name === known;
    return h(
      "li",
      null,
      h(
        "button",
        { type: "button", "data-key": key || null, "aria-pressed": String(current), on: { click: () => choose(name) } },
        h("kbd", null, key || "·"),
        h("span", { class: "cw-who-name" }, nameOf(name)),
        h("span", { class: "cw-muted" }, current ? say("who_now") : role),
      ),
    );
  }

  function toggle() {
    everywhere = !everywhere;
    draw();
    dialog.querySelector(".cw-who-scope").focus();
  }

  function onKey(event) {
    event.stopPropagation(); // the page's keys mean something else
    const typing = event.target.tagName === "INPUT";
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = typing ? inField(event) : command(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  }

  function inField(event) {
    return event.key === "Enter" && event.target.value.trim() ? () => choose(event.target.value) : null;
  }

  function command(key) {
    const numbered = /^\d$/.test(key) && dialog.querySelector(`[data-key="${key}"]`);
    if (numbered) return () => numbered.click();
    return {
      n: () => dialog.querySelector("input").focus(),
      r: toggle,
      w: () => dialog.close(),
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
    }[key.length === 1 ? key.toLowerCase() : key];
  }

  function move(step) {
    const stops = [...dialog.querySelectorAll("button, input")];
    const at = stops.indexOf(document.activeElement) + step;
    stops[(at + stops.length) % stops.length].focus();
  }

  function onClick(event) {
    if (event.target !== dialog) return;
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    const inside = event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom;
    if (!inside) dialog.close();
  }

  async function choose(name) {
    const fields = { first_word: transcript.turns[turn][0], name, everywhere };
    dialog.close();
    frame.status("busy", say("saving"));
    try {
      const { body } = await ask("speaker", { ...fields, transcript: transcript.key, version: transcript.speaker_version });
      take(body);
      const text = say(everywhere ? "who_renamed" : "who_assigned", { name: nameOf(name.trim()) });
      frame.status("ok", body.changed_now ? `${say("saved_at", { time: new Date().toLocaleTimeString() })} · ${text}` : say("who_unchanged"));
    } catch (error) {
      await trouble(error);
    }
  }

  async function trouble(error) {
    if (error.kind !== "ConflictError") {
      attempt.show(error);
      return;
    }
    const answer = await attempt("who", { transcript: transcript.key });
    if (!answer) return;
    take(answer.body);
    frame.status("error", say("who_conflict"));
  }

  function take({ turns, speakers, people, changed, speaker_version }) {
    Object.assign(transcript, { turns, speakers, people, changed, speaker_version });
    onChanged();
  }

  return {
    take,
    open(index, anchor) {
      turn = index;
      everywhere = false;
      draw();
      dialog.showModal();
      const { top } = anchor.getBoundingClientRect();
      const { right } = anchor.closest(".cw-transcript").getBoundingClientRect(); // the words stay in sight
      const { width, height } = dialog.getBoundingClientRect();
      dialog.style.left = `${Math.max(8, Math.min(right + 8, window.innerWidth - width - 8))}px`;
      dialog.style.top = `${Math.max(8, Math.min(top, window.innerHeight - height - 8))}px`;
      (dialog.querySelector('li [aria-pressed="true"]') ?? dialog.querySelector("button")).focus();
    },
    close: () => dialog.remove(),
  };
}
