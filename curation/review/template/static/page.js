// What Voilà's own scripts expect of the page, and a watchdog: now and then a page that is
// opened together with many others stays blank until it is loaded again.
const BLANK_AFTER_MS = 20_000;
const MOST_RELOADS = 2;
const COUNT_KEY = "curation:reloads";

for (const name of ["voila_heartbeat", "voila_process", "voila_finish", "display_cells", "update_loading_text"]) {
  window[name] = () => {};
}
window.cellLoaded = true;

window.setTimeout(() => {
  if (document.querySelector(".cw")) {
    sessionStorage.removeItem(COUNT_KEY);
    return;
  }
  const reloads = Number(sessionStorage.getItem(COUNT_KEY));
  if (reloads < MOST_RELOADS) {
    sessionStorage.setItem(COUNT_KEY, String(reloads + 1));
    window.location.reload();
  } else {
    sessionStorage.removeItem(COUNT_KEY);
    document.getElementById("opening").textContent =
      "The workbench did not open. Stop `curation app` in its terminal, start it again and open the new link.";
  }
}, BLANK_AFTER_MS);
