// Whoever signs out leaves nothing typed behind in this browser, neither own nor of others who used it before.

import { forgetAll } from "./sheet_kept.js";

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-sign-out]") && !event.defaultPrevented) forgetAll();
});
