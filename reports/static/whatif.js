/* Words as featurecheck writes them: three significant digits, the unit behind the figure. */
const inWords = (() => {
  const {abs, floor} = Math;
  const rounded = (figure, digits = 3) => +figure.toPrecision(digits);
  const plain = (figure) => rounded(figure).toFixed(10).replace(/\.?0+$/, "").replace(/^-?$|^-0$/, "0");
  const whole = (figure) => figure.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ",");
  const number = (figure) => {
    const size = abs(figure);
    return size >= 999.5e6 ? `${plain(figure / 1e9)} billion`
      : size >= 999.5e3 ? `${plain(figure / 1e6)} million`
      : size >= 9999.5 ? whole(rounded(figure))
      : size >= 100 ? whole(figure)
      : plain(figure);
  };
  const money = (figure, currency) => (figure > 0 && figure < 0.5 ? `under 1 ${currency}` : `${number(figure)} ${currency}`);
  const percent = (share) => {
    const figure = share * 100;
    return `${figure >= 99.5 && figure < 100 ? (floor(figure * 100) / 100).toFixed(2).replace(/\.?0+$/, "") : plain(figure)} %`;
  };
  const chance = (share) => (share < 0.01 ? "under 1 %" : share > 0.99 ? "over 99 %" : `${Math.round(share * 100)} %`);
  const counted = (figure, noun) => {
    const text = number(rounded(figure, 2));
    return `${text} ${noun}${text === "1" ? "" : "s"}`;
  };
  const duration = (years) => {
    const weeks = years * 365.25 / 7;
    return weeks < 8 ? counted(weeks, "week") : years < 2 ? counted(years * 12, "month") : counted(years, "year");
  };
  const quantity = (figure, unit) => (unit === "share" ? percent(figure) : unit === "years" ? duration(figure) : `${number(figure)} ${unit}`);
  return {number, money, percent, chance, duration, quantity};
})();

