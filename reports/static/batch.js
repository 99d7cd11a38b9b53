/* Searches, filters and sorts what came with the page; works out no figure. Stores nothing, asks the network for
   nothing. A list of rows says how it is read and shown: see batch_rows.js and batch_window.js. */
const overview = (() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const table = document.querySelector("table.overview");
  const heads = all("th[data-col]", table);
  const controls = document.querySelector(".controls");
  const field = controls.querySelector("input");
  const status = controls.querySelector("[role=status]");
  const chosen = new Set();
  const filters = new Map();
  let marks = 0;
  let list = null;
  let order = [];

  const folded = (text) => text.normalize("NFC").toLowerCase();

  /* A figure that Python has rounded, written as Python writes it: only its digits are grouped. */
  const number = (value) => {
    if (typeof value === "string") return value;
    const size = Math.abs(value);
    if (size >= 1e9) return `${value / 1e9} billion`;
    if (size >= 1e6) return `${value / 1e6} million`;
    const [whole, part] = String(value).split(".");
    return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part ? `.${part}` : "");
  };

  const asButton = (holder) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...holder.childNodes);
    holder.append(button);
    return button;
  };

  const passes = (row) => {
    for (const [name, { choice, many }] of filters) {
      const place = list.facet(name, row);
      if (many ? !(place & (1 << choice)) : place !== choice) return false;
    }
    return true;
  };

  const show = (sorted) => {
    const wanted = folded(field.value).split(/\s+/).filter(Boolean);
    const shown = order.filter((row) => (!chosen.size || chosen.has(list.verdict(row)))
      && (list.marks(row) & marks) === marks && passes(row)
      && (!wanted.length || wanted.every((word) => list.text(row).includes(word))));
    list.show(shown, sorted);
    status.textContent = `${number(shown.length)} ${shown.length === 1 ? status.dataset.one : status.dataset.many}`;
  };

  const sort = (head) => {
    const descending = head.getAttribute("aria-sort") === "ascending";
    heads.forEach((each) => each.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const keys = list.keys(Number(head.dataset.col));
    order.sort((one, other) => {
      const a = keys[one];
      const b = keys[other];
      if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) - Number.isNaN(b) || one - other;
      return (descending ? b - a : a - b) || one - other;
    });
    show(true);
  };

  const chip = (holder) => {
    const button = asButton(holder);
    const { verdict, mark } = holder.dataset;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      if (mark) marks ^= Number(mark);
      else if (!chosen.delete(verdict)) chosen.add(verdict);
      button.setAttribute("aria-pressed", String(mark ? Boolean(marks & mark) : chosen.has(verdict)));
      show(false);
    });
    return button;
  };

  const choose = (select) => {
    const name = Number(select.dataset.filter);
    if (select.value === "") filters.delete(name);
    else filters.set(name, { choice: Number(select.value), many: "many" in select.dataset });
  };

  /* Start with a list: its count, how a row is read, and what shows the rows that are left, in their order. */
  const start = (made) => {
    list = made;
    order = Array.from({ length: list.count }, (_, row) => row);
    heads.forEach((head) => asButton(head).addEventListener("click", () => sort(head)));
    const chips = all(".chip").map(chip);
    const selects = all("select", controls);
    selects.forEach((select) => select.addEventListener("change", () => { choose(select); show(false); }));
    field.addEventListener("input", () => show(false));
    document.getElementById("reset").addEventListener("click", () => {
      field.value = "";
      selects.forEach((select) => { select.value = ""; });
      chips.forEach((button) => button.setAttribute("aria-pressed", "false"));
      filters.clear();
      chosen.clear();
      marks = 0;
      show(false);
    });
    controls.hidden = false;
    show(false);
  };

  return { all, table, folded, number, start };
})();
