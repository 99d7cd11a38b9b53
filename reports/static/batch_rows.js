/* A list whose rows all stand in the page, each with its own section below. */
overview.rows = () => {
  const body = overview.table.tBodies[0];
  const rows = Array.from(body.rows);
  const sections = rows.map((row) => document.getElementById(row.dataset.r));
  const keys = rows.map((row) => row.dataset.k.split(" ").map((key) => (key === "-" ? NaN : Number(key))));
  const facets = rows.map((row) => (row.dataset.f || "").split(" ").map(Number));
  const texts = [];
  const end = document.getElementById("method");
  return {
    count: rows.length,
    verdict: (row) => rows[row].dataset.v,
    marks: (row) => Number(rows[row].dataset.m || 0),
    facet: (name, row) => facets[row][name],
    text: (row) => (texts[row] ??= overview.folded(`${rows[row].textContent} ${rows[row].dataset.s}`)),
    keys: (column) => keys.map((each) => each[column]),
    show: (shown, sorted) => {
      const left = new Set(shown);
      rows.forEach((row, place) => {
        row.hidden = !left.has(place);
        if (sections[place]) sections[place].hidden = row.hidden;
      });
      if (!sorted) return;
      body.append(...shown.map((place) => rows[place]));
      shown.forEach((place) => sections[place]?.parentNode.insertBefore(sections[place], end));
    },
  };
};
if (!document.getElementById("rows")) overview.start(overview.rows());
