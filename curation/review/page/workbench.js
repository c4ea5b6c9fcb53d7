import { h, makeSay } from "./dom.js";
import { commandOf } from "./keymap.js";
import { emptyScreen, libraryKeys, libraryScreen } from "./library.js";
import { cameBack, comeBack, makeLink } from "./link.js";
import { makePlaces } from "./places.js";
import { makeFrame } from "./frame.js";
import { reviewScreen } from "./review.js";

/** The widget: a library of sessions, and one session to review. */
function render({ model, el }) {
  const { messages, reviewer, failure } = model.get("page");
  const say = makeSay(messages);
  if (failure) {
    el.append(h("div", { class: "cw" }, h("div", { class: "cw-body" }, emptyScreen(say("failure_title"), `${failure}. ${say("failure_hint")}`))));
    return undefined;
  }
  const ownPage = document.body.dataset.voila !== undefined;
  const frame = makeFrame(say, reviewer);
  const link = makeLink(model);
  const attempt = makeAttempt({ link, frame, say, ownPage });
  const places = makePlaces(storageOf(window), reviewer, ownPage);
  let screen = { act: {}, close: () => {} };

  async function openLibrary() {
    screen.close();
    screen = { act: libraryKeys(frame.root), close: () => {} };
    places.go({ session: "", item: "" });
    frame.setTop([h("strong", null, say("app_name"))], []);
    frame.remark("");
    const answer = await attempt("library");
    if (!answer) return;
    frame.setBody(libraryScreen(answer.body.sessions, say, (id) => openSession(id, "")));
    frame.status("ok", say("ready"));
    frame.root.querySelector(".cw-open")?.focus();
  }

  async function openSession(id, itemId) {
    frame.status("busy", say("loading"));
    const answer = await attempt("open", { session: id });
    if (!answer) {
      if (!frame.root.querySelector(".cw-library")) await openLibraryAfterError();
      return;
    }
    screen.close();
    places.go({ session: id, item: itemId });
    screen = reviewScreen({ frame, ask: link.ask, attempt, say, places, opened: answer.body, itemId, onLibrary: openLibrary });
  }

  async function openLibraryAfterError() {
    const shown = frame.root.querySelector(".cw-state").cloneNode(true);
    await openLibrary();
    if (shown.className.includes("error")) frame.status("error", shown.textContent);
  }

  const goTo = ({ session, item }) => (session ? openSession(session, item) : openLibrary());
  const followAddress = () => goTo(places.inAddress());

  const onKey = (event) => keyPressed(event, frame, screen);
  const keyTarget = ownPage ? document : frame.root;
  keyTarget.addEventListener("keydown", onKey);
  if (ownPage) window.addEventListener("popstate", followAddress);
  el.append(frame.root);
  goTo(places.inAddress().session ? places.inAddress() : places.lastTime()).then(() => {
    if (ownPage && cameBack()) frame.status("ok", say("came_back"));
  });

  return () => {
    screen.close();
    link.close();
    keyTarget.removeEventListener("keydown", onKey);
    window.removeEventListener("popstate", followAddress);
  };
}

function keyPressed(event, frame, screen) {
  const command = commandOf(event);
  if (command && !frame.isHelpOpen() && screen.act[command]) {
    event.preventDefault();
    screen.act[command]();
  } else if (command === "help") {
    event.preventDefault();
    frame.toggleHelp();
  }
  event.stopPropagation(); // a notebook around the widget has keys of its own
}

/** A function that asks Python and shows what goes wrong; it resolves to null then. */
function makeAttempt({ link, frame, say, ownPage }) {
  async function show(error) {
    if (error.kind !== "offline") {
      frame.status("error", error.text ?? String(error));
      return null;
    }
    frame.status("offline", say("connection_lost"));
    if (ownPage) comeBack(() => frame.status("error", say("connection_restarted")));
    return null;
  }
  const attempt = async (word, fields) => {
    try {
      return await link.ask(word, fields);
    } catch (error) {
      return show(error);
    }
  };
  attempt.show = show;
  return attempt;
}

function storageOf(page) {
  try {
    return page.localStorage;
  } catch {
    return null; // switched off in this browser
  }
}

export default { render };
