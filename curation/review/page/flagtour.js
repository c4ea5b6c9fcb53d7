import { flagName, nextFlag } from "./flags.js";
import { stretch } from "./words.js";

/**
 * Going from flag to flag. `shownBy` are parts with `setFlag(index)`; `position()` tells the
 * seconds to start from; `onLook(flag)` is called for each flag looked at.
 */
export function makeFlagTour({ transcript, say, frame, shownBy, position, onLook }) {
  const { flags } = transcript;
  const choice = { kind: "every" };
  let index = -1;

  function set(next) {
    index = next;
    for (const part of shownBy) part.setFlag(index);
  }

  function look(next) {
    set(next);
    if (index < 0) {
      frame.status("ok", say("flag_none"));
      return;
    }
    const { kind, note } = flags[index];
    const said = { number: index + 1, count: flags.length, name: flagName(kind, say), stretch: stretch(flags[index]) };
    frame.status("ok", [say("flag_at", said), note].filter(Boolean).join(" · "));
    onLook(flags[index]);
  }

  return {
    choice,
    look,
    leave: () => set(-1),
    step: (direction) => look(nextFlag(flags, choice.kind, { index, seconds: position() }, direction)),
    /** The flag looked at, or undefined. */
    now: () => flags[index],
  };
}
