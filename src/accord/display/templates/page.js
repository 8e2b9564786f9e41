"use strict";
(() => {
  const keysOf = (node) => (node.dataset.keys || "").split(" ").filter(Boolean);
  const spans = [...document.querySelectorAll("#text [data-keys]")];
  const owners = [...document.querySelectorAll("main [data-keys]:not(#text [data-keys])")];
  const wide = window.matchMedia("(min-width: 62rem)");
  let held = null;

  const light = (owner) => {
    const keys = new Set(owner ? keysOf(owner) : []);
    for (const span of spans) span.classList.toggle("lit", keysOf(span).some((key) => keys.has(key)));
    for (const other of owners) other.classList.toggle("active", other === owner);
    document.body.classList.toggle("lighting", keys.size > 0);
  };

  for (const owner of owners) {
    owner.addEventListener("mouseenter", () => light(owner));
    owner.addEventListener("mouseleave", () => light(held));
    owner.addEventListener("focusin", () => {
      held = owner;
      light(owner);
      // Beside the text a card stays in view while its words may not; below it, scrolling would lose the card.
      const first = document.querySelector("#text .lit");
      if (first && owner.closest("#cards") && wide.matches) first.scrollIntoView({ block: "nearest" });
    });
    owner.addEventListener("focusout", () => { held = null; light(null); });
  }

  // From the text to the card: a click on a pledge's or near-miss's words brings its card up.
  for (const span of spans) {
    const frame = keysOf(span).find((key) => key.includes("."));
    const card = frame && document.getElementById("card-" + frame.slice(0, frame.lastIndexOf(".")));
    if (card) span.addEventListener("click", () => {
      card.focus({ preventScroll: true });
      card.scrollIntoView({ block: "nearest" });
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement) document.activeElement.blur();
  });
})();
