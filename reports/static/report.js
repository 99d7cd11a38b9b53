"use strict";
/* Everything can be read without this script: it only opens what is folded before the page is printed. */
(() => {
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = Array.from(document.querySelectorAll("details:not([open])"));
    folded.forEach((each) => { each.open = true; });
  });
  addEventListener("afterprint", () => {
    folded.forEach((each) => { each.open = false; });
    folded = [];
  });
})();
