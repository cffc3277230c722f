// The sheet of a month in the browser. Without it the page is a plain form that works.

import { Banner } from "./sheet_banner.js";
import { Clipboard } from "./sheet_clipboard.js";
import { Grid } from "./sheet_grid.js";
import { History } from "./sheet_history.js";
import { Kept } from "./sheet_kept.js";
import { Keys } from "./sheet_keys.js";
import { csrfToken } from "./sheet_line.js";
import { Reckoning } from "./sheet_reckoning.js";
import { offerBack } from "./sheet_return.js";
import { Saving } from "./sheet_saving.js";

const form = document.querySelector("[data-sheet]");
const written = document.getElementById("sheet-script");

if (form && written) begin(JSON.parse(written.textContent));

function begin(script) {
  const grid = new Grid(form, script.columns);
  const keys = new Keys(grid, new History(grid));
  new Clipboard(grid, keys, script.words);
  const reckoning = new Reckoning(grid, script);
  const kept = new Kept(script.person);
  const banner = new Banner(document.querySelector("[data-sheet-banners]"), script.sign_in);
  const saving = new Saving(grid, script, { kept, reckoning, banner });
  offerBack({ grid, saving, kept, banner, words: script.words });
  watchLeaving(saving, script);
  watchButtons(saving, script, banner);
  form.dataset.live = "";
}

function watchLeaving(saving, script) {
  window.addEventListener("pagehide", () => saving.keep());
  document.addEventListener("visibilitychange", () => { if (document.hidden) { saving.keep(); saving.flush(); } });
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-sign-out]")) saving.isLeaving = true; });
  form.addEventListener("sheet:changed", () => { saving.isLeaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!form.dataset.sending && (saving.waiting.length || script.unsaved)) event.preventDefault();
  });
}

// “Save” stores what may be stored and stays; “submit” stores first and then hands in. Other buttons leave what was typed alone.
function watchButtons(saving, script, banner) {
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (form.dataset.sending || !["save", "submit"].includes(button?.name)) return;
    event.preventDefault();
    for (const row of saving.grid.rows) {
      row.isHeld = false;
      row.refused = null;
    }
    banner.hide("return");
    saving.told = "";
    await saving.flush();
    await saving.flush(); // what was typed while the first was under way
    const open = saving.waiting.length > 0;
    if (button.name === "save" || open) {
      if (open && button.name === "submit") banner.show("refused", script.words.not_submitted);
      else if (!open && !saving.told) saving.told = script.words.nothing_changed;
      script.unsaved = open && script.unsaved;
      saving.show();
      return;
    }
    form.elements.csrfmiddlewaretoken.value = csrfToken(form);
    form.dataset.sending = "1";
    // With nothing left to save we are still inside the form's own event, and a form asked to be sent from there does nothing.
    setTimeout(() => form.requestSubmit(button));
  });
}
