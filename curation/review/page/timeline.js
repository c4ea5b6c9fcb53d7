import { h } from "./dom.js";
import { flagGroup } from "./flags.js";
import { groupOf, kindOf } from "./items.js";
import { clock, momentOf } from "./words.js";

const STEP_S = 5; // an arrow key on the slider
const MARK_WIDTH = 2; // pixels
const FLAG_LANE = 11; // pixels at the top, for flags
const SIGN_SIZE = 3.5; // pixels from the middle of a sign to its corners

/**
 * The whole session as a strip: candidates, flags, where it plays. `onSeek(seconds)`, or
 * `onFlag(index)` for a press on a flag.
 */
export function timeline({ transcript, say, onSeek, onFlag }) {
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
        pointerdown: pressed,
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
  let flagNow = -1;

  function pressed(event) {
    const box = element.getBoundingClientRect();
    const flag = event.clientY - box.top <= FLAG_LANE ? flagNear(event.clientX - box.left, box.width) : -1;
    if (flag >= 0) onFlag(flag);
    else onSeek(secondsAt(event));
  }

  function flagNear(x, width) {
    const at = (seconds) => (seconds / duration_s) * width;
    return transcript.flags.findIndex(({ start_s, end_s }) => x >= at(start_s) - SIGN_SIZE - 2 && x <= Math.max(at(end_s), at(start_s) + SIGN_SIZE + 2));
  }

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
    for (const flag of transcript.flags) drawFlag(context, flag, { x, height, colours });
    for (const item of shown.items) {
      const { start_s, end_s } = momentOf(transcript, item);
      const pair = kindOf(item) === "pair";
      const group = groupOf(item);
      context.globalAlpha = group === "decided" ? 0.3 : 1;
      context.fillStyle = group === "flagged" ? colours.flagged : colours[kindOf(item)];
      if (pair) context.fillRect(x(start_s), height - 6, Math.max(x(end_s - start_s) - 1, MARK_WIDTH), 4);
      else context.fillRect(x(start_s), FLAG_LANE + 2, MARK_WIDTH, height - FLAG_LANE - 11);
    }
    context.globalAlpha = 1;
    const now = transcript.flags[flagNow] ?? (shown.current && momentOf(transcript, shown.current));
    if (now) {
      const { start_s, end_s } = now;
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
    setFlag(index) {
      flagNow = index;
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

/** A flag: its stretch tinted, and at its start in the lane on top a sign of its group. */
function drawFlag(context, { kind, start_s, end_s }, { x, height, colours }) {
  const group = flagGroup(kind);
  context.fillStyle = colours.flag;
  context.fillRect(x(start_s), 0, Math.max(x(end_s - start_s), MARK_WIDTH), height);
  context.fillStyle = context.strokeStyle = colours[group];
  context.fillRect(x(start_s), FLAG_LANE - 1, Math.max(x(end_s - start_s), MARK_WIDTH), 1);
  context.lineWidth = 1.5;
  context.beginPath();
  FLAG_SHAPES[group](context, Math.max(x(start_s), SIGN_SIZE + 1), FLAG_LANE / 2);
}

/** Text missing: an empty circle; too much text: a triangle; unsure: a diamond. */
const FLAG_SHAPES = {
  missing(context, x, y) {
    context.arc(x, y, SIGN_SIZE - 0.75, 0, 2 * Math.PI);
    context.stroke();
  },
  extra: (context, x, y) => fillCorners(context, [[x, y - SIGN_SIZE], [x + SIGN_SIZE, y + SIGN_SIZE - 0.5], [x - SIGN_SIZE, y + SIGN_SIZE - 0.5]]),
  unsure: (context, x, y) => fillCorners(context, [[x, y - SIGN_SIZE], [x + SIGN_SIZE, y], [x, y + SIGN_SIZE], [x - SIGN_SIZE, y]]),
};

function fillCorners(context, corners) {
  for (const [x, y] of corners) context.lineTo(x, y);
  context.fill();
}

/** The style's colours as a canvas wants them. */
function coloursOf(element) {
  const probe = h("span", { hidden: true });
  element.append(probe);
  const colours = {};
  for (const name of ["DRUG", "SYMPTOM", "CONDITION", "dose", "pair", "flag", "flagged", "current", ...Object.keys(FLAG_SHAPES)]) {
    probe.className = `cw-colour-${name}`;
    colours[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return colours;
}
