// Draws the figures that the server wrote into the page. The server's own drawing stays for print and without scripts.
"use strict";

const NARROW = 560; // px

const CONFIG = {
  locale: document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en",
  responsive: true,
  displaylogo: false,
  showSendToCloud: false,
  plotlyServerURL: "",
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
};

// Numbers upright, and what would stand right of the axes above them instead: the bars get the whole width.
function fitNarrow({ data, layout }) {
  for (const trace of data) if (trace.type === "bar" && trace.textposition === "outside") trace.textangle = -90;
  for (const note of layout.annotations ?? []) {
    if (note.xref !== "paper" || note.x <= 1) continue;
    Object.assign(note, { x: 1, xanchor: "right", yref: "paper", y: 1, yanchor: "bottom", text: `- - ${note.text.replace("<br>", " ")}` });
    Object.assign(layout.margin, { r: 8, t: 60 });
    layout.legend.y = 1.26;
  }
}

for (const place of document.querySelectorAll("[data-chart]")) {
  const figure = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const font = { family: getComputedStyle(document.body).fontFamily, size: 12, color: "#1a2530" };
  place.closest(".chart").classList.add("chart-drawn");
  if (place.clientWidth < NARROW) fitNarrow(figure);
  Plotly.newPlot(place, figure.data, { ...figure.layout, font, paper_bgcolor: "#fff", plot_bgcolor: "#fff" }, CONFIG);
  // A point that tells an address leads to the account of its figure.
  place.on("plotly_click", (event) => {
    const [address] = [event.points[0].customdata].flat();
    if (typeof address === "string" && address.startsWith("/")) location.assign(address);
  });
}
