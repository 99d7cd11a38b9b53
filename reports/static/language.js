/* Figures in the page's language: the English form is taken apart and written anew. */
const inTongue = ((says) => {
  const rules = new Intl.PluralRules(document.documentElement.lang);
  const figures = (figure, size) => figure.replace("-", says.minus).replace(/[,.]/g, (mark) => (mark === "," ? says.group : says.point))
    + (size ? says.sizes[size === " million" ? 0 : 1] : "");
  const timed = (figure, size, time) => {
    const ways = says.times[time.trim().replace(/s$/, "")];
    const count = Number(figure.replace(/,/g, "")) * (size ? 1e6 : 1);
    return (ways[rules.select(count)] ?? ways.other).replace("#", figures(figure, size));
  };
  return (text) => text.replace(
    /^(under |over )?(-?\d[\d,]*(?:\.\d+)?)( million| billion)?( %|(?: week| month| year)s?\b)?/,
    (_, near, figure, size, unit) => (near ? `${says[near.trim()]} ` : "") + (!unit ? figures(figure, size)
      : unit === " %" ? says.percent[0] + figures(figure, size) + says.percent[1]
      : timed(figure, size, unit)),
  );
})(SAYS);
