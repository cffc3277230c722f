// A page whose figures wait for their job asks until none does, then shows itself anew,
// unless somebody has begun to type: then it only says that fresh figures are there.
"use strict";

// A page's own note comes after the one about figures, and is what its reader waits for.
const note = [...document.querySelectorAll("[data-stale]")].pop();
const bar = document.querySelector("progress[data-progress]");
const ASK_EVERY_MS = 1000;
const ASK_RARELY_MS = 15000;
const PATIENCE = 30;

let typed = false;
let asked = 0;

async function ask() {
  asked += 1;
  let stale = true;
  try {
    const answer = await fetch(note.dataset.stale, { headers: { Accept: "application/json" }, redirect: "error" });
    const told = answer.ok ? await answer.json() : { stale: true };
    stale = told.stale;
    if (bar && told.step) bar.value = told.step;
  } catch {
    stale = true; // no network, or signed out meanwhile: the page stays as it is and asks again
  }
  if (stale) {
    setTimeout(ask, asked < PATIENCE ? ASK_EVERY_MS : ASK_RARELY_MS);
  } else if (typed) {
    note.textContent = note.dataset.fresh;
  } else {
    location.reload();
  }
}

if (note) {
  document.addEventListener("input", () => { typed = true; });
  setTimeout(ask, ASK_EVERY_MS);
}
