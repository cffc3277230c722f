// Messages that concern the whole sheet; each stays until what it tells of is over.

export class Banner {
  constructor(place, signIn) {
    Object.assign(this, { place, signIn });
  }

  show(name, text, link = null, buttons = []) {
    let found = this.place.querySelector(`[data-banner="${name}"]`);
    if (found?.dataset.text === text) return;
    found?.remove();
    found = document.createElement("div");
    Object.assign(found.dataset, { banner: name, text });
    found.className = "alert alert-warning sheet-banner";
    found.append(Object.assign(document.createElement("span"), { textContent: text }));
    if (link) found.append(Object.assign(document.createElement("a"), { href: link.href, textContent: link.label, target: "_blank", rel: "opener" }));
    for (const { label, act } of buttons) {
      const made = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-outline-secondary btn-sm", textContent: label });
      made.addEventListener("click", act);
      found.append(made);
    }
    this.place.append(found);
  }

  hide(name) {
    this.place.querySelector(`[data-banner="${name}"]`)?.remove();
  }
}
