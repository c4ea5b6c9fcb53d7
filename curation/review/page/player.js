import { h, keyButton } from "./dom.js";
import { flagChooser, legend } from "./flagbar.js";
import { clock } from "./words.js";

/** Play, speed, loop, flags and the time, above the timeline; below it what the marks mean. */
export function playerBar({ sound, act, strip, say, transcript, flagChoice, silent }) {
  const playButton = keyButton(say("play"), "Space", { class: "cw-play", disabled: silent, on: { click: act.play } });
  const speed = h("span", { class: "cw-speed" });
  const loop = keyButton(say("loop"), "L", { disabled: silent, on: { click: act.loop } });
  const small = (text, key, command) =>
    h("button", { type: "button", "aria-label": say(key), disabled: silent, on: { click: act[command] } }, text);
  const time = h("span", { class: "cw-time" });
  const element = h(
    "div",
    { class: "cw-player" },
    h("div", { class: "cw-controls" }, playButton, small("−", "slower", "slower"), speed, small("+", "faster", "faster"), loop, flagChooser({ transcript, say, act, choice: flagChoice }), time),
    strip.element,
    legend({ transcript, say }),
    sound.audio,
  );
  const bar = {
    element,
    showTime: (seconds) => time.replaceChildren(clock(seconds)),
    update() {
      playButton.firstChild.textContent = say(sound.isPlaying() ? "pause" : "play");
      speed.textContent = say("speed", { speed: sound.speed() });
      loop.setAttribute("aria-pressed", String(sound.loops()));
    },
  };
  bar.update();
  return bar;
}