/* What follows from a model and a setting. The model is data: terms, each a coefficient and one-answer functions. */
const whatIf = (model) => {
  const {abs, ceil, exp, log, log1p, max, min, sqrt} = Math;
  const [AMOUNT, SHARE, EXPONENTIAL, FAR] = [0, 1, 2, 6.5];
  const sum = (list, of) => list.reduce((total, one, place) => total + of(one, place), 0);
  const poly = (factors, x) => {
    let total = 0;
    for (const one of factors) total = total * x + one;
    return total;
  };
  /* Hart's rational approximation of the normal distribution, and the continued fraction of its tail. */
  const [ABOVE, BELOW] = [
    [0.0352624965998911, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931, 220.206867912376],
    [0.0883883476483184, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831, 793.826512519948, 440.413735824752],
  ];
  const cdf = (x) => {
    const size = min(abs(x), 37), density = exp(-size * size / 2);
    const tail = size < 7.07106781186547
      ? density * poly(ABOVE, size) / poly(BELOW, size)
      : density / (size + 1 / (size + 2 / (size + 3 / (size + 4 / (size + 0.65))))) / 2.506628274631;
    return x > 0 ? 1 - tail : tail;
  };
  /* The normal score of a probability: a first guess for the smaller tail, then Newton's method. */
  const score = (chance) => {
    const tail = min(chance, 1 - chance), t = sqrt(-2 * log(tail));
    let z = t - poly([0.010328, 0.802853, 2.515517], t) / poly([0.001308, 0.189269, 1.432788, 1], t);
    for (let turn = 0; turn < 2; turn += 1) z -= (tail - cdf(-z)) / exp(-z * z / 2) * 2.506628274631;
    return chance < 0.5 ? -z : z;
  };
  const grids = {};
  const grid = (nodes) => {
    if (!grids[nodes]) {
      const z = Array.from({length: nodes}, (_, node) => 2 * FAR * node / (nodes - 1) - FAR);
      const total = sum(z, (one) => exp(-one * one / 2));
      grids[nodes] = {z, w: z.map((one) => exp(-one * one / 2) / total)};
    }
    return grids[nodes];
  };
  const average = (nodes) => sum(nodes, (one, place) => one * grid(nodes.length).w[place]);
  const surplus = (mean, acted) => max(acted - max(mean, 0), 0);

  /* An answer [shape, location, scale] at a normal score. */
  const quantile = ([shape, place, scale], z) => (
    shape === SHARE ? 1 / (1 + exp(-place - scale * z))
      : shape === EXPONENTIAL ? -scale * log(cdf(-z))
      : exp(min(place + scale * z, 300))
  );
  const meanOf = (answer) => {
    const [shape, place, scale] = answer;
    return shape === SHARE ? average(grid(65).z.map((z) => quantile(answer, z)))
      : shape === EXPONENTIAL ? scale : exp(place + scale * scale / 2);
  };
  /* The answer moved, then narrowed about its mean. */
  const changed = ([shape, place, scale], moved, width) => {
    if (shape === EXPONENTIAL) {
      if (width === 1) return [shape, place, scale * exp(moved)];
      const narrow = width * sqrt(log(2));
      return [AMOUNT, log(scale) + moved - narrow * narrow / 2, narrow];
    }
    if (!scale && abs(place) >= 60) return [shape, place, scale];
    const start = place + moved, narrow = width * scale;
    if (width === 1 || !scale) return [shape, start, scale];
    if (shape === AMOUNT) return [shape, start + (scale * scale - narrow * narrow) / 2, narrow];
    const mean = meanOf([shape, start, scale]);
    let low = start - 50 - 13 * scale, high = start + 50 + 13 * scale;
    for (let turn = 0; turn < 70; turn += 1) {
      const middle = (low + high) / 2;
      if (meanOf([shape, middle, narrow]) > mean) high = middle; else low = middle;
    }
    return [shape, low, narrow];
  };

  /* The scores of the points that featurecheck uses, made when they are first needed. */
  const made = {};
  const scores = (dimension) => {
    if (!made[dimension]) {
      const word = (place) => sum([0, 1, 2, 3, 4], (digit) => (model.net.charCodeAt(65 * dimension + 5 * place + digit) - 63) * 64 ** (4 - digit));
      const points = new Float64Array(2 ** model.bits);
      points[0] = word(0);
      for (let bit = 0; bit < model.bits; bit += 1) {
        const direction = word(bit + 1), size = 2 ** bit;
        for (let point = 0; point < size; point += 1) points[point + size] = points[point] ^ direction;
      }
      made[dimension] = points.map((point) => Math.fround(score(point / 2 ** 30)));
    }
    return made[dimension];
  };

  /* Worth of a reading with log-error tau of a lognormal x, for a + b x; with tau 0 of knowing x. */
  const reading = ([, place, scale], a, b, tau) => {
    const seen = scale * scale / sqrt(scale * scale + tau * tau), mean = exp(place + scale * scale / 2), root = -a / b;
    if (!(scale && root > 0 && root < Infinity)) return 0;
    const far = (log(root / mean) + seen * seen / 2) / seen, side = b > 0 ? 1 : -1;
    return surplus(a + b * mean, cdf(-side * far) * a + cdf(side * (seen - far)) * b * mean);
  };
  /* Worth of knowing what the nodes depend on: trapezoid rule, with the term of the kink where the sign changes. */
  const known = (nodes) => {
    const {w} = grid(nodes.length);
    let acted = average(nodes.map((one) => max(one, 0))), turns = false;
    nodes.slice(1).forEach((next, place) => {
      if ((next > 0) === (nodes[place] > 0)) return;
      const x = abs(nodes[place]), y = abs(next), both = x + y;
      turns = true;
      acted -= (w[place] * y + w[place + 1] * x) / both * (x * y / both / 2 - both / 12);
    });
    return turns ? surplus(average(nodes), acted) : 0;
  };
  /* Worth of a reading with error tau about `place`, for any shape: acted upon beyond one threshold. */
  const read = (nodes, place, tau) => {
    const {z, w} = grid(nodes.length), last = nodes.length - 1, rises = nodes[last] > 0;
    if ((nodes[0] > 0) === rises || place[last] <= place[0]) return 0;
    let low = place[0] - 8 * tau, high = place[last] + 8 * tau;
    for (let turn = 0; turn < 12; turn += 1) {
      const middle = (low + high) / 2;
      const likely = z.map((one, node) => -one * one / 2 - ((place[node] - middle) / tau) ** 2 / 2);
      const top = likely.reduce((one, other) => max(one, other));
      if ((sum(likely, (one, node) => exp(one - top) * nodes[node]) > 0) === rises) high = middle; else low = middle;
    }
    const side = (rises ? 1 : -1) / tau, threshold = (low + high) / 2;
    return surplus(average(nodes), sum(nodes, (one, node) => one * w[node] * cdf(side * (place[node] - threshold))));
  };
  /* Worth of asking people whether a share holds for them, for a + b share: the sum over all counts of yes. */
  const asked = ([, place, scale], a, b, people) => {
    if (!scale || (a > 0) === (a + b > 0)) return 0;
    const cells = 2 * ceil(FAR / 1.25 * sqrt(1 + scale * scale * people / 4));
    const {z, w} = grid(min(max(cells + 1, 65), 2049));
    const odds = z.map((one) => max(-300, min(place + scale * one, 300)));
    const given = odds.map((one, node) => (a + b / (1 + exp(-one))) * w[node]);
    const capped = odds.map((one) => min(one, 20)), steps = capped.map(exp);
    const run = min(Math.floor(sqrt(people)) + 1, 32);
    let acted = 0, ways = 0;
    for (let start = 0; start <= people; start += run) {
      const weights = given.map((one, node) => one * exp(ways + start * capped[node] - people * log1p(steps[node])));
      let more = 0;
      for (let count = start; count < min(start + run, people + 1); count += 1) {
        let integral = 0;
        weights.forEach((one, node) => {
          integral += one;
          weights[node] = one * steps[node];
        });
        acted += max(integral, 0) * exp(more);
        more += log((people - count) / (count + 1));
      }
      ways += more;
    }
    return surplus(sum(given, (one) => one), acted);
  };

  const {functions} = model, drawn = [];
  /* The figures under {plain, horizon, moved, width}; moved and width hold numbers by the place of the answer. */
  const run = ({plain = false, horizon = model.horizon, moved = {}, width = {}} = {}) => {
    const [count, instead, coefficients] = plain ? model.unweighted : [99, [], model.coefficients];
    const answers = model.answers.slice(0, count).map((one, place) => (
      changed(instead[place] || one, moved[place] || 0, place in width ? width[place] : 1)
    ));
    const terms = model.terms.map((term, place) => [coefficients[place], term]).filter(([coefficient]) => coefficient);
    const apply = (place, x) => {
      const [, kind, rate, series] = functions[place];
      if (!kind) return x;
      if (kind === 1) return 1 - x;
      const left = max(horizon - x, 0);
      return exp(-rate * x) * (series.length ? sum(series, ([c, power, fade]) => c * left ** power * exp(-fade * left)) : 1);
    };
    const means = functions.map(([answer, kind], place) => {
      if (!answers[answer]) return 0;
      if (!kind) return meanOf(answers[answer]);
      const mean = average(grid(65).z.map((z) => apply(place, quantile(answers[answer], z))));
      return kind === 1 ? max(mean, exp(-60)) : mean;
    });
    const expected = sum(terms, ([coefficient, term]) => term.reduce((product, one) => product * means[one], coefficient));

    /* The expected value given one answer: what stands before each function of it, and before none. */
    const given = (answer) => {
      const before = {}, free = {at: 0};
      terms.forEach(([coefficient, term]) => {
        const own = term.find((one) => functions[one][0] === answer);
        const rest = term.reduce((product, one) => (one === own ? product : product * means[one]), coefficient);
        if (own === undefined) free.at += rest; else before[own] = (before[own] || 0) + rest;
      });
      const parts = Object.entries(before).map(([own, rest]) => [+own, rest]);
      const line = parts.every(([own]) => functions[own][1] < 2);
      const b = sum(parts, ([own, rest]) => (functions[own][1] ? -rest : rest));
      const a = free.at + sum(parts, ([own, rest]) => (functions[own][1] ? rest : 0));
      return {line, a, b, at: (x) => free.at + sum(parts, ([own, rest]) => rest * apply(own, x))};
    };
    const worth = (answer, by) => {
      const one = answers[answer], [shape, place, scale] = one, {line, a, b, at} = given(answer);
      const [people, tau] = by || [0, 0], closed = line && shape !== SHARE;
      if (people) return asked(one, a, b, people);
      if (closed && shape === AMOUNT) return reading(one, a, b, tau);
      const {z} = grid(by ? 257 : closed ? 1025 : 65), x = z.map((each) => quantile(one, each)), nodes = x.map(at);
      return by ? read(nodes, x.map((each, node) => (shape === SHARE ? place + scale * z[node] : log(max(each, 1e-300)))), tau) : known(nodes);
    };
    const now = max(expected, 0);
    const asking = answers.map((_, answer) => {
      const evppi = worth(answer), [cost, delay, ways = []] = model.asking[answer];
      const nets = ways.map(([people, tau, costs, delays]) => (
        (evppi > 0 ? min(worth(answer, [people, tau]), evppi) : 0) - costs - now * model.delays[delays]
      ));
      return [answer, evppi, ways.length ? max(...nets) : evppi - cost - now * model.delays[delay]];
    });
    const earns = expected > 1e-6;
    const ask = asking.some(([, , net]) => net > 0) || (model.contradicted && earns);

    /* Chance of loss at the points; a lognormal that all of a side is multiplied with is integrated out. */
    const column = (place) => {
      const own = answers[functions[place][0]], key = `${own} ${horizon}`;
      if (!drawn[place] || drawn[place].key !== key) {
        drawn[place] = {key, x: scores(functions[place][0]).map((z) => apply(place, quantile(own, z)))};
      }
      return drawn[place].x;
    };
    const side = (sign) => {
      const own = terms.filter(([coefficient]) => coefficient * sign > 0), out = model.out[sign > 0 ? 0 : 1];
      const free = functions.findIndex(([answer]) => answer === out), [shape, place, scale] = answers[out];
      const clear = shape === AMOUNT && own.every(([, term]) => term.includes(free));
      const total = new Float64Array(2 ** model.bits);
      own.forEach(([coefficient, term]) => {
        const columns = term.filter((one) => !clear || one !== free).map(column);
        total.forEach((_, point) => {
          let product = abs(coefficient);
          for (const x of columns) product *= x[point];
          total[point] += product;
        });
      });
      return clear ? [total, exp(place + scale * scale / 2), scale * scale] : [total, 1, 0];
    };
    const loss = () => {
      const [gain, margin, wide] = side(1), [cost, price, broad] = side(-1), count = gain.length;
      const spread = max(sqrt(wide + broad), 1e-6), unit = max(price, margin * sum(gain, (one) => one) / count);
      const above = (one) => max(one / unit, 1e-30);
      return sum(gain, (one, point) => cdf(((wide - broad) / 2 - log(above(one * margin) / above(cost[point] * price))) / spread)) / count;
    };
    return {
      verdict: ask ? 2 : earns ? 0 : 1,
      expected,
      get loss() { return loss(); },
      ranges: answers.map((one) => [-1.6448536269514722, 0, 1.6448536269514722].map((z) => quantile(one, z))),
      questions: asking.filter(([, evppi]) => evppi > 0).sort(([, one], [, other]) => other - one),
    };
  };
  return Object.assign(run, {scores});
};
