import { h } from "./dom.js";
import { groupOf, kindOf } from "./items.js";
import { clock, momentOf } from "./words.js";

const STEP_S = 5; // an arrow key on the slider
const MARK_WIDTH = 2; // pixels

/** The whole session as a strip: candidates, flags, where it plays. `onSeek(seconds)`. */
export function timeline({ transcript, say, onSeek }) {
  const duration_s = transcript.duration_s || 1;
  const canvas = h("canvas", { "aria-hidden": "true" });
  const cursor = h("div", { class: "cw-cursor" });
  const element = h(
    "div",
    {
      class: "cw-strip",
      role: "slider",
      tabindex: "0",
      "aria-label": say("seek"),
      "aria-valuemin": "0",
      "aria-valuemax": Math.round(duration_s),
      on: {
        pointerdown: (event) => onSeek(secondsAt(event)),
        keydown: (event) => {
          const step = { ArrowRight: STEP_S, ArrowUp: STEP_S, ArrowLeft: -STEP_S, ArrowDown: -STEP_S }[event.key];
          if (!step) return;
          event.preventDefault();
          onSeek(Math.min(Math.max(position_s + step, 0), duration_s));
        },
      },
    },
    canvas,
    cursor,
  );
  let position_s = 0;
  let shown = { items: [], current: null };

  function secondsAt(event) {
    const box = element.getBoundingClientRect();
    return (Math.min(Math.max(event.clientX - box.left, 0), box.width) / box.width) * duration_s;
  }

  function paint() {
    const { width, height } = element.getBoundingClientRect();
    if (!width) return;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    const colours = coloursOf(element);
    const x = (seconds) => (seconds / duration_s) * width;
    context.fillStyle = colours.flag;
    for (const flag of transcript.flags) {
      context.fillRect(x(flag.start_s), 0, Math.max(x(flag.end_s - flag.start_s), MARK_WIDTH), height);
    }
    for (const item of shown.items) {
      const { start_s, end_s } = momentOf(transcript, item);
      const pair = kindOf(item) === "pair";
      const group = groupOf(item);
      context.globalAlpha = group === "decided" ? 0.3 : 1;
      context.fillStyle = group === "flagged" ? colours.flagged : colours[kindOf(item)];
      if (pair) context.fillRect(x(start_s), height - 6, Math.max(x(end_s - start_s) - 1, MARK_WIDTH), 4);
      else context.fillRect(x(start_s), height * 0.3, MARK_WIDTH, height * 0.38);
    }
    context.globalAlpha = 1;
    if (shown.current) {
      const { start_s, end_s } = momentOf(transcript, shown.current);
      const left = Math.max(x(start_s) - 3, 0.75);
      context.strokeStyle = colours.current;
      context.lineWidth = 1.5;
      context.strokeRect(left, 1.5, Math.max(x(end_s) - left + 3, 8), height - 3);
    }
  }

  const observer = new ResizeObserver(paint);
  observer.observe(element);
  const scheme = window.matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", paint);

  return {
    element,
    draw(items, current) {
      shown = { items, current };
      paint();
    },
    setPosition(seconds) {
      position_s = seconds;
      cursor.style.left = `${(seconds / duration_s) * 100}%`;
      element.setAttribute("aria-valuenow", String(Math.round(seconds)));
      element.setAttribute("aria-valuetext", `${clock(seconds)} / ${clock(duration_s)}`);
    },
    close() {
      observer.disconnect();
      scheme.removeEventListener("change", paint);
    },
  };
}

/** The style's colours as a canvas wants them. */
function coloursOf(element) {
  const probe = h("span", { hidden: true });
  element.append(probe);
  const colours = {};
  for (const name of ["DRUG", "SYMPTOM", "CONDITION", "dose", "pair", "flag", "flagged", "current"]) {
    probe.className = `cw-colour-${name}`;
    colours[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return colours;
}
