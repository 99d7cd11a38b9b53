/* The panel: sliders in, words out. The address carries what differs from the answers. */
(() => {
  const panel = document.querySelector(".whatif");
  if (!panel) return;
  const {model, rows, rest, verdicts, currency, quarters, words} = JSON.parse(panel.querySelector("script").textContent);
  const [
    sayTypical, sayRange, sayTo, sayTypically, sayHorizon, sayYears, sayWeighing, sayWeighed, sayYes,
    sayNo, sayAside, sayMore, sayWorth, sayAfter, sayNothing, sayValue, sayLoss,
    sayWhatif, sayAnswered, sayBest, sayLink, sayLost, sayCopied, saySelect, sayStands,
  ] = words;
  const labels = Array.from(document.querySelectorAll(".answers [scope=row]"), (one) => one.textContent);
  rows.forEach((row) => { row[1] = labels[row[1]]; });
  const {number, money, chance, duration, quantity} = inWords;
  const figures = whatIf(model), MARK = "#whatif", controls = {};
  const [word, value, loss, questions, set, status, copy, reset] = [
    ".word", ".value", ".loss", "ol", ".set", "[role=status]", ".copy", ".reset",
  ].map((one) => panel.querySelector(one));
  const tag = (name, fields, ...inside) => {
    const made = Object.assign(document.createElement(name), fields);
    made.append(...inside);
    return made;
  };
  const write = (node, text) => { node.textContent = text; };
  const control = (key, label, low, high, start, type = "range") => {
    const input = tag("input", {type, min: low, max: high, value: start, checked: start});
    controls[key] = {input, start};
    return tag("label", {}, label, input);
  };
  const at = (key) => +(key === "weighed" ? controls[key].input.checked : controls[key].input.value);
  const put = (key, place) => {
    controls[key].input.value = place;
    controls[key].input.checked = +place;
  };
  const back = () => Object.keys(controls).forEach((key) => put(key, controls[key].start));
  const differs = (key) => at(key) !== controls[key].start;
  const horizon = () => model.horizon + at("horizon") / 4;

  const told = {};
  const part = (key, label, ...inside) => {
    told[key] = tag("span", {className: "soft"});
    return tag("fieldset", {}, tag("legend", {}, label), ...inside, told[key]);
  };
  const narrow = (answer) => (model.answers[answer][2] ? [control(`${answer}w`, sayRange, 0, 100, 100)] : []);
  const parts = rows.map(([answer, label]) => part(answer, label, control(answer, sayTypical, -100, 100, 0), ...narrow(answer)));
  parts.unshift(part("horizon", sayHorizon, control("horizon", sayYears, ...quarters, 0)));
  if (model.unweighted) parts.unshift(part("weighed", sayWeighing, control("weighed", sayWeighed, 0, 1, 1, "checkbox")));
  set.append(...parts.slice(0, 8), tag("details", {}, tag("summary", {}, sayMore), ...parts.slice(8)));

  const setting = () => {
    const moved = {}, width = {};
    rows.forEach(([answer, , , reach]) => {
      moved[answer] = reach * at(answer) / 100;
      if (controls[`${answer}w`]) width[answer] = at(`${answer}w`) / 100;
    });
    return {moved, width, horizon: horizon(), plain: "weighed" in controls && !at("weighed")};
  };
  const changes = () => Object.keys(controls).filter(differs);
  const bare = (figure, unit) => (unit === "share" || unit === "years" ? quantity(figure, unit) : number(figure));
  const spread = (range, unit) => {
    if (!range) return sayAside;
    const [low, middle, high] = range;
    return high < 1e-20 ? sayStands : (low === high ? "" : `${bare(low, unit)} ${sayTo} ${bare(high, unit)}, ${sayTypically} `) + quantity(middle, unit);
  };
  const original = figures().ranges;
  let now;
  const show = () => {
    const still = !changes().length, found = figures(setting());
    now = still ? rest : [found.verdict, money(found.expected, currency), chance(found.loss)];
    const [name, slug] = verdicts[now[0]];
    word.className = `word ${slug}`;
    word.querySelector("use").setAttribute("href", `#${slug}`);
    write(word.lastElementChild, name);
    [value, loss].forEach((one, place) => write(one, now[place + 1]));
    write(told.horizon, duration(horizon()));
    if (told.weighed) write(told.weighed, at("weighed") ? sayYes : sayNo);
    rows.forEach(([answer, , unit]) => {
      const text = spread(found.ranges[answer], unit);
      write(told[answer], text);
      [answer, `${answer}w`].forEach((key) => controls[key] && controls[key].input.setAttribute("aria-valuetext", text));
    });
    controls.horizon.input.setAttribute("aria-valuetext", told.horizon.textContent);
    const worth = found.questions.filter(([, evppi]) => evppi >= 0.5).slice(0, 5);
    questions.replaceChildren(...worth.map(([answer, evppi, net]) => tag("li", {className: net > 0 ? "next" : ""},
      `${rows.find(([one]) => one === answer)[1]}: ${sayWorth} ${money(evppi, currency)}, ${money(net, currency)} ${sayAfter}`)));
    if (!worth.length) questions.append(tag("li", {}, sayNothing));
  };
  const sentence = () => `${verdicts[now[0]][0]}. ${sayValue}: ${now[1]}. ${sayLoss}: ${now[2]}.`;
  const address = () => [MARK, ...changes().map((key) => `${key}:${at(key)}`)].join(";");
  const settle = () => {
    try { history.replaceState(null, "", changes().length ? address() : MARK); } catch { /* a page without an address */ }
    write(status, sentence());
  };
  const restore = () => {
    if (!location.hash.startsWith(MARK)) return;
    back();
    const lost = location.hash.split(";").slice(1).filter((one) => {
      const [key, place] = one.split(":"), known = Object.hasOwn(controls, key) && (/^-?\d+$/).test(place);
      if (known) put(key, place);
      return !known;
    });
    show();
    panel.scrollIntoView();
    write(status, (lost.length ? sayLost : "") + sentence());
  };
  const text = () => {
    const compared = (key, label, before) => `- ${label}: ${told[key].textContent} (${sayAnswered}: ${before})`;
    const moved = rows.filter(([answer]) => [answer, `${answer}w`].some((key) => key in controls && differs(key)));
    return [
      `${sayWhatif}: ${document.querySelector("h1").textContent}`,
      ...moved.map(([answer, label, unit]) => compared(answer, label, spread(original[answer], unit))),
      ...(differs("horizon") ? [compared("horizon", sayHorizon, duration(model.horizon))] : []),
      ...(controls.weighed && differs("weighed") ? [compared("weighed", sayWeighing, sayYes)] : []),
      sentence(),
      `${sayAnswered}: ${verdicts[rest[0]][0]}. ${sayValue}: ${rest[1]}. ${sayLoss}: ${rest[2]}.`,
      `${sayBest}:`, ...Array.from(questions.children, (one, place) => `${place + 1}. ${one.textContent}`),
      `${sayLink}: ${address()}`,
    ].join("\n");
  };
  set.addEventListener("input", show);
  set.addEventListener("change", settle);
  addEventListener("hashchange", restore);
  reset.addEventListener("click", () => {
    back();
    show();
    settle();
  });
  copy.addEventListener("click", () => {
    const field = panel.querySelector("textarea"), tell = (one) => write(status, one);
    field.hidden = false;
    field.value = text();
    field.select();
    const refused = () => tell(saySelect);
    if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(() => tell(sayCopied), refused); else refused();
  });
  panel.hidden = false;
  show();
  restore();
})();
