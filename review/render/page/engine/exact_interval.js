// Clopper and Pearson's interval of one rate; at 0 and n it has a closed form.
function exactInterval(events, n, level) {
  const tail = (1 - level) / 2;
  const oneSided = -Math.expm1(Math.log(tail) / n);
  if (events === 0) return [0, events === n ? 1 : oneSided];
  if (events === n) return [1 - oneSided, 1];
  return [betaQuantile(tail, events, n - events + 1), betaQuantile(1 - tail, events + 1, n - events)];
}
