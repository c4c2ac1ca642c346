// Draws each element with data-chart, which holds an ECharts option as JSON (macro chart() in macros/ui.html).
// The same numbers stand in a table below each chart. Colours follow the page; tooltips are drawn, not HTML.
(() => {
  "use strict";
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function dress(option) {
    const ink = colour("--ink"), soft = colour("--ink-soft"), line = colour("--line");
    const axis = (given) => given && { ...given, axisLabel: { color: soft, ...given.axisLabel }, axisLine: { lineStyle: { color: line } }, splitLine: { lineStyle: { color: line } } };
    return { color: [colour("--steel"), colour("--bronze"), colour("--pass"), colour("--line-strong")], backgroundColor: "transparent",
      animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      textStyle: { color: ink, fontFamily: getComputedStyle(document.body).fontFamily }, aria: { enabled: true, decal: { show: (option.series || []).length > 1 } },
      grid: { left: 8, right: 8, top: 24, bottom: 8, containLabel: true },
      ...option, xAxis: axis(option.xAxis), yAxis: axis(option.yAxis), legend: option.legend && { ...option.legend, textStyle: { color: ink } },
      tooltip: { ...option.tooltip, renderMode: "richText" } };
  }

  document.addEventListener("DOMContentLoaded", () => {
    const drawn = [...document.querySelectorAll("[data-chart]")].map((box) => {
      const option = JSON.parse(box.dataset.chart);
      const chart = window.echarts.init(box, null, { renderer: "canvas" });
      chart.setOption(dress(option));
      return { chart, option };
    });
    window.addEventListener("resize", () => drawn.forEach(({ chart }) => chart.resize()));
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.forEach(({ chart, option }) => chart.setOption(dress(option), true)));
  });
})();
