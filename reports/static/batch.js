/* Lets a batch be searched, filtered and sorted by whole numbers that came with the page. Stores nothing, asks the
   network for nothing. */
(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const table = document.querySelector("table.overview");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const section = new Map(rows.map((row) => [row, document.getElementById(row.dataset.r)]));
  const keys = new Map(rows.map((row) => [row, row.dataset.k.split(" ").map((key) => (key === "-" ? null : Number(key)))]));
  const controls = document.querySelector(".controls");
  const field = controls.querySelector("input");
  const status = controls.querySelector("[role=status]");
  const chosen = new Set();
  let planned = false;

  const asButton = (holder) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...holder.childNodes);
    holder.append(button);
    return button;
  };

  const show = () => {
    const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    rows.forEach((row) => {
      const fits = (!planned || Boolean(row.dataset.p)) && (!chosen.size || chosen.has(row.dataset.v)) && wanted.every((word) => row.dataset.s.includes(word));
      row.hidden = !fits;
      section.get(row).hidden = !fits;
      count += Number(fits);
    });
    status.textContent = `${count} ${count === 1 ? status.dataset.one : status.dataset.many}`;
  };

  const sort = (head, heads) => {
    const descending = head.getAttribute("aria-sort") === "ascending";
    const column = Number(head.dataset.col);
    heads.forEach((each) => each.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const order = (one, other) => {
      const a = keys.get(one)[column];
      const b = keys.get(other)[column];
      if (a === null || b === null) return Number(a === null) - Number(b === null);
      return (descending ? b - a : a - b) || keys.get(one)[0] - keys.get(other)[0];
    };
    const sorted = rows.slice().sort(order);
    body.append(...sorted);
    sorted.forEach((row) => section.get(row).parentNode.insertBefore(section.get(row), document.getElementById("method")));
  };

  const heads = all("th[data-col]", table);
  heads.forEach((head) => asButton(head).addEventListener("click", () => sort(head, heads)));
  all(".chip").forEach((chip) => {
    const button = asButton(chip);
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      const verdict = chip.dataset.verdict;
      if (!verdict) planned = !planned;
      else if (!chosen.delete(verdict)) chosen.add(verdict);
      button.setAttribute("aria-pressed", String(verdict ? chosen.has(verdict) : planned));
      show();
    });
  });
  field.addEventListener("input", show);
  controls.hidden = false;
  show();
})();
