// Numbers as the report prints them: the same digits, the same rounding, a true minus sign.

const NOT_ESTIMABLE = "not estimable";

// toFixed rounds a number that lies exactly halfway up; the report, as Python does, to the even digit.
function decimals(value, digits) {
  const size = Math.abs(value);
  const whole = size.toFixed(80);
  const point = whole.indexOf(".");
  const rest = digits ? whole.slice(point + 1 + digits) : whole.slice(point + 1);
  let text = size.toFixed(digits);
  if (/^50*$/.test(rest)) {
    const down = digits ? whole.slice(0, point + 1 + digits) : whole.slice(0, point);
    if (Number(down[down.length - 1]) % 2 === 0) text = down;
  }
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

function perCent(p) {
  return p === null || p === undefined ? NOT_ESTIMABLE : decimals(100 * p, 1);
}

function perCentRange(low, high) {
  if (low === null || high === null) return NOT_ESTIMABLE;
  const ends = [perCent(low), perCent(high)];
  return ends.join(ends[0].includes("−") ? " to " : "–");
}

function points(change) {
  const text = decimals(100 * change, 1);
  return text === "0.0" || text.startsWith("−") ? text : `+${text}`;
}

function variance(value) {
  if (value === 0) return "0";
  if (value < 0.0005) return "<0.001";
  return decimals(value, value < 0.0995 ? 3 : 2);
}

function equation(symbol, text) {
  return text.startsWith("<") ? `${symbol} < ${text.slice(1)}` : `${symbol} = ${text}`;
}

function cohortCount(k) {
  return k === 1 ? "1 cohort" : `${k} cohorts`;
}

// How far the cohorts differ, as under the forest plot.
function heterogeneityWords({ tau2, tau2_ci_low: low, tau2_ci_high: high, i2 }, level) {
  const parts = [];
  if (tau2 !== undefined) {
    const known = low !== null && high !== null && low !== undefined;
    parts.push(equation("τ²", variance(tau2)) + (known ? ` (${level} CI ${variance(low)}–${variance(high)})` : ""));
  }
  if (i2 !== undefined) parts.push(`I² = ${decimals(i2, 0)}%`);
  return parts.join("; ");
}

// A note of the engine as a sentence: the words in braces are filled in as Python's format does.
function noteSentence(note, sentences) {
  return sentences[note.rule].replace(/\{(\w+)(?::([^}]*))?\}/g, (_, name, spec) => formatted(note[name], spec));
}

function formatted(value, spec) {
  if (!spec) return String(value);
  if (value === Infinity) return "inf";
  const [, digits, kind] = /^(?:\.(\d+))?([fg%])$/.exec(spec);
  const plain = (text) => text.replace("−", "-");
  if (kind === "f") return plain(decimals(value, Number(digits)));
  if (kind === "%") return `${plain(decimals(100 * value, Number(digits)))}%`;
  return significant(value, Number(digits ?? 6));
}

// Python's g: so many significant digits, none that are 0 at the end, an exponent where it would be long.
function significant(value, digits) {
  if (value === 0) return "0";
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  const power = Number(exponent);
  const trimmed = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (power >= -4 && power < digits) return trimmed(decimals(value, digits - 1 - power));
  const size = String(Math.abs(power)).padStart(2, "0");
  return `${trimmed(mantissa)}e${power < 0 ? "-" : "+"}${size}`;
}
