import { h, keyButton } from "./dom.js";
import { changesOf, isRepair, kindOf, titleOf, upcoming } from "./items.js";
import { doseFields, doseHeard } from "./dose.js";
import { conceptText, entityFields, pairFields } from "./fields.js";
import { clock, momentOf, runsOf } from "./words.js";

const MOST_UPCOMING = 3;
const PARTS = {
  entity: { heard, fields: entityFields },
  dose: { heard: doseHeard, fields: doseFields },
  pair: { heard: inside, fields: pairFields },
};

/**
 * The decision card: what was heard and is suggested, the verdicts, why now and what next.
 *
 * `show(item)` draws it; `act` holds a function for each command; a draft is what was changed
 * but not decided: {changes, note}.
 */
export function decisionCard({ transcript, items, units, filter, act, drafts, say }) {
  const body = h("div", { class: "cw-card-body" });
  const verdicts = h("div", { class: "cw-verdicts", role: "group", "aria-label": say("decision") });
  const after = h("div", { class: "cw-after" });
  const element = h("aside", { class: "cw-card", "aria-label": say("decision") }, body, verdicts, after);
  let current = null;
  let editing = false;
  let conflict = null;

  const draftOf = (item) => drafts.get(item.id) ?? { changes: {}, note: "" };

  function change(changes) {
    const draft = draftOf(current);
    drafts.set(current.id, { ...draft, changes: { ...draft.changes, ...changes } });
    if (current.kind === "entity") draw();
    drawVerdicts();
  }

  function draw() {
    const fields = { ...current.fields, ...draftOf(current).changes };
    const parts = { item: current, items, units, fields, transcript, editing, say, change, act };
    body.replaceChildren(
      ...[
        conflict ? conflictNotice(conflict, say, act) : null,
        heading(current, fields, say),
        PARTS[current.kind].heard(parts),
        ...PARTS[current.kind].fields(parts),
        noteField(),
        editing ? h("p", { class: "cw-muted cw-hint" }, say("editing_hint")) : null,
        standing(current, say),
      ].filter(Boolean),
    );
  }

  function noteField() {
    const { note } = draftOf(current);
    if (!note && !editing) return null;
    const input = h("input", {
      type: "text",
      value: note,
      on: { input: () => drafts.set(current.id, { ...draftOf(current), note: input.value }) },
    });
    input.dataset.field = "note";
    return h("label", { class: "cw-field" }, h("span", null, say("note")), input);
  }

  function drawVerdicts() {
    const changed = current && Object.keys(changesOf(current, draftOf(current))).length > 0;
    verdicts.classList.toggle("cw-changed", Boolean(changed));
    const button = (command, key, text = say(command)) =>
      keyButton(text, key, { class: `cw-${command}`, "data-command": command, on: { click: act[command] } });
    verdicts.replaceChildren(
      button("accept", "A", say(changed ? "accept_changed" : "accept")),
      button("edit", "E"),
      button("reject", "R"),
      button("skip", "S"),
      h("div", { class: "cw-steps" }, button("undo", "U"), button("previous", "K"), button("next", "J"), button("play", "Space")),
    );
  }

  function drawAfter() {
    const next = upcoming(items, current?.id, filter, MOST_UPCOMING);
    after.replaceChildren(
      ...(current ? [h("p", { class: "cw-why" }, h("b", null, say("why_now")), " ", say(`reason.${reasonOf(current)}`), " ", current.kind === "dose" ? null : h("small", null, say("score", { score: current.score.toFixed(2) })))] : []),
      ...(next.length ? [h("ol", { class: "cw-next", "aria-label": say("next_up") }, next.map((item) => nextRow(item, transcript, say, act)))] : []),
    );
  }

  return {
    element,
    show(item, options = {}) {
      const moved = item?.id !== current?.id;
      current = item;
      editing = options.editing ?? (moved ? false : editing);
      conflict = options.conflict ?? null;
      if (!item) return;
      draw();
      drawVerdicts();
      drawAfter();
      if (moved) body.scrollTop = 0;
    },
    /** Nothing to decide: a text in the place of the card. */
    rest(title, hint) {
      current = null;
      body.replaceChildren(h("div", { class: "cw-rest" }, h("h2", null, title), h("p", null, hint)));
      verdicts.replaceChildren(
        h("div", { class: "cw-steps" }, keyButton(say("undo"), "U", { "data-command": "undo", on: { click: act.undo } })),
      );
      drawAfter();
    },
    change,
    isEditing: () => editing,
    focusField(name) {
      const field = name ? body.querySelector(`[data-field="${name}"]`) : body.querySelector("textarea, fieldset button, select, .cw-dose-fields input");
      field?.focus();
    },
    focus: () => body.querySelector("h2")?.focus({ preventScroll: true }),
    verdictButton: (name) => verdicts.querySelector(`[data-command="${name}"]`),
  };
}

