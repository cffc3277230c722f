// Draws the figures that the server wrote into the page. The server's own drawing stays for print and without scripts.
"use strict";

const CONFIG = {
  locale: document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en",
  responsive: true,
  displaylogo: false,
  showSendToCloud: false,
  plotlyServerURL: "",
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
};

for (const place of document.querySelectorAll("[data-chart]")) {
  const figure = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const font = { family: getComputedStyle(document.body).fontFamily, size: 12, color: "#1a2530" };
  place.closest(".chart").classList.add("chart-drawn");
  Plotly.newPlot(place, figure.data, { ...figure.layout, font, paper_bgcolor: "#fff", plot_bgcolor: "#fff" }, CONFIG);
}
