import { h, keyButton } from "./dom.js";
import { FLAG_SIGNS, flagCounts, flagGroup, flagName } from "./flags.js";

/** Which flags to look at and the way to the next one, for the player's bar; null without flags. */
export function flagChooser({ transcript, say, act, choice }) {
  if (!transcript.flags.length) return null;
  const counts = flagCounts(transcript.flags);
  const option = (kind, text) => h("option", { value: kind, selected: choice.kind === kind }, text);
  const select = h(
    "select",
    { "aria-label": say("flag_kinds"), on: { change: () => { choice.kind = select.value; } } },
    option("every", say("flag_every", { count: transcript.flags.length })),
    counts.map(([kind, count]) => option(kind, `${FLAG_SIGNS[flagGroup(kind)]} ${flagName(kind, say)} (${count})`)),
  );
  return h("div", { class: "cw-flag-chooser" }, select, keyButton(say("flag_next"), "F", { on: { click: act.nextFlag, mousedown: (event) => event.preventDefault() } }));
}

/** What the marks of words and flags mean: only those that occur in this transcript. */
export function legend({ transcript, say }) {
  const groups = new Set(transcript.flags.map(({ kind }) => flagGroup(kind)));
  const words = (shown, style, key) => (shown ? h("li", null, h("span", { class: style }, say("legend_word")), " ", say(key)) : null);
  const rows = [
    words(transcript.doubtful.length > 0, "cw-doubt", "legend_doubtful"),
    words(hasSomeEstimated(transcript), "cw-estimated", "legend_estimated"),
    ...Object.keys(FLAG_SIGNS).map((group) =>
      groups.has(group) ? h("li", null, h("span", { class: `cw-sign cw-${group}` }, FLAG_SIGNS[group]), " ", say(`legend_${group}`)) : null,
    ),
  ].filter(Boolean);
  return rows.length ? h("ul", { class: "cw-legend", "aria-label": say("legend") }, rows) : null;
}

/** Whether some words' times are estimated but not all: then each is marked, else a remark says it. */
export function hasSomeEstimated({ estimated, text }) {
  return estimated.length > 0 && estimated.length < text.length;
}
