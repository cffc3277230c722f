// Menus close when something else is pressed, and with Escape. Without this script they close with a press on their own name.
"use strict";

const menus = () => document.querySelectorAll(".menu-row .menu-group[open], .person-menu[open]");

document.addEventListener("click", (event) => {
  menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  menus().forEach((menu) => {
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  });
});
