// A chart is the server's own drawing until somebody points at it, touches it or asks with its button: then the library that
// zooms and reads values comes, and draws the figure that the server wrote into the page, in the drawing's place and size.
"use strict";

const { library, words, style, failed } = document.currentScript.dataset;
const IS_CHINESE = document.documentElement.lang.startsWith("zh");
const NARROW = 560; // px
const POINTED_AT_MS = 150; // crossing a chart on the way to elsewhere asks for nothing

const CONFIG = {
  locale: IS_CHINESE ? "zh-CN" : "en",
  responsive: true,
  displaylogo: false,
  showSendToCloud: false,
  plotlyServerURL: "",
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
};

let loading = null;

// One after the other: the words need the library, and a chart that is drawn without its style would jump.
function load() {
  loading ??= (async () => {
    await add("link", { rel: "stylesheet", href: style, id: "plotly.js-style-global", className: "no-inline-styles" });
    await add("script", { src: library });
    if (IS_CHINESE) await add("script", { src: words });
  })();
  return loading;
}

function add(name, properties) {
  return new Promise((loaded, refused) => {
    const element = Object.assign(document.createElement(name), properties);
    element.addEventListener("load", loaded);
    element.addEventListener("error", () => { element.remove(); refused(new Error(properties.src ?? properties.href)); });
    document.head.append(element);
  });
}

// Numbers upright, and what would stand right of the axes above them instead: the bars get the whole width.
function fitNarrow({ data, layout }) {
  layout.xaxis = { ...layout.xaxis, automargin: true, nticks: 5 };
  for (const trace of data) if (trace.type === "bar" && trace.textposition === "outside") trace.textangle = -90;
  for (const note of layout.annotations ?? []) {
    if (note.xref !== "paper" || note.x <= 1) continue;
    Object.assign(note, { x: 1, xanchor: "right", yref: "paper", y: 1, yanchor: "bottom", text: `- - ${note.text.replace("<br>", " ")}` });
    Object.assign(layout.margin, { r: 8, t: 60 });
    layout.legend.y = 1.26;
  }
}

function draw(stage) {
  const live = stage.querySelector(".chart-live");
  const figure = JSON.parse(document.getElementById(stage.dataset.chart).textContent);
  const font = { family: getComputedStyle(document.body).fontFamily, size: 12, color: "#1a2530" };
  const height = stage.clientHeight; // what stands below stays where it is
  if (stage.clientWidth < NARROW) fitNarrow(figure);
  live.style.height = `${height}px`;
  stage.classList.add("chart-drawn");
  Plotly.newPlot(live, figure.data, { ...figure.layout, height, font, paper_bgcolor: "#fff", plot_bgcolor: "#fff" }, CONFIG);
  // A point that tells an address leads to the account of its figure.
  live.on("plotly_click", (event) => {
    const [address] = [event.points[0].customdata].flat();
    if (typeof address === "string" && address.startsWith("/")) location.assign(address);
  });
}

for (const chart of document.querySelectorAll(".chart:has([data-chart])")) {
  const stage = chart.querySelector("[data-chart]");
  const drawing = chart.querySelector(".chart-drawing");
  const button = chart.querySelector(".chart-ask");
  let waiting = null;
  let isAsked = false;

  const ask = async () => {
    clearTimeout(waiting);
    if (isAsked) return;
    isAsked = true;
    chart.setAttribute("aria-busy", "true");
    try {
      await load();
      draw(stage);
      button.style.visibility = "hidden"; // and keeps its place
    } catch (error) {
      loading = null;
      isAsked = false;
      button.textContent = failed;
      console.error(error);
    }
    chart.removeAttribute("aria-busy");
  };

  // A finger that scrolls the page ends in pointercancel before the time is up; one that taps ends in a click.
  stage.addEventListener("pointerenter", () => { waiting = setTimeout(ask, POINTED_AT_MS); });
  for (const gone of ["pointerleave", "pointercancel"]) stage.addEventListener(gone, () => clearTimeout(waiting));
  stage.addEventListener("click", ask);
  button.addEventListener("click", ask);
  button.hidden = false;
  // On a narrow page a drawing is wider than its place: it is moved by the arrows too.
  if (drawing.scrollWidth > drawing.clientWidth) drawing.tabIndex = 0;
}
