import { h } from "./dom.js";
import { ASSERTIONS, LABELS, conceptsOf } from "./items.js";
import { clock, runsOf, textOf } from "./words.js";

/**
 * What can be changed of an entity. `fields` are the values to show; `change({name: value})`
 * is told of each change.
 */
export function entityFields({ item, items, fields, transcript, editing, say, change }) {
  const assertions = h(
    "fieldset",
    { class: "cw-assertions" },
    h("legend", null, say("assertion")),
    ASSERTIONS.map((assertion, index) =>
      choice(`${say(`assertion.${assertion}`)}`, String(index + 1), fields.assertion === assertion, () => change({ assertion })),
    ),
  );
  if (!editing) return [assertions];
  return [
    h(
      "fieldset",
      { class: "cw-labels" },
      h("legend", null, say("label")),
      LABELS.map((label) => choice(say(`kind.${label}`), "", fields.label === label, () => change({ label }))),
    ),
    spanField({ fields, transcript, say, change }),
    conceptField({ item, items, fields, say, change }),
    assertions,
  ];
}

function choice(text, key, chosen, onChoose) {
  return h(
    "button",
    { type: "button", "aria-pressed": String(chosen), on: { click: onChoose } },
    key ? h("kbd", { "aria-hidden": "true" }, key) : null,
    text,
  );
}

function spanField({ fields, transcript, say, change }) {
  const { first_word: first, last_word: last } = fields;
  const move = (from, to) => change({ first_word: from, last_word: to, text: textOf(transcript, from, to) });
  const button = (sign, key, allowed, onClick) =>
    h("button", { type: "button", title: say(key), "aria-label": say(key), disabled: !allowed, on: { click: onClick } }, sign);
  return h(
    "fieldset",
    { class: "cw-span" },
    h("legend", null, say("span")),
    button("⇤", "extend_start", first > 0, () => move(first - 1, last)),
    button("⇥", "shrink_start", first < last, () => move(first + 1, last)),
    h("span", { class: "cw-span-text", lang: transcript.language }, fields.text),
    button("⇤", "shrink_end", first < last, () => move(first, last - 1)),
    button("⇥", "extend_end", last < transcript.text.length - 1, () => move(first, last + 1)),
  );
}

function conceptField({ item, items, fields, say, change }) {
  const own = [item.extracted.concept, fields.concept].filter(Boolean);
  const known = conceptsOf(items, fields.label);
  const concepts = [...known, ...own.filter(({ code }) => !known.some((concept) => concept.code === code))];
  const select = h(
    "select",
    { on: { change: () => change({ concept: concepts[Number(select.value)] ?? null }) } },
    h("option", { value: "" }, say("concept_none")),
    concepts.map((concept, index) =>
      h("option", { value: index, selected: concept.code === fields.concept?.code }, conceptText(concept)),
    ),
  );
  return h("label", { class: "cw-field cw-inline" }, h("span", null, say("concept")), select);
}

/** A concept by name and code. */
export function conceptText(concept) {
  const code = concept.code.startsWith(`${concept.system}:`) ? concept.code : `${concept.system}:${concept.code}`;
  return `${concept.display} · ${code}`;
}

/** What can be changed of a pair: its wording and topics, each with what was spoken. */
export function pairFields({ item, fields, transcript, say, change }) {
  const runs = runsOf(item);
  const part = (name, key) => {
    const own = runs.filter((run) => run.part === name);
    const spoken = own.map((run) => textOf(transcript, run.first, run.last)).join(" … ");
    return wording({ own, spoken, text: fields[key], key, name, transcript, say, change });
  };
  const topics = h("input", {
    type: "text",
    value: fields.topics.join(", "),
    on: { input: () => change({ topics: topicsOf(topics.value) }) },
  });
  return [
    ...part("question", "question_text"),
    ...part("answer", "answer_text"),
    h("label", { class: "cw-field" }, h("span", null, say("topics"), " ", h("small", null, say("topics_hint"))), topics),
  ];
}

function wording({ own, spoken, text, key, name, transcript, say, change }) {
  const area = h(
    "textarea",
    { rows: name === "question" ? 2 : 5, lang: transcript.language, spellcheck: "false", on: { input: () => change({ [key]: area.value }) } },
    text,
  );
  area.dataset.field = key;
  return [
    h("label", { class: "cw-field" }, h("span", null, say(`${name}_curated`)), area),
    h(
      "details",
      { class: "cw-spoken", open: spoken !== text },
      h("summary", null, say(`${name}_spoken`), " · ", speakersOf(transcript, own, say)),
      h("blockquote", { lang: transcript.language }, spoken),
    ),
  ];
}

function speakersOf(transcript, runs, say) {
  const turns = transcript.turns.filter(([first, last]) => runs.some((run) => run.first <= last && run.last >= first));
  const names = [...new Set(turns.map(([, , speaker]) => transcript.speakers[speaker].name || say("no_speaker")))];
  return `${names.join(", ")}, ${clock(transcript.start_s[runs[0].first])}`;
}

/** Topics written with commas of either script. */
export function topicsOf(text) {
  return [...new Set(text.split(/[,，、;；]/).map((topic) => topic.trim()).filter(Boolean))];
}
