/* A list too long for the page: its columns are unpacked from the page itself, and only the rows in sight are drawn. */
(() => {
  const NEAR = 6; // rows drawn beyond the edges
  const ON_PAPER = 100;
  const VERDICTS = ["go", "nogo", "find"];
  const { all, table, number } = overview;
  const holder = document.getElementById("rows");
  const reel = document.querySelector(".reel");
  const dialog = document.querySelector("dialog");
  const model = document.getElementById("row").content.querySelector("tr");
  const body = table.tBodies[0];

  const unpacked = async () => {
    const packed = atob(holder.textContent);
    const bytes = new Uint8Array(packed.length);
    for (let at = 0; at < packed.length; at += 1) bytes[at] = packed.charCodeAt(at);
    holder.remove();
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  };

  const listOf = (data) => {
    const { currency, scale } = data;
    const texts = [];
    const verdict = (row) => VERDICTS[data.verdict[row]];
    const text = (name, row) => {
      const column = data[name];
      const value = column.words ? column.words[column.at[row]] : column[row];
      if (value === null) return "";
      return name === "id" || name === "heading" ? value : number(value);
    };
    const figures = (name) => Float64Array.from(data[name], (value) => (value === null ? NaN : typeof value === "string" ? -0 : -value));
    const placed = (words) => {
      const collator = new Intl.Collator(document.documentElement.lang);
      const sorted = words.map((word, at) => [word, at]).sort((one, other) => collator.compare(one[0], other[0]));
      const places = new Float64Array(words.length);
      sorted.forEach(([word, at], place) => {
        places[at] = place && collator.compare(sorted[place - 1][0], word) === 0 ? places[sorted[place - 1][1]] : place;
        if (!word) places[at] = NaN;
      });
      return places;
    };
    const numbered = ({ at }, places) => Float64Array.from(at, (place) => (places ? places[place] : place));
    const columns = [
      () => Float64Array.from(data.rank),
      () => Float64Array.from(data.verdict, Number),
      () => placed(data.heading),
      () => figures("value"),
      () => numbered(data.loss),
      () => figures("worth"),
      () => numbered(data.next, placed(data.next.words)),
      () => figures("per_effort"),
      () => figures("votes"),
    ];
    const made = [];

    const share = (value) => Math.min(100, Math.max(0, (100 * (Number(value) - scale[0])) / (scale[1] - scale[0]))) || 0;
    const badges = (target, row) => {
      const marks = Number(data.marks[row]);
      const chips = [`[data-verdict=${verdict(row)}]`, ...(marks & 1 ? ["[data-mark='1']"] : [])];
      target.replaceChildren(...chips.map((each) => document.querySelector(`.chip${each} .badge`).cloneNode(true)));
    };
    /* Write a row's texts into the places made for them. */
    const fill = (root, row) => {
      all("[data-f]", root).forEach((place) => {
        const value = text(place.dataset.f, row);
        place.textContent = value === "" ? place.dataset.none ?? "" : "money" in place.dataset ? `${value} ${currency}` : value;
      });
      all("[data-if]", root).forEach((part) => { part.hidden = text(part.dataset.if, row) === ""; });
      all("[data-mark]", root).forEach((part) => { part.hidden = !(Number(data.marks[row]) & part.dataset.mark); });
      badges(root.querySelector("[data-badge]"), row);
    };
    const draw = (row) => {
      const drawn = model.cloneNode(true);
      fill(drawn, row);
      const [low, high] = [share(data.low[row]), share(data.high[row])];
      drawn.querySelector("rect").setAttribute("x", `${low}%`);
      drawn.querySelector("rect").setAttribute("width", `${Math.max(high - low, 0.4)}%`);
      drawn.querySelector("ellipse").setAttribute("cx", `${share(data.value[row])}%`);
      return drawn;
    };

    return {
      count: data.heading.length,
      verdict,
      marks: (row) => Number(data.marks[row]),
      facet: (name, row) => data.facets[name][row],
      text: (row) => (texts[row] ??= overview.folded(["heading", "id", "competitor", "next", "relationships"].map((name) => text(name, row)).join(" "))),
      keys: (column) => (made[column] ??= columns[column]()),
      show: (shown) => view.show(shown),
      draw,
      fill,
    };
  };

  let list = null;
  const view = (() => {
    let shown = [];
    let active = 0; // the place, among those shown, of the one row the Tab key reaches
    let height = 0;
    let onPaper = false;

    const gap = (rows) => {
      const pad = document.createElement("tr");
      pad.className = "pad";
      pad.setAttribute("aria-hidden", "true");
      pad.append(document.createElement("td"));
      pad.firstChild.style.height = `${rows * height}px`;
      return pad;
    };
    const rowAt = (place) => {
      const drawn = list.draw(shown[place]);
      drawn.setAttribute("aria-rowindex", String(place + 2));
      drawn.dataset.place = place;
      drawn.querySelector("button").tabIndex = -1;
      return drawn;
    };
    const measure = () => {
      body.replaceChildren(...(shown.length ? [rowAt(0)] : []));
      height = shown.length ? body.rows[0].getBoundingClientRect().height : height;
    };
    const inSight = () => {
      const first = Math.floor(reel.scrollTop / height);
      return [first, Math.min(shown.length, Math.ceil((reel.scrollTop + reel.clientHeight) / height))];
    };
    const draw = () => {
      if (onPaper || !height) return;
      const held = body.contains(document.activeElement);
      const [first, last] = inSight();
      const from = Math.max(0, first - NEAR);
      const to = Math.min(shown.length, last + NEAR);
      const places = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
      body.replaceChildren(gap(from), ...places.map(rowAt), gap(Math.max(0, shown.length - to)));
      const reached = active >= from && active < to ? active : Math.min(first + 1, to - 1);
      const button = body.querySelector(`[data-place="${reached}"] button`);
      if (button) button.tabIndex = 0;
      if (held) (reached === active && button ? button : reel).focus({ preventScroll: true });
    };
    const go = (place) => {
      active = Math.max(0, Math.min(shown.length - 1, place));
      const free = reel.clientHeight - table.tHead.offsetHeight;
      if (active * height < reel.scrollTop) reel.scrollTop = active * height;
      else if ((active + 1) * height > reel.scrollTop + free) reel.scrollTop = (active + 1) * height - free;
      draw();
      body.querySelector(`[data-place="${active}"] button`)?.focus({ preventScroll: true });
    };
    const placeOf = (target) => Number(target.closest("tr").dataset.place);

    let asked = false;
    reel.addEventListener("scroll", () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => { asked = false; draw(); });
    }, { passive: true });
    reel.addEventListener("keydown", (event) => {
      if (event.target !== reel && !body.contains(event.target)) return;
      const page = Math.max(1, Math.floor(reel.clientHeight / height) - 1);
      const at = body.contains(event.target) ? placeOf(event.target) : active;
      const target = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: shown.length - 1 }[event.key];
      if (target === undefined || !shown.length) return;
      event.preventDefault();
      go(target);
    });
    body.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      active = placeOf(button);
      list.fill(dialog, shown[active]);
      dialog.showModal();
      dialog.querySelector("h2").focus();
    });
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => go(active));
    addEventListener("resize", () => { if (list && !onPaper) { measure(); draw(); } });
    addEventListener("beforeprint", () => {
      onPaper = true;
      body.replaceChildren(...shown.slice(0, ON_PAPER).map((_, place) => rowAt(place)));
    });
    addEventListener("afterprint", () => requestAnimationFrame(() => { onPaper = false; measure(); draw(); }));

    return {
      show: (rows) => {
        shown = rows;
        active = 0;
        table.setAttribute("aria-rowcount", String(shown.length + 1));
        measure();
        reel.scrollTop = 0;
        draw();
      },
    };
  })();

  const start = async () => {
    try {
      list = listOf(await unpacked());
    } catch {
      document.getElementById("unpacked").hidden = false;
      overview.start(overview.rows());
      return;
    }
    reel.classList.add("rolling");
    reel.tabIndex = -1;
    document.querySelector(".keys").hidden = false;
    overview.start(list);
    document.documentElement.dataset.ready = "";
  };
  start();
})();
