// live.js: while `dtm serve` runs: shows the page again after a save, and what is wrong with the files.
(() => {
  "use strict";
  const since = Number(document.getElementById("dtm-live")?.dataset.since);
  /** @type {EventSource | null} */
  let source = null;

  /**
   * @param {string} tag
   * @param {string} text
   * @param {...Node} children
   */
  function element(tag, text, ...children) {
    const made = document.createElement(tag);
    made.textContent = text;
    made.append(...children);
    return made;
  }

  /**
   * @typedef {{ file: string, line: number, column: number, code: string, level: string, message: string, help?: string }} Finding
   * @param {{ trouble?: string, report?: { errors: number, warnings: number, findings: Finding[] } }} news
   */
  function show(news) {
    const old = document.getElementById("dtm-findings");
    const wasOpen = old?.querySelector("details")?.open ?? false;
    old?.remove();
    const report = news.report ?? { errors: 0, warnings: 0, findings: [] };
    const bad = news.trouble !== undefined || report.errors > 0;
    if (!bad && report.warnings === 0) return;
    const count = (/** @type {number} */ n, /** @type {string} */ word) => `${n} ${word}${n === 1 ? "" : "s"}`;
    const title = bad
      ? `${news.trouble ?? `${count(report.errors, "error")}, ${count(report.warnings, "warning")}`}: the pages show the last state without errors`
      : count(report.warnings, "warning");
    const list = element("ul", "");
    for (const finding of report.findings) {
      const place = element("code", `${finding.file}:${finding.line}:${finding.column}`);
      const item = element("li", "", element("p", `${finding.level}[${finding.code}] `, place), element("p", finding.message));
      if (finding.help) item.append(element("p", `Help: ${finding.help}`));
      list.append(item);
    }
    const details = document.createElement("details");
    details.open = bad || wasOpen;
    details.append(element("summary", title), list);
    const box = element("aside", "", details);
    box.id = "dtm-findings";
    box.className = bad ? "error" : "warning";
    box.setAttribute("role", bad ? "alert" : "status");
    box.setAttribute("aria-label", "Findings");
    document.body.append(box);
  }

  function listen() {
    source?.close();
    source = new EventSource("/_dtm/events");
    source.addEventListener("turn", async (event) => {
      if (JSON.parse(event.data).since !== since) {
        location.reload();
        return;
      }
      const answer = await fetch("/_dtm/findings", { cache: "no-store" });
      show(await answer.json());
    });
  }

  // A browser keeps six connections to a host: a tab that nobody sees gives its own back.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) source?.close();
    else listen();
  });
  listen();
})();
