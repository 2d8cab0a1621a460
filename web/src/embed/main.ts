/** A chart or a map for other people's pages: /channels/ID/charts/N, /channels/ID/maps/channel_show. */
import type uPlot from "uplot";
import { numberOf } from "../charts/series_data";
import { loadLanguage, t } from "../strings";
import { timeZone } from "../strings/format";
import { ask } from "./ask";
import "./embed.css";
import { drawPlot, type EmbedData } from "./embedded_plot";
import { element, frameFor } from "./frame";
import { mapParametersOf, parametersOf, type EmbedParameters } from "./parameters";

interface Answer {
  channel: { name: string; [field: `field${number}`]: string | undefined };
  feeds: { created_at: string; [field: `field${number}`]: string | null | undefined }[];
}

async function read({ channel, field, feedQuery }: EmbedParameters): Promise<EmbedData> {
  const path = `/channels/${channel}/fields/${field}.json?${feedQuery}`;
  const answer = await ask<Answer>(path, t().embed.noChart);
  const name = `field${field}` as const;
  return {
    name: answer.channel.name,
    label: answer.channel[name] ?? "",
    times: answer.feeds.map((entry) => Date.parse(entry.created_at) / 1000),
    values: answer.feeds.map((entry) => numberOf(entry[name])),
  };
}

function tell(root: HTMLElement, error: unknown): void {
  root.replaceChildren();
  element("p", "embed-message", root).textContent = (error as Error).message;
}

function show(frame: HTMLElement, parameters: EmbedParameters, data: EmbedData): uPlot {
  const title = parameters.title ?? data.name;
  document.title = title;
  element("h1", "embed-title", frame).textContent = title;
  const root = element("div", "embed-plot", frame);
  root.role = "img";
  root.ariaLabel = `${title}: ${parameters.yAxis ?? data.label}`;
  const plot = drawPlot(root, parameters, data);
  new ResizeObserver(() =>
    plot.setSize({ width: root.clientWidth, height: root.clientHeight }),
  ).observe(root);
  return plot;
}

/** Reads again and again; a failure leaves what is shown until the next turn. */
function follow(plot: uPlot, parameters: EmbedParameters): void {
  setInterval(() => {
    if (document.visibilityState !== "visible") return;
    read(parameters).then(
      (data) => plot.setData([data.times, data.values]),
      () => {},
    );
  }, parameters.updateSeconds * 1000);
}

async function showChart(root: HTMLElement): Promise<void> {
  const parameters = parametersOf(location.pathname, location.search);
  if (!parameters) throw new Error(t().embed.noChart);
  timeZone.value = parameters.timeZone ?? undefined;
  const frame = frameFor(root, parameters);
  const plot = show(frame, parameters, await read(parameters));
  if (parameters.isDynamic) follow(plot, parameters);
}

async function start(root: HTMLElement): Promise<void> {
  await loadLanguage();
  const map = mapParametersOf(location.pathname, location.search);
  try {
    if (map) await (await import("./embedded_map")).showMap(root, map);
    else await showChart(root);
  } catch (error) {
    tell(root, error);
  }
}

const root = document.getElementById("embedded");
if (root) void start(root);
