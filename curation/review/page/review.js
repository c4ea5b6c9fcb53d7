import { h } from "./dom.js";
import { ASSERTIONS, changesToSend, neighbour } from "./items.js";
import { SPEEDS, makeSound } from "./sound.js";
import { makeFlagTour } from "./flagtour.js";
import { hasSomeEstimated } from "./flagbar.js";
import { momentToHear, withAround, wordAt } from "./words.js";
import { decisionCard } from "./card.js";
import { nothingToDecide } from "./library.js";
import { playerBar } from "./player.js";
import { stopwatch } from "./stopwatch.js";
import { timeline } from "./timeline.js";
import { progressChips, stateFilter, whereNodes } from "./topbar.js";
import { transcriptPane } from "./transcript.js";
import { makeWho } from "./who.js";

const AROUND_FLAG_S = 0.5;

/**
 * The review screen of one session, from the answer to `open`. `attempt(word, fields)` asks
 * Python and resolves to null once it has shown an error; `ask` lets errors through.
 */
export function reviewScreen({ frame, ask, attempt, say, places, opened, itemId, onLibrary }) {
  const { session, transcript, items, recording } = opened;
  const filter = { kind: "every", state: "open" };
  const watch = stopwatch();
  let current = null;
  let position_s = 0;
  let refused = null; // a ruling that came too late: {verdict, fields}
  let saving = null; // a promise while Python is saving something

  const act = {
    accept: () => rule("accept"),
    reject: () => rule("reject"),
    skip: () => rule("skip"),
    save: () => card.isEditing() && rule("accept"),
    undo,
    edit: () => startEditing(),
    note: () => startEditing("note"),
    leave: () => card.focus(),
    next: () => step(1),
    previous: () => step(-1),
    pick: (id) => show(items.find((item) => item.id === id) ?? null),
    play: () => (sound.isPlaying() ? sound.stop() : playMoment()),
    nextFlag: () => tour.step(1),
    previousFlag: () => tour.step(-1),
    turns: () => (pane.element.contains(document.activeElement) ? card.focus() : pane.focusTurn()),
    who: askWho,
    loop: () => sound.setLoop(!sound.loops()),
    slower: () => changeSpeed(-1),
    faster: () => changeSpeed(1),
    library: onLibrary,
    keepMine: () => rule(refused.verdict),
    keepTheirs: () => finishItem(current),
  };
  ASSERTIONS.forEach((assertion, index) => {
    act[`assertion:${index}`] = () => current?.kind === "entity" && card.change({ assertion });
  });

  const { drafts } = places;
  const card = decisionCard({ transcript, items, units: opened.units, filter, act, drafts, say });
  const pane = transcriptPane({ transcript, say, onPlay: (seconds) => play(seconds), onPick: act.pick, onFlag: playFlag, onWho: askWho });
  const strip = timeline({ transcript, say, onSeek: (seconds) => play(seconds), onFlag: playFlag });
  const sound = makeSound({
    duration_s: transcript.duration_s,
    fetchClip,
    onTime: showTime,
    onState: () => {
      player.update();
      left.classList.toggle("cw-plays", sound.isPlaying());
    },
    onTrouble: (error) => frame.status("error", error.text || say("no_recording_file")),
  });
  const tour = makeFlagTour({
    transcript,
    say,
    frame,
    shownBy: [pane, strip],
    position: () => position_s,
    onLook: (flag) => {
      sound.stop();
      showTime(flag.start_s);
    },
  });
  const player = playerBar({ sound, act, strip, say, transcript, flagChoice: tour.choice, silent: recording.state !== "there" });

  const left = h("div", { class: "cw-left" }, pane.element, player.element);

  async function fetchClip(start_s, end_s) {
    const { body, buffers } = await ask("clip", { session: session.id, recording: recording.id, start_s, end_s });
    return { ...body, url: URL.createObjectURL(new Blob([buffers[0]], { type: body.type })) };
  }

  const who = makeWho({ frame, ask, attempt, transcript, say, onChanged: speakersChanged });

  function askWho() {
    const beside = pane.turnInSight();
    if (beside) who.open(pane.turn(), beside);
    else frame.status("error", say("who_no_turn"));
  }

  function speakersChanged() {
    pane.nameTurns();
    if (current && !refused && !card.isEditing()) card.show(current);
  }

  function playFlag(index) {
    tour.look(index);
    playMoment();
  }

  function showTime(seconds) {
    position_s = seconds;
    strip.setPosition(seconds);
    player.showTime(seconds);
    pane.setPlaying(wordAt(transcript, seconds));
  }

  function play(from, until = null) {
    if (recording.state === "there") sound.play(from, until);
    else frame.status("error", silence());
    showTime(from);
  }

  function silence() {
    return say(recording.state === "missing" ? "no_recording_file" : "no_recording");
  }

  function playMoment() {
    if (tour.now()) play(...withAround(transcript, tour.now(), AROUND_FLAG_S));
    else if (current) play(...momentToHear(transcript, current));
  }

  function changeSpeed(direction) {
    const at = SPEEDS.indexOf(sound.speed()) + direction;
    if (SPEEDS[at]) sound.setSpeed(SPEEDS[at]);
  }

  function show(item) {
    sound.stop();
    current = item;
    tour.leave();
    if (refused) frame.status("ok", say("ready"));
    refused = null;
    watch.restart();
    pane.setCurrent(item);
    strip.draw(items, item);
    drawTop();
    places.go({ session: session.id, item: item?.id ?? "" });
    if (!item) {
      rest();
      return;
    }
    card.show(item);
    const [from] = momentToHear(transcript, item);
    showTime(from);
    if (recording.state === "there") prefetch(item);
  }

  function prefetch(item) {
    const next = neighbour(items, item.id, filter);
    for (const one of [item, next].filter(Boolean)) sound.prefetch(...momentToHear(transcript, one));
  }

  function rest() {
    const open = neighbour(items, null, { kind: "every", state: "open" });
    const key = open ? "no_matches" : "all_decided";
    card.rest(say(key), say(`${key}_hint`));
  }

  function step(direction) {
    const item = neighbour(items, current?.id, filter, direction);
    if (item) show(item);
    card.focus();
  }

  function startEditing(field) {
    if (!current) return;
    card.show(current, { editing: true });
    card.focusField(field);
  }

  /** Whoever presses a verdict while one is being saved cannot have read the next card yet. */
  function rule(verdict) {
    if (!current || saving) return;
    frame.status("busy", say("saving"));
    saving = send(verdict, current).finally(() => {
      saving = null;
    });
  }

  async function send(verdict, item) {
    const draft = drafts.get(item.id);
    const fields = {
      target: item.id,
      verdict,
      version: item.version,
      changes: verdict === "accept" ? changesToSend(item, draft) : {},
      seconds: watch.seconds(),
      note: draft?.note ?? "",
    };
    try {
      const { body } = await ask("decide", fields);
      merge(item, body);
      refused = null;
      saved(say(`verdict.${body.standing.at(-1)?.verdict ?? verdict}`));
      finishItem(item);
    } catch (error) {
      if (error.kind === "ConflictError") await showConflict(item, fields);
      else attempt.show(error);
    }
  }

  async function showConflict(item, mine) {
    const answer = await attempt("item", { target: item.id });
    if (!answer) return;
    merge(item, answer.body);
    refused = mine;
    frame.status("error", say("conflict_standing"));
    card.show(item, { conflict: { theirs: item.standing.at(-1), mine } });
  }

  function finishItem(item) {
    drafts.remove(item.id);
    pane.refresh(item);
    show(neighbour(items, item.id, filter));
    card.focus();
  }

  async function undo() {
    while (saving) await saving;
    frame.status("busy", say("saving"));
    saving = takeBack().finally(() => {
      saving = null;
    });
  }

  async function takeBack() {
    const answer = await attempt("undo", { session: session.id, transcript: transcript.key });
    if (!answer) return;
    if (answer.body.turns) {
      who.take(answer.body);
      saved(say("undone"));
      return;
    }
    const item = items.find(({ id }) => id === answer.body.id);
    if (!item) {
      frame.status("ok", say("nothing_to_undo"));
      return;
    }
    merge(item, answer.body);
    saved(say("undone"));
    pane.refresh(item);
    show(item);
    card.focus();
  }

  function merge(item, state) {
    const moved = ["first_word", "start_char", "end_char"].some((name) => item.fields[name] !== state.fields[name]);
    Object.assign(item, state);
    if (moved) pane.draw(items);
  }

  function saved(what) {
    frame.status("ok", `${say("saved_at", { time: new Date().toLocaleTimeString() })} · ${what}`);
  }

  function drawTop() {
    frame.setTop(whereNodes({ session, transcript, say, onLibrary }), [progressChips({ items, filter, say, onChange: filterChanged }), stateFilter({ filter, say, onChange: filterChanged })]);
  }

  function filterChanged() {
    show(neighbour(items, null, filter));
    card.focus();
  }

  frame.setBody(h("div", { class: "cw-review" }, left, items.length ? card.element : nothingToDecide(session, say)));
  pane.draw(items);
  const remarks = [
    recording.state === "there" ? "" : silence(),
    opened.elsewhere ? say("elsewhere", { count: opened.elsewhere }) : "",
    transcript.estimated.length && !hasSomeEstimated(transcript) ? say("estimated_times") : "",
  ];
  frame.remark(remarks.filter(Boolean).join(" · "));
  frame.status("ok", say("ready"));
  show(items.find(({ id }) => id === itemId) ?? neighbour(items, null, filter));
  card.focus();

  return {
    act,
    close() {
      sound.close();
      strip.close();
      who.close();
      watch.close();
    },
  };
}
