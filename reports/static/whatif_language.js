/* The figures of the what-if in the page's language; what is computed stays as it is. */
Object.keys(inWords).forEach((name) => {
  const english = inWords[name];
  inWords[name] = (...given) => inTongue(english(...given));
});
