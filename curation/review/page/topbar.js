import { h, keyButton } from "./dom.js";
import { STATE_FILTERS, progressOf } from "./items.js";

/** Progress by kind; pressing one shows only that kind. */
export function progressChips({ items, filter, say, onChange }) {
  const chip = ({ kind, done, total }) =>
    h(
      "button",
      {
        type: "button",
        class: `cw-progress cw-${kind}`,
        "aria-pressed": String(filter.kind === kind),
        on: {
          click: () => {
            filter.kind = filter.kind === kind ? "every" : kind;
            onChange();
          },
        },
      },
      h("span", null, say(`kinds.${kind}`)),
      h("b", null, say("count_decided", { done, total })),
    );
  return h("div", { class: "cw-progresses" }, progressOf(items).map(chip));
}

/** Which states to show. */
export function stateFilter({ filter, say, onChange }) {
  const select = h(
    "select",
    {
      "aria-label": say("filter_states"),
      on: {
        change: () => {
          filter.state = select.value;
          onChange();
        },
      },
    },
    STATE_FILTERS.map((state) => h("option", { value: state, selected: filter.state === state }, say(`filter_${state}`))),
  );
  return select;
}

/** Where the reviewer is: the way back, the session and its date. */
export function whereNodes({ session, transcript, say, onLibrary }) {
  return [
    keyButton(`‹ ${say("back")}`, "", { class: "cw-quiet", on: { click: onLibrary } }),
    h("h1", { lang: transcript.language, title: session.title }, session.title),
    h("span", { class: "cw-muted" }, session.held_on),
  ];
}
