// Files made in the page: a figure as SVG or PNG, and the results that the page was made from.

const PIXELS_PER_POINT = 300 / 72;

function figureButtons(figure, name) {
  // A copy as it came: what the page does to its drawings stays in the page.
  const drawing = figure.querySelector("svg")?.cloneNode(true);
  if (!drawing) return null;
  const button = (kind, act) =>
    make("button", { type: "button", class: "tool", "aria-label": `Download ${name} as ${kind}`, onclick: act }, kind);
  const file = fileName(figure.id);
  return make(
    "div",
    { class: "tools" },
    make("span", { class: "tools-name" }, "Download"),
    button("SVG", () => download(`${file}.svg`, new Blob([svgFile(drawing)], { type: "image/svg+xml" }))),
    button("PNG", async () => download(`${file}.png`, await pngFile(drawing))),
  );
}

// The drawing as a file of its own, with the letters of the page in it.
function svgFile(drawing) {
  const copy = drawing.cloneNode(true);
  const letters = [...document.styleSheets[0].cssRules].filter((rule) => rule instanceof CSSFontFaceRule);
  copy.prepend(makeSvg("style", {}, letters.map((rule) => rule.cssText).join("")));
  return `${new XMLSerializer().serializeToString(copy)}\n`;
}

async function pngFile(drawing) {
  const { width, height } = drawing.viewBox.baseVal;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgFile(drawing))}`;
  await image.decode();
  const canvas = make("canvas", {});
  canvas.width = Math.round(width * PIXELS_PER_POINT);
  canvas.height = Math.round(height * PIXELS_PER_POINT);
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

// results.json, byte for byte as the program wrote it: in the page it is deflated, as text.
function resultsButton(element) {
  if (!element || !window.DecompressionStream) return null;
  const act = async () => {
    const deflated = Uint8Array.from(atob(element.textContent.trim()), (letter) => letter.charCodeAt(0));
    const stream = new Blob([deflated]).stream().pipeThrough(new DecompressionStream("deflate"));
    download("results.json", await new Response(stream, { headers: { "Content-Type": "application/json" } }).blob());
  };
  return make("button", { type: "button", class: "tool", onclick: act }, "Download results.json");
}

function fileName(id) {
  return id.replace(/^figure-/, "");
}

function download(name, blob) {
  const address = URL.createObjectURL(blob);
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
