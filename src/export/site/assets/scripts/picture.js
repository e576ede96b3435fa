// picture.js: the matrix as it is on the screen, as a picture to take along: SVG, or PNG made of it.

const PICTURE = { width: 132, gap: 8, pad: 6, size: 11, line: 14, head: 44 };

/** @param {string} text */
const xml = (text) =>
  text.replaceAll("\u00ad", "").replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "");

/**
 * Breaks a text into lines that fit.
 * @param {CanvasRenderingContext2D} pen
 * @param {string} text
 * @param {number} width
 */
function linesOf(pen, text, width) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && pen.measureText(`${last} ${word}`).width <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/**
 * Draws what the matrix shows now: its colors, its filters, its open sub-techniques.
 * @param {HTMLElement} matrix
 * @param {DtmData} data
 * @param {HTMLElement} legend
 * @returns {string} SVG
 */
function pictureOf(matrix, data, legend) {
  const { width, gap, pad, size, line, head } = PICTURE;
  const pen = make("canvas").getContext("2d");
  if (!pen) return "";
  const font = "Arial, Helvetica, sans-serif";
  const paper = getComputedStyle(document.documentElement);
  const out = /** @type {string[]} */ ([]);
  const top = 64;
  let deepest = top;
  let x = gap;
  for (const column of matrix.querySelectorAll(":scope > .column")) {
    const title = column.querySelector("h2 a")?.textContent ?? "";
    pen.font = `bold ${size + 1}px ${font}`;
    let y = top;
    linesOf(pen, title, width - 2 * pad).slice(0, 3).forEach((text, at) => {
      out.push(`<text x="${x + pad}" y="${y + 12 + at * line}" font-size="${size + 1}" font-weight="bold" fill="${paper.color}">${xml(text)}</text>`);
    });
    y += head;
    pen.font = `${size}px ${font}`;
    for (const cell of column.querySelectorAll(".cell")) {
      const link = cell.querySelector(":scope > a");
      if (!link?.checkVisibility()) continue;
      const inset = cell.parentElement?.closest(".cell") ? 10 : 0;
      const style = getComputedStyle(cell);
      const name = link.querySelector(".name")?.textContent ?? "";
      const mark = link.querySelector(".mark")?.textContent ?? "";
      const lines = linesOf(pen, `${mark} ${name}`, width - inset - 2 * pad);
      const height = (lines.length + 1) * line + pad;
      const faint = cell.classList.contains("faint") ? 0.35 : 1;
      const url = `${data.base_url}/techniques/${cell.getAttribute("data-id")}/index.html`;
      out.push(`<a href="${xml(url)}"><g opacity="${faint}"><rect x="${x + inset}" y="${y}" width="${width - inset}" height="${height}" rx="3" fill="${style.backgroundColor}" stroke="${style.borderRightColor}"/>`);
      out.push(`<rect x="${x + inset}" y="${y}" width="4" height="${height}" fill="${style.borderLeftColor}"/>`);
      lines.forEach((text, at) => out.push(`<text x="${x + inset + pad + 2}" y="${y + 13 + at * line}" font-size="${size}" fill="${style.color}">${xml(text)}</text>`));
      out.push(`<text x="${x + inset + pad + 2}" y="${y + 13 + lines.length * line}" font-size="${size - 2}" fill="${style.color}">${xml(cell.getAttribute("data-id") ?? "")}</text></g></a>`);
      y += height + 4;
    }
    deepest = Math.max(deepest, y);
    x += width + gap;
  }
  const words = [...legend.querySelectorAll("li")].map((it) => `${it.querySelector(".mark")?.textContent ?? ""} ${it.lastChild?.textContent ?? ""}`);
  const facts = `version ${data.version} of ${data.released}`;
  const shown = byId("shown").textContent ?? "";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${x}" height="${deepest + 20}" viewBox="0 0 ${x} ${deepest + 20}" font-family="${font}">`,
    `<title>${xml(data.name)}</title>`,
    `<rect width="100%" height="100%" fill="${paper.backgroundColor}"/>`,
    `<text x="${gap}" y="26" font-size="20" font-weight="bold" fill="${paper.color}">${xml(data.name)}</text>`,
    `<text x="${gap}" y="46" font-size="11" fill="${paper.color}">${xml(`${facts} · ${shown} · ${words.join(" · ")}`)}</text>`,
    ...out,
    "</svg>\n",
  ].join("\n");
}

/**
 * Gives the picture as PNG, at twice its size so that it prints well.
 * @param {string} name
 * @param {string} svg
 */
function givePng(name, svg) {
  const image = new Image();
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  image.addEventListener("load", () => {
    const canvas = make("canvas");
    canvas.width = image.width * 2;
    canvas.height = image.height * 2;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(url);
    canvas.toBlob((blob) => {
      if (blob) give(name, "image/png", blob);
      else say("The picture could not be made");
    });
  });
  image.addEventListener("error", () => say("The picture could not be made"));
  image.src = url;
}
