import { h } from "./dom.js";
import { conceptText } from "./fields.js";
import { nearestDrug } from "./items.js";
import { frequencyOf, frequencyParts, quantityOf, quantityText } from "./quantity.js";
import { clock, momentOf } from "./words.js";

const ROUTES = ["oral", "iv", "sc", "im", "inhaled", "nasal", "sublingual", "rectal", "topical"];
const COUNTED = ["times_per_day", "every_hours", "once"];
const DURATION_UNITS = ["minute", "hour", "day", "week", "month", "year"];

/** What was heard of a dose, of which drug, and what to look at twice. */
export function doseHeard({ item, items, fields, transcript, say }) {
  const concept = items.find(({ id }) => id === fields.entity)?.fields.concept;
  const known = concept ? conceptText(concept) : say("concept_none");
  const doubt = transcript.doubtful.some((index) => index >= fields.first_word && index <= fields.last_word);
  return h(
    "div",
    { class: "cw-heard" },
    h("p", { class: "cw-term cw-dose-text", lang: transcript.language }, fields.text),
    h("p", { class: "cw-concept" }, fields.drug ? [h("span", { lang: transcript.language }, fields.drug), ` · ${known}`] : say("dose_no_drug")),
    h("p", { class: "cw-muted" }, say("heard_at", { time: clock(momentOf(transcript, item).start_s) }), doubt ? ` · ${say("doubtful_word")}` : null),
    fields.negated ? doseFlag("⊘", "negated", say) : null,
    item.fields.implausible ? doseFlag("⚠", "implausible", say) : null,
  );
}

function doseFlag(sign, name, say) {
  return h("p", { class: `cw-dose-flag cw-dose-${name}` }, h("span", { "aria-hidden": "true" }, sign), say(`dose_${name}`));
}

/** What can be changed of a dose; `change({name: value})` is told of each change. */
export function doseFields({ item, items, units, fields, transcript, say, change }) {
  const drugs = items.filter((other) => other.kind === "entity" && other.fields.label === "DRUG").map((other) => other.fields.text);
  const drug = textField("drug", fields.drug, { lang: transcript.language, list: "cw-drugs", placeholder: say("dose_not_said") }, say, (text) => {
    change({ drug: text.trim(), entity: nearestDrug(items, item, text.trim())?.id ?? null });
  });
  const amount = textField("amount", quantityText(fields.amount), { inputmode: "decimal" }, say, (text) => change({ amount: quantityOf(text) }));
  const unit = textField("unit", fields.unit ?? "", { list: "cw-units", placeholder: say("dose_no_unit") }, say, (text) => change({ unit: text.trim() || null }));
  const route = selectField("route", ROUTES, fields.route ?? "", say, (value) => change({ route: value || null }));
  const negated = h("input", { type: "checkbox", checked: fields.negated, on: { change: () => change({ negated: negated.checked }) } });
  negated.dataset.field = "negated";
  return [
    h(
      "div",
      { class: "cw-dose-fields" },
      doseRow("drug", [drug, optionsFor("cw-drugs", drugs)], say),
      doseRow("amount", [amount, unit, optionsFor("cw-units", [...units, ...items.map((other) => other.fields.unit)])], say),
      doseRow("frequency", counted("frequency", COUNTED, frequencyParts(fields.frequency), say, (name, text) => change({ frequency: frequencyOf(name, text) })), say),
      doseRow("duration", counted("duration", DURATION_UNITS, durationParts(fields.duration), say, (name, text) => change({ duration: name ? { value: quantityOf(text), unit: name } : null })), say),
      doseRow("route", [route], say),
      h("label", { class: "cw-dose-check" }, negated, h("span", null, say("dose_negated"))),
    ),
  ];
}

function durationParts(duration) {
  return duration ? { counted: duration.unit, text: quantityText(duration.value) } : { counted: "", text: "" };
}

function doseRow(name, controls, say) {
  const wide = controls.filter(({ tagName }) => tagName !== "DATALIST").length === 1;
  return h("div", { class: wide ? "cw-dose-row cw-dose-wide" : "cw-dose-row" }, h("span", { class: "cw-muted", "aria-hidden": "true" }, say(`dose_${name}`)), controls);
}

function textField(name, value, attributes, say, onText) {
  const input = h("input", {
    type: "text",
    value,
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": say(`dose_${name}`),
    ...attributes,
    on: { input: () => onText(input.value) },
  });
  input.dataset.field = name;
  return input;
}

function selectField(name, values, chosen, say, onChoice) {
  const select = h(
    "select",
    { "aria-label": say(`dose_${name}`), on: { change: () => onChoice(select.value) } },
    ["", ...values].map((value) => h("option", { value, selected: value === chosen }, say(value ? `${name}.${value}` : "dose_not_said"))),
  );
  select.dataset.field = name;
  return select;
}

/** A number and what it counts, such as 2 times a day; no number where nothing is counted. */
function counted(name, values, parts, say, onChange) {
  const told = () => {
    number.disabled = ["", "once"].includes(select.value);
    onChange(select.value, number.value);
  };
  const number = textField(`${name}_number`, parts.text, { inputmode: "decimal" }, say, told);
  const select = selectField(name, values, parts.counted, say, told);
  number.disabled = ["", "once"].includes(parts.counted);
  return [number, select];
}

function optionsFor(id, values) {
  return h("datalist", { id }, [...new Set(values.filter(Boolean))].map((value) => h("option", { value })));
}