function reasonOf(item) {
  if (item.conflict) return "conflict";
  if (item.status === "skipped") return "skipped";
  if (item.status !== "open") return "decided";
  return ["decided", "skipped", "conflict"].includes(item.reason) ? "routine" : item.reason;
}

function heading(item, fields, say) {
  const kind = item.kind === "entity" ? fields.label : item.kind;
  return h(
    "h2",
    { tabindex: "-1" },
    h("span", { class: `cw-kind cw-${kind}` }, say(`kind.${kind}`)),
    h("span", { class: `cw-status-word cw-is-${item.conflict ? "conflict" : item.status}` }, item.conflict ? say("conflict_standing") : say(`status.${item.status}`)),
  );
}

function heard({ item, fields, transcript, say }) {
  const { start_s } = momentOf(transcript, item);
  const doubt = transcript.doubtful.some((index) => index >= fields.first_word && index <= fields.last_word);
  return h(
    "div",
    { class: "cw-heard" },
    h("p", { class: "cw-term", lang: transcript.language }, fields.text),
    suggestion(item, fields, say),
    h("p", { class: "cw-concept" }, fields.concept ? conceptText(fields.concept) : say("concept_none")),
    h("p", { class: "cw-muted" }, say("heard_at", { time: clock(start_s) }), doubt ? ` · ${say("doubtful_word")}` : null),
  );
}

/** What a drug's name was taken for, where a repair was suggested: nothing is replaced by itself. */
function suggestion(item, fields, say) {
  const name = fields.concept?.display ?? "";
  if (!isRepair(item) || !name || name.toLowerCase() === fields.text.toLowerCase()) return null;
  return h("p", { class: "cw-suggestion" }, say("suggestion", { heard: fields.text, name }));
}

function inside({ item, items, say, act }) {
  const own = new Map(); // each thing said once, by what would be shown of it
  for (const entity of items.filter(({ id }) => item.fields.entities.includes(id))) {
    const key = `${kindOf(entity)} ${entity.fields.text.toLowerCase()} ${entity.fields.assertion}`;
    if (!own.has(key)) own.set(key, entity);
  }
  const runs = runsOf(item);
  const doses = items.filter(({ kind, fields }) => kind === "dose" && runs.some(({ first, last }) => first <= fields.first_word && fields.last_word <= last));
  for (const dose of doses) own.set(dose.id, dose);
  if (!own.size) return null;
  return h(
    "p",
    { class: "cw-inside" },
    h("span", { class: "cw-muted" }, say("entities_inside"), " "),
    [...own.values()].map((one) =>
      h("button", { type: "button", class: `cw-chip cw-${kindOf(one)}`, on: { click: () => act.pick(one.id) } }, chipText(one, say)),
    ),
  );
}

function chipText(item, say) {
  if (item.kind === "entity") return `${item.fields.text} · ${say(`assertion.${item.fields.assertion}`)}`;
  return [titleOf(item), item.fields.negated && say("dose_negated")].filter(Boolean).join(" · ");
}

function standing(item, say) {
  if (!item.standing.length) return null;
  const lines = item.standing.map(({ verdict, reviewer, decided_at, note }) => {
    const when = new Date(decided_at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    const text = say("decided_by", { verdict: say(`verdict.${verdict}`), reviewer, when });
    return h("li", null, text, note ? h("q", null, note) : null);
  });
  return h("ul", { class: "cw-standing" }, lines);
}

function conflictNotice({ theirs, mine }, say, act) {
  const verdict = say(`verdict.${mine.verdict}`);
  const text = theirs
    ? say("conflict_meanwhile", { reviewer: theirs.reviewer, verdict: say(`verdict.${theirs.verdict}`), mine: verdict })
    : say("conflict_meanwhile_undone", { mine: verdict });
  return h(
    "div",
    { class: "cw-conflict", role: "alert" },
    h("p", null, text),
    h("button", { type: "button", on: { click: act.keepMine } }, say("conflict_keep_mine", { verdict })),
    h("button", { type: "button", on: { click: act.keepTheirs } }, say("conflict_keep_theirs")),
  );
}

function nextRow(item, transcript, say, act) {
  return h(
    "li",
    null,
    h(
      "button",
      { type: "button", on: { click: () => act.pick(item.id) } },
      h("span", { class: `cw-kind cw-${kindOf(item)}` }, say(item.kind === "pair" ? "kinds.pair" : `kind.${kindOf(item)}`)),
      h("span", { class: "cw-next-text", lang: transcript.language }, titleOf(item)),
      h("span", { class: "cw-muted" }, clock(momentOf(transcript, item).start_s)),
    ),
  );
}
