/* The interactive timeline, on request: curves that can be switched off and zoomed, over the chart that the server drew. */
"use strict";

(() => {
  const SYMBOLS = { repeats: "circle", needs_review: "diamond", debunks: "rect", asks: "arrow", weaker_true: "triangle", related: "roundRect" };

  /* A canvas needs plain colours: light-dark() is resolved by asking the browser for a computed one. */
  function colour(name) {
    const probe = document.createElement("span");
    probe.style.color = `var(--${name})`;
    document.body.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  }

  function address(data, label, start) {
    const url = new URL(data.search, location.href);
    url.searchParams.delete("label");
    url.searchParams.append("label", label);
    if (data.by === "hour" && !data.cumulative) url.searchParams.set("hour", start);
    else {
      url.searchParams.set("until", start.slice(0, 10));
      if (!data.cumulative) url.searchParams.set("since", start.slice(0, 10));
    }
    return url.href;
  }

  function option(data) {
    const starts = data.buckets.map((bucket) => bucket.start);
    const soft = colour("soft");
    const line = colour("line");
    const nearest = (iso) => starts.filter((start) => start.slice(0, iso.length) <= iso).pop();
    const series = Object.entries(data.labels).map(([label, name]) => {
      let sum = 0;
      const values = data.buckets.map((bucket) => (data.cumulative ? (sum += bucket[label] || 0) : bucket[label] || 0));
      const dashed = label === "needs_review" ? "dashed" : "solid";
      return {
        id: label, name, type: "line", data: values, symbol: SYMBOLS[label], symbolSize: (value) => (value ? 8 : 0), showSymbol: starts.length <= 60,
        color: colour(label), lineStyle: { width: 2, type: dashed }, emphasis: { focus: "series" },
      };
    });
    const marks = data.marks.map(([iso, text, kind]) => ({ at: nearest(iso), text, kind })).filter((mark) => mark.at)
      .sort((one, other) => starts.indexOf(one.at) - starts.indexOf(other.at));
    if (series.length) {
      series[0].markLine = {
        symbol: "none", animation: false,
        data: marks.map((mark, place) => ({
          xAxis: mark.at, lineStyle: { color: mark.kind === "check" ? colour("debunks") : soft, type: mark.kind === "check" ? "solid" : "dashed" },
          label: { formatter: mark.text, color: colour("ink"), fontSize: 11, position: "end", distance: [0, 4 + 14 * (place % 5)] },
        })),
      };
    }
    return {
      animation: false, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 44, right: 24, top: 84, bottom: 92 },
      legend: { bottom: 44, textStyle: { color: soft } },
      dataZoom: [{ type: "slider", bottom: 8, height: 22, borderColor: line, textStyle: { color: soft }, brushSelect: false, showDataShadow: false, fillerColor: colour("sunk"), backgroundColor: "transparent", handleStyle: { color: colour("card"), borderColor: soft }, moveHandleStyle: { color: line } }],
      xAxis: { type: "category", data: starts, axisLabel: { color: soft, formatter: (start) => start.slice(5, 16).replace("T", " ") }, axisLine: { lineStyle: { color: soft } } },
      yAxis: { type: "value", minInterval: 1, axisLabel: { color: soft }, splitLine: { lineStyle: { color: line } } },
      tooltip: {
        trigger: "axis", backgroundColor: colour("card"), borderColor: line,
        formatter: (points) => {
          const box = document.createElement("div");
          box.className = "tip";
          box.append(Object.assign(document.createElement("strong"), { textContent: points[0].axisValue.slice(0, 16).replace("T", " ") }));
          for (const point of points) {
            if (point.value) box.append(Object.assign(document.createElement("div"), { textContent: `${point.seriesName} ${point.value}` }));
          }
          return box;
        },
      },
      series,
    };
  }

  function start(box) {
    const data = JSON.parse(box.dataset.timeline);
    const plain = box.querySelector("svg");
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: box.dataset.interactive });
    button.setAttribute("aria-pressed", "false");
    let chart = null;
    let live = null;
    button.addEventListener("click", () => {
      const on = chart === null;
      button.setAttribute("aria-pressed", String(on));
      button.textContent = on ? box.dataset.plain : box.dataset.interactive;
      plain.toggleAttribute("hidden", on);
      if (!on) {
        chart.dispose();
        live.remove();
        chart = null;
        return;
      }
      live = document.createElement("div");
      live.className = "live";
      live.setAttribute("aria-hidden", "true");
      box.append(live);
      chart = echarts.init(live, null, { renderer: "canvas" });
      chart.setOption(option(data));
      chart.on("click", "series.line", (point) => location.assign(address(data, point.seriesId, point.name)));
    });
    box.closest("section").querySelector(".controls").append(button);
    addEventListener("resize", () => chart && chart.resize());
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (typeof echarts === "undefined") return;
    for (const box of document.querySelectorAll("[data-timeline]")) start(box);
  });
})();
